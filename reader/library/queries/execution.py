"""How a query is answered: which stories match, in its order, the first of them at once however many there are.

Three ways lead there. Words are walked through in the search index, whose places stand in time; a small side (a tag, a
feed) is collected and put in order; else an index of the stories is walked and each story asked. The stories come as
pairs of id and time, to be taken one by one; nothing is read that is not taken. Must not know what a list shows.
"""

from collections.abc import Iterable, Iterator
from heapq import merge
from math import isqrt

from reader.library.database import Database
from reader.library.queries.orders import in_another_order
from reader.library.queries.plan import LOOKED_THROUGH, Side, Sides
from reader.library.queries.time_order import Found, Way, in_order_of_time
from reader.query.branching import Branch, asks_for_words, branches, together
from reader.query.sql import Condition, condition, condition_each, parted
from reader.query.times import bounds
from reader.query.tree import Everything, Node, Query, Sort, Time

REACH = "search.reach"
"""Under which key the library remembers how far from its time a story may stand in the search index, in seconds."""

_PROBED = 400
"""How many stories are asked so before the words are collected from the whole index."""


_RARE = 50
"""How many times as long it takes to look one story up in the index as to pass it while walking through the index."""

_NEWER = 1_500
"""How many stories that came are asked one by one."""


def few_of(total: int) -> int:
    """Return how many of `total` stories are better asked one by one whether they have the words looked for.

    To look up n stories costs n; to walk through the index until fifty of n are found costs some 2 total / n.
    """
    return isqrt(2 * total)


