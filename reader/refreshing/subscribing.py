"""Subscribing to what an address, a path, a command or "seeds:" stands for, which is read first.

A source that cannot be read is not subscribed to, and nothing of it is kept.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from reader.config import Config
from reader.errors import SourceError
from reader.library import Library
from reader.model import COMMAND_URL, DOCUMENTS_URL, SEEDS_URL, Feed, FeedId, FeedKind, ParsedFeed
from reader.reading.masking import is_masked, shown_address
from reader.refreshing.discovery import Found, find, subscribed_feed
from reader.refreshing.local import path_of, read_feed_file, read_folder, run_command
from reader.refreshing.storing import store_fetched, store_local
from reader.sources.addresses import tidy_address
from reader.sources.feeds.known_items import FeedUpdate
from reader.sources.feeds.parsing import parse
from reader.sources.files.disk import shown_name
from reader.sources.files.documents import is_document, read_document
from reader.sources.web import Fetched, Fetcher
from reader.sources.web.known_sites import page_of

SEED_FEED = "releases.atom"


@dataclass(frozen=True, slots=True)
class Added:
    """A source that is subscribed to now, and the number of stories it brought; `known` where it was before."""

    feed: Feed
    new: int
    known: bool = False
    warnings: tuple[str, ...] = ()


def add(library: Library, source: str, fetcher: Fetcher, config: Config, now: int) -> Added:
    """Subscribe to what `source` stands for: an address, a command after "cmd:", a feed file, a document, a
    folder, or "seeds:".

    Raises SourceError where it stands for nothing that can be read.
    """
    source = source.strip()
    if not source:
        raise SourceError("Say what to add: an address, a feed file, a document or a folder.")
    if source == SEEDS_URL:
        return add_seeds(library, now)
    if source.startswith(COMMAND_URL):
        return _add_command(library, source, config, now)
    path = _path_named(source)
    if _exists(path):
        return _add_path(library, path.absolute(), now)
    return _add_address(library, web_address(source), fetcher, config, now)


def add_seeds(library: Library, now: int) -> Added:
    """Subscribe to the stories that come with the program."""
    file = SEEDS_URL + SEED_FEED
    with library.transaction():
        if path_of(file).is_file():
            feed = library.feeds.subscribe_bundled(file, FeedKind.FILE, "", now)
            store_local(library, feed, FeedKind.FILE, read_feed_file(file), now)
        parsed = read_folder(SEEDS_URL)
        known = library.feeds.by_url(SEEDS_URL) is not None
        feed = library.feeds.subscribe_bundled(SEEDS_URL, FeedKind.FOLDER, "Seeds", now)
        stored = store_local(library, feed, FeedKind.FOLDER, parsed, now)
    library.search_index.catch_up()
    return Added(library.feeds.get(feed), stored.new, known, parsed.warnings)


def _path_named(source: str) -> Path:
    """Return the path a source may be: as it is typed, or as a file address names it (RFC 8089)."""
    if not source.lower().startswith("file:"):
        return Path(source).expanduser()
    parts = urlsplit(source)
    if parts.netloc not in ("", "localhost"):
        raise SourceError(f"{shown_address(source)} is a file on another computer: only files on this one can be read.")
    path = Path(unquote(parts.path))
    if not _exists(path):
        raise SourceError(f"{shown_address(source)} names no file or folder that exists.")
    return path


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def web_address(source: str) -> str:
    """Return the web address `source` means; raises SourceError where it means none."""
    if is_masked(source):
        raise SourceError(f"{shown_address(source)} is an address as it is shown, without its secret: give the whole.")
    url = page_of(source) or tidy_address(source)
    if url:
        return url
    if "://" in source:
        raise SourceError(f"{shown_address(source)}: only http and https addresses can be fetched.")
    raise SourceError(f"{shown_address(source)} is neither an address nor a file or folder that exists.")


def _add_address(library: Library, url: str, fetcher: Fetcher, config: Config, now: int) -> Added:
    known = subscribed_feed(library, url)
    if known is not None:
        return Added(known, 0, known=True)
    return subscribe_to(library, find(library, url, fetcher, now, url, enough=1)[0], config, now)


def subscribe_to(library: Library, found: Found, config: Config, now: int) -> Added:
    """Subscribe to a feed that was found, with the stories it held then."""
    if found.subscribed is not None:
        return Added(found.subscribed, 0, known=True)
    added = _subscribe(library, FeedKind.WEB, found.url, found.fetched, found.parsed, config, now)
    return replace(added, warnings=(*added.warnings, *found.others))


def _add_command(library: Library, url: str, config: Config, now: int) -> Added:
    known = library.feeds.by_url(url)
    if known is not None:
        return Added(known, 0, known=True)
    printed = run_command(url, config)
    return _subscribe(library, FeedKind.COMMAND, url, printed, parse(printed.content, url), config, now)


def _subscribe(
    library: Library, kind: FeedKind, url: str, fetched: Fetched, parsed: ParsedFeed, config: Config, now: int
) -> Added:
    title = parsed.title or shown_address(url)
    with library.transaction():
        feed_id = library.feeds.subscribe(url, kind, title, now, site_url=parsed.site_url)
        stored = store_fetched(library, feed_id, fetched, FeedUpdate(parsed), now, config.floor(url))
    library.search_index.catch_up()
    return Added(library.feeds.get(feed_id), stored.new, warnings=parsed.warnings)


def _add_path(library: Library, path: Path, now: int) -> Added:
    _refuse_a_name_that_is_no_text(path)
    if path.is_dir():
        title, parsed = path.name or str(path), read_folder(str(path))
        return _subscribe_local(library, str(path), FeedKind.FOLDER, title, parsed, now)
    if is_document(path):
        return _add_document(library, path, now)
    return _subscribe_local(library, str(path), FeedKind.FILE, path.stem, read_feed_file(str(path)), now)


def _refuse_a_name_that_is_no_text(path: Path) -> None:
    """Raise SourceError where the name of a file is not UTF-8: its path could not be kept to find it by."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        raise SourceError(
            f"{shown_name(path)} has a name that is no text (not UTF-8). Rename it, then add it."
        ) from None


