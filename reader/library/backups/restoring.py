"""The content of a backup put in the library's place, while other copies of the program may have it open.

Must not know how many backups are kept.

How it works. A sound library is kept as a backup first; then the pages of the other are written into it in one
transaction, as SQLite's online backup does: who has it open goes on, and sees what was restored, or all that was there.
A library that is damaged, or is none, cannot take part in a transaction: it is put aside under another name, with its
newest changes, and a copy of the backup takes its name. That needs everybody else to have closed it, as SQLite removes
the file of newest changes by its name.
"""

import fcntl
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from reader.errors import LibraryError
from reader.library.backups.collection import BEFORE_RESTORE, add_backup, alone, folder_beside
from reader.library.backups.contents import Contents, is_sound, look_into, open_backup
from reader.library.backups.copying import UNFINISHED, copy_library, remove_unfinished
from reader.library.database import BUSY_SECONDS, Database, explain
from reader.library.queries.index import define_functions
from reader.library.refresh_state.lease import Lease, this_process
from reader.library.schema import VERSION, bring_up_to_date
from reader.library.state import RESTORED, RememberedState

_SHARED_LOCKS = 0x40000000 + 2
_SHARED_LOCKS_SIZE = 510
"""Where SQLite locks a byte of a file that is open in write-ahead logging: sqlite.org/fileformat2.html, 1.3.1."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and where what was there before is kept: None where nothing was; whether that is damaged."""

    contents: Contents
    kept: Path | None
    damaged: bool = False


def restore(backup: Path, library: Path, now: int) -> Restored:
    """Put what `backup` holds in the place of `library`; what is there now is kept.

    A backup of an older schema is brought up to date on the way. Raises LibraryError with nothing changed where the
    backup cannot be used, where a refresh is running, or where there is no room.
    """
    contents = _checked(backup, library)
    with alone(folder_beside(library)), _current(backup, contents, library) as source:
        if not library.exists() or not is_sound(library):
            return Restored(contents, _replace(source, library, now), damaged=True)
        _refuse_during_a_refresh(library, now)
        kept = add_backup(library, BEFORE_RESTORE, now)
        _refuse_during_a_refresh(library, now)  # that took its time
        _write_into(source, library, now)
        return Restored(contents, kept.file)


def _checked(backup: Path, library: Path) -> Contents:
    """Return what a backup holds; raises where it is none that can be restored."""
    contents = look_into(backup)
    if contents.problem:
        raise LibraryError(f"{backup} was not restored: {contents.problem}. 'reader restore' alone lists the backups.")
    if contents.schema > VERSION:
        raise LibraryError(
            f"{backup} was not restored: a newer reader made it (schema {contents.schema}, this one knows {VERSION})."
            " Upgrade reader first."
        )
    if library.exists() and backup.samefile(library):
        raise LibraryError(f"{backup} is the library itself: name a backup of it.")
    return contents


@contextmanager
def _current(backup: Path, contents: Contents, library: Path) -> Iterator[Path]:
    """Yield the backup, or where its schema is older a copy for the time being that has the current one."""
    if contents.schema == VERSION:
        yield backup
        return
    copy = folder_beside(library) / f"older.db{UNFINISHED}"
    try:
        copy_library(backup, copy)
        with closing(Database(copy)) as database:
            define_functions(database)
            bring_up_to_date(database)
        yield copy
    finally:
        remove_unfinished(copy)


def _refuse_during_a_refresh(library: Path, now: int) -> None:
    """Raise where another process refreshes: it would go on with feeds that may be others by then."""
    with closing(Database(library)) as database:
        known = database.value("SELECT count(*) FROM sqlite_master WHERE name = 'lease'")
        rival = Lease(database).rival(this_process(), now) if known else None
    if rival is not None:
        raise LibraryError(
            f"Feeds are being refreshed (process {rival.pid} on {rival.host}): nothing was restored."
            " Try again in a moment."
        )


