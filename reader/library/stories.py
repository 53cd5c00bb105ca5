"""The stories and their bodies: which match a query, what a list shows of them, what a person marks.

What a refresh brings comes in through `insert`, `revise` and `move`, which never touch what a person set.
"""

import json
import sqlite3
import time
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from reader.errors import NotFoundError
from reader.library.database import Database
from reader.library.journal import Change, Journal, What
from reader.library.queries.content_flags import content_flags
from reader.library.queries.execution import QueryExecutor
from reader.library.queries.time_order import Hit
from reader.model import Body, BodyFormat, Enclosure, FeedId, ParsedStory, Story, StoryId
from reader.query import Query
from reader.query.branches import all_of
from reader.query.sql import condition_per_story
from reader.query.tree import Key, Keyed, State
from reader.reading.cleaning import visible_text

_ROWS = """
    SELECT story.id, story.feed_id, coalesce(feed.own_title, nullif(feed.title, ''), feed.url) AS feed_title,
           story.title, story.author, story.url, story.published, story.arrived, story.words, story.read, story.starred,
           story.updated
    FROM story JOIN feed ON feed.id = story.feed_id
    WHERE story.id IN (SELECT value FROM json_each(:ids))
"""

_TAGS = """
    SELECT story_tag.story_id, tag.name, story_tag.rule FROM story_tag JOIN tag ON tag.id = story_tag.tag_id
    WHERE story_tag.story_id IN (SELECT value FROM json_each(:ids)) ORDER BY tag.folded
"""


