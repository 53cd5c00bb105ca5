"""The parts of the schema: tables, indexes, triggers and views that a file lacks, or that are not the program's.

What should be there is what the migrations make of an empty file. A trigger, a view or a check that somebody else put
into the file runs with what is asked of it, and may never end: such a file is asked nothing before it is known to have
none. Must not know what is in the tables.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache

from reader.errors import LibraryError
from reader.library.database import Database
from reader.library.integrity.records import Column, Table, tables_of
from reader.library.schema import VERSION, create_tables

PARTS = "SELECT type, name, coalesce(sql, '') FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%'"
"""Asks a file for its parts, of which `foreign_parts` tells those that are not the program's."""

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
    there = {(type_, name): _plain(sql) for type_, name, sql in db.tuples(PARTS)}
    return [part for part in _parts_of(VERSION) if there.get((part.type, part.name)) != _plain(part.sql)]


def foreign_parts(rows: Iterable[tuple[str, str, str]], schema: int) -> list[Part]:
    """Return those parts of a file that did not come from the program as it was at a schema: triggers, views, tables.

    Tables and indexes of a person's own do nothing by themselves, and are not among them.
    """
    expected = {(part.type, part.name): _plain(part.sql) for part in _parts_of(schema)}
    ours = {name for _, name in expected}
    return [
        part
        for part in (Part(*row) for row in rows)
        if (part.type in ("trigger", "view") or part.name in ours)
        and expected.get((part.type, part.name)) != _plain(part.sql)
    ]


def lost_tables(rows: Iterable[tuple[str, str, str]], schema: int) -> list[str]:
    """Return the names of tables a file lacks whose rows nothing else tells."""
    there = {name for type_, name, _ in rows if type_ == "table"}
    return [part.name for part in _parts_of(schema) if not part.can_be_made_again and part.name not in there]


@lru_cache(maxsize=VERSION)
def _parts_of(schema: int) -> list[Part]:
    with _empty_library(schema) as empty:
        return [Part(*row) for row in empty.execute(PARTS)]


def make_again(db: Database) -> None:
    """Make again what is lacking and can be made; other tables are left alone: an empty one would hide a loss."""
    with db.transaction():
        _remove_foreign(db)
        wanting = [part for part in lacking(db) if part.can_be_made_again and part.sql and not part.of_search]
        searching = any(part.of_search for part in lacking(db))
        for part in wanting:
            db.run(f"DROP {part.type.upper()} IF EXISTS {_quoted(part.name)}")
            db.run(part.sql)
        _refuse_foreign(db)
        if any(part.name == _RECORD for part in wanting):
            db.run_many(f"INSERT INTO {_RECORD} VALUES (?, ?, ?, ?)", _migrations_run())
        db.run("INSERT OR IGNORE INTO fetch (feed_id) SELECT id FROM feed")
        db.run("INSERT OR IGNORE INTO tally (feed_id) SELECT id FROM feed")
    if searching:
        make_search_again(db)


def _refuse_foreign(db: Database) -> None:
    """Raise LibraryError where a table is other than it should be: what it checks or makes up runs with any change."""
    for part in foreign_parts(db.tuples(PARTS), VERSION):
        if not part.of_search:
            raise LibraryError(f"The {part.type} {part.name} is not as reader makes it: nothing was repaired.")


def _remove_foreign(db: Database) -> None:
    """Remove triggers and views that are not the program's; only then is anything written."""
    for part in foreign_parts(db.tuples(PARTS), VERSION):
        if part.type in ("trigger", "view"):
            db.run(f"DROP {part.type.upper()} {_quoted(part.name)}")


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
    ours = {part.name for part in _parts_of(VERSION) if part.of_search and part.name != _SEARCH}
    pieces = [name for _, name, _ in db.tuples(PARTS) if name in ours]
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
def _empty_library(schema: int = VERSION) -> Iterator[sqlite3.Connection]:
    """Open a library in memory with nothing in it."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        create_tables(connection, schema)
        yield connection


def _migrations_run() -> Sequence[tuple[object, ...]]:
    with _empty_library() as empty:
        return empty.execute(f"SELECT * FROM {_RECORD}").fetchall()


def _quoted(name: str) -> str:
    """Return a name as it stands in a statement, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def _plain(sql: str) -> str:
    """Return a statement as it is compared: SQLite's versions set blanks and quotes differently."""
    return "".join(str(sql).replace('"', "").split()).lower()
