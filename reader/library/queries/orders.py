"""The sort orders other than time: relevance, length, feed and tag. Must not know how time order is walked."""

from collections.abc import Callable, Iterator
from itertools import chain

from reader.library.database import Database
from reader.library.queries.time_order import Hit, TimeOrder
from reader.query.branches import all_of, asks_for_words, branches
from reader.query.sql import condition, condition_per_story
from reader.query.tree import Key, Keyed, Node, Query, Sort

HitsByTime = Callable[[Node, TimeOrder], Iterator[Hit]]

RANKED = 5_000
"""How many hits are ranked, the newest; those before come after them, newest first."""

_RANK = "bm25(search, 8.0, 2.0, 1.0, 0.5, 2.0)"
"""How well a story fits, the best lowest; a word of the title weighs as much as eight of the text."""


def sorted_hits(db: Database, query: Query, now: int, by_time: HitsByTime) -> Iterator[Hit]:
    """Yield the stories of a query in its sort order; `by_time` yields those of a tree in time order."""
    match query.sort:
        case Sort.RELEVANCE:
            return _by_relevance(db, query.tree, now, by_time)
        case Sort.LONGEST:
            return _by_length(db, query.tree, now)
        case Sort.TAG:
            return _by_tag(db, query.tree, now)
        case _:
            return _by_feed(db, query.tree, now, by_time)


def _by_relevance(db: Database, tree: Node, now: int, by_time: HitsByTime) -> Iterator[Hit]:
    """Rank the newest hits; a query that does not ask for words together with all else is not ranked."""
    found = branches(tree)
    newest_first = by_time(tree, TimeOrder(False, now))
    if len(found) != 1 or found[0].expression is None:
        return newest_first
    where = condition_per_story(all_of(found[0].rest), now)
    sql = (
        f"SELECT story.id, story.published FROM (SELECT search.rowid AS place, {_RANK} AS rank FROM search"
        f" WHERE search MATCH :words ORDER BY search.rowid DESC LIMIT {RANKED}) AS hit"
        " CROSS JOIN indexed ON indexed.place = hit.place CROSS JOIN story ON story.id = indexed.story_id"
        f" WHERE story.gone = 0 AND ({where.sql}) ORDER BY hit.rank, story.published DESC, story.id DESC"
    )
    best = list(db.tuples(sql, {**where.parameters, "words": found[0].expression}))
    known = set(best)
    return chain(best, (one for one in newest_first if one not in known))


def _by_length(db: Database, tree: Node, now: int) -> Iterator[Hit]:
    where = condition(tree, now)
    sql = (
        f"SELECT story.id, story.published FROM story WHERE story.gone = 0 AND ({where.sql})"
        " ORDER BY story.words DESC, story.published DESC, story.id DESC"
    )
    return db.tuples(sql, where.parameters)


def _by_tag(db: Database, tree: Node, now: int) -> Iterator[Hit]:
    """Sort by the first of each story's tags; those without any come last."""
    where = condition(tree, now)
    sql = (
        "SELECT story.id, story.published FROM story LEFT JOIN (SELECT story_id, min(tag.folded) AS first"
        " FROM story_tag JOIN tag ON tag.id = story_tag.tag_id GROUP BY story_id) AS tagged"
        f" ON tagged.story_id = story.id WHERE story.gone = 0 AND ({where.sql})"
        " ORDER BY first IS NULL, first, story.published DESC, story.id DESC"
    )
    return db.tuples(sql, where.parameters)


def _by_feed(db: Database, tree: Node, now: int, by_time: HitsByTime) -> Iterator[Hit]:
    """Sort by the names of the feeds, one feed after the other where no words have to be looked for in each."""
    if not asks_for_words(tree):
        for feed in _feeds(db):
            yield from by_time(all_of([Keyed(Key.FEED, f"#{feed}"), tree]), TimeOrder(False, now))
        return
    places = {feed: place for place, feed in enumerate(_feeds(db))}
    found = [
        (places[db.value("SELECT feed_id FROM story WHERE id = ?", (one[0],))], one)
        for one in by_time(tree, TimeOrder(False, now))
    ]
    yield from (one for _, one in sorted(found, key=lambda pair: pair[0]))


def _feeds(db: Database) -> list[int]:
    sql = (
        "SELECT feed.id FROM feed JOIN tally ON tally.feed_id = feed.id WHERE tally.stories > 0"
        " ORDER BY coalesce(feed.own_title, nullif(feed.title, ''), shown_address(feed.url)) COLLATE NOCASE, feed.id"
    )
    return [int(feed) for (feed,) in db.tuples(sql)]
