"""The rows of the sidebar: smart views, saved searches, folders with their feeds, tags.

Pure: feeds, tags and counts go in, rows come out. Must not know how a row looks.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from reader.model import IN_TROUBLE, Feed, FeedId, Health, SearchId, Tag
from reader.query import parse
from reader.query.tree import quoted
from reader.tui.feeds.counts import Counts
from reader.tui.views import View

_MARKS = {Health.FAILING: "!", Health.GONE: "✕", Health.PAUSED: "‖"}


class RowKind(StrEnum):
    """What a row of the feed tree stands for."""

    SMART = "smart"
    HEALTH = "health"
    SEARCH = "search"
    FOLDER = "folder"
    FEED = "feed"
    TAG = "tag"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the feed tree: a view one can enter, the way to the feeds' health, or a gap.

    `key` stays the same as long as it means the same; `mark` says without colour that something is to be known.
    """

    key: str
    kind: RowKind
    label: str = ""
    query: str = ""
    count: int = 0
    depth: int = 0
    trouble: str = ""
    mark: str = ""
    foldable: bool = False
    folded: bool = False
    feeds: tuple[FeedId, ...] = ()
    name: str = ""
    search: SearchId | None = None

    @property
    def tag(self) -> str:
        """The name of the tag it stands for, "" where it stands for none."""
        return self.name if self.kind is RowKind.TAG else ""


def rows(counts: Counts, folded: Collection[str] = ()) -> tuple[Row, ...]:
    """Return the rows of the feed tree; `folded` holds the keys of the folders and tags that are closed."""
    groups = (_smart(counts), _searches(counts), _feeds(counts.feeds, folded), _tags(counts.tags, folded))
    shown: list[Row] = []
    for number, group in enumerate(group for group in groups if group):
        if number:
            shown.append(Row(f"gap:{number}", RowKind.GAP))
        shown.extend(group)
    return tuple(shown)


def next_feeds(rows: Sequence[Row], key: str, steps: int) -> list[Row]:
    """Return the feeds after the row `key`, or those before it, the nearest first, where `steps` is -1."""
    place = next((place for place, row in enumerate(rows) if row.key == key), len(rows))
    beside = rows[place + 1 :] if steps > 0 else rows[:place][::-1]
    return [row for row in beside if row.kind is RowKind.FEED]


def index_of(rows: Sequence[Row], key: str) -> int | None:
    """Return where the row with this key stands, or the folder that is closed over its feed."""
    places = {row.key: place for place, row in enumerate(rows)}
    closed = {f"feed:{feed}": place for place, row in enumerate(rows) if row.folded for feed in row.feeds}
    return places.get(key, closed.get(key))


def row_of_digit(counts: Counts, digit: int) -> Row | None:
    """Return the row of the saved search a digit calls."""
    called = {search.id for search in counts.searches if search.digit == digit}
    return next((row for row in _searches(counts) if row.search in called), None)


def _smart(counts: Counts) -> list[Row]:
    troubled = sum(feed.in_trouble for feed in counts.feeds)
    health = [Row("health", RowKind.HEALTH, "In trouble", count=troubled, name="Feed health")] if troubled else []
    return [
        Row("unread", RowKind.SMART, "Unread", "is:unread", counts.unread, name="Unread"),
        Row("all", RowKind.SMART, "All", "", counts.stories, name="All"),
        Row("starred", RowKind.SMART, "Starred", "is:starred", counts.starred, name="Starred"),
        *health,
    ]


def _searches(counts: Counts) -> list[Row]:
    return [
        Row(
            f"search:{search.id}",
            RowKind.SEARCH,
            f"{search.digit or ' '} {search.name}",
            search.query,
            counts.found.get(search.id, 0),
            name=search.name,
            search=search.id,
        )
        for search in counts.searches
    ]


def mark_of(feed: Feed) -> str:
    """Return the sign that says how a feed is, "" where it is well."""
    return _MARKS.get(feed.health, "")


def _feeds(feeds: Sequence[Feed], folded: Collection[str]) -> list[Row]:
    shown: list[Row] = []
    by_folder = sorted(feeds, key=lambda feed: (feed.folder != "", feed.folder.casefold(), feed.folder))
    for folder, group in groupby(by_folder, key=lambda feed: feed.folder):
        inside = tuple(group)
        if not folder:
            shown.extend(_feed(feed, 0) for feed in inside)
            continue
        row = _folder(folder, inside, folded)
        shown.append(row)
        if not row.folded:
            shown.extend(_feed(feed, 1) for feed in inside)
    return shown


def _folder(folder: str, feeds: tuple[Feed, ...], folded: Collection[str]) -> Row:
    key = f"folder:{folder}"
    return Row(
        key,
        RowKind.FOLDER,
        folder,
        f"folder:{quoted(folder)}",
        sum(feed.unread for feed in feeds),
        trouble=next((f"{feed.title}: {feed.trouble}" for feed in feeds if feed.in_trouble), ""),
        mark=next((mark_of(feed) for feed in feeds if feed.in_trouble), ""),
        foldable=True,
        folded=key in folded,
        feeds=tuple(feed.id for feed in feeds),
        name=folder,
    )


def _feed(feed: Feed, depth: int) -> Row:
    health = feed.health
    return Row(
        f"feed:{feed.id}",
        RowKind.FEED,
        feed.title,
        f"feed:#{feed.id}",
        feed.unread,
        depth,
        trouble=feed.trouble if health in IN_TROUBLE else "",
        mark=_MARKS.get(health, ""),
        feeds=(feed.id,),
        name=feed.title,
    )


def _tags(tags: Sequence[Tag], folded: Collection[str]) -> list[Row]:
    known = _with_parents(tags)
    shown: list[Row] = []
    for name in sorted(known, key=lambda name: [part.casefold() for part in name.split("/")]):
        if any(f"tag:{parent}" in folded for parent in _parents(name)):
            continue
        key = f"tag:{name}"
        foldable = any(other.startswith(f"{name}/") for other in known)
        shown.append(
            Row(
                key,
                RowKind.TAG,
                name.rsplit("/", 1)[-1],
                f"tag:{quoted(name)}",
                known[name],
                name.count("/"),
                foldable=foldable,
                folded=foldable and key in folded,
                name=name,
            )
        )
    return shown


def _with_parents(tags: Iterable[Tag]) -> dict[str, int]:
    """Return tag name -> stories, with a parent for every nested tag whether or not the library names it."""
    known = {tag.name: tag.stories for tag in tags if tag.stories}
    missing: dict[str, int] = {}
    for name, stories in known.items():
        for parent in _parents(name):
            if parent not in known:
                missing[parent] = missing.get(parent, 0) + stories
    return known | missing


def _parents(name: str) -> list[str]:
    parts = name.split("/")
    return ["/".join(parts[:length]) for length in range(1, len(parts))]


def view_of(row: Row) -> View:
    """Return the view a row stands for; raises QueryError where its query is no longer understood."""
    trouble = row.trouble if row.kind is RowKind.FEED else ""
    return View(row.key, row.name, parse(row.query), row.feeds, trouble)
