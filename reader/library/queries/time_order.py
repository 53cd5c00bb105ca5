"""Keyset pagination over stories in date order, and sorting matches of the search index into that order.

Must not know what is asked for.

How it works. A list goes on after the last story it has, (published, id), by the condition `(published, id) < (…)`,
which an index in that order answers by a seek; an OFFSET would count again. Rows of the search index stand at places: a
story's place is its second, or one up to `reach` later where that was taken. So matches come nearly in time order, and
wait in a heap until no later match can still precede them: newest first, once the walk is at or below their second;
oldest first, once it is `reach` past it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush

REACH = "search.reach"
"""Under which key the library remembers how far from its time a story may stand in the search index, in seconds."""

Hit = tuple[int, int]
"""A story's id, and when it was published."""


@dataclass(frozen=True, slots=True)
class TimeOrder:
    """Newest or oldest first, after which story, and the time `now` that ages count back from."""

    oldest_first: bool
    now: int
    after: Hit | None = None

    @property
    def direction(self) -> str:
        """The direction of each term of ORDER BY."""
        return "ASC" if self.oldest_first else "DESC"

    @property
    def condition(self) -> str:
        """The condition that leaves out `after` and all before it."""
        if self.after is None:
            return ""
        return f" AND (story.published, story.id) {'>' if self.oldest_first else '<'} (:after_time, :after_id)"

    @property
    def parameters(self) -> dict[str, int]:
        """The values of that condition."""
        return {} if self.after is None else {"after_id": self.after[0], "after_time": self.after[1]}

    def after_hit(self, hit: Hit) -> "TimeOrder":
        """Return the same order, after this story."""
        return TimeOrder(self.oldest_first, self.now, hit)

    def key(self, hit: Hit) -> Hit:
        """Return what stories in this order are sorted by, ascending."""
        story_id, published = hit
        return (published, story_id) if self.oldest_first else (-published, -story_id)


def hits_by_time(hits: Iterable[tuple[int, int, int]], order: TimeOrder, reach: int) -> Iterator[Hit]:
    """Yield (id, published, place) sorted by place as (id, published) sorted by time."""
    waiting: list[tuple[Hit, Hit]] = []
    for story_id, published, place in hits:
        found = (story_id, published)
        if not waiting and _is_settled(published, place, order, reach):
            yield found
            continue
        heappush(waiting, (order.key(found), found))
        while waiting and _is_settled(waiting[0][1][1], place, order, reach):
            yield heappop(waiting)[1]
    while waiting:
        yield heappop(waiting)[1]


def _is_settled(published: int, place: int, order: TimeOrder, reach: int) -> bool:
    """Say whether nothing that comes after this place can precede a story of that time."""
    return published <= place - reach if order.oldest_first else published >= place
