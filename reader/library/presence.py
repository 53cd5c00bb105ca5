"""Remembers that there was a library, so that one that has vanished is not begun anew in silence.

Owns a mark in the folder of the program's state, where it stays when the data's folder goes. Must not know what is in
the library.
"""

from contextlib import suppress
from pathlib import Path

from reader.config import Directories
from reader.errors import LibraryError


def check_presence(directories: Directories) -> None:
    """Raise LibraryError where there was a library and none is there, or nothing is in it."""
    library = directories.library
    try:
        if library.stat().st_size:
            return
        what = "is empty (0 bytes), and was not always"
    except FileNotFoundError:
        what = "was here and is gone"
    except OSError:
        return  # why it cannot be looked at is said when it is opened
    if _is_there(directories.library_mark):
        raise LibraryError(
            f"The library {library} {what}: nothing was begun anew. Bring its disk back if it was on one; 'reader"
            f" restore' lists the backups and puts one in place; to begin anew, delete {directories.library_mark}."
        )


def remember_presence(directories: Directories) -> None:
    """Leave the mark, where it is not there yet; a state that cannot be written is no reason not to read."""
    mark = directories.library_mark
    if not _is_there(mark):
        with suppress(OSError):
            mark.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            mark.touch(mode=0o600)


def _is_there(mark: Path) -> bool:
    try:
        return mark.exists()
    except OSError:
        return False  # a state that may not be looked at says nothing
