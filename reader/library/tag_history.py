"""Tag history: how similar stories and the feed's stories were tagged, as input for suggestions.

Reads a bounded number of rows, however many stories there are. Must not judge what it finds.

How it works. There are two questions. `for_tagging` is for a person about to tag: it looks at tagged stories, and far
back. `for_suggesting` is for showing a tag unasked: it looks at all stories that were dealt with, read or tagged, as
those left without a tag speak against it; it is asked for every row in sight, so it looks less far and keeps what it
read until it is told to forget. Both find stories like one by the words of its title: a word weighs the more the
rarer it is, log(stories passed / stories with it) among the latest that have it, and the closeness of a story is the
share of that weight it has.
"""

import json
import math
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import NamedTuple

from reader.library.database import Database
from reader.model import listed_texts
from reader.query.words import fold_name, words_of

LIKE_IT = 20
"""How many stories like a story are looked at."""

_WORDS = 12
_WITH_TAG = 400
_RECENT = 60

Habits = tuple[int, tuple[tuple[str, int], ...]]
"""How many of a feed's latest stories count, and on how many of them each tag stands."""

WordStories = tuple[float, list[int]]
"""How much a word tells (the rarer, the more), and which of the latest stories with it count."""


class _Sample(NamedTuple):
    """Which stories count, found by a word or by their feed, how many are looked at, and how many of the feed's tags.

    The latest come first. `indexed` and `late` are the stories in the two SQL conditions.
    """

    by_word: str
    by_feed: str
    word_stories: int
    feed_stories: int
    feed_tags: int


_IS_TAGGED = "EXISTS (SELECT 1 FROM story_tag WHERE story_tag.story_id = indexed.story_id)"
_TAGGED = _Sample(_IS_TAGGED, "tag.id IS NOT NULL", 1500, 1000, _RECENT)
_DEALT_WITH = _Sample(
    f"(SELECT read FROM story WHERE story.id = indexed.story_id) OR {_IS_TAGGED}",
    "late.read = 1 OR tag.id IS NOT NULL",
    word_stories=300,
    feed_stories=300,
    feed_tags=LIKE_IT,
)

_STORY = """
    SELECT story.title, feed_id, coalesce(feed.own_title, nullif(feed.title, ''), shown_address(feed.url)) AS feed
    FROM story JOIN feed ON feed.id = feed_id WHERE story.id = :id
"""
_UNDECIDED = """
    read = 0 AND gone = 0 AND NOT EXISTS (SELECT 1 FROM story_tag WHERE story_id = :id)
    AND EXISTS (SELECT 1 FROM story_tag)
"""


@dataclass(frozen=True, slots=True)
class LikeStory:
    """A tagged story that shares words with another: `closeness` is the share of those that count, 0 to 1."""

    title: str
    closeness: float
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Companion:
    """A tag that stands beside the tag `beside` on `stories` stories, of the `looked_at` latest."""

    tag: str
    beside: str
    stories: int
    looked_at: int


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
class TaggingHistory:
    """How stories like one, its feed's, and tags of late were tagged: the input for suggesting its tags.

    `habits` are the tags of the feed's latest `feed_tagged` tagged stories, with on how many of them each stands;
    `declined` are those a person took off the story; `read_without` says of some on how many read stories each is not.
    """

    like: tuple[LikeStory, ...] = ()
    feed_title: str = ""
    feed_tagged: int = 0
    habits: tuple[tuple[str, int], ...] = ()
    companions: tuple[Companion, ...] = ()
    recent: tuple[UsedTag, ...] = ()
    declined: tuple[str, ...] = ()
    read_without: tuple[tuple[str, int], ...] = ()


