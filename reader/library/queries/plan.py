"""The query plan: by what each term of a query can be found, and how many stories that is at most.

Must not know how the answer is put together.

How it works. A term has an access path where the library has counts or an index for it: unread and starred from the
counts the triggers keep, tags and feeds from the counts beside them, `is:updated`, `has:audio` and `words:` by looking
into their index, which ends after 5,000 stories. The smallest path is the best to begin from; terms without one (a
word, a date, a negation) are only checked. Sizes are upper bounds: a story with two tags of a family counts twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from reader.library.database import Database
from reader.query.sql import FAMILY, LATER, condition, family, feed_condition, feed_number
from reader.query.tree import Contents, Key, Keyed, Length, Node, State
from reader.query.words import fold_name

COLLECTED_AT_MOST = 20_000
"""How many stories at most are collected and sorted rather than walked through in the order of an index."""

_COUNTED = 5_000
_MANY = 2**40
"""The size where there are more stories than are counted."""

_INDEXES = {
    Keyed(Key.IS, State.UNREAD): "story_unread",
    Keyed(Key.IS, State.STARRED): "story_starred",
    Keyed(Key.IS, State.UPDATED): "story_updated",
    Keyed(Key.HAS, Contents.AUDIO): "story_media",
    Keyed(Key.HAS, Contents.VIDEO): "story_media",
}


@dataclass(frozen=True, slots=True)
class AccessPath:
    """What a term is found by: the term, the node to ask for, its size (stories at most), and the index in time order.

    `node` is the term as it is best asked for; `index` is "" where none has these stories newest first.
    """

    term: Node
    node: Node
    size: int
    index: str = ""


class Planner:
    """Finds the access paths of terms."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def paths(self, nodes: Iterable[Node], now: int) -> list[AccessPath]:
        """Return the access path of each of `nodes` that has one, the smallest first."""
        found = (self._path(node, now) for node in nodes)
        return sorted((path for path in found if path is not None), key=lambda path: path.size)

    def total(self) -> int:
        """Return how many listed stories there are."""
        return self._total("stories")

    def _path(self, node: Node, now: int) -> AccessPath | None:
        match node:
            case Keyed(Key.IS, (State.UNREAD | State.STARRED) as state):
                return AccessPath(node, node, self._total(state), _INDEXES[node])
            case Keyed(Key.IS, State.TAGGED):
                return AccessPath(node, node, int(self._db.value("SELECT total(stories) FROM tag")))
            case Keyed(Key.IS, State.BEGUN):
                return AccessPath(node, node, int(self._db.value("SELECT count(*) FROM place")))
            case Keyed(Key.IS, State.LATER):
                return AccessPath(node, node, self._tagged(LATER))
            case Keyed(Key.TAG, name) if fold_name(name).strip("/") != "none":
                return AccessPath(node, node, self._tagged(name))
            case Keyed(Key.FEED | Key.FOLDER, _):
                return self._feeds(node)
            case Keyed(_, _) if node in _INDEXES:
                return AccessPath(node, node, self._count_some(node, _INDEXES[node], now), _INDEXES[node])
            case Length(at_least, _) if at_least:
                return AccessPath(node, node, self._count_some(node, "story_by_length", now))
            case _:
                return None

    def _total(self, column: str) -> int:
        return int(self._db.value(f"SELECT total({column}) FROM tally"))

    def _tagged(self, name: str) -> int:
        names = family(name)
        sql = f"SELECT total(tag.stories) FROM tag WHERE {FAMILY.format(tag=':tag', below=':below', after=':after')}"
        return int(self._db.value(sql, names))

    def _feeds(self, node: Keyed) -> AccessPath:
        which = feed_condition(node)
        sql = f"SELECT feed.id, tally.stories FROM feed JOIN tally ON tally.feed_id = feed.id WHERE {which.sql}"
        rows = list(self._db.rows(sql, which.parameters))
        size = sum(row["stories"] for row in rows)
        if len(rows) == 1 or (node.key is Key.FEED and feed_number(node.value) is not None):
            return AccessPath(node, Keyed(Key.FEED, f"#{rows[0]['id']}") if rows else node, size, "story_by_feed")
        return AccessPath(node, node, size)

    def _count_some(self, node: Node, index: str, now: int) -> int:
        """Count the stories, up to 5,000."""
        where = condition(node, now)
        sql = (
            f"SELECT count(*) FROM (SELECT 1 FROM story INDEXED BY {index} WHERE story.gone = 0 AND {where.sql}"
            f" LIMIT {_COUNTED + 1})"
        )
        size = int(self._db.value(sql, where.parameters))
        return size if size <= _COUNTED else _MANY
