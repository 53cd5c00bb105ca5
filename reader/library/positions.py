"""How far a person has come in each story: kept for ever, and no step of the journal."""

from reader.library.database import Database


class Places:
    """The places in stories that were begun and not finished."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def get(self, story_id: int) -> float:
        """Return the place in a story; 0 where it was not begun, or read to its end."""
        value = self._db.value("SELECT place FROM place WHERE story_id = :id", {"id": story_id})
        return 0.0 if value is None else float(value)

    def keep(self, story_id: int, place: float, now: int) -> None:
        """Keep the place in a story; 0 forgets it."""
        if place <= 0:
            self._db.run("DELETE FROM place WHERE story_id = :id", {"id": story_id})
            return
        self._db.run(
            "INSERT INTO place (story_id, place, at) VALUES (:id, :place, :now)"
            " ON CONFLICT (story_id) DO UPDATE SET place = :place, at = :now",
            {"id": story_id, "place": place, "now": now},
        )
