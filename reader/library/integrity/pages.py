"""The pages of a damaged file, read without SQLite, which opens none whose beginning is lost.

Knows the file format (https://www.sqlite.org/fileformat2.html: 1.3 the header, 1.5 the freelist, 1.6 b-trees and long
rows, 4 the write-ahead log). What cannot be made sense of is nothing, never an error. Must not know what rows mean.
"""

import os
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

INDEX_INTERIOR, TABLE_INTERIOR, INDEX_LEAF, TABLE_LEAF = 2, 5, 10, 13
_USUAL_SIZE = 4096
_MAGIC = b"SQLite format 3\0"
_LOG_MAGICS = {0x377F0682: "<", 0x377F0683: ">"}
_LARGEST_ROW = 64 * 1024 * 1024
"""Bytes no row of ours has; one that claims more would take as much memory."""

_OVERLAP = 4
"""How many times the bytes of a page its rows may have together: in one that is well they have it once at most."""

_MALFORMED = (IndexError, struct.error, ValueError)


@dataclass(frozen=True, slots=True)
class Cell:
    """One row as it stands in a page; `rowid` is None in an index, and in a table that has no such number."""

    rowid: int | None
    payload: bytes
    whole: bool = True
    """Whether all of it was there: of a long row the beginning may be left."""


class Pages:
    """The pages of one file by number, from 1 on, as the last change that was completed left them.

    `count` is how many there are, `cut_off` how many there were behind them by what the file's header says.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        self._owners: dict[int, tuple[int, int]] = {}
        header = self._read(0, 100)
        self._size = _page_size(header)
        self._log = _Log(path.with_name(path.name + "-wal"), self._size)
        first = self[1]
        self._usable = self._size - (first[20] if first.startswith(_MAGIC) and first[20] <= 64 else 0)
        written = -(-os.fstat(self._file.fileno()).st_size // self._size)
        # A page may be new in the log, not one far behind the file: the number would be noise, and without end.
        self.count = max(written, min(self._log.last_page, written + 2 * self._log.frames))
        self.cut_off = max(_count_noted(first) - self.count, 0)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        self._log.close()

    def __getitem__(self, number: int) -> bytes:
        """Return a page; b"" where it is not there, or cannot be read."""
        page = self._log.page(number) or self._read((number - 1) * self._size, self._size)
        return page if len(page) == self._size else b""

    def kind(self, number: int) -> int:
        """Return what kind of page it is: one of the four of b-trees, or 0 where it is something else or nothing."""
        page = self[number]
        kind = page[_start(number)] if page else 0
        return kind if kind in (INDEX_INTERIOR, TABLE_INTERIOR, INDEX_LEAF, TABLE_LEAF) else 0

    def children(self, number: int) -> list[int]:
        """Return the pages an interior page points at, in order."""
        page, start = self[number], _start(number)
        if self.kind(number) not in (INDEX_INTERIOR, TABLE_INTERIOR):
            return []
        found = [_number(page, at) for at in _pointers(page, start, 12)]
        return [child for child in [*found, _number(page, start + 8)] if 1 < child <= self.count]

    def cells(self, number: int) -> Iterator[Cell]:
        """Yield the rows of a page."""
        page, kind = self[number], self.kind(number)
        if kind in (0, TABLE_INTERIOR):
            return
        left = _OVERLAP * self._size
        for at in _pointers(page, _start(number), 12 if kind == INDEX_INTERIOR else 8):
            try:
                cell, local = self._cell(number, page, at + 4 if kind == INDEX_INTERIOR else at, kind == TABLE_LEAF)
            except _MALFORMED:
                continue
            left -= local
            if left < 0:
                return
            yield cell

    def row_numbers(self, number: int) -> Iterator[int]:
        """Yield the numbers of the rows of a leaf of a table, without reading the rows."""
        page = self[number]
        if self.kind(number) == TABLE_LEAF:
            for at in _pointers(page, _start(number), 8):
                with suppress(*_MALFORMED):
                    yield varint(page, varint(page, at)[1])[0]

    def free(self) -> set[int]:
        """Return the pages that are not in use; what stands in them was deleted."""
        found: set[int] = set()
        trunk = _number(self[1], 32) if self[1].startswith(_MAGIC) else 0
        while 1 < trunk <= self.count and trunk not in found and self[trunk]:
            page = self[trunk]
            found.add(trunk)
            entries = min(_number(page, 4), self._size // 4 - 2)
            listed = (_number(page, 8 + 4 * entry) for entry in range(entries))
            found.update(leaf for leaf in listed if leaf <= self.count)
            trunk = _number(page, 0)
        return found

    def _cell(self, number: int, page: bytes, at: int, of_table: bool) -> tuple[Cell, int]:
        """Return a row and how many of its bytes stand in the page itself."""
        owner = (number, at)
        length, at = varint(page, at)
        rowid = None
        if of_table:
            rowid, at = varint(page, at)
        if not 0 < length <= _LARGEST_ROW:
            raise ValueError("no length of a row")
        local = self._local(length, of_table)
        payload = page[at : at + local]
        if local < length:
            payload += self._overflow(owner, _number(page, at + local), length - local)
        return Cell(rowid, payload, len(payload) == length), local

    def _local(self, length: int, of_table: bool) -> int:
        """Return how many bytes of a row stand in the page itself (1.6, "cell payload overflow pages")."""
        usable = self._usable
        most = usable - 35 if of_table else (usable - 12) * 64 // 255 - 23
        if length <= most:
            return length
        least = (usable - 12) * 32 // 255 - 23
        local = least + (length - least) % (usable - 4)
        return local if local <= most else least

    def _overflow(self, owner: tuple[int, int], number: int, wanted: int) -> bytes:
        """Return the rest of a long row, as far as the chain of its pages can be followed: a page is of one row."""
        parts: list[bytes] = []
        seen: set[int] = set()
        while wanted > 0 and 1 < number <= self.count and number not in seen and self[number]:
            if self._owners.setdefault(number, owner) != owner:
                break
            seen.add(number)
            page = self[number]
            parts.append(page[4 : min(self._usable, 4 + wanted)])
            wanted -= len(parts[-1])
            number = _number(page, 0)
        return b"".join(parts)

    def _read(self, at: int, length: int) -> bytes:
        try:
            return os.pread(self._file.fileno(), length, at)
        except OSError:
            return b""


def varint(data: bytes, at: int) -> tuple[int, int]:
    """Return the number that begins at `at`, with its sign, and where it ends (1.6, "variable-length integer")."""
    value = 0
    for step in range(8):
        byte = data[at + step]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + step + 1
    value = value << 8 | data[at + 8]
    return value - (1 << 64 if value >> 63 else 0), at + 9


def _start(number: int) -> int:
    """Return where the header of a b-tree stands in a page: the first page has the file's header before it."""
    return 100 if number == 1 else 0


