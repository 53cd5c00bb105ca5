"""The search index: the words of every story, kept apart from stories and bodies.

New and changed bodies are noted by triggers in `unindexed` and taken in later, in short transactions,
so that storing a story never waits for its indexing.
"""

import sqlite3
import time

from reader.library.database import Database
from reader.model import BodyFormat
from reader.reading.cleaning import visible_text

BATCH = 50
GAP_SECONDS = 0.003
"""How long the file is left to others between two batches: a person's mark must not wait for the whole index."""


class SearchIndex:
    """The full-text index over titles, authors and texts."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def pending(self) -> int:
        """Return how many stories are not searchable yet."""
        return int(self._db.value("SELECT count(*) FROM unindexed"))

    def catch_up(self) -> int:
        """Index what is pending, in batches of their own transaction; return how many stories that were."""
        total = 0
        while indexed := self._index_batch():
            total += indexed
            time.sleep(GAP_SECONDS)
        return total

    def problems(self) -> list[str]:
        """Return what is wrong with the index, in words; empty where all is well."""
        found = []
        try:
            self._db.connection.execute("INSERT INTO search (search) VALUES ('integrity-check')")
        except sqlite3.Error as error:
            if "readonly" not in str(error):  # the check is written as an INSERT, which a read-only file refuses
                found.append(f"The search index is damaged ({error}).")
        lost = self._db.value(
            "SELECT count(*) FROM body WHERE story_id NOT IN (SELECT rowid FROM search)"
            " AND story_id NOT IN (SELECT story_id FROM unindexed)"
        )
        if lost:
            found.append(f"{lost} stories are missing from the search index.")
        return found

    def _index_batch(self) -> int:
        with self._db.transaction():
            rows = self._db.run(
                "SELECT story.id, story.title, story.author, body.format, body.content, full_text.content AS full_text,"
                " note.text AS note"
                " FROM unindexed JOIN story ON story.id = unindexed.story_id JOIN body ON body.story_id = story.id"
                " LEFT JOIN full_text ON full_text.story_id = story.id LEFT JOIN note ON note.story_id = story.id"
                " LIMIT :batch",
                {"batch": BATCH},
            ).fetchall()
            documents = [(row["id"], row["title"], row["author"], _words(row)) for row in rows]
            done = [(row["id"],) for row in rows]
            self._db.run_many("DELETE FROM search WHERE rowid = ?", done)
            self._db.run_many("INSERT INTO search (rowid, title, author, text) VALUES (?, ?, ?, ?)", documents)
            self._db.run_many("DELETE FROM unindexed WHERE story_id = ?", done)
        return len(rows)


def _words(row: sqlite3.Row) -> str:
    full_text = visible_text(row["full_text"] or "")
    return "\n".join(filter(None, (_text(row["format"], row["content"]), full_text, row["note"])))


def _text(body_format: str, content: str) -> str:
    return visible_text(content) if body_format == BodyFormat.HTML else content
