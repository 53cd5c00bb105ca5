"""Files on disk: one read within limits, and whether anything changed since the last look, told without reading.

Only a regular file is read, never a pipe or a device that could keep one waiting. Must not know what files say.
"""

import hashlib
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from reader import __version__
from reader.errors import SourceError
from reader.reading.cleaning import clean_line

_MIB = 1024 * 1024
_MOST_FILES = 20_000
_STILL_CHANGING = 2.0


def read_file(file: Path, largest: int) -> tuple[bytes, int]:
    """Return the bytes of a regular file and when it was changed, in seconds since the epoch.

    Raises SourceError where it cannot be read, is no regular file, or has more than `largest` bytes.
    """
    try:
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        raise SourceError(f"{shown_name(file)} cannot be read: {reason_of(error)}.") from None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise SourceError(f"{shown_name(file)} is not a file.")
    with os.fdopen(descriptor, "rb") as opened:
        try:
            content = opened.read(largest + 1)
        except OSError as error:
            raise SourceError(f"{shown_name(file)} cannot be read: {reason_of(error)}.") from None
    if len(content) > largest:
        raise SourceError(f"{shown_name(file)} is larger than {largest // _MIB} MiB; it was not read.")
    return content, int(status.st_mtime)


def shown_name(file: Path) -> str:
    """Return the name of a file as it may be shown."""
    return clean_line(file.name or str(file))


def reason_of(error: Exception) -> str:
    """Return what the system says went wrong, without its number."""
    return clean_line(getattr(error, "strerror", None) or str(error), limit=100)


def fingerprint(path: Path) -> bytes | None:
    """Return 16 bytes that change when a file, or a folder with all that is in it, may have.

    None where that cannot be told: something cannot be looked at, changed within the last two seconds, or is too much.
    """
    digest = hashlib.sha256(__version__.encode())
    try:
        for number, (name, status) in enumerate(_looked_at(path)):
            newest = max(status.st_mtime, status.st_ctime)
            if number == _MOST_FILES or abs(time.time() - newest) < _STILL_CHANGING:
                return None
            times = f"{status.st_mtime_ns} {status.st_ctime_ns}"
            digest.update(f"\0{status.st_size} {times} {status.st_ino} ".encode() + os.fsencode(name))
    except (OSError, ValueError):
        return None
    return digest.digest()[:16]


def _looked_at(path: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Give everything under `path`, itself included, in a fixed order."""
    status = path.stat()
    yield str(path), status
    if stat.S_ISDIR(status.st_mode):
        for folder, folders, files in os.walk(path, onerror=_raise):
            folders.sort()
            for name in sorted([*files, *folders]):
                inside = Path(folder, name)
                yield str(inside), inside.stat()


def _raise(error: OSError) -> None:
    raise error
