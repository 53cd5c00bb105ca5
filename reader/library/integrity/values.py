"""Values nobody wrote: text that is no UTF-8, words and JSON outside what a column may hold, times no calendar has.

SQLite lets them through where a disk or another program changed the file. Mending keeps of a text what can be read,
and sets what cannot be known to what does the least.
"""

from reader.library.database import Database
from reader.library.integrity.schema_parts import expected_tables
from reader.library.journal.journal import is_step
from reader.model import BodyFormat, FeedKind, Origin

_FORMATS = ", ".join(f"'{known}'" for known in BodyFormat)
_KINDS = ", ".join(f"'{known}'" for known in FeedKind)
_ORIGINS = ", ".join(f"'{known}'" for known in Origin)
_NO_CHANGES = "NOT is_step(CAST({0} AS BLOB))"
_STRANGE = (
    ("feed", f"kind NOT IN ({_KINDS})", "kind = 'web', paused = 1"),
    ("body", f"format NOT IN ({_FORMATS})", "format = 'html'"),
    ("version", f"format NOT IN ({_FORMATS})", "format = 'html'"),
    ("body", "iif(json_valid(categories), json_type(categories), '') != 'array'", "categories = '[]'"),
    (
        "rule",
        "iif(json_valid(deeds), json_type(deeds), '') != 'object'",
        'deeds = \'{"add": [], "remove": []}\', active = 0',
    ),
    ("journal", _NO_CHANGES.format("changes"), "changes = '[]', state = 'dropped'"),
    ("journal", f"taken_back NOT NULL AND {_NO_CHANGES.format('taken_back')}", "taken_back = NULL, state = 'dropped'"),
    ("journal", f"origin NOT IN ({_ORIGINS})", "origin = 'interface'"),
    ("journal", "state NOT IN ('done', 'undone', 'dropped')", "state = 'dropped'"),
    ("story", "published NOT BETWEEN :first AND :last", "published = iif(arrived BETWEEN 0 AND :last, arrived, 0)"),
    *(
        (table, f"{column} NOT BETWEEN :first AND :last", f"{column} = {otherwise}")
        for table, column, otherwise in (
            ("story", "arrived", "published"),
            ("story", "claimed", "NULL"),
            ("story", "updated", "NULL"),
            ("feed", "added", "0"),
            ("feed", "removed", "0"),
            ("fetch", "checked", "NULL"),
            ("fetch", "succeeded", "NULL"),
            ("fetch", "next_check", "0"),
            ("fetch", "trouble_since", "NULL"),
            ("fetch", "missing_since", "NULL"),
            ("journal", "at", "0"),
            ("note", "at", "0"),
            ("place", "at", "0"),
            ("full_text", "at", "0"),
            ("version", "until", "0"),
            ("host", "waits_until", "0"),
            ("tag", "used", "0"),
        )
    ),
)
"""Table, what is wrong there, and what is set instead."""

_BOUNDS = {"first": -62_135_596_800, "last": 253_402_300_799}
"""The seconds the calendar begins and ends with: the years 1 and 9999."""

_TEXT_COLUMNS = (
    "SELECT tables.name AS tab, columns.name AS col FROM sqlite_master AS tables"
    " JOIN pragma_table_info(tables.name) AS columns"
    " WHERE tables.type = 'table' AND columns.type = 'TEXT' AND tables.name NOT GLOB 'search*'"
    " AND tables.name NOT GLOB '*sqlite_*'"
)


def strange_values(db: Database) -> list[str]:
    """Return what is not as anybody wrote it, a sentence for each kind, after reading every text there is."""
    found = []
    broken = sum(db.value(f"SELECT count(*) FROM {table} WHERE {_broken(column)}") for table, column in _texts(db))
    if broken:
        found.append(f"Damaged texts, with bytes that are no UTF-8: {broken}.")
    strange = sum(int(db.value(f"SELECT count(*) FROM {table} WHERE {wrong}", _BOUNDS)) for table, wrong, _ in _STRANGE)
    if strange:
        found.append(f"Values that nobody wrote: {strange}.")
    return found


def mend_values(db: Database) -> int:
    """Put right what `strange_values` finds; return how many values that were.

    No story may be in the search index that has such a text: it would be taken out by other words than are in it.
    """
    with db.transaction():
        mended = 0
        for table, column in _texts(db):
            sql = f"UPDATE OR IGNORE {table} SET {column} = readable(CAST({column} AS BLOB)) WHERE {_broken(column)}"
            mended += db.run(sql).rowcount
        for table, wrong, instead in _STRANGE:
            mended += db.run(f"UPDATE {table} SET {instead} WHERE {wrong}", _BOUNDS).rowcount
    return mended


def _texts(db: Database) -> list[tuple[str, str]]:
    """Return table and name of every column of text that is the program's, ready to be asked about."""
    db.define("readable", _readable)
    db.define("is_step", is_step)
    ours = {(table.name, column.name) for table in expected_tables().values() for column in table.columns}
    return [(table, column) for table, column in db.tuples(_TEXT_COLUMNS) if (table, column) in ours]


def _broken(column: str) -> str:
    return f"readable(CAST({column} AS BLOB)) IS NOT {column}"


def _readable(content: bytes | None) -> str | None:
    """Return the text in what a column holds, with � for what is none."""
    return None if content is None else content.decode("utf-8", "replace")
