"""One copy of a library: whole, sound and in its place at once, or not there at all.

Must not know where backups are kept nor how many.

How it works. SQLite's online backup copies the pages of one moment: a read transaction holds that moment still, so
that writers go on and the copy never begins anew. The copy gets another name until it is on disk and every page of it
has been read; killing the program leaves no more than a file called `….unfinished`.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from reader.errors import LibraryError, NoRoomError
from reader.library.database import Database, complaints, explain

UNFINISHED = ".unfinished"
_PAGES = 2048
"""Pages copied between two looks for ctrl+c: 8 MiB."""
_SPARE = 16 * 1024 * 1024
"""Bytes that must stay free beside the copy, so that the library can go on growing."""
_MIB = 1024 * 1024


def copy_library(library: Path, target: Path) -> None:
    """Copy `library` as it is at this moment to `target`, readable by its owner alone; others go on as they like.

    Raises LibraryError, with nothing left behind, where there is no room, where `target` cannot be written or is there
    already, and where the library is damaged: a copy of it would be as well.
    """
    if not library.exists() or not library.stat().st_size:
        raise LibraryError(f"There is no library {library} yet: nothing to make a backup of.")
    if target.exists() or target.is_symlink():
        raise LibraryError(f"{target} is there already and was left alone: name a file that is not.")
    unfinished = target.with_name(target.name + UNFINISHED)
    try:
        with closing(Database(library)) as source:
            check_room(library, target.parent)
            with _new_file(unfinished):
                _copy_pages(source, unfinished)
                _put_on_disk(unfinished)
                unfinished.rename(target)
                with suppress(OSError):  # some disks know no such thing for a folder
                    _put_on_disk(target.parent)
    except OSError as error:
        raise LibraryError(f"The backup {target} could not be written: {error.strerror or error}.") from error


def check_room(library: Path, folder: Path) -> None:
    """Raise LibraryError where the disk that holds `folder` has no room for a copy of `library`."""
    needed, free = size_of(library) + _SPARE, shutil.disk_usage(folder).free
    if free < needed:
        raise NoRoomError(
            f"There is no room for a backup in {folder}: it needs {needed // _MIB:,} MiB, and {free // _MIB:,} MiB"
            " are free. Make room on that disk and try again."
        )


def size_of(library: Path) -> int:
    """Return the bytes of a library, with those of its newest changes in the file beside it."""
    file = library.resolve()  # SQLite keeps them beside the file itself
    side = file.with_name(file.name + "-wal")
    return library.stat().st_size + (side.stat().st_size if side.exists() else 0)


@contextmanager
def _new_file(file: Path) -> Iterator[None]:
    """Make an empty file that only its owner can read; what is still called so at the end is removed."""
    remove_unfinished(file)
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield
    finally:
        remove_unfinished(file)


def remove_unfinished(file: Path) -> None:
    """Remove a copy that was not finished, with SQLite's files beside it, where there is one."""
    for name in (file.name, f"{file.name}-journal", f"{file.name}-wal", f"{file.name}-shm"):
        with suppress(OSError):  # a folder of that name: who needs the name says that it is taken
            file.with_name(name).unlink()


def _copy_pages(source: Database, target: Path) -> None:
    """Copy all pages as they are at this moment, and read the copy from end to end."""
    source.run("BEGIN")
    source.value("SELECT count(*) FROM sqlite_master")  # from here on the moment holds
    try:
        with closing(sqlite3.connect(target, isolation_level=None)) as copy:
            copy.execute("PRAGMA synchronous = OFF")  # it is put on disk once, as a whole
            copy.execute("PRAGMA journal_mode = OFF")
            source.connection.backup(copy, pages=_PAGES)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without others beside it
            problem = first_problem(copy)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        if _is_of_writing(error):
            said = f"The backup {target.with_suffix('')} could not be written ({error}): make room on its disk."
            raise LibraryError(said) from error
        raise LibraryError(explain(error, source.path)) from error
    finally:
        with suppress(sqlite3.Error):  # nothing was written: there is nothing to lose
            source.connection.execute("ROLLBACK")
    if problem:
        raise LibraryError(
            f"{explain(sqlite3.DatabaseError(f'malformed: {problem}'), source.path)} No backup was made."
        )


def _is_of_writing(error: Exception) -> bool:
    name = str(getattr(error, "sqlite_errorname", ""))
    return name.startswith(("SQLITE_FULL", "SQLITE_IOERR")) and not name.startswith("SQLITE_IOERR_READ")


def first_problem(connection: sqlite3.Connection) -> str:
    """Return the first thing that is wrong with a file after reading every page; "" where it is sound."""
    said = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    return "" if said == "ok" else complaints(said)[0]


def _put_on_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, would survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
