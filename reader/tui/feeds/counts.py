"""The counts of the sidebar, and reading them from the library.

Must not know any widget.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from reader.library import Library
from reader.model import Feed, SavedSearch, SearchId, Tag

if TYPE_CHECKING:
    from reader.query.completion import Names


@dataclass(frozen=True, slots=True)
class Counts:
    """Everything the feed tree is made from, read at one moment; `found` is how many unread stories searches find.

    `pending` is how many stories are not searchable yet.
    """

    feeds: tuple[Feed, ...] = ()
    tags: tuple[Tag, ...] = ()
    searches: tuple[SavedSearch, ...] = ()
    found: Mapping[SearchId, int] = field(default_factory=dict)
    stories: int = 0
    unread: int = 0
    starred: int = 0
    pending: int = 0


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
        feeds=tuple(_with_tallies(feed, *tallies[feed.id]) for feed in counts.feeds),
        tags=tuple(library.tags.all()),
        stories=tally.stories,
        unread=tally.unread,
        starred=tally.starred,
    )


def _with_tallies(feed: Feed, stories: int, unread: int) -> Feed:
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
