"""What became of stories like an unread one: of all that were dealt with, those left without a tag among them.

Where evidence is for a person about to tag, this is for saying something unasked. Reads a bounded number of rows; what
it read for one story it keeps for the next, until it is told to forget. Must not judge what it finds.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence

from reader.library.database import Database
from reader.library.evidence import LIKE_IT, Evidence, LikeStory
from reader.query.words import words_of

_WORDS = 12
_MATCHES = 300
"""How many stories with a word are looked at, the latest first."""

_FEED_STORIES = 300

Habits = tuple[int, tuple[tuple[str, int], ...]]


class Precedents:
    """Reads what became of stories like one, for one after another."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._words: dict[str, tuple[float, list[int]]] = {}
        self._feeds: dict[int, Habits] = {}

    def forget(self) -> None:
        """Read everything again from now on: something was tagged, read or refreshed."""
        self._words.clear()
        self._feeds.clear()

    def of(self, story_id: int) -> Evidence | None:
        """Return what became of stories like this one; None where it is read, tagged or gone, or nothing is tagged.

        `feed_tagged` counts the stories of its feed that were dealt with.
        """
        row = self._db.run(
            "SELECT story.title, feed_id, coalesce(feed.own_title, nullif(feed.title, ''), feed.url) AS feed"
            " FROM story JOIN feed ON feed.id = feed_id WHERE story.id = :id AND read = 0 AND gone = 0"
            " AND NOT EXISTS (SELECT 1 FROM story_tag WHERE story_id = :id) AND EXISTS (SELECT 1 FROM story_tag)",
            {"id": story_id},
        ).fetchone()
        if row is None:
            return None
        dealt_with, habits = self._habits(row["feed_id"])
        like = self._like(story_id, row["title"])
        tags = {name for story in like for name in story.tags} | {name for name, _ in habits}
        return Evidence(
            *(like, row["feed"], dealt_with, habits),
            declined=self._declined(story_id),
            withheld=self._withheld(tags),
        )

    def _like(self, story_id: int, title: str) -> tuple[LikeStory, ...]:
        scores: Counter[int] = Counter()
        whole = 0.0
        for word in list(dict.fromkeys(words_of(title)))[:_WORDS]:
            weight, ids = self._stories_with(word)
            whole += weight
            for found in ids:
                scores[found] += weight  # type: ignore[assignment]
        scores.pop(story_id, None)
        best = [(found, score) for found, score in scores.most_common(LIKE_IT) if score > 0]
        titles = self._titles_and_tags([found for found, _ in best])
        return tuple(LikeStory(titles[found][0], score / whole, titles[found][1]) for found, score in best)

    def _stories_with(self, word: str) -> tuple[float, list[int]]:
        """Return how much a word tells (the rarer, the more), and which of the latest that have it were dealt with."""
        if word not in self._words:
            self._words[word] = self._read_stories_with(word)
        return self._words[word]

    def _read_stories_with(self, word: str) -> tuple[float, list[int]]:
        sql = (
            "SELECT count(*) AS found, min(story.id) AS oldest, (SELECT max(id) FROM story) AS newest,"
            " json_group_array(story.id) FILTER (WHERE story.read = 1"
            " OR EXISTS (SELECT 1 FROM story_tag WHERE story_id = story.id)) AS dealt_with FROM"
            " (SELECT rowid AS place FROM search WHERE search MATCH :word ORDER BY rowid DESC LIMIT :most) AS hit"
            " CROSS JOIN indexed ON indexed.place = hit.place CROSS JOIN story ON story.id = indexed.story_id"
        )
        row = self._db.run(sql, {"word": f'"{word}"', "most": _MATCHES}).fetchone()
        if row["found"] < 2:  # none but, likely, the story itself
            return 0.0, []
        span = row["newest"] if row["found"] < _MATCHES else row["newest"] - row["oldest"] + 1
        return math.log(max(1.0, span / row["found"])), json.loads(row["dealt_with"])

    def _titles_and_tags(self, ids: Sequence[int]) -> dict[int, tuple[str, tuple[str, ...]]]:
        sql = (
            "SELECT story.id, title, json_group_array(tag.name) FILTER (WHERE tag.id IS NOT NULL) AS tags FROM story"
            " LEFT JOIN story_tag ON story_tag.story_id = story.id LEFT JOIN tag ON tag.id = tag_id"
            " WHERE story.id IN (SELECT value FROM json_each(:ids)) GROUP BY story.id"
        )
        rows = self._db.run(sql, {"ids": json.dumps(list(ids))})
        return {row["id"]: (row["title"], tuple(json.loads(row["tags"]))) for row in rows}

    def _withheld(self, tags: Iterable[str]) -> tuple[tuple[str, int], ...]:
        sql = (
            "SELECT name, (SELECT total(stories) - total(unread) FROM tally) - (stories - unread) AS without FROM tag"
            " WHERE name IN (SELECT value FROM json_each(:tags))"
        )
        rows = self._db.run(sql, {"tags": json.dumps(sorted(tags))})
        return tuple((row["name"], int(row["without"])) for row in rows)

    def _declined(self, story_id: int) -> tuple[str, ...]:
        sql = "SELECT tag.name FROM declined CROSS JOIN tag ON tag.id = tag_id WHERE story_id = :id"
        return tuple(row["name"] for row in self._db.run(sql, {"id": story_id}))

    def _habits(self, feed_id: int) -> Habits:
        """Return how many of the feed's latest stories were dealt with, and which tags they have how often."""
        if feed_id not in self._feeds:
            self._feeds[feed_id] = self._read_habits(feed_id)
        return self._feeds[feed_id]

    def _read_habits(self, feed_id: int) -> Habits:
        sql = (
            "SELECT late.id, tag.name FROM (SELECT id, read FROM story WHERE feed_id = :feed AND gone = 0"
            " ORDER BY published DESC, id DESC LIMIT :most) AS late"
            " LEFT JOIN story_tag ON story_id = late.id LEFT JOIN tag ON tag.id = tag_id"
            " WHERE late.read = 1 OR tag.id IS NOT NULL"
        )
        rows = self._db.run(sql, {"feed": feed_id, "most": _FEED_STORIES}).fetchall()
        tags = Counter(row["name"] for row in rows if row["name"] is not None)
        return len({row["id"] for row in rows}), tuple(tags.most_common(LIKE_IT))
