"""From which side a query is answered: what each of its terms can be found by, and how many stories that are at most.

Sizes come from counts that are kept, or from a look that ends early. Must not know how the answer is put together.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from reader.library.database import Database
from reader.query.sql import FAMILY, LATER, condition, family, feed_condition, feed_number, folded
from reader.query.tree import Holding, Key, Keyed, Length, Node, State

LOOKED_THROUGH = 20_000
"""How many stories are collected and put in order rather than found one by one in an order there is."""

_LOOK = 5_000
_MANY = 2**40
"""A size for what has more stories than a look counts."""

_INDEXES = {
    Keyed(Key.IS, State.UNREAD): "story_unread",
    Keyed(Key.IS, State.STARRED): "story_starred",
    Keyed(Key.IS, State.UPDATED): "story_updated",
    Keyed(Key.HAS, Holding.AUDIO): "story_media",
    Keyed(Key.HAS, Holding.VIDEO): "story_media",
}


@dataclass(frozen=True, slots=True)
class Side:
    """A term of a query (`origin`) as it is best asked for, how many stories it is true of at most, and the index that
    has these newest first, if one does.
    """

    origin: Node
    node: Node
    size: int
    index: str = ""


class Sides:
    """Finds the sides a query may be answered from."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def of(self, nodes: Iterable[Node], now: int) -> list[Side]:
        """Return a side for each of `nodes` that has one, the smallest first."""
        found = (self._side(node, now) for node in nodes)
        return sorted((side for side in found if side is not None), key=lambda side: side.size)

    def total(self) -> int:
        """Return how many listed stories there are."""
        return self._total("stories")

    def _side(self, node: Node, now: int) -> Side | None:
        match node:
            case Keyed(Key.IS, (State.UNREAD | State.STARRED) as state):
                return Side(node, node, self._total(state), _INDEXES[node])
            case Keyed(Key.IS, State.TAGGED):
                return Side(node, node, int(self._db.value("SELECT total(stories) FROM tag")))
            case Keyed(Key.IS, State.BEGUN):
                return Side(node, node, int(self._db.value("SELECT count(*) FROM place")))
            case Keyed(Key.IS, State.LATER):
                return Side(node, node, self._tagged(LATER))
            case Keyed(Key.TAG, name) if folded(name).strip("/") != "none":
                return Side(node, node, self._tagged(name))
            case Keyed(Key.FEED | Key.FOLDER, _):
                return self._feeds(node)
            case Keyed(_, _) if node in _INDEXES:
                return Side(node, node, self._look(node, _INDEXES[node], now), _INDEXES[node])
            case Length(at_least, _) if at_least:
                return Side(node, node, self._look(node, "story_by_length", now))
            case _:
                return None

    def _total(self, column: str) -> int:
        return int(self._db.value(f"SELECT total({column}) FROM tally"))

    def _tagged(self, name: str) -> int:
        names = family(name)
        sql = f"SELECT total(tag.stories) FROM tag WHERE {FAMILY.format(tag=':tag', below=':below', after=':after')}"
        return int(self._db.value(sql, names))

    def _feeds(self, node: Keyed) -> Side:
        which = feed_condition(node)
        sql = f"SELECT feed.id, tally.stories FROM feed JOIN tally ON tally.feed_id = feed.id WHERE {which.sql}"
        rows = list(self._db.rows(sql, which.parameters))
        size = sum(row["stories"] for row in rows)
        if len(rows) == 1 or (node.key is Key.FEED and feed_number(node.value) is not None):
            return Side(node, Keyed(Key.FEED, f"#{rows[0]['id']}") if rows else node, size, "story_by_feed")
        return Side(node, node, size)

    def _look(self, node: Node, index: str, now: int) -> int:
        """Count the stories, but not on and on."""
        where = condition(node, now)
        sql = (
            f"SELECT count(*) FROM (SELECT 1 FROM story INDEXED BY {index} WHERE story.gone = 0 AND {where.sql}"
            f" LIMIT {_LOOK + 1})"
        )
        size = int(self._db.value(sql, where.parameters))
        return size if size <= _LOOK else _MANY
