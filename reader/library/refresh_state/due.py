"""Which feeds are due, and a quick look at a library file whether any is.

Owns that one condition in SQL. Imports next to nothing: cron asks every few minutes, and mostly for nothing.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

NEXT_CHECK = "max(fetch.next_check, iif(feed.slowness, coalesce(fetch.checked + feed.slowness, 0), 0))"
"""When a feed is due: when its rhythm or its server says, or later where the person wants it slow."""

IS_DUE = (
    "feed.removed IS NULL AND feed.paused = 0 AND fetch.stopped = 0"
    f" AND ({NEXT_CHECK} <= :now OR {NEXT_CHECK} > :now + {32 * 86_400})"
)
"""Whether a feed is due `:now`; a check planned further ahead than any can be was planned by a clock that was wrong."""

_IDLE = f"""
    SELECT NOT EXISTS (SELECT 1 FROM feed JOIN fetch ON fetch.feed_id = feed.id WHERE {IS_DUE})
    AND NOT EXISTS (SELECT 1 FROM unindexed)
    AND (SELECT user_version FROM pragma_user_version) = :version
"""


def is_idle(file: Path, version: int, now: int) -> bool:
    """Say whether the library of this schema has surely nothing for a refresh to do; it is only looked at."""
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            return bool(connection.execute(_IDLE, {"now": now, "version": version}).fetchone()[0])
    except (sqlite3.Error, UnicodeError, MemoryError):  # what is damaged is said by whoever opens it
        return False
