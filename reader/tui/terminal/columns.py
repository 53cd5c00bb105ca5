"""Puts what stands after uneven text in its column once more, on its way to the terminal.

Owns what is written for such text. Must not know what is shown, nor how an escape sequence came about; a line it does
not understand is written as it is.

How it works. Textual writes a line from left to right and relies on the terminal counting cells as it does itself,
which terminals do not do for uneven text (`reader.reading.cells`): the borders to the right of it would shift. So such
a text, with the blanks after it, becomes a field: the field is made blank, the text is written over it from its
beginning, cut where it could reach beyond what is written, and then the cursor is put behind the field by its
number. A field ends before two blanks, before a line, and at the end of what is written. Other lines stay as they are.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from rich.cells import cell_len

from reader.reading.cells import beginning, is_uneven, most_cells

_MOVES = re.compile(r"(\x1b\[\d+;\d+H)")
_STYLES = re.compile(r"((?:\x1b\[[0-9;]*m)+)")
_FIELD = re.compile("(?:[^ \u2500-\u259f]| (?![ \u2500-\u259f]|$))+( *)")
_ASCII = bytes(range(128))

_Piece = tuple[str, str]
"""What sets a style, and a text in it."""


def in_columns(data: str) -> str:
    """Return what is written to the terminal so that uneven text moves nothing that stands after it."""
    if not _has_uneven(data):
        return data
    first, *rest = _MOVES.split(data)
    return first + "".join(move + _line(move, line) for move, line in zip(rest[::2], rest[1::2], strict=True))


def _has_uneven(data: str) -> bool:
    """Look at what is not ASCII, which is little of what is written."""
    return is_uneven(data.encode("utf-8", "ignore").translate(None, _ASCII).decode("utf-8"))


@lru_cache(maxsize=512)
def _line(move: str, line: str) -> str:
    """Return what is written after a move of the cursor, its uneven fields put in their columns."""
    body = line.removesuffix("\n")
    pieces = _pieces(body)
    text = "".join(text for _, text in pieces)
    if not is_uneven(text) or "\x1b" in text:
        return line
    column = int(move[:-1].partition(";")[2])
    end, at, drawn = column + _cells(pieces), 0, ""
    for found in _FIELD.finditer(text):
        if is_uneven(found[0]):
            before, pieces = _divided(pieces, found.start() - at)
            field, pieces = _divided(pieces, len(found[0]))
            column += _cells(before)
            drawn += _drawn(before) + _field(field, column, end - column)
            column += _cells(field)
            at = found.end()
    return f"{drawn}{_drawn(pieces)}\x1b[0m{line[len(body) :]}"


def _field(pieces: Sequence[_Piece], column: int, room: int) -> str:
    """Return a field made blank, as much of its text as fits into `room` cells, and the column behind it."""
    text = "".join(text for _, text in pieces).rstrip(" ")
    shown = text if most_cells(text) <= room else beginning(text, room)
    blank = _drawn([(styles, " " * cell_len(text)) for styles, text in pieces])
    return f"{blank}\x1b[{column}G{_drawn(_divided(pieces, len(shown))[0])}\x1b[{column + _cells(pieces)}G"


def _pieces(line: str) -> list[_Piece]:
    first, *rest = _STYLES.split(line)
    return list(zip(["", *rest[::2]], [first, *rest[1::2]], strict=True))


def _divided(pieces: Sequence[_Piece], characters: int) -> tuple[list[_Piece], list[_Piece]]:
    """Return so many characters, and the rest."""
    begun: list[_Piece] = []
    for number, (styles, text) in enumerate(pieces):
        if len(text) > characters:
            return [*begun, (styles, text[:characters])], [(styles, text[characters:]), *pieces[number + 1 :]]
        begun.append((styles, text))
        characters -= len(text)
    return begun, []


def _cells(pieces: Sequence[_Piece]) -> int:
    return sum(cell_len(text) for _, text in pieces)


def _drawn(pieces: Sequence[_Piece]) -> str:
    return "".join(f"\x1b[0m{styles}{text}" for styles, text in pieces if text)