def _write_into(source: Path, library: Path, now: int) -> None:
    """Write all pages of `source` into the library in one transaction, waiting for a writer where there is one.

    Then leave word of it for an open interface, whose list is of other stories.
    """
    last = time.monotonic() + BUSY_SECONDS

    def give_up(status: int, *_: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > last:
            raise sqlite3.OperationalError("database is locked")

    with closing(Database(library)) as database:
        try:
            with _in_pages_of(database.value("PRAGMA page_size"), source, library) as pages:
                pages.backup(database.connection, progress=give_up, sleep=0.02)
            with suppress(LibraryError):  # without room for a word an open interface only keeps its list
                RememberedState(database).set(RESTORED, f"{now} {os.getpid()}")
            database.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            raise LibraryError(explain(error, library)) from error


@contextmanager
def _in_pages_of(size: int, source: Path, library: Path) -> Iterator[sqlite3.Connection]:
    """Open `source`, or a copy of it in pages of that size: SQLite writes no others into a library others may read."""
    with closing(open_backup(source)) as pages:
        if pages.execute("PRAGMA page_size").fetchone()[0] == size:
            yield pages
            return
    copy = folder_beside(library) / f"resized.db{UNFINISHED}"
    try:
        copy_library(source, copy)
        with closing(sqlite3.connect(copy, isolation_level=None)) as pages:
            pages.execute(f"PRAGMA page_size = {size}")
            pages.execute("VACUUM")
            yield pages
    finally:
        remove_unfinished(copy)


def _replace(source: Path, library: Path, now: int) -> Path | None:
    """Let a copy of `source` take the library's name; return the name under which what was there is kept.

    There is a library under its name at every moment where there was one, and never one beside newest changes that are
    not its own.
    """
    library = library.resolve()  # the newest changes lie beside the file itself
    aside = _free_name(library, now)
    changes = library.with_name(library.name + "-wal")
    there = library.exists()
    try:
        if there and _is_open_elsewhere(library):
            raise LibraryError(
                f"The library {library} is damaged and open in another program: nothing was changed."
                " Close every other reader and try again."
            )
        with _ready(source, library) as copy:
            if there:
                _link(library, aside)
            if changes.exists() and changes.stat().st_size:
                changes.rename(aside.with_name(aside.name + "-wal"))
            for name in (changes.name, f"{library.name}-shm"):
                library.with_name(name).unlink(missing_ok=True)
            copy.replace(library)
    except OSError as error:
        raise LibraryError(f"The library {library} cannot be replaced: {error.strerror or error}.") from error
    return aside if there else None


@contextmanager
def _ready(source: Path, library: Path) -> Iterator[Path]:
    """Yield a copy of `source` beside the library, on disk; what is not used is removed."""
    copy = library.with_name(f"restored.db{UNFINISHED}")
    remove_unfinished(copy)
    try:
        copy_library(source, copy)
        yield copy
    finally:
        remove_unfinished(copy)


def _free_name(library: Path, now: int) -> Path:
    """Return a name for a damaged library that nothing has, not even what a restoring left that was killed."""
    for moment in count(now):
        aside = library.with_name(f"{library.stem}-damaged-{datetime.fromtimestamp(moment, UTC):%Y-%m-%dT%H%M%SZ}.db")
        if not aside.exists() and not aside.with_name(aside.name + "-wal").exists():
            break
    return aside


def _link(file: Path, other: Path) -> None:
    """Give a file a second name, or a copy where the disk knows no second names."""
    try:
        os.link(file, other)
    except OSError:
        shutil.copyfile(file, other)
        other.chmod(0o600)


def _is_open_elsewhere(library: Path) -> bool:
    """Say whether another process has a library open; only for who has not opened it itself."""
    handle = os.open(library, os.O_RDWR)
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_LOCKS_SIZE, _SHARED_LOCKS)
    except (BlockingIOError, PermissionError):
        return True
    finally:
        os.close(handle)
    return False