def _adopt_documents(library: Library, feed_id: FeedId, folder: Path, now: int) -> None:
    """Let stories of documents that were added one by one belong to the folder they lie in, tags and all."""
    documents = library.feeds.by_url(DOCUMENTS_URL)
    if documents is None:
        return
    present = library.incoming.all_known(feed_id)
    inside = {
        story.id: (guid, Path(guid).relative_to(folder).as_posix())
        for guid, story in library.incoming.all_known(documents.id).items()
        if Path(guid).is_relative_to(folder)
    }
    homes = {story: (old, new) for story, (old, new) in inside.items() if new not in present}
    if homes:
        library.incoming.move_to_feed(homes, documents.id, feed_id, now)


def _add_document(library: Library, path: Path, now: int) -> Added:
    story = read_document(path, str(path))
    home = _folder_with(library, path)
    if home is not None:
        return _subscribe_local(library, home.url, home.kind, home.title, read_folder(home.url), now)
    return _subscribe_local(
        library, DOCUMENTS_URL, FeedKind.DOCUMENTS, "Documents", ParsedFeed("Documents", stories=(story,)), now
    )


def _folder_with(library: Library, path: Path) -> Feed | None:
    for feed in library.feeds.all():
        if feed.kind is FeedKind.FOLDER and path.is_relative_to(path_of(feed.url)):
            return feed
    return None


def _subscribe_local(library: Library, url: str, kind: FeedKind, title: str, parsed: ParsedFeed, now: int) -> Added:
    with library.transaction():
        known = library.feeds.by_url(url) is not None
        feed_id = library.feeds.subscribe(url, kind, title or parsed.title, now)
        if kind is FeedKind.FOLDER:
            _adopt_documents(library, feed_id, path_of(url), now)
        stored = store_local(library, feed_id, kind, parsed, now)
    library.search_index.catch_up()
    return Added(library.feeds.get(feed_id), stored.new, known, parsed.warnings)
