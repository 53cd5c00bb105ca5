"""Rescue: a new library made of what a damaged one still has. The old file is only read.

What a person did comes first, then the texts. What a refresh last heard from servers is left out, so that the next one
asks for everything again and brings back what the feeds still have.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reader.errors import LibraryError
from reader.library.database import Database, explain
from reader.library.integrity.counts import count_again
from reader.library.integrity.journal_replay import replay
from reader.library.integrity.salvage import Row, Salvage
from reader.library.integrity.schema_parts import expected_tables
from reader.library.integrity.stand_ins import lost_feeds, lost_stories, lost_taggings, lost_tags
from reader.library.integrity.values import mend_values
from reader.library.queries.index import SearchIndex, define_functions
from reader.library.schema import bring_up_to_date

_LOST_FEED: Row = {
    "id": 0,
    "url": "https://lost-feed.invalid/",
    "kind": "web",
    "title": "Rescued stories",
    "added": 0,
    "paused": 1,
}
"""The feed of stories of which nothing tells where they came from."""

_LEFT_OUT = {
    "tag": {"stories", "unread"},
    "fetch": {"etag", "last_modified", "digest", "next_check", "asked", "max_age", "rest"},
}
"""Columns that are counted anew, or asked for anew."""

_ORDER = (
    *("feed", "tag", "story", "story_tag", "note", "saved_search", "rule", "rule_mark", "declined", "journal"),
    *("state", "place", "fetch", "alias", "body", "full_text", "enclosure", "version"),
)
"""The tables that are rescued, in their order: what a person did first, none before what it refers to."""

_COUNTED = {
    "subscriptions": "SELECT count(*) FROM feed WHERE removed IS NULL AND id != 0",
    "stories": "SELECT count(*) FROM story WHERE gone = 0",
    "stars": "SELECT count(*) FROM story WHERE gone = 0 AND starred = 1",
    "unread": "SELECT count(*) FROM story WHERE gone = 0 AND read = 0",
    "tags": "SELECT count(*) FROM tag",
    "tags on stories": "SELECT total(stories) FROM tag",
    "notes": "SELECT count(*) FROM note",
    "saved searches": "SELECT count(*) FROM saved_search WHERE removed IS NULL",
    "rules": "SELECT count(*) FROM rule WHERE removed IS NULL",
    "steps to undo": "SELECT count(*) FROM journal",
    "texts": "SELECT count(*) FROM body",
    "full texts": "SELECT count(*) FROM full_text",
}
"""What a person is told of, and how it is counted in the new library."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What came back of one kind of thing, and of how many that the old file counts or names."""

    name: str
    came_back: int
    there_were: int


@dataclass(frozen=True, slots=True)
class Rescued:
    """What a rescue came to: the new file, what came back, and how much could not be read."""

    file: Path
    kinds: tuple[Kind, ...]
    made_up: int
    """Feeds, tags and stories whose rows are lost, and that were made again from what refers to them."""
    pages: int
    unreadable_pages: int


def rescue(library: Path, today: date) -> Rescued:
    """Make a new library beside a damaged one, of all that can be read there; return what came back.

    Raises LibraryError, and leaves nothing behind, where nothing can be read or the new file cannot be written.
    """
    try:
        target = _free_name(library, today)
    except OSError as error:
        raise LibraryError(explain(error, library)) from error
    part = target.with_name(target.name + ".part")
    try:
        with closing(_salvage(library)) as salvage:
            rescued = _rescued(salvage, part, target)
        part.rename(target)
    except OSError as error:
        raise LibraryError(explain(error, library)) from error
    finally:
        for left in (part, *part.parent.glob(f"{part.name}-*")):
            with suppress(OSError):
                left.unlink(missing_ok=True)
    return rescued


def readable_rows(library: Path) -> dict[str, int]:
    """Return how many rows of each table that matters can be read in a damaged file; empty where it has none."""
    try:
        with closing(_salvage(library)) as salvage:
            counts = {table: sum(1 for _ in salvage.rows(table)) for table in ("feed", "story", "story_tag", "note")}
    except OSError:
        return {}
    return counts if any(counts.values()) else {}


def _salvage(library: Path) -> Salvage:
    """Return what is left of a file; of tables that look alike the one that matters more is thought of first."""
    tables = expected_tables()
    return Salvage(library, {**{name: tables[name] for name in _ORDER}, **tables})


def _free_name(library: Path, today: date) -> Path:
    """Return a name beside the library's that no file has yet."""
    plain = library.with_name(f"{library.stem}-rescued-{today.isoformat()}.db")
    names = (plain, *(plain.with_name(f"{plain.stem}-{number}.db") for number in range(2, 1000)))
    return next(name for name in names if not name.exists())


