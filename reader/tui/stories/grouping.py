"""The orders a list can have, the groups it falls into in each, and what these are called.

Pure: each story comes as a number, which is a time where days are groups, else the id of the group.
Must not know how a group is drawn.
"""

from collections.abc import Iterable
from enum import StrEnum

from reader.model import Story
from reader.query import Query, terms
from reader.query.tree import Sort
from reader.tui.widgets.times import day_name, day_of, day_starts


class Grouping(StrEnum):
    """What the stories of a list have in common under each heading."""

    DAY = "day"
    FEED = "feed"
    TAG = "tag"
    NONE = "none"


ORDER_WORDS = {
    Sort.NEWEST: "newest first",
    Sort.OLDEST: "oldest first",
    Sort.RELEVANCE: "best first",
    Sort.LONGEST: "longest first",
    Sort.FEED: "by feed",
    Sort.TAG: "by tag",
}
"""What an order is called."""

_OF_SORTS = {
    Sort.NEWEST: Grouping.DAY,
    Sort.OLDEST: Grouping.DAY,
    Sort.FEED: Grouping.FEED,
    Sort.TAG: Grouping.TAG,
}


def grouping_of(sort: Sort) -> Grouping:
    """Return what a list in this order is grouped by."""
    return _OF_SORTS.get(sort, Grouping.NONE)


def next_sort(query: Query) -> Sort:
    """Return the order that comes after that of `query`; by relevance only where it looks for words."""
    orders = [sort for sort in ORDER_WORDS if sort is not Sort.RELEVANCE or terms(query.tree)]
    return orders[(orders.index(query.sort) + 1) % len(orders)] if query.sort in orders else orders[0]


def group_starts(grouping: Grouping, numbers: Iterable[int], before: int | None) -> list[tuple[int, int]]:
    """Return (index, group) where a new group begins; `before` is the group before the first number."""
    if grouping is Grouping.NONE:
        return []
    if grouping is Grouping.DAY:
        return day_starts(numbers, before)
    starts = []
    for index, number in enumerate(numbers):
        if number != before:
            starts.append((index, number))
            before = number
    return starts


def heading_of(grouping: Grouping, group: int, first: Story | None, now: int) -> str:
    """Return what a group is called; `first` is the first story in it, where it is at hand."""
    if grouping is Grouping.DAY:
        return day_name(group, day_of(now))
    if first is None:
        return ""
    if grouping is Grouping.TAG:
        return first.tags[0] if first.tags else "no tags"
    return first.feed_title
