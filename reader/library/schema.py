"""The schema: creates the tables, indexes and triggers in a new file, and migrates an older one.

Migrations run through sqlite-utils; both are imported only where one is pending: an up-to-date library opens without.
A migration that shipped is never edited; a change of the schema is a new one at the end. Beside each CREATE INDEX a
comment names its query.

How it works: counts. `tally` has for each feed, and `tag` for each tag, how many listed stories there are and how many
of them are unread. Triggers on `story` and `story_tag` add and subtract with every change, in its transaction: a count
costs nothing that grows with the stories, and cannot be out of step.
"""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import TYPE_CHECKING

from reader.errors import NewerLibraryError
from reader.library.database import APPLICATION_ID, Database, failure

if TYPE_CHECKING:
    import sqlite_utils

VERSION = 13
"""The number of migrations there are; kept in the file as `user_version`."""


def bring_up_to_date(database: Database, backed_up: Callable[[], AbstractContextManager[None]] | None = None) -> None:
    """Create the tables in a new file, or migrate an older one, in one transaction; an older one inside `backed_up`.

    Raises NewerLibraryError, and touches nothing, where the file was made by a newer reader.
    """
    version = database.value("PRAGMA user_version")
    if version > VERSION:
        raise NewerLibraryError(
            f"The library {database.path} was made by a newer reader (schema {version}, this one knows {VERSION}):"
            " upgrade reader, or set READER_HOME to use another library. Nothing was changed."
        )
    if version < VERSION:
        _migrate(database, backed_up)


def _migrate(database: Database, backed_up: Callable[[], AbstractContextManager[None]] | None) -> None:
    from reader.log import logger

    database.run("PRAGMA journal_mode = WAL")
    with ExitStack() as backup, database.transaction():
        version = database.value("PRAGMA user_version")
        if version >= VERSION:
            return  # another process was faster
        database.run(f"PRAGMA application_id = {APPLICATION_ID}")  # first: what is read-only says so at once
        if version and backed_up:
            backup.enter_context(backed_up())  # in the transaction: nobody changes what it is a backup of
        try:
            create_tables(database.connection)
        except sqlite3.Error as error:
            raise failure(error, database.path) from error
        database.run(f"PRAGMA user_version = {VERSION}")
    logger(__name__).info("migrated from schema %d to %d", version, VERSION)


def create_tables(connection: sqlite3.Connection, schema: int = VERSION) -> None:
    """Run on a connection the migrations its file has not had yet; in an empty one, that makes a schema: today's."""
    import sqlite_utils

    from reader.library.migrations import MIGRATIONS

    following = list(MIGRATIONS)[schema:]
    stop = following[0] if following else None
    _migrations().apply(sqlite_utils.Database(connection, execute_plugins=False), stop_before=stop)


def _migrations() -> "sqlite_utils.Migrations":
    from sqlite_utils import Migrations

    from reader.library.migrations import MIGRATIONS

    migrations = Migrations("reader")
    for name, statements in MIGRATIONS.items():
        migrations(name=name)(_executing(statements))
    return migrations


def _executing(statements: Sequence[str]) -> "Callable[[sqlite_utils.Database], None]":
    def execute(db: "sqlite_utils.Database") -> None:
        for statement in statements:
            db.execute(statement)

    return execute
