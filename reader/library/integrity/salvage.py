"""Which rows a damaged file still has, table by table, whatever of it is lost.

How it works. Where each table begins is in the schema, whose rows are looked for in every page where the first page is
lost. From there the tree of a table leads to its pages. A page no tree leads to, that is not free either, is taken for
a page of the one table its rows fit in. Must not know what is done with the rows.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from reader.library.integrity.pages import INDEX_INTERIOR, INDEX_LEAF, TABLE_INTERIOR, TABLE_LEAF, Pages
from reader.library.integrity.records import Table, Value, row_of, values_of
from reader.model import BodyFormat, FeedKind
from reader.query.words import fold_name

Row = dict[str, Value]

_SCHEMA = "sqlite_master"
_KINDS = ("table", "index", "view", "trigger")
_LOOKED_AT = 3
"""How many rows of a page tell whether it is one of a table."""

_TELLING: Mapping[str, Callable[[Row], bool]] = {
    "feed": lambda row: row.get("kind") in set(FeedKind),
    "tag": lambda row: row.get("folded") == fold_name(str(row.get("name"))),
    "body": lambda row: row.get("format") in set(BodyFormat),
    "version": lambda row: row.get("format") in set(BodyFormat),
    "journal": lambda row: row.get("state", "done") in ("done", "undone", "dropped"),
    "rule": lambda row: str(row.get("deeds")).startswith("{"),
    "story_tag": lambda row: row.get("rule") == 0,
    "rule_mark": lambda row: (
        str(row.get("what")) in ("read", "starred", "hidden") or str(row.get("what")).startswith("-")
    ),
}
"""What tells the rows of a table from those of another that has the same types of columns."""

_NOT_TOLD = {"declined", "tally"}
"""Tables whose rows look like entries of indexes: their pages are believed only where a tree leads to them."""


class Salvage:
    """The rows that are left in one file."""

    def __init__(self, path: Path, tables: Mapping[str, Table]) -> None:
        self._pages = Pages(path.resolve())
        self._tables = tables
        self._roots = self._find_roots()
        self._pages_of: dict[str, list[int]] = {name: [] for name in [*tables, *self._roots]}
        self._assign_pages()

    def close(self) -> None:
        """Close the file."""
        self._pages.close()

    @property
    def pages(self) -> int:
        """How many pages the file has."""
        return self._pages.count

    @cached_property
    def unreadable_pages(self) -> int:
        """How many pages are not there, cannot be read, or hold nothing but zeros without being free."""
        return self._pages.cut_off + sum(
            not any(self._pages[number]) for number in range(1, self.pages + 1) if number not in self._free
        )

    def rows(self, table: str) -> Iterator[Row]:
        """Yield the rows of a table, by the names of its columns, without those that are NULL or have a default."""
        for number in self._pages_of.get(table, ()):
            for cell in self._pages.cells(number):
                row = row_of(cell, self._tables[table])
                if row is not None and (cell.whole or self._tables[table].needed <= row.keys()):
                    yield row

    def row_numbers(self, table: str) -> Iterator[int]:
        """Yield the numbers of the rows of a table that has such, without reading the rows."""
        for number in self._pages_of.get(table, ()):
            yield from self._pages.row_numbers(number)

    def entries(self, index: str) -> Iterator[list[Value]]:
        """Yield the entries of an index: its columns, and then the number of the row."""
        for number in self._pages_of.get(index, ()):
            for cell in self._pages.cells(number):
                yield values_of(cell)

    @cached_property
    def _free(self) -> set[int]:
        return self._pages.free()

    def _find_roots(self) -> dict[str, int]:
        """Return where each table and index begins, as far as that is known."""
        roots = dict(self._schema_rows(self._tree(1, TABLE_LEAF, TABLE_INTERIOR)))
        if not set(self._tables) <= set(roots):
            every = (number for number in range(1, self.pages + 1) if self._pages.kind(number) == TABLE_LEAF)
            roots = {**dict(self._schema_rows(number for number in every if number not in self._free)), **roots}
        return roots

    def _schema_rows(self, numbers: Iterator[int]) -> Iterator[tuple[str, int]]:
        for number in numbers:
            for cell in self._pages.cells(number):
                values = values_of(cell)
                if len(values) != 5 or values[0] not in _KINDS:
                    continue
                _, name, _, root, _ = values
                if isinstance(name, str) and isinstance(root, int) and 1 < root <= self.pages:
                    yield name, root

    def _assign_pages(self) -> None:
        """Find the pages of every table and index: those its tree leads to, and those that are left over and fit."""
        taken = set(self._tree(1, TABLE_LEAF, TABLE_INTERIOR))
        for name, root in self._roots.items():
            table = self._tables.get(name)
            of_table = self._pages.kind(root) in (TABLE_LEAF, TABLE_INTERIOR)
            kinds = (TABLE_LEAF, TABLE_INTERIOR) if of_table else (INDEX_LEAF, INDEX_INTERIOR)
            for number in self._tree(root, *kinds):
                if number not in taken and (self._fits(number, table) if table else not self._is_stray(number)):
                    taken.add(number)
                    self._pages_of[name].append(number)
        for number in range(1, self.pages + 1):
            if number not in taken and number not in self._free:
                name = self._table_it_fits(number)
                if name:
                    self._pages_of[name].append(number)

    def _tree(self, root: int, *kinds: int) -> Iterator[int]:
        """Yield the pages a tree of pages of these kinds leads to, each once."""
        seen, waiting = {root}, [root]
        while waiting:
            number = waiting.pop()
            if self._pages.kind(number) not in kinds:
                continue
            yield number
            children = [child for child in self._pages.children(number) if child not in seen]
            seen.update(children)
            waiting.extend(reversed(children))

    def _fits(self, number: int, table: Table, tell: Callable[[Row], object] = bool) -> bool:
        """Say whether the first rows of a page can be rows of a table; a page without rows always can."""
        of_table = self._pages.kind(number) in (TABLE_LEAF, TABLE_INTERIOR)
        if of_table is not table.has_rowid:
            return False
        rows = [row_of(cell, table) for cell, _ in zip(self._pages.cells(number), range(_LOOKED_AT), strict=False)]
        return not rows or any(row is not None and tell(row) for row in rows)

    def _is_stray(self, number: int) -> bool:
        """Say whether a page in the tree of an index, or of a table of the search index, is one of a table we know."""
        if self._pages.kind(number) == TABLE_LEAF:
            return self._table_it_fits(number) != ""
        pairs = self._tables.get("story_tag")
        return pairs is not None and self._fits(number, pairs, _TELLING["story_tag"]) and any(self._pages.cells(number))

    def _table_it_fits(self, number: int) -> str:
        """Return the table a page that no tree leads to belongs to: one that lacks its beginning first; "" for none."""
        if self._pages.kind(number) not in (TABLE_LEAF, INDEX_LEAF) or not any(True for _ in self._pages.cells(number)):
            return ""
        fitting = [
            name
            for name, table in self._tables.items()
            if name not in _NOT_TOLD and self._fits(number, table, _TELLING.get(name, bool))
        ]
        return min(fitting, key=lambda name: name in self._roots, default="")
