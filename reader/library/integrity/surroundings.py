"""What surrounds the library: its folder, the disk, and the files SQLite keeps beside it.

Says what would keep a person from writing before it does. Must not know what is in the library.
"""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from reader.errors import LibraryError
from reader.library.database import Database

_TRIED = 1024 * 1024
"""Bytes that are written to see whether there is room for what a person does, and deleted at once."""

_SCARCE = 64 * 1024 * 1024
"""Bytes that should be free, so that a refresh does not fill the disk."""

_LARGE_LOG = 64 * 1024 * 1024
"""Bytes from which on the log of changes is worth a word."""

_MIB = 1024 * 1024


def surrounding_problems(library: Path) -> Iterator[str]:
    """Yield what is wrong around the library, each a sentence with what to do."""
    library = library.resolve()  # what counts is where the file really lies
    yield from _not_writable(library.parent)
    yield from _scarce_room(library)
    yield from _large_log(library)


def writing_problem(db: Database) -> str:
    """Return why the library cannot be written, after trying to and taking it back; "" where it can."""
    try:
        with db.transaction():
            db.run("INSERT INTO state (key, value) VALUES ('doctor', '') ON CONFLICT DO UPDATE SET value = ''")
            raise _TakeBack
    except _TakeBack:
        return ""
    except LibraryError as error:
        return str(error)


class _TakeBack(Exception):  # noqa: N818 -- what was asked for, not a mistake
    """Ends a transaction that was only a trial."""


def _not_writable(folder: Path) -> Iterator[str]:
    """Try a file of the size a refresh soon writes."""
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-") as tried:
            tried.write(bytes(_TRIED))
            tried.flush()
            os.fsync(tried.fileno())
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            yield f"There is no room in {folder} ({error.strerror}): make some, or nothing you do can be kept."
        else:
            yield f"Nothing can be written in {folder} ({error.strerror}): nothing you do can be kept."


def _scarce_room(library: Path) -> Iterator[str]:
    try:
        free = shutil.disk_usage(library.parent).free
    except OSError:
        return
    if free < _SCARCE:
        yield f"The disk that holds {library.parent} has {free / _MIB:.0f} MiB left: make room soon."


def _large_log(library: Path) -> Iterator[str]:
    log = library.with_name(library.name + "-wal")
    try:
        size = log.stat().st_size
    except OSError:
        return
    if size > _LARGE_LOG:
        yield f"{log.name} has grown to {size / _MIB:.0f} MiB: end every reader that runs, and it shrinks."
