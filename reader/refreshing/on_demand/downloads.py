"""A file downloaded politely into a folder.

Must not know who wants it, nor what it is.
"""

from collections.abc import Callable
from pathlib import Path

from reader.errors import SourceError
from reader.library import Library
from reader.reading.cleaning import clean_url, is_openable
from reader.reading.masking import shown_address
from reader.refreshing.politeness.rate_limiter import request_politely
from reader.sources.addresses import is_web
from reader.sources.files.saving import file_name, part_in
from reader.sources.web import Fetcher

Progress = Callable[[int, int | None], None]
"""Told how many bytes have come, of how many, where that is known."""


def download(
    library: Library, url: str, folder: Path, fetcher: Fetcher, now: int, progress: Progress, typed: str
) -> Path:
    """Fetch the file at `url` into `folder` and return where it is; nothing is ever overwritten.

    `typed` is the address a person gave that this goes back to: the file's own, or that of the feed it is attached in.
    Raises SourceError with a sentence where it cannot be had or kept; then nothing of it is left.
    """
    target = clean_url(url)
    if not is_openable(target) or not is_web(target):
        raise SourceError(f"{shown_address(url)} is no web address: only http and https files can be downloaded.")
    with part_in(folder, file_name(target)) as part:
        done = 0

        def write(piece: bytes, total: int | None) -> None:
            nonlocal done
            part.write(piece)
            done += len(piece)
            progress(done, total)

        media_type = request_politely(
            library, target, now, lambda before_request: fetcher.save(target, write, before_request, typed)
        )
        if not done:
            raise SourceError(f"{shown_address(target)} is empty: nothing was kept.")
        return part.finish(file_name(target, media_type))
