"""All there is to say of one tag: when its stories were published, from which feeds, which tags stand beside it.

Counts the tags nested under it with it. Must not know how it is shown.
"""

from dataclasses import dataclass

from reader.library.database import Database
from reader.query.words import fold_name

WEEKS = 26
"""So many weeks back stories are counted by week."""

_WEEK = 7 * 86_400
_TOP = 8


@dataclass(frozen=True, slots=True)
class TagPage:
    """One tag: its listed stories in all, unread, a week (the last one last), and by feed and other tag, most first."""

    name: str
    stories: int = 0
    unread: int = 0
    weeks: tuple[int, ...] = ()
    feeds: tuple[tuple[str, int], ...] = ()
    beside: tuple[tuple[str, int], ...] = ()
    under: int = 0


class TagPages:
    """Reads pages."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def of(self, name: str, now: int) -> TagPage:
        """Return the page of a tag; an empty one where no listed story has it."""
        key = fold_name(name)
        bounds: dict[str, str | int] = {"key": key, "below": f"{key}/", "after": f"{key}0", "top": _TOP}
        stories, unread = self._db.run(f"{_ITS} SELECT count(*), total(read = 0) FROM its", bounds).fetchone()
        feeds = self._db.run(f"{_ITS} {_FEEDS}", bounds).fetchall()
        beside = self._db.run(f"{_ITS} {_BESIDE}", bounds).fetchall()
        under = self._db.value(_UNDER, bounds)
        return TagPage(
            name,
            stories,
            int(unread),
            self._weeks(bounds, now),
            tuple(map(tuple, feeds)),
            tuple(map(tuple, beside)),
            under,
        )

    def _weeks(self, bounds: dict[str, str | int], now: int) -> tuple[int, ...]:
        sql = (
            f"{_ITS} SELECT (:now - published) / :week AS ago, count(*) AS stories FROM its"
            " WHERE published <= :now AND published > :now - :week * :weeks GROUP BY ago"
        )
        values = {**bounds, "now": now, "week": _WEEK, "weeks": WEEKS}
        counted = {row["ago"]: row["stories"] for row in self._db.run(sql, values)}
        return tuple(counted.get(ago, 0) for ago in range(WEEKS - 1, -1, -1))


_ITS = """
    WITH family AS (SELECT id FROM tag WHERE folded = :key OR (folded >= :below AND folded < :after)),
    its AS (SELECT story.id, feed_id, read, published FROM story WHERE gone = 0
            AND id IN (SELECT story_id FROM story_tag WHERE tag_id IN (SELECT id FROM family)))
"""
_FEEDS = """
    SELECT coalesce(feed.own_title, nullif(feed.title, ''), feed.url), count(*) AS stories
    FROM its JOIN feed ON feed.id = its.feed_id GROUP BY feed.id ORDER BY stories DESC, feed.id LIMIT :top
"""
_BESIDE = """
    SELECT tag.name, count(*) AS stories FROM its JOIN story_tag ON story_tag.story_id = its.id
    JOIN tag ON tag.id = story_tag.tag_id WHERE tag.id NOT IN (SELECT id FROM family)
    GROUP BY tag.id ORDER BY stories DESC, tag.folded LIMIT :top
"""
_UNDER = "SELECT count(*) FROM tag WHERE stories > 0 AND folded >= :below AND folded < :after"
