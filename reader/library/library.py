"""The library as a whole: opening and closing it, and all that can be asked of it, by topic.

Each topic is a noun with a module of its own; nothing but this knows them all.
"""

import time
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from reader.errors import LibraryError
from reader.library.database import Database, Durability
from reader.library.feeds import Feeds
from reader.library.journal.journal import Journal
from reader.library.presence import check_presence, remember_presence
from reader.library.queries.index import SearchIndex, define_functions
from reader.library.saved_searches import SavedSearches
from reader.library.schema import VERSION, bring_up_to_date
from reader.library.state import RememberedState
from reader.library.stories import Stories
from reader.library.tags import Tags
from reader.model import Origin

if TYPE_CHECKING:
    from reader.config import Directories
    from reader.library.full_texts import FullTexts
    from reader.library.incoming import IncomingStories
    from reader.library.integrity.soundness import Problem
    from reader.library.notes import Notes
    from reader.library.refresh_state.checks import FeedChecks
    from reader.library.refresh_state.hosts import Hosts
    from reader.library.refresh_state.lease import Lease
    from reader.library.retention import Retention
    from reader.library.rules import Rules
    from reader.library.tag_history import TagHistory
    from reader.library.versions import Versions


@dataclass(frozen=True, slots=True)
class Tally:
    """How many listed stories there are in all, how many of them unread, how many starred."""

    stories: int
    unread: int
    starred: int


class Library:
    """One open library; it belongs to the thread that opened it.

    What is not needed at every start is loaded when it is first asked for.
    """

    def __init__(self, database: Database, origin: Origin = Origin.INTERFACE) -> None:
        self._db = database
        self.journal = Journal(database, origin)
        self.feeds = Feeds(database, self.journal)
        self.stories = Stories(database, self.journal)
        self.tags = Tags(database, self.journal)
        self.search_index = SearchIndex(database)
        self.saved_searches = SavedSearches(database, self.journal, self.stories)
        self.state = RememberedState(database)

    @cached_property
    def tag_history(self) -> "TagHistory":
        """What tells how a story will be tagged."""
        from reader.library.tag_history import TagHistory

        return TagHistory(self._db)

    @cached_property
    def incoming(self) -> "IncomingStories":
        """Stories as a refresh brings them."""
        from reader.library.incoming import IncomingStories

        return IncomingStories(self._db, self.journal)

    @cached_property
    def checks(self) -> "FeedChecks":
        """How the checks of each feed went."""
        from reader.library.refresh_state.checks import FeedChecks

        return FeedChecks(self._db)

    @cached_property
    def hosts(self) -> "Hosts":
        """The servers feeds come from."""
        from reader.library.refresh_state.hosts import Hosts

        return Hosts(self._db)

    @cached_property
    def lease(self) -> "Lease":
        """Who is refreshing."""
        from reader.library.refresh_state.lease import Lease

        return Lease(self._db)

    @cached_property
    def rules(self) -> "Rules":
        """What happens to new stories by itself."""
        from reader.library.rules import Rules

        return Rules(self._db, self.journal, self.stories)

    @cached_property
    def notes(self) -> "Notes":
        """What a person wrote about stories."""
        from reader.library.notes import Notes

        return Notes(self._db, self.journal)

    @cached_property
    def full_texts(self) -> "FullTexts":
        """The full texts that were fetched."""
        from reader.library.full_texts import FullTexts

        return FullTexts(self._db, self.feeds, self.journal)

    @cached_property
    def versions(self) -> "Versions":
        """What stories said before."""
        from reader.library.versions import Versions

        return Versions(self._db)

    @cached_property
    def retention(self) -> "Retention":
        """What is too old to be kept."""
        from reader.library.retention import Retention

        return Retention(self._db)

    @property
    def path(self) -> Path:
        """The file."""
        return self._db.path

    def transaction(self) -> AbstractContextManager[None]:
        """Make what is written inside one unit, all or nothing."""
        return self._db.transaction()

    def savepoint(self) -> AbstractContextManager[None]:
        """Take back what is written inside where it fails; for a part of a transaction."""
        return self._db.savepoint()

    def time_limit(self, seconds: float) -> AbstractContextManager[None]:
        """Give up what is asked inside, with Interrupted, once so many seconds have gone by."""
        return self._db.time_limit(seconds)

    def data_version(self) -> int:
        """Return a number that changes when another connection has written."""
        return int(self._db.value("PRAGMA data_version"))

    def check_in_place(self) -> None:
        """Raise LibraryError where the file was moved, deleted or replaced since it was opened."""
        self._db.check_in_place()

    def tally(self) -> Tally:
        """Return the counts of the whole library; costs nothing that grows with the stories."""
        row = self._db.run("SELECT total(stories), total(unread), total(starred) FROM tally").fetchone()
        return Tally(*(int(value) for value in row))

    def interrupt(self) -> None:
        """Make the query that is running raise Interrupted; the one method that may be called from any thread.

        A change that is being written would be given up as well, all of it: for questions only.
        """
        self._db.interrupt()

    def optimize(self) -> None:
        """Let SQLite refresh the statistics its planner lives by; cheap when there is nothing to do."""
        self._db.run("PRAGMA optimize")

    def problems(self) -> "list[Problem]":
        """Return what is wrong with the file, after reading all of it; empty where all is well."""
        from reader.library.integrity.soundness import problems

        return problems(self._db)

    def has_foreign_parts(self) -> bool:
        """Say whether somebody else put into the file what runs with anything that is asked of it."""
        from reader.library.integrity.soundness import has_foreign_parts

        return has_foreign_parts(self._db)

    def repair(self) -> int:
        """Put right what can be put right in place; return how many stories are to be indexed anew by that."""
        from reader.library.integrity.soundness import repair

        return repair(self._db, self.search_index)

    def writing_problem(self) -> str:
        """Return why nothing can be written, after trying to and taking it back; "" where it can."""
        from reader.library.integrity.surroundings import writing_problem

        return writing_problem(self._db)

    def schema_version(self) -> int:
        """Return the number of the schema the file has."""
        return VERSION

    def close(self) -> None:
        """Close the connection."""
        self._db.close()


