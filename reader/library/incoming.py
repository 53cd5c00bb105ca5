"""Stories as a refresh brings them: which are known already, storing new ones and what their publisher changed.

A revision touches neither what a person set (read, starred, tags, notes) nor where a story stands in lists. Must not
know how a feed is parsed, nor who decides which story is which.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reader.library.database import Database
from reader.library.journal.changes import Change, apply_change
from reader.library.journal.journal import Journal
from reader.library.queries.content_flags import content_flags
from reader.library.stories import counted
from reader.model import Body, BodyFormat, FeedId, ParsedStory, StoryId
from reader.reading.cleaning import visible_text


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


class IncomingStories:
    """Stores stories as a refresh brings them."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._db = database
        self._journal = journal

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

    def add_alias(self, story_id: StoryId, feed_id: FeedId, guid: str) -> None:
        """Have the story known by another guid too."""
        sql = "INSERT OR IGNORE INTO alias (feed_id, guid, story_id) VALUES (:feed, :guid, :id)"
        self._db.run(sql, {"feed": feed_id, "guid": guid, "id": story_id})

    def all_known(self, feed_id: int) -> dict[str, KnownStory]:
        """Return what the library holds of all stories a feed ever had."""
        sql = "SELECT id, guid, digest, gone = 0 AS listed FROM story WHERE feed_id = :feed"
        return _known(self._db.run(sql, {"feed": feed_id}))

    def newest_times(self, feed_id: int, limit: int) -> list[int]:
        """Return the times of the feed's `limit` newest stories, newest first.

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

    def set_identity(self, story_id: StoryId, feed_id: FeedId, guid: str) -> None:
        """Give a story the feed and the identity its source knows it by from now on."""
        sql = "UPDATE story SET feed_id = :feed, guid = :guid WHERE id = :id"
        self._db.run(sql, {"feed": feed_id, "guid": guid, "id": story_id})

    def move_to_feed(self, homes: Mapping[StoryId, tuple[str, str]], old: FeedId, new: FeedId, now: int) -> None:
        """Move stories from the feed `old` to `new`, in one step; `homes` has their guids there and here.

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

    def star(self, story_id: int, now: int) -> None:
        """Star a story whose document says it is: no step of the person's, so not to be undone."""
        apply_change(self._db, Change("story.starred", (story_id,), 0, 1), now)

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


def _other_scheme(guid: str) -> str:
    if guid.startswith("https://"):
        return guid.replace("https://", "http://", 1)
    return guid.replace("http://", "https://", 1)


def _words(body: Body) -> int:
    text = visible_text(body.content) if body.format is BodyFormat.HTML else body.content
    return len(text.split())


def _known(rows: Iterable[sqlite3.Row]) -> dict[str, KnownStory]:
    return {
        row["guid"]: KnownStory(StoryId(row["id"]), row["guid"], row["digest"], bool(row["listed"])) for row in rows
    }
