"""Feeds of this computer: files, folders and documents read from disk, and commands run.

Knows which path an address stands for; must not know the library.
"""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from reader.config import Config, find_seeds
from reader.errors import SourceError
from reader.model import SEEDS_URL, Feed, FeedKind, ParsedFeed

if TYPE_CHECKING:
    from reader.sources.web import Fetched

LARGEST_FEED = 32 * 1024 * 1024
"""Bytes a feed file may have."""


def path_of(url: str) -> Path:
    """Return the file or folder a local feed's address stands for."""
    if url.startswith(SEEDS_URL):
        return find_seeds() / url.removeprefix(SEEDS_URL)
    return Path(url)


def fingerprint_of(feed: Feed) -> bytes | None:
    """Return what a feed on disk looks like without being read; None where only reading can tell if it changed."""
    from reader.sources.files.disk import fingerprint

    return None if feed.kind is FeedKind.DOCUMENTS else fingerprint(path_of(feed.url))


def read_local(feed: Feed, guids: Iterable[str]) -> ParsedFeed:
    """Return what a feed on disk holds now; `guids` are the documents added one by one.

    Raises SourceError where the file or folder cannot be read.
    """
    if feed.kind is FeedKind.FOLDER:
        return read_folder(feed.url)
    if feed.kind is FeedKind.FILE:
        return read_feed_file(feed.url)
    return _read_documents(guids)


def read_folder(url: str) -> ParsedFeed:
    """Return the documents of a folder; raises SourceError."""
    from reader.sources.files.documents import scan_folder

    return scan_folder(path_of(url))


def read_feed_file(url: str) -> ParsedFeed:
    """Return what a feed file says; raises SourceError."""
    from reader.sources.feeds.parsing import parse
    from reader.sources.files.disk import read_file

    path = path_of(url)
    content, _ = read_file(path, LARGEST_FEED)
    return parse(content, str(path))


def run_command(url: str, config: Config) -> "Fetched":
    """Return what the command of a "cmd:" address prints, within the limits that are configured; raises SourceError."""
    from reader.sources.files.command_output import output_of
    from reader.sources.web import Fetched, digest_of

    own = config.feed(url)
    content = output_of(url, own.fetch_seconds or config.fetch_seconds, (own.fetch_mib or config.fetch_mib) * 2**20)
    return Fetched(url, content, digest_of(content))


def _read_documents(paths: Iterable[str]) -> ParsedFeed:
    from reader.sources.files.documents import read_document

    stories = []
    for path in paths:
        with suppress(SourceError):  # a document that went away, or went bad, keeps the story it was
            stories.append(read_document(Path(path), path))
    return ParsedFeed("Documents", stories=tuple(stories))
