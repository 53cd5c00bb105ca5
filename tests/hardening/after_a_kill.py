"""What must hold of a home after a kill, whatever was being done; each check raises AssertionError where it does not.

SQLite is asked without the program, so that the program's own opinion is not all there is.
"""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from hardening.forked_program import Home
from hardening.recorded_actions import found_in


def require(holds: bool, otherwise: str) -> None:
    """Raise AssertionError where something does not hold."""
    if not holds:
        raise AssertionError(otherwise)


def titles_of(home: Home) -> set[str]:
    """Return the titles in a library."""
    with closing(sqlite3.connect(home.library)) as connection:
        return {title for (title,) in connection.execute("SELECT title FROM story")}


def has_tables(library: Path) -> bool:
    """Say whether a first start has come so far that there is something to look at."""
    if not library.exists():
        return False
    with closing(sqlite3.connect(library)) as connection:
        return bool(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


def check_sound(library: Path) -> None:
    """Look with SQLite alone whether a library is sound, and no story stands in it twice."""
    with closing(sqlite3.connect(library)) as connection:
        (said,) = connection.execute("PRAGMA integrity_check").fetchone()
        require(said == "ok", f"integrity_check: {said}")
        require(not connection.execute("PRAGMA foreign_key_check").fetchall(), "foreign_key_check")
        twice = connection.execute("SELECT title FROM story GROUP BY feed_id, title HAVING count(*) > 1").fetchall()
        require(not twice, f"twice in the library: {twice[:3]}")


def check_record(home: Home) -> None:
    """Look whether all that was acknowledged is there, and what was not is there whole or not at all."""
    done, unfinished = home.record.read()
    home.before = home.expected
    home.acknowledged += len(done)
    for action in done:
        home.expected = home.expected.after(action)
    found = found_in(home.library)
    different = home.expected.differs_from(found)
    if different and unfinished is not None:
        home.expected = home.expected.after(unfinished)
        different = home.expected.differs_from(found) and different
    require(not different, different)


def check_doctor(home: Home) -> None:
    """Look whether doctor finds the library sound; what it says of a feed's server or the terminal is no matter."""
    _, printed = home.status_of("doctor", "--json")
    bad = [
        one
        for one in json.loads(printed)["findings"]
        if not one["good"] and not one["what"].startswith(("feed ", "terminal"))
    ]
    require(not bad, f"doctor: {bad}")
