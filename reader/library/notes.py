"""The person's notes on stories: journalled, searched with the story, never purged."""

from reader.library.database import Database
from reader.library.journal.changes import Change, apply_change
from reader.library.journal.journal import Journal

LONGEST = 100_000
"""Characters a note may have."""


class Notes:
    """The notes on stories, one a story."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._db = database
        self._journal = journal

    def get(self, story_id: int) -> str:
        """Return the note on a story; "" where there is none."""
        value = self._db.value("SELECT text FROM note WHERE story_id = :id", {"id": story_id})
        return "" if value is None else str(value)

    def import_from_document(self, story_id: int, text: str, now: int) -> None:
        """Write on a story the note its document has: no step of the person's, so not to be undone."""
        apply_change(self._db, Change("story.note", (story_id,), "", text.strip()[:LONGEST]), now)

    def write(self, story_id: int, text: str, now: int) -> int:
        """Write the note on a story in one step, "" takes it away; return 1 where that changes anything, else 0."""
        text = text.strip()[:LONGEST]
        with self._db.transaction():
            before = self.get(story_id)
            label = "wrote a note" if not before else "changed a note" if text else "took a note away"
            return self._journal.perform(label, [Change("story.note", (story_id,), before, text)], now)
