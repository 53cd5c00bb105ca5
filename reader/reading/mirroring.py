"""Texts that run from right to left: told by their first letter, set flush with the right edge, their marks there too.

The order of the characters stays as it is written, whoever turns it around: the terminal, or `bidi`. Pure; must not
know what a block is.
"""

import re
import unicodedata
from collections.abc import Sequence

from rich.cells import cell_len

from reader.reading.wrapping import Line, Span

_ANY = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
"""Where the scripts lie that run from right to left."""

LEFTWARD = "leftward"
"""The role of all that such a text is made of, its marks aside."""

_STRONG = {"L": False, "R": True, "AL": True}


def any_leftward(text: str) -> bool:
    """Say whether anything in `text` runs from right to left; costs next to nothing where nothing does."""
    return not text.isascii() and _ANY.search(text) is not None


def runs_leftward(text: str) -> bool:
    """Say whether `text` is read from right to left: its first letter is (UAX #9, rules P2 and P3)."""
    if not any_leftward(text):
        return False
    return next((_STRONG[kind] for kind in map(unicodedata.bidirectional, text) if kind in _STRONG), False)


def numbers_among(marks: Sequence[Span]) -> tuple[Span, ...]:
    """Return the marks with numbers, which stay before the text: after it they would be taken for a part of it."""
    return tuple(mark for mark in marks if any(char.isalnum() for char in mark.text))


def flush_right(lines: Sequence[Line], first: Sequence[Span], after: Sequence[Span], width: int) -> list[Line]:
    """Return lines that end at `width`, with the marks of their first line and of those after it behind the text.

    The lines have at most as many cells as the marks, and the numbers among them a second time, leave of `width`.
    """
    return [
        _flush_line(line, numbers_among(first) if at == 0 else (), first if at == 0 else after, width)
        for at, line in enumerate(lines)
    ]


def _flush_line(line: Line, numbers: Sequence[Span], marks: Sequence[Span], width: int) -> Line:
    texts = (Span(span.text, (*span.roles, LEFTWARD), span.link) for span in (*numbers, *line))
    spans = (*texts, *(_turned(mark) for mark in reversed(marks)))
    gap = width - sum(cell_len(span.text) for span in spans)
    return (Span(" " * gap), *spans) if gap > 0 else spans


def _turned(mark: Span) -> Span:
    """Return a mark as it stands behind a text: its blank before it; of a number only the room."""
    sign = mark.text.strip()
    cells = cell_len(mark.text)
    if not sign or numbers_among([mark]):
        return Span(" " * cells)
    return Span(" " * (cells - cell_len(sign)) + sign, mark.roles, mark.link)
