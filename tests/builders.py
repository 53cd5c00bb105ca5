"""Small builders for what tests need: a story, a feed, a library with some of both."""

from pathlib import Path

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
    return open_library(folder / "library.db")


def a_feed(library: Library, title: str = "Quanta", folder: str = "", kind: FeedKind = FeedKind.WEB) -> FeedId:
    """A subscription in `library`."""
    url = f"https://{title.lower().replace(' ', '-')}.example/feed"
    return library.feeds.subscribe(url, kind, title, NOW, folder=folder)


def keep(library: Library, feed: FeedId, *stories: ParsedStory, published: int = NOW) -> list[StoryId]:
    """Store stories as a refresh would, each a minute older than the one before; searchable at once."""
    ids = [
        library.incoming.insert(feed, story, published - 60 * position, story.title.encode(), NOW)
        for position, story in enumerate(stories)
    ]
    library.search_index.catch_up()
    return ids
