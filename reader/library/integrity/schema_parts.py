"""The parts of the schema: tables, indexes, triggers and views that a file lacks, and making again what can be.

What should be there is what the migrations make of an empty file. Must not know what is in the tables.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

from reader.errors import LibraryError
from reader.library.database import Database
from reader.library.integrity.records import Column, Table, tables_of
from reader.library.schema import create_tables

_PARTS = "SELECT type, name, coalesce(sql, '') FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%'"
_SEARCH = "search"
"""The name of the index over words, and what the names of its tables begin with."""

_RECORD = "_sqlite_migrations"
"""The table of the migrations a file has had."""

_MADE_AGAIN = {"tally", "unindexed", "indexed", "lease", "document", "host", "fetch", "full_text_failure", _RECORD}
"""Tables whose rows can be told from others, or are only what a refresh last heard."""


@dataclass(frozen=True, slots=True)
class Part:
    """A table, index, trigger or view, and the statement that makes it; "" where SQLite makes it by itself."""

    type: str
    name: str
    sql: str

    @property
    def of_search(self) -> bool:
        """Whether it belongs to the search index, which can be made anew from the stories."""
        return self.type == "table" and (self.name == _SEARCH or self.name.startswith(f"{_SEARCH}_"))

    @property
    def can_be_made_again(self) -> bool:
        """Whether nothing is lost with it for good."""
        return self.of_search or (self.type != "table" or self.name in _MADE_AGAIN)


def expected_tables() -> dict[str, Table]:
    """Return the tables of today's schema by name, with what a row of each looks like."""
    sql = (
        'SELECT tables.name, columns.name, columns.type, columns."notnull", columns.dflt_value, columns.pk, tables.wr'
        " FROM pragma_table_list AS tables JOIN pragma_table_info(tables.name) AS columns"
        " WHERE tables.schema = 'main' AND tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%'"
        " ORDER BY tables.name, columns.cid"
    )
    with _empty_library() as empty:
        return tables_of(
            [
                (table, Column(name, type_, bool(required), default is not None, bool(key and not bare)), not bare)
                for table, name, type_, required, default, key, bare in empty.execute(sql)
            ]
        )


def lacking(db: Database) -> list[Part]:
    """Return the parts that are missing, or are other than they should be."""
    with _empty_library() as empty:
        expected = [Part(*row) for row in empty.execute(_PARTS)]
    there = {(type_, name): _plain(sql) for type_, name, sql in db.tuples(_PARTS)}
    return [part for part in expected if there.get((part.type, part.name)) != _plain(part.sql)]


def make_again(db: Database) -> None:
    """Make again what is lacking and can be made; other tables are left alone: an empty one would hide a loss."""
    wanting = [part for part in lacking(db) if part.can_be_made_again and part.sql and not part.of_search]
    searching = any(part.of_search for part in lacking(db))
    with db.transaction():
        for part in wanting:
            db.run(f'DROP {part.type.upper()} IF EXISTS "{part.name}"')
            db.run(part.sql)
        if any(part.name == _RECORD for part in wanting):
            db.run_many(f"INSERT INTO {_RECORD} VALUES (?, ?, ?, ?)", _migrations_run())
        db.run("INSERT OR IGNORE INTO fetch (feed_id) SELECT id FROM feed")
        db.run("INSERT OR IGNORE INTO tally (feed_id) SELECT id FROM feed")
    if searching:
        make_search_again(db)


def make_search_again(db: Database) -> None:
    """Make the search index again, empty, whatever is left of it.

    SQLite opens none that lacks a piece, and so drops none either: its pieces go one by one. Where their pages are
    damaged too, they are only forgotten, and the file is written anew without them.
    """
    try:
        _replace_search(db, "DROP TABLE {}")
    except LibraryError:
        _replace_search(db, "")
        db.run("VACUUM")


def _replace_search(db: Database, drop: str) -> None:
    pieces = [name for (name,) in db.tuples(f"SELECT name FROM sqlite_master WHERE name GLOB '{_SEARCH}_*'")]
    forgotten = [_SEARCH] if drop else [_SEARCH, *pieces]
    with _empty_library() as empty:
        (sql,) = empty.execute(f"SELECT sql FROM sqlite_master WHERE name = '{_SEARCH}'").fetchone()
    with db.transaction():
        db.run("PRAGMA writable_schema = ON")
        db.run_many("DELETE FROM sqlite_master WHERE name = ?", [(name,) for name in forgotten])
        db.run("PRAGMA writable_schema = RESET")
        for piece in pieces if drop else ():
            db.run(drop.format(piece))
        db.run(sql)


@contextmanager
def _empty_library() -> Iterator[sqlite3.Connection]:
    """Open a library in memory with nothing in it."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        create_tables(connection)
        yield connection


def _migrations_run() -> Sequence[tuple[object, ...]]:
    with _empty_library() as empty:
        return empty.execute(f"SELECT * FROM {_RECORD}").fetchall()


def _plain(sql: str) -> str:
    """Return a statement as it is compared: SQLite's versions set blanks and quotes differently."""
    return "".join(sql.replace('"', "").split()).lower()
