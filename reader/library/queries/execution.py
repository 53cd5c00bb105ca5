"""Execution of queries: yields or counts the stories that match, in the query's order, the first ones at once.

Stories come as pairs of id and time, to be taken one by one; nothing is read that is not taken. Must not know what a
list shows.

How it works. A query is split into alternatives (query.branches), and each is answered in one of four ways; several are
merged in time order. `plan` says what the terms can be found by and how many stories that is at most.
1. Words, unless another term has few stories: walk the matches of the search index, whose rows stand in time order, and
   check the other terms of each.
2. A term without an index in time order (a tag, a folder) and at most 20,000 stories: collect these, check, sort.
3. Otherwise walk an index of the stories in time order, that of the smallest term or of all stories, and check each.
4. The same where each would have to be looked up in the search index (`-kernel`): probe the first 400 so; if the reader
   wants more, collect the words once and walk on.
Looking one story up in the search index costs some fifty times as much as passing it in a walk; `few_of` says what is
few.
"""

from collections.abc import Iterable, Iterator
from heapq import merge
from math import isqrt

from reader.library.database import Database
from reader.library.queries.orders import sorted_hits
from reader.library.queries.plan import COLLECTED_AT_MOST, AccessPath, Planner
from reader.library.queries.time_order import REACH, Hit, TimeOrder, hits_by_time
from reader.library.state import RememberedState
from reader.query.branches import Branch, all_of, asks_for_words, branches
from reader.query.sql import Condition, condition, condition_per_story, split_condition
from reader.query.times import bounds
from reader.query.tree import Everything, Node, Query, Sort, Time

_PROBED = 400
"""How many stories are looked up one by one before the words are collected from the whole index."""

_LOOKUP_COST = 50
"""How many times as long it takes to look one story up in the search index as to pass it in a walk."""

_NEWER = 1_500
"""How many new stories are checked one by one."""


def few_of(total: int) -> int:
    """Return up to how many of `total` stories are better looked up one by one in the search index.

    To look up n stories costs n; to walk through the index until fifty of n are found costs some 2 total / n.
    """
    return isqrt(2 * total)