def _rescued(salvage: Salvage, part: Path, target: Path) -> Rescued:
    with closing(Database(part, "NORMAL")) as db:
        define_functions(db)
        bring_up_to_date(db)
        with db.transaction():
            made_up = _keep_all(db, salvage)
            mend_values(db)
            count_again(db)
        if not int(db.value("SELECT (SELECT count(*) FROM story) + (SELECT count(*) FROM feed WHERE id != 0)")):
            raise LibraryError("Nothing of a library can be read in that file: a backup is the only way back.")
        SearchIndex(db).catch_up()
        db.run("PRAGMA optimize")
        kinds = tuple(_kinds(db, salvage))
        db.run("PRAGMA wal_checkpoint(TRUNCATE)")
    return Rescued(target, kinds, made_up, salvage.pages, salvage.unreadable_pages)


def _keep_all(db: Database, salvage: Salvage) -> int:
    """Keep the rows of all tables, and those made up for lost ones; return how many the latter are."""
    made_up = 0
    stand_ins: dict[str, Callable[[], Iterable[Row]]] = {
        "feed": lambda: lost_feeds(salvage, _there(db, "feed")),
        "tag": lambda: lost_tags(salvage, _there(db, "tag")),
        "story": lambda: lost_stories(salvage, _there(db, "story")),
    }
    for table in _ORDER:
        _keep(db, table, _wanted(table, salvage.rows(table)))
        if table == "story_tag":
            _keep(db, table, lost_taggings(salvage))
            _tag_by_journal(db, salvage)
        if table == "note":
            _keep(db, table, _notes_by_journal(db, salvage))
        if table in stand_ins:
            lost = list(stand_ins[table]())
            if any(row.get("feed_id") == 0 for row in lost):
                _keep(db, "feed", [_LOST_FEED])
            made_up += _keep(db, table, lost)
    return made_up


def _tag_by_journal(db: Database, salvage: Salvage) -> None:
    """Put on the tags a person gave where fewer came back than there were, or no tag at all."""
    came_back = int(db.value("SELECT count(*) FROM story_tag"))
    if came_back and came_back >= _total(salvage.rows("tag"), "stories"):
        return
    told = replay(salvage)
    for folded, stories in told.tags.items():
        if stories:
            _keep(db, "tag", [{"name": told.names[folded], "folded": folded}])
            tag = db.value("SELECT id FROM tag WHERE folded = :folded", {"folded": folded})
            _keep(db, "story_tag", ({"story_id": story, "tag_id": tag} for story in sorted(stories)))


def _notes_by_journal(db: Database, salvage: Salvage) -> Iterator[Row]:
    """Yield the notes a person wrote that did not come back; only steps take a note away, so each was there."""
    there = {number for (number,) in db.tuples("SELECT story_id FROM note")}
    for story, text in replay(salvage).notes.items():
        if text and story not in there:
            yield {"story_id": story, "text": text, "at": 0}


def _there(db: Database, table: str) -> set[int]:
    return {number for (number,) in db.tuples(f"SELECT id FROM {table}")}


def _wanted(table: str, rows: Iterable[Row]) -> Iterator[Row]:
    left_out = _LEFT_OUT.get(table, set())
    for row in rows:
        if table != "state" or not str(row.get("key")).startswith("search."):
            yield {name: value for name, value in row.items() if name not in left_out}


def _keep(db: Database, table: str, rows: Iterable[Row]) -> int:
    """Insert rows, without those that are there already or refer to nothing; return how many went in."""
    otherwise = "REPLACE" if table == "fetch" else "IGNORE"  # a trigger has made that row with its feed
    kept = 0
    for row in rows:
        sql = f"INSERT OR {otherwise} INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"
        try:
            kept += db.connection.execute(sql, tuple(row.values())).rowcount
        except (sqlite3.IntegrityError, UnicodeError, OverflowError):
            continue  # a value of the wrong type, larger than there is room for, or of a row that is lost
        except sqlite3.Error as error:
            raise LibraryError(explain(error, db.path)) from error
    return kept


def _kinds(db: Database, salvage: Salvage) -> Iterator[Kind]:
    tallies = list(salvage.rows("tally"))
    counted = {
        "stories": _total(tallies, "stories"),
        "stars": _total(tallies, "starred"),
        "tags on stories": _total(salvage.rows("tag"), "stories"),
    }
    for name, sql in _COUNTED.items():
        came_back = int(db.value(sql))
        yield Kind(name, came_back, max(came_back, counted.get(name, 0)))


def _total(rows: Iterable[Row], column: str) -> int:
    values = [row.get(column, 0) for row in rows]
    return sum(value for value in values if isinstance(value, int))
