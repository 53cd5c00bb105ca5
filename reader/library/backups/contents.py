"""What a backup holds, and whether it is sound; it is only looked at, wherever it lies.

Must not know where backups are kept.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from reader.library.backups.copying import first_problem
from reader.library.database import APPLICATION_ID


@dataclass(frozen=True, slots=True)
class Contents:
    """The schema of a backup, its stories and how many are unread; or else in a few words what is wrong with it."""

    schema: int = 0
    stories: int = 0
    unread: int = 0
    problem: str = ""


def look_into(file: Path) -> Contents:
    """Return what a file holds, after reading every page of it."""
    if not file.is_file():
        return Contents(problem="no file" if file.exists() else "not there")
    changes = file.with_name(file.name + "-wal").exists()
    return look_into_living(file) if changes else _look(file, "immutable=1")


def look_into_living(file: Path) -> Contents:
    """Return the same of a library others may be writing; its newest changes are read, and stay where they are."""
    return _look(file, "mode=ro")


def _look(file: Path, how: str) -> Contents:
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?{how}", uri=True)) as connection:
            return _contents(connection)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return Contents(problem=f"damaged: {error}")


def _contents(connection: sqlite3.Connection) -> Contents:
    schema, owner = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("user_version", "application_id"))
    if owner != APPLICATION_ID or not schema:
        return Contents(problem="not a library of reader")
    problem = first_problem(connection)
    if problem:
        return Contents(schema, problem=f"damaged: {problem}")
    stories, unread = connection.execute("SELECT total(stories), total(unread) FROM tally").fetchone()
    return Contents(schema, int(stories), int(unread))