@dataclass(frozen=True, slots=True)
class KnownStory:
    """What a refresh needs to know of a story it may have seen before."""

    id: StoryId
    guid: str
    digest: bytes
    listed: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known story with what it may be recognised by when it comes under another guid; `aliases` are those it has."""

    story: KnownStory
    aliases: tuple[str, ...]
    title: str
    url: str
    claimed: int | None


class Stories:
    """The stories of all feeds."""

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

    def next_unread(self, query: Query, after: Hit | None) -> StoryId | None:
        """Return the first unread story of `query` behind `after`, in its order; None where there is none."""
        unread = Query(all_of([query.tree, Keyed(Key.IS, State.UNREAD)]), query.sort)
        found = next(self.stream(unread, after), None)
        return None if found is None else StoryId(found[0])

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
        return tuple(json.loads(found or "[]"))

    def categories_of(self, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """Return the same for several stories, by id."""
        sql = "SELECT story_id, categories FROM body WHERE story_id IN (SELECT value FROM json_each(:ids))"
        return {row[0]: tuple(json.loads(row[1])) for row in self._db.tuples(sql, {"ids": json.dumps(list(ids))})}

    def mark_read(self, ids: Sequence[int], now: int) -> int:
        """Mark stories read, in one step; return how many were unread."""
        return self._mark("story.read", ids, 1, "marked {} read", now)

    def mark_unread(self, ids: Sequence[int], now: int) -> int:
        """Mark stories unread, in one step; return how many were read."""
        return self._mark("story.read", ids, 0, "marked {} unread", now)

    def star(self, ids: Sequence[int], now: int) -> int:
        """Star stories, in one step; return how many had no star."""
        return self._mark("story.starred", ids, 1, "starred {}", now)

    def give_star(self, story_id: int, now: int) -> None:
        """Star a story whose document says it is: no step of the person's, so not to be undone."""
        self._journal.apply(Change("story.starred", (story_id,), 0, 1), now)

    def unstar(self, ids: Sequence[int], now: int) -> int:
        """Take the star off stories, in one step; return how many had one."""
        return self._mark("story.starred", ids, 0, "unstarred {}", now)

    def known(self, feed_id: int, guids: Iterable[str]) -> dict[str, KnownStory]:
        """Return what the library holds of a feed's stories that came under these guids, tombstones among them."""
        sql = (
            "SELECT id, guid, digest, gone = 0 AS listed FROM story"
            " WHERE feed_id = :feed AND guid IN (SELECT value FROM json_each(:guids))"
            " UNION ALL SELECT story.id, alias.guid, digest, gone = 0"
            " FROM alias JOIN story ON story.id = alias.story_id"
            " WHERE alias.feed_id = :feed AND alias.guid IN (SELECT value FROM json_each(:guids))"
        )
        return _known(self._db.run(sql, {"feed": feed_id, "guids": json.dumps(list(guids))}))

    def candidates(self, feed_id: int, stories: Iterable[ParsedStory]) -> list[Candidate]:
        """Return the feed's stories that may be one of these: of the same title, or the same guid but for https."""
        stories = list(stories)
        swapped = [_other_scheme(story.guid) for story in stories]
        sql = (
            "SELECT id, guid, digest, gone = 0 AS listed, title, url, claimed,"
            " (SELECT json_group_array(alias.guid) FROM alias WHERE alias.story_id = story.id AND feed_id = :feed)"
            " AS aliases FROM story WHERE feed_id = :feed"
            " AND (title IN (SELECT value FROM json_each(:titles)) OR guid IN (SELECT value FROM json_each(:guids)))"
        )
        titles = json.dumps([story.title for story in stories])
        rows = self._db.run(sql, {"feed": feed_id, "titles": titles, "guids": json.dumps(swapped)}).fetchall()
        known = {story.id: story for story in _known(rows).values()}
        return [
            Candidate(known[row["id"]], tuple(json.loads(row["aliases"])), row["title"], row["url"], row["claimed"])
            for row in rows
        ]

    def give_alias(self, story_id: StoryId, feed_id: FeedId, guid: str) -> None:
        """Let the story be known by another guid too."""
        sql = "INSERT OR IGNORE INTO alias (feed_id, guid, story_id) VALUES (:feed, :guid, :id)"
        self._db.run(sql, {"feed": feed_id, "guid": guid, "id": story_id})

    def all_known(self, feed_id: int) -> dict[str, KnownStory]:
        """Return what the library holds of all stories a feed ever had."""
        sql = "SELECT id, guid, digest, gone = 0 AS listed FROM story WHERE feed_id = :feed"
        return _known(self._db.run(sql, {"feed": feed_id}))

    def newest_times(self, feed_id: int, limit: int) -> list[int]:
        """Return where the feed's `limit` newest stories stand in time, newest first.

        Purged ones count where not enough are listed: a feed that has been silent for a year still has.
        """
        sql = "SELECT published FROM story WHERE feed_id = :feed AND {} ORDER BY published DESC LIMIT :limit"
        listed = self._db.run(sql.format("gone = 0"), {"feed": feed_id, "limit": limit}).fetchall()
        wanted = {"feed": feed_id, "limit": limit - len(listed)}
        purged = self._db.run(sql.format("gone != 0 AND gone = 1"), wanted).fetchall() if wanted["limit"] else []
        return sorted((row["published"] for row in [*listed, *purged]), reverse=True)

    def insert(
        self,
        feed_id: FeedId,
        parsed: ParsedStory,
        published: int,
        digest: bytes,
        now: int,
        *,
        words: int | None = None,
        read: bool = False,
    ) -> StoryId:
        """Store a new story, unread unless it is old news, standing at `published` in lists for ever.

        `words` is how many its body has, where they are counted already.
        """
        sql = (
            "INSERT INTO story"
            " (feed_id, guid, title, author, url, published, claimed, arrived, words, digest, read, gone)"
            " VALUES (:feed, :guid, :title, :author, :url, :published, :claimed, :now, :words, :digest, :read,"
            " (SELECT CASE WHEN removed IS NULL THEN 0 ELSE 2 END FROM feed WHERE id = :feed))"
        )
        cursor = self._db.run(
            sql,
            {
                "feed": feed_id,
                "guid": parsed.guid,
                "title": parsed.title,
                "author": parsed.author,
                "url": parsed.url,
                "published": published,
                "claimed": parsed.published,
                "now": now,
                "words": _words(parsed.body) if words is None else words,
                "digest": digest,
                "read": read,
            },
        )
        story_id = StoryId(cursor.lastrowid or 0)
        self._store_body(story_id, parsed)
        return story_id

    def revise(
        self, story_id: StoryId, parsed: ParsedStory, digest: bytes, now: int | None, *, words: int | None = None
    ) -> None:
        """Store what the publisher changed; what a person set, and where the story stands, stay.

        The story counts as updated `now`; None where no reader would notice.
        """
        self._db.run(
            "UPDATE story SET title = :title, author = :author, url = :url, words = :words, digest = :digest,"
            " updated = coalesce(:now, updated) WHERE id = :id",
            {
                "title": parsed.title,
                "author": parsed.author,
                "url": parsed.url,
                "words": _words(parsed.body) if words is None else words,
                "digest": digest,
                "now": now,
                "id": story_id,
            },
        )
        self._store_body(story_id, parsed)

    def move(self, story_id: StoryId, feed_id: FeedId, guid: str) -> None:
        """Give a story the feed and the identity its source knows it by from now on."""
        sql = "UPDATE story SET feed_id = :feed, guid = :guid WHERE id = :id"
        self._db.run(sql, {"feed": feed_id, "guid": guid, "id": story_id})

    def adopt(self, homes: Mapping[StoryId, tuple[str, str]], old: FeedId, new: FeedId, now: int) -> None:
        """Let stories of the feed `old` belong to `new`, in one step; `homes` has their guids there and here.

        A feed that has no stories left is unsubscribed from in the same step.
        """
        changes = [
            Change("story.home", (story_id,), f"{old} {before}", f"{new} {after}")
            for story_id, (before, after) in homes.items()
        ]
        with self._db.transaction():
            left = self._db.value("SELECT stories FROM tally WHERE feed_id = :feed", {"feed": old})
            if left == len(changes):
                changes.append(Change("feed.removed", (old,), None, now))
            self._journal.perform(f"moved {counted(len(homes))} to another feed", changes, now)

    def _mark(self, what: What, ids: Sequence[int], after: int, label: str, now: int) -> int:
        column = what.removeprefix("story.")
        sql = f"SELECT id FROM story WHERE {column} = :before AND id IN (SELECT value FROM json_each(:ids))"
        with self._db.transaction():
            rows = self._db.run(sql, {"before": 1 - after, "ids": json.dumps(list(ids))})
            changing = tuple(row["id"] for row in rows)
            change = Change(what, changing, 1 - after, after)
            return self._journal.perform(label.format(counted(len(changing))), [change], now)

    def _store_body(self, story_id: StoryId, parsed: ParsedStory) -> None:
        self._db.run(
            "INSERT INTO body (story_id, format, content, base_url, categories)"
            " VALUES (:id, :format, :content, :base_url, :categories) ON CONFLICT (story_id) DO UPDATE SET"
            " format = :format, content = :content, base_url = :base_url, categories = :categories",
            {
                "id": story_id,
                "format": parsed.body.format,
                "content": parsed.body.content,
                "base_url": parsed.body.base_url,
                "categories": json.dumps(parsed.categories, ensure_ascii=False),
            },
        )
        media_types = [enclosure.media_type for enclosure in parsed.body.enclosures]
        bits = content_flags(parsed.body.format, parsed.body.content, media_types)
        self._db.run("UPDATE story SET has = :has WHERE id = :id", {"has": bits, "id": story_id})
        self._db.run("DELETE FROM enclosure WHERE story_id = :id", {"id": story_id})
        if not parsed.body.enclosures:
            return
        self._db.run_many(
            "INSERT INTO enclosure (story_id, position, url, media_type, length, seconds) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (story_id, position, enclosure.url, enclosure.media_type, enclosure.length, enclosure.seconds)
                for position, enclosure in enumerate(parsed.body.enclosures)
            ],
        )


def counted(stories: int) -> str:
    """Return "1 story" or "12 stories"."""
    return "1 story" if stories == 1 else f"{stories:,} stories"


def _clock() -> int:
    return int(time.time())


def _other_scheme(guid: str) -> str:
    if guid.startswith("https://"):
        return guid.replace("https://", "http://", 1)
    return guid.replace("http://", "https://", 1)


def _words(body: Body) -> int:
    text = visible_text(body.content) if body.format is BodyFormat.HTML else body.content
    return len(text.split())


def _story(row: sqlite3.Row, tags: Mapping[str, int]) -> Story:
    """Return a story of a row and its tags, each with the rule that put it there or 0."""
    values = dict(row)
    values["read"], values["starred"] = bool(row["read"]), bool(row["starred"])
    return Story(**values, tags=tuple(tags), ruled=tuple(name for name, rule in tags.items() if rule))


def _known(rows: Iterable[sqlite3.Row]) -> dict[str, KnownStory]:
    return {
        row["guid"]: KnownStory(StoryId(row["id"]), row["guid"], row["digest"], bool(row["listed"])) for row in rows
    }
