"""The stories and their bodies: those that match a query, what a list shows of them, and what a person marks on them.

Must not know how stories come in (library.incoming).
"""

import json
import sqlite3
import time
from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from reader.errors import NotFoundError
from reader.library.database import Database
from reader.library.journal.changes import Change, What
from reader.library.journal.journal import Journal
from reader.library.queries.execution import QueryExecutor
from reader.library.queries.time_order import Hit
from reader.model import Body, BodyFormat, Enclosure, Story, listed_texts
from reader.query import Query
from reader.query.sql import condition_per_story

_ROWS = """
    SELECT story.id, story.feed_id,
           coalesce(feed.own_title, nullif(feed.title, ''), shown_address(feed.url)) AS feed_title,
           story.title, story.author, story.url, story.published, story.arrived, story.words, story.read, story.starred,
           story.updated
    FROM story JOIN feed ON feed.id = story.feed_id
    WHERE story.id IN (SELECT value FROM json_each(:ids))
"""

_TAGS = """
    SELECT story_tag.story_id, tag.name, story_tag.rule FROM story_tag JOIN tag ON tag.id = story_tag.tag_id
    WHERE story_tag.story_id IN (SELECT value FROM json_each(:ids)) ORDER BY tag.folded
"""


class Stories:
    """The stories of all feeds, for reading and marking."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._db = database
        self._journal = journal
        self._executor = QueryExecutor(database)

    def ids(self, query: Query) -> "array[int]":
        """Return the ids of all listed stories matching `query`, in its order, as signed 64-bit integers."""
        return array("q", (story_id for story_id, _ in self.stream(query)))

    def first_ids(self, query: Query, limit: int) -> "array[int]":
        """Return the first `limit` of what `ids` would return; reads little more than these."""
        return array("q", (story_id for story_id, _ in islice(self.stream(query), limit)))

    def stream(self, query: Query, after: Hit | None = None) -> Iterator[Hit]:
        """Yield id and time of the listed stories matching `query`, in its order, those behind `after`.

        Nothing is read before it is asked for; what changes meanwhile may or may not show.
        """
        return self._executor.stream(query, _clock(), after)

    def feeds_of(self, ids: Sequence[int]) -> list[int]:
        """Return the feed of each of these stories, in their order; 0 for one that has gone."""
        sql = "SELECT id, feed_id FROM story WHERE id IN (SELECT value FROM json_each(:ids))"
        feeds = dict(self._db.tuples(sql, {"ids": json.dumps(list(ids))}))
        return [feeds.get(story_id, 0) for story_id in ids]

    def first_tags_of(self, ids: Sequence[int]) -> list[int]:
        """Return the id of each story's first tag by name, in the order of the stories; 0 for one without any."""
        sql = (
            "SELECT story_id, tag_id, min(tag.folded) FROM story_tag JOIN tag ON tag.id = tag_id"
            " WHERE story_id IN (SELECT value FROM json_each(:ids)) GROUP BY story_id"
        )
        tags = {story: tag for story, tag, _ in self._db.tuples(sql, {"ids": json.dumps(list(ids))})}
        return [tags.get(story_id, 0) for story_id in ids]

    def unread_among(self, ids: Sequence[int]) -> set[int]:
        """Return those of the stories that are unread."""
        sql = "SELECT id FROM story WHERE read = 0 AND id IN (SELECT value FROM json_each(:ids))"
        return {row["id"] for row in self._db.run(sql, {"ids": json.dumps(list(ids))})}

    def matching(self, query: Query, ids: Sequence[int]) -> "array[int]":
        """Return those of `ids` whose stories are listed and match `query`, by id."""
        where = condition_per_story(query.tree, _clock())
        sql = (
            "SELECT story.id FROM story WHERE story.id IN (SELECT value FROM json_each(:among))"
            f" AND story.gone = 0 AND ({where.sql}) ORDER BY story.id"
        )
        rows = self._db.tuples(sql, {**where.parameters, "among": json.dumps(list(ids))})
        return array("q", (story_id for (story_id,) in rows))

    def count(self, query: Query) -> int:
        """Return how many listed stories match `query`."""
        return self._executor.count(query, _clock())

    def count_newer(self, query: Query, newest_id: int) -> int:
        """Return how many listed stories matching `query` came after the story `newest_id`; looks at no others."""
        return self._executor.count_newer(query, newest_id, _clock())

    def rows(self, ids: Sequence[int]) -> list[Story]:
        """Return the stories with these ids, in their order; ids not in the library are left out."""
        wanted = {"ids": json.dumps(list(ids))}
        tags: dict[int, dict[str, int]] = {}
        for story_id, name, rule in self._db.rows(_TAGS, wanted):
            tags.setdefault(story_id, {})[name] = rule
        found = {row["id"]: _story(row, tags.get(row["id"], {})) for row in self._db.rows(_ROWS, wanted)}
        return [found[story_id] for story_id in ids if story_id in found]

    def get(self, story_id: int) -> Story:
        """Return one story; raises NotFoundError."""
        found = self.rows([story_id])
        if not found:
            raise NotFoundError(f"There is no story {story_id}; 'reader list' shows the ids there are.")
        return found[0]

    def body(self, story_id: int) -> Body:
        """Return the body of a story, empty where it was purged; raises NotFoundError where there is no such story."""
        sql = "SELECT format, content, base_url FROM body WHERE story_id = :id"
        row = self._db.run(sql, {"id": story_id}).fetchone()
        if row is None:
            self.get(story_id)
            return Body(BodyFormat.TEXT, "")
        return Body(BodyFormat(row["format"]), row["content"], row["base_url"], self.enclosures(story_id))

    def enclosures(self, story_id: int) -> tuple[Enclosure, ...]:
        """Return the files attached to a story, in the publisher's order."""
        sql = "SELECT url, media_type, length, seconds FROM enclosure WHERE story_id = :id ORDER BY position"
        return tuple(Enclosure(*row) for row in self._db.run(sql, {"id": story_id}))

    def categories(self, story_id: int) -> tuple[str, ...]:
        """Return what the publisher says a story is about, in its order; none where it was purged."""
        found = self._db.value("SELECT categories FROM body WHERE story_id = :id", {"id": story_id})
        return listed_texts(found or "[]")

    def categories_of(self, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """Return the same for several stories, by id."""
        sql = "SELECT story_id, categories FROM body WHERE story_id IN (SELECT value FROM json_each(:ids))"
        return {row[0]: listed_texts(row[1]) for row in self._db.tuples(sql, {"ids": json.dumps(list(ids))})}

    def mark_read(self, ids: Sequence[int], now: int) -> int:
        """Mark stories read, in one step; return how many were unread."""
        return self._mark("story.read", ids, 1, "marked {} read", now)

    def mark_unread(self, ids: Sequence[int], now: int) -> int:
        """Mark stories unread, in one step; return how many were read."""
        return self._mark("story.read", ids, 0, "marked {} unread", now)

    def star(self, ids: Sequence[int], now: int) -> int:
        """Star stories, in one step; return how many had no star."""
        return self._mark("story.starred", ids, 1, "starred {}", now)

    def unstar(self, ids: Sequence[int], now: int) -> int:
        """Take the star off stories, in one step; return how many had one."""
        return self._mark("story.starred", ids, 0, "unstarred {}", now)

    def position(self, story_id: int) -> float:
        """Return how far a person has read in a story, in blocks; 0 where it was not begun, or read to its end."""
        value = self._db.value("SELECT place FROM place WHERE story_id = :id", {"id": story_id})
        return 0.0 if value is None else float(value)

    def keep_position(self, story_id: int, position: float, now: int) -> None:
        """Keep how far a person has read, which is no step of the journal; 0 forgets it."""
        if position <= 0:
            self._db.run("DELETE FROM place WHERE story_id = :id", {"id": story_id})
            return
        self._db.run(
            "INSERT INTO place (story_id, place, at) VALUES (:id, :place, :now)"
            " ON CONFLICT (story_id) DO UPDATE SET place = :place, at = :now",
            {"id": story_id, "place": position, "now": now},
        )

    def _mark(self, what: What, ids: Sequence[int], after: int, label: str, now: int) -> int:
        column = what.removeprefix("story.")
        sql = f"SELECT id FROM story WHERE {column} = :before AND id IN (SELECT value FROM json_each(:ids))"
        with self._db.transaction():
            rows = self._db.run(sql, {"before": 1 - after, "ids": json.dumps(list(ids))})
            changing = tuple(row["id"] for row in rows)
            change = Change(what, changing, 1 - after, after)
            return self._journal.perform(label.format(counted(len(changing))), [change], now)


def counted(stories: int) -> str:
    """Return "1 story" or "12 stories"."""
    return "1 story" if stories == 1 else f"{stories:,} stories"


def _clock() -> int:
    return int(time.time())


def _story(row: sqlite3.Row, tags: Mapping[str, int]) -> Story:
    """Return a story of a row and its tags, each with the rule that put it there or 0."""
    values = dict(row)
    values["read"], values["starred"] = bool(row["read"]), bool(row["starred"])
    return Story(**values, tags=tuple(tags), ruled=tuple(name for name, rule in tags.items() if rule))
