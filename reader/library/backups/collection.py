"""The backups in the folder beside the library: their names, when one is due, and how many are kept.

Must not know what a backup holds nor how one is put back.

How it works. A name tells when a backup was made, in UTC, and why: `library-2026-11-29T113200Z.db` is one of those made
once a day, `…-asked.db` was asked for, `…-before-restore.db` and `…-before-schema-13.db` stand before what they name.
Of the daily ones the newest stay, and of those that grow too old for that the first of each of two weeks. Of those
before a new schema two stay. What was asked for, or holds what a restoring put aside, is the person's to delete.
A lock that dies with its process sees to it that one process at a time makes backups or lets go of them.
"""

import fcntl
import os
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from reader.errors import LibraryError
from reader.library.backups.copying import UNFINISHED, copy_library, remove_unfinished
from reader.library.database import Database
from reader.library.schema import VERSION

DAY = 86_400
ASKED = "asked"
BEFORE_RESTORE = "before-restore"
_BEFORE_SCHEMA = "before-schema-"
_NAME = re.compile(r"library-(\d{4}-\d\d-\d\dT\d{6}Z)(?:-([a-z0-9-]+))?\.db")
_TIME = "%Y-%m-%dT%H%M%SZ"
_RETRY = DAY // 4
"""Seconds after a daily backup failed until it is tried again."""
_PATIENCE, _LOOK = 120.0, 0.05
"""Seconds that another process's backup is waited for, and how often it is looked after."""
_WEEKS = 2
_SCHEMAS = 2


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that is there: its file, when it was made, why (a daily one says nothing of that), and its bytes."""

    file: Path
    made: int
    why: str
    size: int


def folder_beside(library: Path) -> Path:
    """Return the folder that holds the backups of a library."""
    return library.with_name("backups")


def backups_in(folder: Path) -> list[Backup]:
    """Return the backups that are there and may be looked at, newest first."""
    found = []
    with suppress(PermissionError):  # of the folder; what else is wrong with it is not the backups' to say
        for file in folder.glob("library-*.db"):
            match = _NAME.fullmatch(file.name)
            if match and file.is_file():
                with suppress(ValueError, FileNotFoundError):  # no such date; or another process just let go of it
                    made = datetime.strptime(match[1], _TIME).replace(tzinfo=UTC)
                    found.append(Backup(file, int(made.timestamp()), match[2] or "", file.stat().st_size))
    return sorted(found, key=lambda backup: (backup.made, backup.file.name), reverse=True)


def back_up(library: Path, why: str, now: int) -> Backup:
    """Make a backup in the folder beside `library`, waiting where another process makes one; raises LibraryError."""
    with alone(folder_beside(library)):
        return add_backup(library, why, now)


def back_up_daily(library: Path, kept: int, now: int) -> Backup | None:
    """Make today's backup where it is due and let go of what is too much; return it, or None where none is due.

    Raises LibraryError where it cannot be made, which is remembered for `last_failure`, and tried again in some hours.
    """
    folder = folder_beside(library)
    if not kept or not _is_due(library, now):
        return None
    with alone(folder, waiting=False) as got:
        if not got or not _is_due(library, now):
            return None  # another process makes it, or has made it
        try:
            _check_tables(library)
            made = add_backup(library, "", now)
        except LibraryError as error:
            _remember_failure(folder, str(error), now)
            raise
        with suppress(OSError):  # what stands there was not made here
            _failure_file(folder).unlink(missing_ok=True)
        for backup in superseded([one for one in backups_in(folder) if not one.why], kept, now):
            backup.file.unlink(missing_ok=True)
        return made


@contextmanager
def backed_up_before(library: Path, schema: int, now: int) -> Iterator[None]:
    """Make a backup before what happens inside, a change to a new schema; it goes again where that fails."""
    folder = folder_beside(library)
    try:
        made = back_up(library, f"{_BEFORE_SCHEMA}{schema}", now)
    except LibraryError as error:
        raise type(error)(f"{error} The library must be changed for this version; nothing was, without one.") from error
    try:
        yield
    except BaseException:
        made.file.unlink(missing_ok=True)
        raise
    for backup in [one for one in backups_in(folder) if one.why.startswith(_BEFORE_SCHEMA)][_SCHEMAS:]:
        backup.file.unlink(missing_ok=True)


def add_backup(library: Path, why: str, now: int) -> Backup:
    """Make a backup; only for who holds the lock (`alone`)."""
    folder = folder_beside(library)
    for made in count(now):
        name = datetime.fromtimestamp(made, UTC).strftime(f"library-{_TIME}")
        if not any(folder.glob(f"{name}*")):
            break
    target = folder / f"{name}{f'-{why}' if why else ''}.db"
    copy_library(library, target)
    return Backup(target, made, why, target.stat().st_size)


def superseded(daily: Sequence[Backup], kept: int, now: int) -> list[Backup]:
    """Return which daily backups are not to be kept, of those there are.

    One with a date yet to come was made by a clock that was wrong, and goes first.
    """
    past = sorted((one for one in daily if one.made <= now), key=lambda backup: backup.made, reverse=True)
    weeks = _WEEKS if kept > _WEEKS + 1 else 0
    first_of_week = {_week(one): one for one in past[kept - weeks :]}
    staying = past[: kept - weeks] + list(first_of_week.values())[:weeks]
    return [one for one in daily if one not in staying]


def last_failure(library: Path) -> str:
    """Return why the last daily backup could not be made; "" where it could."""
    try:
        return _failure_file(folder_beside(library)).read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _locked(handle: int, patience: float) -> bool:
    """Lock a file, waiting so many seconds where another process has; return whether it could be done."""
    last = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= last:
                return False
            time.sleep(_LOOK)
        else:
            return True


def folder_problem(folder: Path) -> str:
    """Return why no backups can be kept in a folder, "" where they can, or where it is not there yet."""
    try:
        if not folder.is_dir():
            taken = folder.exists() or folder.is_symlink()
            return f"{folder} is to be the folder for them, and is none: move it away." if taken else ""
        mine = os.access(folder, os.R_OK | os.W_OK | os.X_OK)
    except PermissionError:  # of a folder above
        mine = False
    return "" if mine else f"The folder {folder} cannot be read and written by you: give yourself the right to."


@contextmanager
def alone(folder: Path, waiting: bool = True) -> Iterator[bool]:
    """Hold the lock on the backups; yields False where another process has it and `waiting` is not wanted.

    What a process left that was killed while it had the lock is removed. Raises LibraryError where waiting takes too
    long: who has it may have been stopped.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        said = f"The folder {folder} for backups cannot be written: {error.strerror or error}."
        raise LibraryError(said) from error
    try:
        if not _locked(handle, _PATIENCE if waiting else 0):
            if waiting:
                raise LibraryError(f"Another reader is busy with the backups in {folder}: end it, and try again.")
            yield False
            return
        for leftover in folder.glob(f"*{UNFINISHED}"):
            remove_unfinished(leftover)
        yield True
    finally:
        os.close(handle)


