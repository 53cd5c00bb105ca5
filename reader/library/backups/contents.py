"""What a backup holds, and whether it is sound; it is only looked at, wherever it lies.

Must not know where backups are kept.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from reader.errors import LibraryError
from reader.library.backups.copying import first_problem
from reader.library.database import APPLICATION_ID, explain
from reader.library.integrity.schema_parts import PARTS, foreign_parts, lost_tables
from reader.library.schema import VERSION
from reader.reading.cleaning import clean_line

_DAMAGES = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR_READ", "SQLITE_IOERR_SHORT_READ", "SQLITE_ERROR")
"""What SQLite says of a file that is damaged, a lost table among it; the rest may be otherwise in a moment."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The schema of a backup, its stories and how many are unread; or else in a few words what is wrong with it.

    Of one that a newer reader made the schema is all that is known.
    """

    schema: int = 0
    stories: int = 0
    unread: int = 0
    problem: str = ""


def look_into(file: Path) -> Contents:
    """Return what a file holds, after reading every page of it."""
    if not file.is_file():
        return Contents(problem="no file" if file.exists() else "not there")
    try:
        with closing(open_backup(file)) as connection:
            return _contents(connection)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return Contents(problem=f"damaged: {error}")


def is_sound(library: Path) -> bool:
    """Say the same of a library others may be writing; its newest changes are read, and stay where they are.

    Raises LibraryError where that cannot be said at the moment.
    """
    try:
        with closing(_connect(library, "mode=ro")) as connection:
            return not _contents(connection).problem
    except UnicodeDecodeError:
        return False
    except sqlite3.Error as error:
        if error.sqlite_errorname.startswith(_DAMAGES):
            return False
        raise LibraryError(explain(error, library)) from error


def open_backup(file: Path) -> sqlite3.Connection:
    """Open a backup so that nothing changes, not even beside it; raises sqlite3.Error where it is not there."""
    changes = any(file.with_name(file.name + side).exists() for side in ("-wal", "-journal"))
    return _connect(file, "mode=ro" if changes else "immutable=1")


def _connect(file: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?{how}", uri=True)


def _contents(connection: sqlite3.Connection) -> Contents:
    schema, owner = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("user_version", "application_id"))
    (encoding,) = connection.execute("PRAGMA encoding").fetchone()
    if owner != APPLICATION_ID or schema < 1 or encoding != "UTF-8":
        return Contents(problem="not a library of reader")
    if schema > VERSION:
        return Contents(schema)
    problem = _problem_of_parts(connection, schema)
    if problem:
        return Contents(schema, problem=problem)
    problem = first_problem(connection)
    if problem:
        return Contents(schema, problem=f"damaged: {problem}")
    stories, unread = connection.execute("SELECT total(stories), total(unread) FROM tally").fetchone()
    return Contents(schema, int(stories), int(unread))


def _problem_of_parts(connection: sqlite3.Connection, schema: int) -> str:
    """Return what is wrong with the parts of a file, before anything is asked of them; "" where nothing is."""
    rows = connection.execute(PARTS).fetchall()
    for part in foreign_parts(rows, schema):
        return f"not as reader makes it: the {part.type} {clean_line(part.name)}"
    for table in lost_tables(rows, schema):
        return f"damaged: the table {table} is missing"
    return ""
