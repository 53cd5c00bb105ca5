"""Small builders for what tests need: a story, a feed, a library with some of both."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from reader.library import Library, open_library
from reader.model import Body, BodyFormat, FeedId, FeedKind, ParsedStory, StoryId

NOW = 1_795_348_800  # 2026-11-22T12:00:00Z


def a_story(title: str = "A proof that needed forty years", **properties: object) -> ParsedStory:
    """A parsed story; its guid comes from the title unless given."""
    content = str(properties.pop("content", f"<p>{title}, told in full.</p>"))
    body = properties.pop("body", Body(BodyFormat.HTML, content))
    return ParsedStory(**{"guid": f"guid:{title}", "title": title, "body": body, **properties})  # type: ignore[arg-type]


def a_library(folder: Path) -> Library:
    """A new, empty library."""
    file = folder / "library.db"
    if not file.exists():
        copy_library(file, Library.close)
    return open_library(file)


def copy_library(file: Path, fill: Callable[..., object], *arguments: object) -> None:
    """Put a library at `file`, filled once in a process by `fill(library, *arguments)`, then copied."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(0o600)
    file.write_bytes(_filled(fill, *arguments))


@cache
def _filled(fill: Callable[..., object], *arguments: object) -> bytes:
    """Return the file of a library that `fill` has filled."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "library.db"
        library = open_library(file, "NORMAL")
        fill(library, *arguments)
        library.close()
        return file.read_bytes()


HOME = "http://127.0.0.1/feed"
"""The address of a feed on this machine, whose stories may lead to servers here."""


def a_feed(
    library: Library, title: str = "Quanta", folder: str = "", kind: FeedKind = FeedKind.WEB, url: str = ""
) -> FeedId:
    """A subscription in `library`, to a feed of the world unless `url` says otherwise."""
    url = url or f"https://{title.lower().replace(' ', '-')}.example/feed"
    return library.feeds.subscribe(url, kind, title, NOW, folder=folder)


def keep(library: Library, feed: FeedId, *stories: ParsedStory, published: int = NOW) -> list[StoryId]:
    """Store stories as a refresh would, each a minute older than the one before; searchable at once."""
    ids = [
        library.incoming.insert(feed, story, published - 60 * position, story.title.encode(), NOW)
        for position, story in enumerate(stories)
    ]
    library.search_index.catch_up()
    return ids
