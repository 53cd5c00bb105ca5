"""Earlier versions of stories: what each said before its publisher changed it, compressed, twenty at most.

Must not know which changes are worth a version.
"""

import zlib
from dataclasses import dataclass

from reader.library.database import Database
from reader.model import Body, BodyFormat

MOST = 20
"""Earlier versions kept of one story; the oldest go first."""


@dataclass(frozen=True, slots=True)
class Version:
    """What a story said from the time `since` on."""

    title: str
    body: Body
    since: int


class Versions:
    """The versions of all stories."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def present(self, story_id: int) -> Version:
        """Return what a story says now; a purged one has an empty body."""
        row = self._db.run(
            "SELECT title, coalesce(format, 'text') AS format, coalesce(content, '') AS content,"
            " coalesce((SELECT max(until) FROM version WHERE story_id = story.id), arrived) AS since"
            " FROM story LEFT JOIN body ON body.story_id = story.id WHERE story.id = :id",
            {"id": story_id},
        ).fetchone()
        return Version(row["title"], Body(BodyFormat(row["format"]), row["content"]), row["since"])

    def keep(self, story_id: int, now: int) -> None:
        """Keep what a story says, as it is about to be changed; part of the caller's transaction."""
        present = self.present(story_id)
        self._db.run(
            "INSERT INTO version (story_id, title, format, content, until)"
            " VALUES (:id, :title, :format, :content, :now)",
            {
                "id": story_id,
                "title": present.title,
                "format": present.body.format,
                "content": zlib.compress(present.body.content.encode("utf-8", "replace")),
                "now": now,
            },
        )
        self._db.run(
            "DELETE FROM version WHERE story_id = :id AND id NOT IN"
            " (SELECT id FROM version WHERE story_id = :id ORDER BY id DESC LIMIT :most)",
            {"id": story_id, "most": MOST},
        )

    def all(self, story_id: int) -> list[Version]:
        """Return the versions of a story, oldest first, the present one last."""
        rows = self._db.run(
            "SELECT version.title, format, content, until, arrived FROM version"
            " JOIN story ON story.id = story_id WHERE story_id = :id ORDER BY version.id",
            {"id": story_id},
        ).fetchall()
        starts = [row["arrived"] if not position else rows[position - 1]["until"] for position, row in enumerate(rows)]
        earlier = [
            Version(row["title"], Body(BodyFormat(row["format"]), zlib.decompress(row["content"]).decode()), since)
            for row, since in zip(rows, starts, strict=True)
        ]
        return [*earlier, self.present(story_id)]