class Answers:
    """Answers queries."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._sides = Sides(database)

    def stream(self, query: Query, now: int, after: Found | None = None) -> Iterator[Found]:
        """Yield the stories of `query` in its order, those that stand behind `after`."""
        if query.sort in (Sort.NEWEST, Sort.OLDEST):
            return self._in_time(query.tree, Way(query.sort is Sort.OLDEST, now, after))
        found = in_another_order(self._db, query, now, self._in_time)
        return found if after is None else _behind(found, after)

    def count(self, query: Query, now: int) -> int:
        """Return how many listed stories match."""
        if query.tree == Everything():
            return self._sides.total()
        found = branches(query.tree)
        quick = self._count_of_words(found[0], now) if len(found) == 1 else None
        if quick is not None:
            return quick
        where = condition(query.tree, now)
        sql = f"SELECT count(*) FROM story WHERE story.gone = 0 AND ({where.sql})"
        return int(self._db.value(sql, where.parameters))

    def _count_of_words(self, branch: Branch, now: int) -> int | None:
        """Count what has words from the index alone, or from a small side; None where neither will do."""
        if branch.expression is None:
            return None
        if not branch.rest and not self._db.value("SELECT EXISTS (SELECT 1 FROM story WHERE gone = 2)"):
            sql = "SELECT count(*) FROM search WHERE search MATCH :words"
            return int(self._db.value(sql, {"words": branch.expression}))
        side = next(iter(self._sides.of(branch.rest, now)), None)
        if side is None or side.size > max(few_of(self._sides.total()), self._sides.total() // _RARE):
            return None
        where = parted(side.node, together([*branch.words, *branch.rest]), now)
        sql = f"SELECT count(*) FROM story WHERE story.gone = 0 AND ({where.side}) AND ({where.rest})"
        return int(self._db.value(sql, where.parameters))

    def count_newer(self, query: Query, newest_id: int, now: int) -> int:
        """Return how many listed stories that came after `newest_id` match, looking at no others."""
        newer = {"newest": newest_id}
        sql = f"SELECT count(*) FROM (SELECT 1 FROM story NOT INDEXED WHERE id > :newest LIMIT {_NEWER + 1})"
        few = self._db.value(sql, newer) <= _NEWER
        where = condition_each(query.tree, now) if few else condition(query.tree, now)
        sql = f"SELECT count(*) FROM story NOT INDEXED WHERE story.id > :newest AND story.gone = 0 AND ({where.sql})"
        return int(self._db.value(sql, {**where.parameters, **newer}))

    def _in_time(self, tree: Node, way: Way) -> Iterator[Found]:
        streams = [self._branch(branch, way) for branch in branches(tree)]
        return streams[0] if len(streams) == 1 else _once(merge(*streams, key=way.key))

    def _branch(self, branch: Branch, way: Way) -> Iterator[Found]:
        sides = self._sides.of(branch.rest, way.now)
        few = bool(sides) and sides[0].size <= few_of(self._sides.total())
        if branch.expression is not None and not few:
            return self._walk_words(branch, way)
        side = self._best(sides)
        rest = [*branch.words, *(node for node in branch.rest if side is None or node != side.origin)]
        if side is not None and not side.index:
            return self._collect(side, together(rest), way)
        side = side or Side(Everything(), Everything(), 0, "story_by_time")
        if any(map(asks_for_words, rest)) and not few:
            return self._probe(side, together(rest), way)
        return self._walk(side, condition_each(together([side.node, *rest]), way.now), way)

    def _best(self, sides: Iterable[Side]) -> Side | None:
        """Return the side to begin from: the smallest, unless it would have to be put in order and is large."""
        return next((side for side in sides if side.index or side.size <= LOOKED_THROUGH), None)

    def _walk_words(self, branch: Branch, way: Way) -> Iterator[Found]:
        where = condition_each(together(branch.rest), way.now)
        places, limits = self._places(branch.rest, way)
        sql = (
            "SELECT story.id, story.published, search.rowid FROM search"
            " CROSS JOIN indexed ON indexed.place = search.rowid CROSS JOIN story ON story.id = indexed.story_id"
            f" WHERE search MATCH :words{places} AND story.gone = 0 AND ({where.sql}){way.sql}"
            f" ORDER BY search.rowid {way.order}"
        )
        parameters = {**where.parameters, **limits, **way.parameters, "words": branch.expression}
        return in_order_of_time(self._db.tuples(sql, parameters), way, self._reach())

    def _places(self, rest: Iterable[Node], way: Way) -> tuple[str, dict[str, int]]:
        """Return between which places of the index the stories stand: no earlier than their time, little later."""
        times = [bounds(node.key, node.value, way.now) for node in rest if isinstance(node, Time)]
        starts = [start for start, _ in times if start is not None]
        ends = [end for _, end in times if end is not None]
        if way.after is not None:
            (starts if way.oldest_first else ends).append(way.after[1] + (not way.oldest_first))
        sql = " AND search.rowid >= :place_from" if starts else ""
        sql += " AND search.rowid < :place_until" if ends else ""
        limits = {"place_from": max(starts)} if starts else {}
        return sql, {**limits, **({"place_until": min(ends) + self._reach()} if ends else {})}

    def _collect(self, side: Side, rest: Node, way: Way) -> Iterator[Found]:
        where = parted(side.node, rest, way.now)
        # The plus keeps SQLite from walking all stories because they stand in this order already.
        sql = (
            f"SELECT story.id, story.published FROM story WHERE story.gone = 0 AND ({where.side}) AND ({where.rest})"
            f"{way.sql} ORDER BY +story.published {way.order}, story.id {way.order}"
        )
        return self._db.tuples(sql, {**where.parameters, **way.parameters})

    def _walk(self, side: Side, where: Condition, way: Way) -> Iterator[Found]:
        sql = (
            f"SELECT story.id, story.published FROM story INDEXED BY {side.index}"
            f" WHERE story.gone = 0 AND ({where.sql}){way.sql}"
            f" ORDER BY story.published {way.order}, story.id {way.order}"
        )
        return self._db.tuples(sql, {**where.parameters, **way.parameters})

    def _probe(self, side: Side, rest: Node, way: Way) -> Iterator[Found]:
        """Ask the first stories one by one for words; if that does not end it, collect the words for the others."""
        where = parted(side.node, rest, way.now)
        sql = (
            f"SELECT story.id, story.published, ({where.rest}) FROM (SELECT * FROM story INDEXED BY {side.index}"
            f" WHERE story.gone = 0 AND ({where.side}){way.sql}"
            f" ORDER BY story.published {way.order}, story.id {way.order} LIMIT {_PROBED}) AS story"
        )
        probed = 0
        last: Found | None = None
        for story_id, published, fits in self._db.tuples(sql, {**where.parameters, **way.parameters}):
            probed, last = probed + 1, (story_id, published)
            if fits:
                yield last
        if probed == _PROBED and last is not None:
            yield from self._walk(side, condition(together([side.node, rest]), way.now), way.beyond(last))

    def _reach(self) -> int:
        return int(self._db.value("SELECT value FROM state WHERE key = :key", {"key": REACH}) or 0)


def _once(found: Iterable[Found]) -> Iterator[Found]:
    last = None
    for one in found:
        if one != last:
            yield one
        last = one


def _behind(found: Iterator[Found], after: Found) -> Iterator[Found]:
    for one in found:
        if one == after:
            break
    yield from found
