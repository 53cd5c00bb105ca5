"""How a new or older file gets the current tables, indexes and triggers.

Migrations run through sqlite-utils, which is imported only where one is pending: an up-to-date library opens without.
A migration that shipped is never edited; a change of the schema is a new one at the end.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from reader.errors import LibraryError
from reader.library.database import APPLICATION_ID, Database
from reader.library.migrations.declined import DECLINED
from reader.library.migrations.health import HEALTH
from reader.library.migrations.initial import INITIAL
from reader.library.migrations.leanness import LEANNESS
from reader.library.migrations.outlets import OUTLETS
from reader.library.migrations.politeness import POLITENESS
from reader.library.migrations.reading import READING
from reader.library.migrations.retention import RETENTION
from reader.library.migrations.rules import RULES
from reader.library.migrations.saved_searches import SAVED_SEARCHES
from reader.library.migrations.searching import SEARCHING
from reader.library.migrations.versions import VERSIONS

if TYPE_CHECKING:
    import sqlite_utils

_MIGRATIONS = {
    "m001_initial": INITIAL,
    "m002_politeness": POLITENESS,
    "m003_leanness": LEANNESS,
    "m004_health": HEALTH,
    "m005_searching": SEARCHING,
    "m006_saved_searches": SAVED_SEARCHES,
    "m007_rules": RULES,
    "m008_reading": READING,
    "m009_retention": RETENTION,
    "m010_versions": VERSIONS,
    "m011_outlets": OUTLETS,
    "m012_declined": DECLINED,
}

VERSION = len(_MIGRATIONS)
"""The number of migrations there are; kept in the file as `user_version`."""


def bring_up_to_date(database: Database) -> None:
    """Create the tables in a new file, or migrate an older one, in one transaction.

    Raises LibraryError, and touches nothing, where the file was made by a newer reader.
    """
    version = database.value("PRAGMA user_version")
    if version > VERSION:
        raise LibraryError(
            f"The library {database.path} was made by a newer reader (schema {version}, this one knows {VERSION}):"
            " upgrade reader, or set READER_HOME to use another library. Nothing was changed."
        )
    if version < VERSION:
        _migrate(database)


def _migrate(database: Database) -> None:
    import sqlite_utils

    from reader.log import logger

    database.run("PRAGMA journal_mode = WAL")
    with database.transaction():
        version = database.value("PRAGMA user_version")
        if version >= VERSION:
            return  # another process was faster
        _migrations().apply(sqlite_utils.Database(database.connection, execute_plugins=False))
        database.run(f"PRAGMA application_id = {APPLICATION_ID}")
        database.run(f"PRAGMA user_version = {VERSION}")
    logger(__name__).info("migrated from schema %d to %d", version, VERSION)


def _migrations() -> "sqlite_utils.Migrations":
    from sqlite_utils import Migrations

    migrations = Migrations("reader")
    for name, statements in _MIGRATIONS.items():
        migrations(name=name)(_executing(statements))
    return migrations


def _executing(statements: Sequence[str]) -> "Callable[[sqlite_utils.Database], None]":
    def execute(db: "sqlite_utils.Database") -> None:
        for statement in statements:
            db.execute(statement)

    return execute
