"""Reading one file from disk: a regular one, within a limit, never waiting for a pipe or a device."""

import os
import stat
from pathlib import Path

from reader.errors import SourceError
from reader.reading.cleaning import clean_line

_MIB = 1024 * 1024


def read_file(file: Path, largest: int) -> tuple[bytes, int]:
    """Return the bytes of a regular file and when it was changed, in seconds since the epoch.

    Raises SourceError where it cannot be read, is no regular file, or has more than `largest` bytes.
    """
    try:
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        raise SourceError(f"{named(file)} cannot be read: {reason_of(error)}.") from None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise SourceError(f"{named(file)} is not a file.")
    with os.fdopen(descriptor, "rb") as opened:
        try:
            content = opened.read(largest + 1)
        except OSError as error:
            raise SourceError(f"{named(file)} cannot be read: {reason_of(error)}.") from None
    if len(content) > largest:
        raise SourceError(f"{named(file)} is larger than {largest // _MIB} MiB; it was not read.")
    return content, int(status.st_mtime)


def named(file: Path) -> str:
    """Return the name of a file as it may be shown."""
    return clean_line(file.name or str(file))


def reason_of(error: Exception) -> str:
    """Return what the system says went wrong, without its number."""
    return clean_line(getattr(error, "strerror", None) or str(error), limit=100)
