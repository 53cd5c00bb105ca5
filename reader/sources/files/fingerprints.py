"""Whether anything changed on disk since the last look, told without reading a file.

Owns what is looked at: names, sizes and times. Must not know what the files say.
"""

import hashlib
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from reader import __version__

_MOST_FILES = 20_000
_STILL_CHANGING = 2.0


def fingerprint(path: Path) -> bytes | None:
    """Return 16 bytes that change when a file, or a folder with all that is in it, may have (RULES.md, L5).

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