def open_own_library(
    directories: "Directories", durability: Durability = "FULL", origin: Origin = Origin.INTERFACE
) -> Library:
    """Open the library in a person's directories, as `open_library` does; one that has vanished is not made anew."""
    check_presence(directories)
    library = open_library(directories.library, durability, origin)
    remember_presence(directories)
    return library


def open_once_more(path: Path) -> Library:
    """Open a library that is open already; raises LibraryError also where it has vanished meanwhile."""
    with suppress(OSError):
        if path.stat().st_size:
            return open_library(path)
    raise LibraryError(f"The library {path} has gone while it was open. Bring it back, or quit: nothing more is kept.")


def open_library(path: Path, durability: Durability = "FULL", origin: Origin = Origin.INTERFACE) -> Library:
    """Open the library at `path`, made anew or brought up to date where needed; an older one is backed up before.

    `origin` is where the steps come from that are made through it.

    Raises LibraryError with a sentence where it cannot be opened, is damaged, or was made by a newer reader.
    """
    with suppress(OSError):  # what may not be looked at is explained when it is opened
        if path.is_dir():
            raise LibraryError(f"{path} is a folder, where the library's file should be.")
    database = Database(path, durability)
    try:
        define_functions(database)
        bring_up_to_date(database, lambda: _backed_up(path))
    except BaseException:
        database.close()
        raise
    return Library(database, origin)


def _backed_up(path: Path) -> AbstractContextManager[None]:
    """Make a backup of the library at `path` before it is migrated."""
    from reader.library.backups.collection import backed_up_before

    return backed_up_before(path, VERSION, int(time.time()))