class QueryExecutor:
    """Finds and counts the stories that match."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._planner = Planner(database)
        self._state = RememberedState(database)

    def stream(self, query: Query, now: int, after: Hit | None = None) -> Iterator[Hit]:
        """Yield the stories of `query` in its order, those after `after`."""
        if query.sort in (Sort.NEWEST, Sort.OLDEST):
            return self._by_time(query.tree, TimeOrder(query.sort is Sort.OLDEST, now, after))
        found = sorted_hits(self._db, query, now, self._by_time)
        return found if after is None else _after(found, after)

    def count(self, query: Query, now: int) -> int:
        """Return how many listed stories match."""
        if query.tree == Everything():
            return self._planner.total()
        found = branches(query.tree)
        quick = self._count_of_words(found[0], now) if len(found) == 1 else None
        if quick is not None:
            return quick
        where = condition(query.tree, now)
        sql = f"SELECT count(*) FROM story WHERE story.gone = 0 AND ({where.sql})"
        return int(self._db.value(sql, where.parameters))

    def _count_of_words(self, branch: Branch, now: int) -> int | None:
        """Count by the search index alone, or by a term with few stories; None where neither will do."""
        if branch.expression is None:
            return None
        if not branch.rest and not self._db.value("SELECT EXISTS (SELECT 1 FROM story WHERE gone = 2)"):
            sql = "SELECT count(*) FROM search WHERE search MATCH :words"
            return int(self._db.value(sql, {"words": branch.expression}))
        path = next(iter(self._planner.paths(branch.rest, now)), None)
        if path is None or path.size > max(few_of(self._planner.total()), self._planner.total() // _LOOKUP_COST):
            return None
        where = split_condition(path.node, all_of([*branch.words, *branch.rest]), now)
        sql = f"SELECT count(*) FROM story WHERE story.gone = 0 AND ({where.collected}) AND ({where.asked})"
        return int(self._db.value(sql, where.parameters))

    def count_newer(self, query: Query, newest_id: int, now: int) -> int:
        """Return how many listed stories that came after `newest_id` match, looking at no others."""
        newer = {"newest": newest_id}
        sql = f"SELECT count(*) FROM (SELECT 1 FROM story NOT INDEXED WHERE id > :newest LIMIT {_NEWER + 1})"
        few = self._db.value(sql, newer) <= _NEWER
        where = condition_per_story(query.tree, now) if few else condition(query.tree, now)
        sql = f"SELECT count(*) FROM story NOT INDEXED WHERE story.id > :newest AND story.gone = 0 AND ({where.sql})"
        return int(self._db.value(sql, {**where.parameters, **newer}))

    def _by_time(self, tree: Node, order: TimeOrder) -> Iterator[Hit]:
        streams = [self._branch(branch, order) for branch in branches(tree)]
        return streams[0] if len(streams) == 1 else _without_duplicates(merge(*streams, key=order.key))

    def _branch(self, branch: Branch, order: TimeOrder) -> Iterator[Hit]:
        paths = self._planner.paths(branch.rest, order.now)
        few = bool(paths) and paths[0].size <= few_of(self._planner.total())
        if branch.expression is not None and not few:
            return self._walk_words(branch, order)
        path = self._best(paths)
        rest = [*branch.words, *(node for node in branch.rest if path is None or node != path.term)]
        if path is not None and not path.index:
            return self._collect(path, all_of(rest), order)
        path = path or AccessPath(Everything(), Everything(), 0, "story_by_time")
        if any(map(asks_for_words, rest)) and not few:
            return self._probe(path, all_of(rest), order)
        return self._walk(path, condition_per_story(all_of([path.node, *rest]), order.now), order)

    def _best(self, paths: Iterable[AccessPath]) -> AccessPath | None:
        """Return the access path to use: the smallest, unless it is large and would have to be sorted."""
        return next((path for path in paths if path.index or path.size <= COLLECTED_AT_MOST), None)

    def _walk_words(self, branch: Branch, order: TimeOrder) -> Iterator[Hit]:
        where = condition_per_story(all_of(branch.rest), order.now)
        places, limits = self._place_range(branch.rest, order)
        sql = (
            "SELECT story.id, story.published, search.rowid FROM search"
            " CROSS JOIN indexed ON indexed.place = search.rowid CROSS JOIN story ON story.id = indexed.story_id"
            f" WHERE search MATCH :words{places} AND story.gone = 0 AND ({where.sql}){order.condition}"
            f" ORDER BY search.rowid {order.direction}"
        )
        parameters = {**where.parameters, **limits, **order.parameters, "words": branch.expression}
        return hits_by_time(self._db.tuples(sql, parameters), order, self._reach())

    def _place_range(self, rest: Iterable[Node], order: TimeOrder) -> tuple[str, dict[str, int]]:
        """Return the range of rows of the search index: a row is never before its story's time, and little after."""
        times = [bounds(node.key, node.value, order.now) for node in rest if isinstance(node, Time)]
        starts = [start for start, _ in times if start is not None]
        ends = [end for _, end in times if end is not None]
        if order.after is not None:
            (starts if order.oldest_first else ends).append(order.after[1] + (not order.oldest_first))
        sql = " AND search.rowid >= :place_from" if starts else ""
        sql += " AND search.rowid < :place_until" if ends else ""
        limits = {"place_from": max(starts)} if starts else {}
        return sql, {**limits, **({"place_until": min(ends) + self._reach()} if ends else {})}

    def _collect(self, path: AccessPath, rest: Node, order: TimeOrder) -> Iterator[Hit]:
        where = split_condition(path.node, rest, order.now)
        # The plus keeps SQLite from walking all stories because they stand in this order already.
        sql = (
            f"SELECT story.id, story.published FROM story WHERE story.gone = 0 AND ({where.collected})"
            f" AND ({where.asked}){order.condition}"
            f" ORDER BY +story.published {order.direction}, story.id {order.direction}"
        )
        return self._db.tuples(sql, {**where.parameters, **order.parameters})

    def _walk(self, path: AccessPath, where: Condition, order: TimeOrder) -> Iterator[Hit]:
        sql = (
            f"SELECT story.id, story.published FROM story INDEXED BY {path.index}"
            f" WHERE story.gone = 0 AND ({where.sql}){order.condition}"
            f" ORDER BY story.published {order.direction}, story.id {order.direction}"
        )
        return self._db.tuples(sql, {**where.parameters, **order.parameters})

    def _probe(self, path: AccessPath, rest: Node, order: TimeOrder) -> Iterator[Hit]:
        """Look the first stories up one by one; where more are wanted, collect the words for the others."""
        where = split_condition(path.node, rest, order.now)
        sql = (
            f"SELECT story.id, story.published, ({where.asked}) FROM (SELECT * FROM story INDEXED BY {path.index}"
            f" WHERE story.gone = 0 AND ({where.collected}){order.condition}"
            f" ORDER BY story.published {order.direction}, story.id {order.direction} LIMIT {_PROBED}) AS story"
        )
        probed = 0
        last: Hit | None = None
        for story_id, published, fits in self._db.tuples(sql, {**where.parameters, **order.parameters}):
            probed, last = probed + 1, (story_id, published)
            if fits:
                yield last
        if probed == _PROBED and last is not None:
            yield from self._walk(path, condition(all_of([path.node, rest]), order.now), order.after_hit(last))

    def _reach(self) -> int:
        return int(self._state.get(REACH, "0"))


def _without_duplicates(found: Iterable[Hit]) -> Iterator[Hit]:
    last = None
    for one in found:
        if one != last:
            yield one
        last = one


def _after(found: Iterator[Hit], after: Hit) -> Iterator[Hit]:
    for one in found:
        if one == after:
            break
    yield from found
