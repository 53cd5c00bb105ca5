"""What the program remembers for itself between two starts, as text under keys.

Not what a person did: nothing here is a step of the journal.
"""

from reader.library.database import Database
from reader.model import listed_texts

RESTORED = "restored"
"""The key of what is set anew when a backup is put in the library's place."""


class RememberedState:
    """What the program remembers for itself between two starts, as text under a key."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def get(self, key: str, default: str = "") -> str:
        """Return what was last set under `key`."""
        value = self._db.value("SELECT value FROM state WHERE key = :key", {"key": key})
        return default if value is None else str(value)

    def texts(self, key: str) -> list[str]:
        """Return the texts last set under `key` as a JSON list; none where there is no such list."""
        return [*listed_texts(self.get(key, "[]"))]

    def set(self, key: str, value: str) -> None:
        """Remember `value` under `key`."""
        sql = "INSERT INTO state (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = :value"
        self._db.run(sql, {"key": key, "value": value})