def _number(page: bytes, at: int) -> int:
    return int.from_bytes(page[at : at + 4], "big")


def _pointers(page: bytes, start: int, header: int) -> list[int]:
    """Return where the cells of a page begin, those that can be there."""
    count = int.from_bytes(page[start + 3 : start + 5], "big")
    first = start + header
    if first + 2 * count > len(page):
        return []
    found = struct.unpack_from(f">{count}H", page, first)
    return [at for at in found if at >= first + 2 * count]


def _page_size(header: bytes) -> int:
    """Return the bytes of a page as the header has them, or what they are where nobody chose otherwise."""
    size = int.from_bytes(header[16:18], "big")
    size = 65536 if size == 1 else size
    plausible = header.startswith(_MAGIC) and size >= 512 and size & (size - 1) == 0
    return size if plausible else _USUAL_SIZE


def _count_noted(first: bytes) -> int:
    """Return how many pages the file should have, 0 where its header does not say so for certain (1.3.8)."""
    valid = first.startswith(_MAGIC) and first[24:28] == first[92:96]
    return _number(first, 28) if valid else 0


class _Log:
    """The pages in a write-ahead log, each as the last change that was completed left it (4.1 to 4.3).

    `last_page` is the highest of their numbers, `frames` how many are in the log.
    """

    def __init__(self, path: Path, size: int) -> None:
        self._size = size
        self._places: dict[int, int] = {}
        try:
            self._file: BinaryIO | None = path.open("rb")
        except OSError:
            self._file = None
        self.frames = 0
        with suppress(OSError):
            self._find_pages()
        self.last_page = max(self._places, default=0)

    def page(self, number: int) -> bytes:
        """Return a page as it stands in the log, b"" where it does not."""
        place = self._places.get(number)
        if self._file is None or place is None:
            return b""
        try:
            return os.pread(self._file.fileno(), self._size, place)
        except OSError:
            return b""

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()

    def _find_pages(self) -> None:
        """Note where each page stands, up to the last frame that is well: what follows is of an older log."""
        if self._file is None:
            return
        header = self._file.read(32)
        order = _LOG_MAGICS.get(_number(header, 0))
        if order is None or _number(header, 8) not in (self._size, 1 if self._size == 65536 else self._size):
            return
        sums = _checksums(header[:24], order, (0, 0))
        if len(header) < 32 or sums != struct.unpack_from(">2I", header, 24):
            return
        pending: dict[int, int] = {}
        while len(frame := self._file.read(self._size + 24)) == self._size + 24:
            sums = _checksums(frame[24:], order, _checksums(frame[:8], order, sums))
            if frame[8:16] != header[16:24] or sums != struct.unpack_from(">2I", frame, 16):
                break
            self.frames += 1
            pending[_number(frame, 0)] = self._file.tell() - self._size
            if _number(frame, 4):
                self._places.update(pending)
                pending.clear()


def _checksums(data: bytes, order: str, sums: tuple[int, int]) -> tuple[int, int]:
    one, two = sums
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for even, odd in zip(words[::2], words[1::2], strict=True):
        one = (one + even + two) & 0xFFFFFFFF
        two = (two + odd + one) & 0xFFFFFFFF
    return one, two
