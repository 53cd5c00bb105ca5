"""The full texts of stories whose feeds give less: kept beside the publisher's own body, never instead of it."""

from reader.library.database import Database
from reader.model import Body, BodyFormat


class FullTexts:
    """The full texts that were fetched."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def get(self, story_id: int) -> Body | None:
        """Return the full text of a story, as HTML; None where none was fetched."""
        sql = "SELECT content, base_url FROM full_text WHERE story_id = :id"
        row = self._db.run(sql, {"id": story_id}).fetchone()
        return None if row is None else Body(BodyFormat.HTML, row["content"], row["base_url"])

    def keep(self, story_id: int, body: Body, now: int) -> None:
        """Keep the full text of a story, HTML; its words are searchable after the next catching up."""
        self._db.run(
            "INSERT INTO full_text (story_id, content, base_url, at) VALUES (:id, :content, :base_url, :now)"
            " ON CONFLICT (story_id) DO UPDATE SET content = :content, base_url = :base_url, at = :now",
            {"id": story_id, "content": body.content, "base_url": body.base_url, "now": now},
        )
