"""Through the stories in time: in which direction, from where on, and how hits of the search index get into that order.

Must not know what is asked for.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush

Found = tuple[int, int]
"""A story's id, and when it was published."""


@dataclass(frozen=True, slots=True)
class Way:
    """Through the stories in which direction, from where on."""

    oldest_first: bool
    now: int
    after: Found | None = None

    @property
    def order(self) -> str:
        """The end of an ORDER BY's terms."""
        return "ASC" if self.oldest_first else "DESC"

    @property
    def sql(self) -> str:
        """The condition that leaves out what was there before."""
        if self.after is None:
            return ""
        return f" AND (story.published, story.id) {'>' if self.oldest_first else '<'} (:after_time, :after_id)"

    @property
    def parameters(self) -> dict[str, int]:
        """The values of that condition."""
        return {} if self.after is None else {"after_id": self.after[0], "after_time": self.after[1]}

    def beyond(self, found: Found) -> "Way":
        """Return the rest of the way after a story."""
        return Way(self.oldest_first, self.now, found)

    def key(self, found: Found) -> Found:
        """Return what stories on this way are compared by, ascending."""
        story_id, published = found
        return (published, story_id) if self.oldest_first else (-published, -story_id)


def in_order_of_time(hits: Iterable[tuple[int, int, int]], way: Way, reach: int) -> Iterator[Found]:
    """Yield what comes by place by time: what stands at a place is of that second, or of one up to `reach` before."""
    waiting: list[tuple[Found, Found]] = []
    for story_id, published, place in hits:
        found = (story_id, published)
        if not waiting and _is_due(published, place, way, reach):
            yield found
            continue
        heappush(waiting, (way.key(found), found))
        while waiting and _is_due(waiting[0][1][1], place, way, reach):
            yield heappop(waiting)[1]
    while waiting:
        yield heappop(waiting)[1]


def _is_due(published: int, place: int, way: Way, reach: int) -> bool:
    """Say whether nothing that comes after this place can stand before a story of that time."""
    return published <= place - reach if way.oldest_first else published >= place
