"""What the feed tree counts, read from the library.

Must not know any widget.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from reader.library import Library
from reader.model import Feed
from reader.tui.feeds.rows import Counts

if TYPE_CHECKING:
    from reader.query.completion import Names


def read_counts(library: Library) -> Counts:
    """Return feeds, tags, saved searches and tallies as they are now; what the searches find is counted apart."""
    tally = library.tally()
    feeds, tags, searches = library.feeds.all(), library.tags.all(), library.saved_searches.all()
    return Counts(
        *(tuple(feeds), tuple(tags), tuple(searches)),
        stories=tally.stories,
        unread=tally.unread,
        starred=tally.starred,
        pending=library.search_index.pending(),
    )


def recount(library: Library, counts: Counts) -> Counts:
    """Return `counts` as they are now where nothing but stories has changed, at the cost of what has."""
    tallies = library.feeds.tallies()
    if tallies.keys() != {feed.id for feed in counts.feeds}:
        return read_counts(library)
    tally = library.tally()
    return replace(
        counts,
        feeds=tuple(_told(feed, *tallies[feed.id]) for feed in counts.feeds),
        tags=tuple(library.tags.all()),
        stories=tally.stories,
        unread=tally.unread,
        starred=tally.starred,
    )


def _told(feed: Feed, stories: int, unread: int) -> Feed:
    return feed if (feed.stories, feed.unread) == (stories, unread) else replace(feed, stories=stories, unread=unread)


def names_of(counts: Counts) -> "Names":
    """Return the names a query may be completed with."""
    from reader.query.completion import Names

    folders = sorted({feed.folder for feed in counts.feeds if feed.folder})
    return Names(
        tags=tuple(tag.name for tag in counts.tags),
        feeds=tuple(feed.title for feed in counts.feeds),
        folders=tuple(folders),
    )


def troubles(counts: Counts) -> Mapping[str, str]:
    """Return why feeds are in trouble, by the key of their row."""
    return {f"feed:{feed.id}": feed.trouble for feed in counts.feeds if feed.in_trouble}
