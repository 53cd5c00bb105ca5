"""Texts that run from right to left set flush with the right edge, their marks there too.

The order of the characters stays as it is written, whoever turns it around: the terminal, or `bidi`. Pure; must not
know what a block is.
"""

from collections.abc import Sequence

from rich.cells import cell_len

from reader.reading.layout.direction import LEFTWARD
from reader.reading.layout.wrapping import Line, Span


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