def _check_tables(library: Path) -> None:
    """Raise LibraryError where a table is missing or another: SQLite calls that sound, and whole backups would go."""
    from reader.library.integrity.schema_parts import PARTS, foreign_parts, lost_tables

    with closing(Database(library)) as database:
        rows = list(database.tuples(PARTS))
    for lost in lost_tables(rows, VERSION):
        raise LibraryError(f"No backup is made of a library without the table {lost}: run 'reader doctor'.")
    for part in foreign_parts(rows, VERSION):
        raise LibraryError(
            f"No backup is made with the {part.type} {part.name}, not made by reader: run 'reader doctor'."
        )


def _is_due(library: Path, now: int) -> bool:
    """Say whether a day has gone by since the newest daily backup, or since the library was begun."""
    folder = folder_beside(library)
    if 0 <= now - _failed_at(folder) < _RETRY:
        return False
    made = [backup.made for backup in backups_in(folder) if not backup.why and backup.made <= now]
    return now - (max(made) if made else _begun(library, now)) >= DAY


def _begun(library: Path, now: int) -> int:
    """Return when the first feed was added; now where there is none yet."""
    with closing(Database(library)) as database:
        return int(database.value("SELECT min(added) FROM feed") or now)


def _week(backup: Backup) -> tuple[int, int]:
    return datetime.fromtimestamp(backup.made, UTC).isocalendar()[:2]


def _failure_file(folder: Path) -> Path:
    return folder / "failed.txt"


def _failed_at(folder: Path) -> float:
    """Return when the last daily backup failed; long ago where it did not."""
    try:
        return _failure_file(folder).stat().st_mtime
    except OSError:
        return 0.0


def _remember_failure(folder: Path, sentence: str, now: int) -> None:
    file = _failure_file(folder)
    with suppress(OSError):  # where not even this can be written, doctor finds the folder so
        file.write_text(sentence + "\n", encoding="utf-8")
        os.utime(file, (now, now))
