"""What the library knows that may tell how a story will be tagged: stories like it, its feed's habits, and so on.

Reads no more than a bounded number of rows, however many stories there are. Must not judge what it finds.
"""

import json
import math
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from reader.library.database import Database
from reader.query.words import fold_name, words_of

LIKE_IT = 20
"""How many tagged stories like a story are looked at."""

_WORDS = 12
_MATCHES = 1500
"""How many stories with a word are looked at, the latest first."""

_FEED_STORIES = 1000
_WITH_TAG = 400
_RECENT = 60


@dataclass(frozen=True, slots=True)
class LikeStory:
    """A tagged story that shares words with another: `closeness` is the share of those that count, 0 to 1."""

    title: str
    closeness: float
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Companion:
    """A tag that stands beside the tag `beside` on `stories` stories, of the `of` that were looked at."""

    tag: str
    beside: str
    stories: int
    of: int


@dataclass(frozen=True, slots=True)
class UsedTag:
    """A tag with when it was last put on a story, and on how many stories it stands."""

    name: str
    used: int
    stories: int


@dataclass(frozen=True, slots=True)
class Example:
    """A story that was tagged by hand, as far as a simple rule could know it."""

    feed_id: int
    feed_title: str
    author: str
    title: str
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What may tell how one story will be tagged.

    `habits` are the tags of the feed's latest `feed_tagged` tagged stories, with on how many of them each stands;
    `declined` are those a person took off the story; `withheld` says of some on how many read stories each is not.
    """

    like: tuple[LikeStory, ...] = ()
    feed_title: str = ""
    feed_tagged: int = 0
    habits: tuple[tuple[str, int], ...] = ()
    companions: tuple[Companion, ...] = ()
    recent: tuple[UsedTag, ...] = ()
    declined: tuple[str, ...] = ()
    withheld: tuple[tuple[str, int], ...] = ()


class EvidenceOfTags:
    """Reads the evidence for one story."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def of(self, story_id: int, present: Sequence[str] = ()) -> Evidence:
        """Return the evidence for a story that has the tags `present`; none where there is no such story."""
        row = self._db.run(
            "SELECT story.title, feed_id, coalesce(feed.own_title, nullif(feed.title, ''), feed.url) AS feed"
            " FROM story JOIN feed ON feed.id = feed_id WHERE story.id = :id",
            {"id": story_id},
        ).fetchone()
        if row is None or not self._db.value("SELECT EXISTS (SELECT 1 FROM story_tag)"):
            return Evidence()
        tagged, habits = self._habits(row["feed_id"], story_id)
        companions = tuple(companion for tag in present[:3] for companion in self._companions(tag))
        return Evidence(self._like(story_id, row["title"]), row["feed"], tagged, habits, companions, self._recent())

    def by_hand(self, tag: str) -> list[Example]:
        """Return the latest stories a person put this tag on, and no rule did."""
        sql = (
            "SELECT feed_id, coalesce(feed.own_title, nullif(feed.title, ''), feed.url) AS feed, author, story.title,"
            " coalesce(body.categories, '[]') AS categories FROM (SELECT story_id FROM story_tag WHERE rule = 0"
            " AND tag_id = (SELECT id FROM tag WHERE folded = :tag) ORDER BY story_id DESC LIMIT :most)"
            " AS late JOIN story ON story.id = late.story_id JOIN feed ON feed.id = feed_id"
            " LEFT JOIN body ON body.story_id = late.story_id"
        )
        rows = self._db.run(sql, {"tag": fold_name(tag), "most": _WITH_TAG})
        return [_example(row) for row in rows]

    def _like(self, story_id: int, title: str) -> tuple[LikeStory, ...]:
        newest = int(self._db.value("SELECT max(id) FROM story"))
        scores: Counter[int] = Counter()
        whole = 0.0
        for word in list(dict.fromkeys(words_of(title)))[:_WORDS]:
            weight, ids = self._stories_with(word, newest)
            whole += weight
            for found in ids:
                scores[found] += weight  # type: ignore[assignment]
        scores.pop(story_id, None)
        best = scores.most_common(LIKE_IT)
        titles = self._titles_and_tags([found for found, _ in best])
        return tuple(LikeStory(titles[found][0], score / whole, titles[found][1]) for found, score in best if score > 0)

    def _stories_with(self, word: str, newest: int) -> tuple[float, list[int]]:
        """Return how much a word tells (the rarer, the more), and the tagged stories among the latest that have it."""
        sql = (
            "SELECT count(*) AS found, min(story_id) AS oldest, json_group_array(story_id) FILTER"
            " (WHERE EXISTS (SELECT 1 FROM story_tag WHERE story_tag.story_id = indexed.story_id)) AS tagged FROM"
            " (SELECT rowid AS place FROM search WHERE search MATCH :word ORDER BY rowid DESC LIMIT :most) AS hit"
            " CROSS JOIN indexed ON indexed.place = hit.place"
        )
        row = self._db.run(sql, {"word": f'"{word}"', "most": _MATCHES}).fetchone()
        if row["found"] < 2:  # none but, likely, the story itself
            return 0.0, []
        span = newest if row["found"] < _MATCHES else newest - row["oldest"] + 1
        return math.log(max(1.0, span / row["found"])), json.loads(row["tagged"])

    def _titles_and_tags(self, ids: Sequence[int]) -> dict[int, tuple[str, tuple[str, ...]]]:
        sql = (
            "SELECT story.id, title, json_group_array(tag.name) AS tags FROM story"
            " JOIN story_tag ON story_tag.story_id = story.id JOIN tag ON tag.id = tag_id"
            " WHERE story.id IN (SELECT value FROM json_each(:ids)) GROUP BY story.id"
        )
        rows = self._db.run(sql, {"ids": json.dumps(list(ids))})
        return {row["id"]: (row["title"], tuple(json.loads(row["tags"]))) for row in rows}

    def _habits(self, feed_id: int, story_id: int) -> tuple[int, tuple[tuple[str, int], ...]]:
        sql = (
            "SELECT tag.name, story_id FROM (SELECT id FROM story WHERE feed_id = :feed AND gone = 0"
            " ORDER BY published DESC, id DESC LIMIT :most) AS late"
            " JOIN story_tag ON story_id = late.id AND story_id != :id JOIN tag ON tag.id = tag_id"
        )
        rows = self._db.run(sql, {"feed": feed_id, "id": story_id, "most": _FEED_STORIES}).fetchall()
        return len({row["story_id"] for row in rows}), tuple(Counter(row["name"] for row in rows).most_common(_RECENT))

    def _companions(self, tag: str) -> list[Companion]:
        sql = (
            "WITH late AS (SELECT story_id, tag_id FROM story_tag WHERE tag_id ="
            " (SELECT id FROM tag WHERE folded = :tag) ORDER BY story_id DESC LIMIT :most)"
            " SELECT tag.name, count(*) AS stories, (SELECT count(*) FROM late) AS looked_at FROM late"
            " JOIN story_tag AS other ON other.story_id = late.story_id AND other.tag_id != late.tag_id"
            " JOIN tag ON tag.id = other.tag_id GROUP BY tag.id ORDER BY stories DESC LIMIT :few"
        )
        rows = self._db.run(sql, {"tag": fold_name(tag), "most": _WITH_TAG, "few": LIKE_IT})
        return [Companion(row["name"], tag, row["stories"], row["looked_at"]) for row in rows]

    def _recent(self) -> tuple[UsedTag, ...]:
        sql = (
            "SELECT name, used, stories FROM tag WHERE stories > 0 ORDER BY used DESC, stories DESC, folded LIMIT :few"
        )
        return tuple(UsedTag(*row) for row in self._db.run(sql, {"few": _RECENT}))


def _example(row: sqlite3.Row) -> Example:
    categories = tuple(json.loads(row["categories"]))
    return Example(row["feed_id"], row["feed"], row["author"], row["title"], categories)
