"""Rows as they stand in pages: their values, and whether they can be rows of a table.

Knows the record format (https://www.sqlite.org/fileformat2.html, 2.1). Must not know what the rows mean.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from reader.library.integrity.pages import Cell, varint

Value = int | float | str | bytes | None

_MOST_VALUES = 100
"""More than any row of ours has."""

_INTEGER_BYTES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the schema has it."""

    name: str
    type: str
    required: bool
    """Whether it may not be NULL."""
    has_default: bool
    is_rowid: bool
    """Whether it is the number of the row, which does not stand among its values."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the schema has it."""

    name: str
    columns: tuple[Column, ...]
    has_rowid: bool
    """Whether its rows are numbered; one without is kept as an index is."""

    @property
    def needed(self) -> set[str]:
        """The columns no row can be without."""
        return {column.name for column in self.columns if column.required and not column.has_default}

    @property
    def fewest(self) -> int:
        """How many values a row has at least: a column that came later need not be in it."""
        needed = [place for place, column in enumerate(self.columns) if column.required and not column.has_default]
        return max(needed, default=0) + 1


def values_of(cell: Cell) -> list[Value]:
    """Return the values of a row, as many as can be read; [] where it is none."""
    payload = cell.payload
    try:
        end, at = varint(payload, 0)
        types: list[int] = []
        while at < end and len(types) <= _MOST_VALUES:
            type_, at = varint(payload, at)
            types.append(type_)
        if at != end:
            return []
    except IndexError:
        return []
    values: list[Value] = []
    for type_ in types:
        value, length = _value(payload, at, type_)
        if at + length > len(payload) and not (isinstance(value, str) and at < len(payload)):
            break
        values.append(value)
        at += length
    return values


def row_of(cell: Cell, table: Table) -> dict[str, Value] | None:
    """Return a row by the names of its columns, without those that are NULL; None where it is no row of that table."""
    values = values_of(cell)
    cut_short = 0 if cell.whole else 1
    if not (table.fewest if not cut_short else 2) <= len(values) <= len(table.columns):
        return None
    row: dict[str, Value] = {}
    for column, value in zip(table.columns, values, strict=False):
        if column.is_rowid:
            value = cell.rowid if value is None else value
        if not _fits(value, column):
            return None
        if value is not None:
            row[column.name] = value
    return row


def tables_of(columns: Sequence[tuple[str, Column, bool]]) -> dict[str, Table]:
    """Return tables by name, given each column with the table's name and whether that has numbered rows."""
    found: dict[str, Table] = {}
    for name, column, has_rowid in columns:
        before = found[name].columns if name in found else ()
        found[name] = Table(name, (*before, column), has_rowid)
    return found


def _value(payload: bytes, at: int, type_: int) -> tuple[Value, int]:
    """Return the value of a serial type that begins at `at`, and its length in bytes."""
    if type_ == 0:
        return None, 0
    if type_ in _INTEGER_BYTES:
        length = _INTEGER_BYTES[type_]
        return int.from_bytes(payload[at : at + length], "big", signed=True), length
    if type_ == 7:
        content = payload[at : at + 8]
        return (struct.unpack(">d", content)[0] if len(content) == 8 else None), 8
    if type_ in (8, 9):
        return type_ - 8, 0
    length = max(type_ - 12, 0) // 2
    content = payload[at : at + length]
    return (content.decode("utf-8", "replace") if type_ % 2 else content), length


def _fits(value: Value, column: Column) -> bool:
    if value is None:
        return not column.required
    match column.type:
        case "INTEGER":
            return isinstance(value, int)
        case "REAL":
            return isinstance(value, int | float)
        case "TEXT":
            return isinstance(value, str)
        case _:
            return isinstance(value, bytes)
