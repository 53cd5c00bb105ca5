"""A driver that puts what stands after uneven text in its column once more.

Owns what is written for such text. Must not know what is shown, nor how an escape sequence came about; a line it does
not understand is written as it is.

How it works. Textual writes a line from left to right and relies on the terminal counting cells as it does itself,
which terminals do not do for uneven text (`reader.reading.cells`): the borders to the right of it would shift. So such
a text, with the blanks after it, becomes a field: the field is made blank, the text is written over it from its
beginning, cut where it could reach beyond what is written, and then the cursor is put behind the field by its
number. A field ends before two blanks, before a line, and at the end of what is written. Other lines stay as they are.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.driver import Driver

from reader.reading.cells import beginning, is_uneven, most_cells

_MOVES = re.compile(r"(\x1b\[\d+;\d+H)")
_STYLES = re.compile(r"((?:\x1b\[[0-9;]*m)+)")
_FIELD = re.compile("(?:[^ \u2500-\u259f]| (?![ \u2500-\u259f]|$))+( *)")
_ASCII = bytes(range(128))


def column_driver(driver: type[Driver]) -> type[Driver]:
    """Return a driver that writes as `driver` does, but for uneven text."""

    def write(self: Driver, data: str) -> None:
        driver.write(self, in_columns(data))

    return type("ColumnDriver", (driver,), {"write": write})


def in_columns(data: str) -> str:
    """Return what is written to the terminal so that uneven text moves nothing that stands after it."""
    if not _has_uneven(data):
        return data
    first, *rest = _MOVES.split(data)
    return first + "".join(move + _line(move, line) for move, line in zip(rest[::2], rest[1::2], strict=True))


def _has_uneven(data: str) -> bool:
    """Look at what is not ASCII, which is little of what is written."""
    return is_uneven(data.encode("utf-8", "ignore").translate(None, _ASCII).decode("utf-8"))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A text in one style; `at` is where it begins in the text of its line."""

    at: int
    styles: str
    text: str


def _line(move: str, line: str) -> str:
    """Return what is written after a move of the cursor, its uneven fields put in their columns."""
    body = line.removesuffix("\n")
    pieces = list(_pieces(body))
    text = "".join(piece.text for piece in pieces)
    if not is_uneven(text) or "\x1b" in text:
        return line
    column = int(move[:-1].partition(";")[2])
    drawn, at = "", 0
    for found in _FIELD.finditer(text):
        if is_uneven(found[0]):
            drawn += _drawn(pieces, at, found.start()) + _field(pieces, found, column)
            at = found.end()
    return f"{drawn}{_drawn(pieces, at, len(text))}\x1b[0m{line[len(body) :]}"


def _field(pieces: Sequence[_Piece], found: re.Match[str], column: int) -> str:
    """Return a field made blank, its text, and the column behind it."""
    start = column + sum(cell_len(text) for _, text in _between(pieces, 0, found.start()))
    cells = sum(cell_len(text) for _, text in _between(pieces, *found.span()))
    room = sum(cell_len(text) for _, text in _between(pieces, found.start(), len(found.string)))
    text = found[0].rstrip(" ")
    shown = text if most_cells(text) <= room else beginning(text, room)
    blank = "".join(f"\x1b[0m{styles}{' ' * cell_len(text)}" for styles, text in _between(pieces, *found.span()))
    words = _drawn(pieces, found.start(), found.start() + len(shown))
    return f"{blank}\x1b[{start}G{words}\x1b[{start + cells}G"


def _drawn(pieces: Sequence[_Piece], start: int, end: int) -> str:
    return "".join(f"\x1b[0m{styles}{text}" for styles, text in _between(pieces, start, end))


def _between(pieces: Sequence[_Piece], start: int, end: int) -> Iterator[tuple[str, str]]:
    """Yield the styles and texts from `start` to `end` in a line's text."""
    for piece in pieces:
        text = piece.text[max(0, start - piece.at) : max(0, end - piece.at)]
        if text:
            yield piece.styles, text


def _pieces(line: str) -> Iterator[_Piece]:
    at = 0
    first, *rest = _STYLES.split(line)
    for styles, text in zip(["", *rest[::2]], [first, *rest[1::2]], strict=True):
        yield _Piece(at, styles, text)
        at += len(text)