class TagHistory:
    """Reads what became of stories like one."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._words: dict[str, WordStories] = {}
        self._feeds: dict[int, Habits] = {}

    def for_tagging(self, story_id: int, present: Sequence[str] = ()) -> TaggingHistory:
        """Return the history for a story that has the tags `present`; none where there is no such story."""
        row = self._db.run(_STORY, {"id": story_id}).fetchone()
        if row is None or not self._db.value("SELECT EXISTS (SELECT 1 FROM story_tag)"):
            return TaggingHistory()
        tagged, habits = self._habits(row["feed_id"], _TAGGED, without=story_id)
        return TaggingHistory(
            self._like(story_id, row["title"], lambda word: self._stories_with(word, _TAGGED)),
            feed_title=row["feed"],
            feed_tagged=tagged,
            habits=habits,
            companions=tuple(companion for tag in present[:3] for companion in self._companions(tag)),
            recent=self._recent(),
        )

    def for_suggesting(self, story_id: int) -> TaggingHistory | None:
        """Return what became of stories like this one; None where it is read, tagged or gone, or nothing is tagged.

        `feed_tagged` counts the stories of its feed that were dealt with.
        """
        row = self._db.run(f"{_STORY} AND {_UNDECIDED}", {"id": story_id}).fetchone()
        if row is None:
            return None
        if row["feed_id"] not in self._feeds:
            self._feeds[row["feed_id"]] = self._habits(row["feed_id"], _DEALT_WITH)
        dealt_with, habits = self._feeds[row["feed_id"]]
        like = self._like(story_id, row["title"], self._kept_stories_with)
        tags = {name for story in like for name in story.tags} | {name for name, _ in habits}
        return TaggingHistory(
            like,
            feed_title=row["feed"],
            feed_tagged=dealt_with,
            habits=habits,
            declined=self._declined(story_id),
            read_without=self._read_without(tags),
        )

    def forget(self) -> None:
        """Drop what `for_suggesting` keeps: something was tagged, read or refreshed."""
        self._words.clear()
        self._feeds.clear()

    def tagged_by_hand(self, tag: str) -> list[Example]:
        """Return the latest stories a person put this tag on, and no rule did."""
        sql = (
            "SELECT feed_id, coalesce(feed.own_title, nullif(feed.title, ''), shown_address(feed.url)) AS feed, author,"
            " story.title, coalesce(body.categories, '[]') AS categories"
            " FROM (SELECT story_id FROM story_tag WHERE rule = 0"
            " AND tag_id = (SELECT id FROM tag WHERE folded = :tag) ORDER BY story_id DESC LIMIT :most)"
            " AS late JOIN story ON story.id = late.story_id JOIN feed ON feed.id = feed_id"
            " LEFT JOIN body ON body.story_id = late.story_id"
        )
        rows = self._db.run(sql, {"tag": fold_name(tag), "most": _WITH_TAG})
        return [_example(row) for row in rows]

    def _like(self, story_id: int, title: str, stories_with: Callable[[str], WordStories]) -> tuple[LikeStory, ...]:
        scores: defaultdict[int, float] = defaultdict(float)
        whole = 0.0
        for word in list(dict.fromkeys(words_of(title)))[:_WORDS]:
            weight, ids = stories_with(word)
            whole += weight
            for found in ids:
                scores[found] += weight
        scores.pop(story_id, None)
        best = [pair for pair in nlargest(LIKE_IT, scores.items(), key=lambda pair: pair[1]) if pair[1] > 0]
        titles = self._titles_and_tags([found for found, _ in best])
        return tuple(LikeStory(titles[found][0], score / whole, titles[found][1]) for found, score in best)

    def _kept_stories_with(self, word: str) -> WordStories:
        if word not in self._words:
            self._words[word] = self._stories_with(word, _DEALT_WITH)
        return self._words[word]

    def _stories_with(self, word: str, sample: _Sample) -> WordStories:
        sql = (
            "SELECT count(*) AS found, min(story_id) AS oldest, (SELECT max(id) FROM story) AS newest,"
            f" json_group_array(story_id) FILTER (WHERE {sample.by_word}) AS counting FROM"
            " (SELECT rowid AS place FROM search WHERE search MATCH :word ORDER BY rowid DESC LIMIT :most) AS hit"
            " CROSS JOIN indexed ON indexed.place = hit.place"
        )
        row = self._db.run(sql, {"word": f'"{word}"', "most": sample.word_stories}).fetchone()
        if row["found"] < 2:  # none but, likely, the story itself
            return 0.0, []
        passed = row["newest"] if row["found"] < sample.word_stories else row["newest"] - row["oldest"] + 1
        return math.log(max(1.0, passed / row["found"])), json.loads(row["counting"])

    def _titles_and_tags(self, ids: Sequence[int]) -> dict[int, tuple[str, tuple[str, ...]]]:
        sql = (
            "SELECT story.id, title, json_group_array(tag.name) FILTER (WHERE tag.id IS NOT NULL) AS tags FROM story"
            " LEFT JOIN story_tag ON story_tag.story_id = story.id LEFT JOIN tag ON tag.id = tag_id"
            " WHERE story.id IN (SELECT value FROM json_each(:ids)) GROUP BY story.id"
        )
        rows = self._db.run(sql, {"ids": json.dumps(list(ids))})
        return {row["id"]: (row["title"], tuple(json.loads(row["tags"]))) for row in rows}

    def _read_without(self, tags: Iterable[str]) -> tuple[tuple[str, int], ...]:
        sql = (
            "SELECT name, (SELECT total(stories) - total(unread) FROM tally) - (stories - unread) AS without FROM tag"
            " WHERE name IN (SELECT value FROM json_each(:tags))"
        )
        rows = self._db.run(sql, {"tags": json.dumps(sorted(tags))})
        return tuple((row["name"], int(row["without"])) for row in rows)

    def _declined(self, story_id: int) -> tuple[str, ...]:
        sql = "SELECT tag.name FROM declined CROSS JOIN tag ON tag.id = tag_id WHERE story_id = :id"
        return tuple(row["name"] for row in self._db.run(sql, {"id": story_id}))

    def _habits(self, feed_id: int, sample: _Sample, without: int = 0) -> Habits:
        sql = (
            "SELECT late.id, tag.name FROM (SELECT id, read FROM story WHERE feed_id = :feed AND gone = 0"
            " ORDER BY published DESC, id DESC LIMIT :most) AS late"
            " LEFT JOIN story_tag ON story_id = late.id LEFT JOIN tag ON tag.id = tag_id"
            f" WHERE late.id != :without AND ({sample.by_feed})"
        )
        wanted = {"feed": feed_id, "most": sample.feed_stories, "without": without}
        rows = self._db.run(sql, wanted).fetchall()
        tags = Counter(row["name"] for row in rows if row["name"] is not None)
        return len({row["id"] for row in rows}), tuple(tags.most_common(sample.feed_tags))

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
    categories = listed_texts(row["categories"])
    return Example(row["feed_id"], row["feed"], row["author"], row["title"], categories)
