"""The picture cache: a folder that may be deleted, with one small picture a file, named by a hash of its address.

Owns the folder and its limit; what was not used for longest goes first. Several readers may use it at once. Must not
know how pictures are fetched, made or drawn.
"""

import os
import tempfile
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from reader.sources.pictures.formats import png_size

_HEADER = 24
_STALE = 3600
"""Seconds after which a file that was never finished is swept away, and after which a use is noted again."""


class PictureCache:
    """The pictures in a folder, of `most_bytes` altogether."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder = folder
        self._most_bytes = most_bytes

    def file(self, url: str) -> Path:
        """Return where the picture from an address is, or would be."""
        return self._folder / f"{sha256(url.encode()).hexdigest()[:40]}.png"

    def size(self, url: str) -> tuple[int, int] | None:
        """Return the pixels across and down of the picture from an address, None where it is not here."""
        file = self.file(url)
        try:
            with file.open("rb") as opened:
                size = png_size(opened.read(_HEADER))
            if file.stat().st_mtime < time.time() - _STALE:
                os.utime(file)
        except OSError:
            return None
        return size if all(size) else None

    def put(self, url: str, png: bytes) -> None:
        """Keep a picture, whole or not at all; others go where there is no room. Raises OSError where it cannot be."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=self._folder)
        try:
            with os.fdopen(handle, "wb") as opened:
                opened.write(png)
            Path(name).replace(self.file(url))
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        self._make_room()

    def drop(self, url: str) -> None:
        """Remove a picture."""
        with suppress(OSError):
            self.file(url).unlink()

    def _make_room(self) -> None:
        """Remove what was not used for longest; what another reader removes meanwhile is gone all the same."""
        files: list[tuple[float, int, Path]] = []
        for file in self._folder.iterdir():
            with suppress(OSError):
                at = file.stat()
                if file.suffix == ".png":
                    files.append((at.st_mtime, at.st_size, file))
                elif at.st_mtime < time.time() - _STALE:
                    file.unlink()  # left behind by a reader that was killed
        total = sum(size for _, size, _ in files)
        for _, size, file in sorted(files)[:-1]:
            if total <= self._most_bytes:
                return
            with suppress(OSError):
                file.unlink()
            total -= size
