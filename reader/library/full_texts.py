"""Full texts: the pages fetched for stories whose feeds give less, kept beside the publisher's own body.

Owns for which feeds they are always wanted, and why there is none where one was asked for. Must not know how a page is
fetched.
"""

from reader.library.database import Database
from reader.library.feeds import Feeds
from reader.library.journal.changes import Change
from reader.library.journal.journal import Journal
from reader.model import Body, BodyFormat

RETRY_SECONDS = 86_400
"""How long a page that gave no full text is not asked again, unless a person asks."""

_WANTED = """
    SELECT feed.full_text = 1 AND story.url != ''
       AND NOT EXISTS (SELECT 1 FROM full_text WHERE story_id = story.id)
       AND NOT EXISTS (SELECT 1 FROM full_text_failure WHERE story_id = story.id AND at > :since)
    FROM story JOIN feed ON feed.id = story.feed_id WHERE story.id = :id
"""
_FETCHED_TWICE = """
    SELECT feed.full_text = 0 AND feed.removed IS NULL AND 2 = (
        SELECT count(*) FROM full_text CROSS JOIN story ON story.id = full_text.story_id WHERE story.feed_id = feed.id
    ) FROM feed WHERE feed.id = :id
"""


class FullTexts:
    """The full texts that were fetched, and those that are wanted."""

    def __init__(self, database: Database, feeds: Feeds, journal: Journal) -> None:
        self._db = database
        self._feeds = feeds
        self._journal = journal

    def get(self, story_id: int) -> Body | None:
        """Return the full text of a story, as HTML; None where none was fetched."""
        sql = "SELECT content, base_url FROM full_text WHERE story_id = :id"
        row = self._db.run(sql, {"id": story_id}).fetchone()
        return None if row is None else Body(BodyFormat.HTML, row["content"], row["base_url"])

    def keep(self, story_id: int, body: Body, now: int) -> None:
        """Keep the full text of a story, HTML; its words are searchable after the next catching up."""
        with self._db.transaction():
            self._db.run(
                "INSERT INTO full_text (story_id, content, base_url, at) VALUES (:id, :content, :base_url, :now)"
                " ON CONFLICT (story_id) DO UPDATE SET content = :content, base_url = :base_url, at = :now",
                {"id": story_id, "content": body.content, "base_url": body.base_url, "now": now},
            )
            self._db.run("DELETE FROM full_text_failure WHERE story_id = :id", {"id": story_id})

    def record_failure(self, story_id: int, why: str, now: int) -> None:
        """Write down, as a sentence, why there is no full text of a story."""
        self._db.run(
            "INSERT INTO full_text_failure (story_id, why, at) VALUES (:id, :why, :now)"
            " ON CONFLICT (story_id) DO UPDATE SET why = :why, at = :now",
            {"id": story_id, "why": why, "now": now},
        )

    def failure(self, story_id: int, now: int) -> str:
        """Return why there is no full text of a story, where that was found out within a day; else ""."""
        sql = (
            "SELECT why FROM full_text_failure WHERE story_id = :id AND at > :since"
            " AND NOT EXISTS (SELECT 1 FROM full_text WHERE story_id = :id)"
        )
        return str(self._db.value(sql, {"id": story_id, "since": now - RETRY_SECONDS}) or "")

    def wanted(self, story_id: int, now: int) -> bool:
        """Say whether the full text of a story is to be fetched unasked: its feed's always are, and it may be there."""
        return bool(self._db.value(_WANTED, {"id": story_id, "since": now - RETRY_SECONDS}))

    def fetched_twice(self, feed_id: int) -> bool:
        """Say whether a person has just fetched a second full text of a feed whose full texts are not always wanted."""
        return bool(self._db.value(_FETCHED_TWICE, {"id": feed_id}))

    def set_always(self, feed_id: int, wanted: bool, now: int) -> None:
        """Have the full text of a feed's stories fetched when they are read, or no more. Raises NotFoundError."""
        feed = self._feeds.get(feed_id)
        label = f"set {feed.title} to {'its full texts' if wanted else 'its own texts'}"
        self._journal.perform(label, [Change("feed.full_text", (feed.id,), int(feed.full_text), int(wanted))], now)
