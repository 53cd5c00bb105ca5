"""A downloaded file saved on disk: what it is called there, and that nothing is overwritten or left half done.

Must not know where its bytes come from.
"""

import mimetypes
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from reader.errors import SourceError
from reader.reading.cleaning import clean_line
from reader.sources.files.disk import reason_of, shown_name
from reader.sources.files.names import LONGEST, safe_name

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")


def file_name(url: str, media_type: str = "") -> str:
    """Return what the file at `url` is called on disk: a `safe_name`, never empty.

    A name without a suffix gets the usual one of its media type.
    """
    parts = urlsplit(url)
    last = unquote(parts.path.rstrip("/").rpartition("/")[2])
    name = safe_name(last, 4 * LONGEST) or safe_name(parts.hostname or "") or "file"
    stem, suffix = Path(name).stem, Path(name).suffix
    if not _SUFFIX.fullmatch(suffix):
        stem, suffix = name, mimetypes.guess_extension(media_type) or ""
    return safe_name(stem, LONGEST - len(suffix)) + suffix


class PartialFile:
    """A file that is being written, under a name that ends in ".part"."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self.path = path
        self._file = file

    def write(self, piece: bytes) -> None:
        """Add to it; raises SourceError where the disk takes no more."""
        try:
            self._file.write(piece)
        except OSError as error:
            raise SourceError(f"{shown_name(self.path)} could not be written: {reason_of(error)}.") from error

    def finish(self, name: str) -> Path:
        """Give the whole file its name, with a number where there is one so called; return where it is."""
        try:
            self._file.close()
            return next(path for path in _paths(self.path.parent, name) if _moved(self.path, path))
        except OSError as error:
            raise SourceError(f"{shown_name(self.path)} could not be kept: {reason_of(error)}.") from error


@contextmanager
def part_in(folder: Path, name: str) -> Iterator[PartialFile]:
    """Make a file in `folder` to write to; what is not finished is gone afterwards. Raises SourceError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path, file = next(_opened(folder, name))
    except OSError as error:
        raise SourceError(f"Nothing can be kept in {clean_line(str(folder))}: {reason_of(error)}.") from error
    try:
        with file:
            yield PartialFile(path, file)
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _opened(folder: Path, name: str) -> Iterator[tuple[Path, BinaryIO]]:
    for path in _paths(folder, name):
        part = path.with_name(f"{path.name}.part")
        with suppress(FileExistsError):
            yield part, part.open("xb")


def _paths(folder: Path, name: str) -> Iterator[Path]:
    """Yield "name.mp3", "name (2).mp3" and so on."""
    stem, suffix = Path(name).stem, Path(name).suffix
    yield folder / name
    for number in count(2):
        yield folder / f"{stem} ({number}){suffix}"


def _moved(part: Path, path: Path) -> bool:
    """Give a file another name, unless that is taken: by a link, which never overwrites, where the disk has links."""
    try:
        os.link(part, path)
    except FileExistsError:
        return False
    except OSError:
        if path.exists():
            return False
        part.replace(path)
        return True
    part.unlink()
    return True
