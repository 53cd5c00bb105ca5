"""Purging: which stories are older than a person wants them kept, and dropping their texts.

Must not know where a person says how long.

How it works. Purging drops a story's body and attached files, and by the triggers of `body` its words in the search
index, its full text and its earlier versions. Its narrow row stays as a tombstone (`gone` = 1), so that the story never
comes back as new. That cannot be undone, as the text is gone. Never purged are tagged, starred and noted stories,
whether read or not, and documents, which are the person's own. A story is as old as its stay here, or as its date where
that is later: a feed subscribed to today keeps its old stories for as long as any. It is done in batches of 200, each
in a transaction of its own, with a gap in which others may write.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from reader.library.database import Database
from reader.model import FeedId, FeedKind

MOST_AFTER_A_REFRESH = 20_000
"""How many stories are purged after one refresh at the most; the next goes on."""

_DAY = 86_400
_BATCH = 200
_GAP_SECONDS = 0.003
"""How long the file is left to others between two batches: a person's mark must not wait for the whole purge."""

_OLD = """
    SELECT story.id, story.feed_id, story.read
    FROM json_each(:limits) AS wanted CROSS JOIN story
    ON story.feed_id = json_extract(wanted.value, '$[0]') AND story.published < json_extract(wanted.value, '$[1]')
    WHERE {gone} AND story.starred = 0 AND story.arrived < json_extract(wanted.value, '$[1]')
    AND NOT EXISTS (SELECT 1 FROM story_tag WHERE story_tag.story_id = story.id)
    AND NOT EXISTS (SELECT 1 FROM note WHERE note.story_id = story.id)
"""
_HIDDEN = "story.gone != 0 AND story.gone = 2"
OLD = f"{_OLD.format(gone='story.gone = 0')} UNION ALL {_OLD.format(gone=_HIDDEN)}"
"""The stories to purge, among them those that an unsubscription hid; `:limits` is a list of feed and time."""


@dataclass(frozen=True, slots=True)
class PurgePreview:
    """What a purge would take of one feed: how many stories, how many of them unread, and how many bytes of text."""

    feed_id: FeedId
    title: str
    stories: int
    unread: int
    size: int


class Retention:
    """Finds and purges what is older than it is kept."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def limits(self, days_kept: Callable[[str], int], now: int) -> dict[FeedId, int]:
        """Return, for each feed whose stories are not kept for good, the time before which a story is too old.

        `days_kept` tells it from the address of a feed, 0 meaning for good.
        """
        sql = "SELECT id, url FROM feed WHERE kind NOT IN (:folder, :documents)"
        rows = self._db.run(sql, {"folder": FeedKind.FOLDER, "documents": FeedKind.DOCUMENTS})
        days = {FeedId(row["id"]): days_kept(row["url"]) for row in rows}
        return {feed_id: now - kept * _DAY for feed_id, kept in days.items() if kept}

    def preview(self, limits: Mapping[FeedId, int]) -> list[PurgePreview]:
        """Return what a purge would take, the feed that has most of it first; reads how large every such text is."""
        sql = (
            "SELECT old.feed_id, coalesce(feed.own_title, nullif(feed.title, ''), shown_address(feed.url)) AS title,"
            " count(*) AS stories, sum(old.read = 0) AS unread, total(length(CAST(body.content AS BLOB))) AS size"
            f" FROM ({OLD}) AS old JOIN feed ON feed.id = old.feed_id LEFT JOIN body ON body.story_id = old.id"
            " GROUP BY old.feed_id ORDER BY stories DESC, title"
        )
        return [
            PurgePreview(FeedId(row["feed_id"]), row["title"], row["stories"], row["unread"], int(row["size"]))
            for row in self._db.run(sql, {"limits": _packed(limits)})
        ]

    def purge(self, limits: Mapping[FeedId, int], most: int | None = None) -> int:
        """Purge what is too old, `most` at the most, in batches of their own transaction; return how many that were."""
        total = 0
        while most is None or total < most:
            purged = self._purge_batch(_packed(limits), _BATCH if most is None else min(_BATCH, most - total))
            if not purged:
                break
            total += purged
            time.sleep(_GAP_SECONDS)
        return total

    def count_kept(self, feed_id: int) -> int:
        """Return how many listed stories of a feed stay in the lists when it is left, and are never purged."""
        sql = (
            "SELECT count(*) FROM story WHERE feed_id = :feed AND gone = 0 AND (starred = 1"
            " OR EXISTS (SELECT 1 FROM story_tag WHERE story_tag.story_id = story.id)"
            " OR EXISTS (SELECT 1 FROM note WHERE note.story_id = story.id))"
        )
        return int(self._db.value(sql, {"feed": feed_id}))

    def _purge_batch(self, limits: str, size: int) -> int:
        with self._db.transaction():
            rows = self._db.run(f"SELECT id FROM ({OLD}) LIMIT :size", {"limits": limits, "size": size})
            ids = {"ids": json.dumps([row["id"] for row in rows])}
            chosen = "(SELECT value FROM json_each(:ids))"
            self._db.run(f"DELETE FROM enclosure WHERE story_id IN {chosen}", ids)
            self._db.run(f"DELETE FROM body WHERE story_id IN {chosen}", ids)
            return self._db.run(f"UPDATE story SET gone = 1 WHERE id IN {chosen}", ids).rowcount


def _packed(limits: Mapping[FeedId, int]) -> str:
    return json.dumps(list(limits.items()))
