"""Text cut, padded and wrapped to terminal cells, and put together as one line of the screen.

Owns the arithmetic of cells (wide characters take two, combining ones none). Text that terminals count differently is
cut where it fits into its cells in all of them. Must not know what the text means.
"""

from collections.abc import Iterable

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from reader.reading.cells import beginning, is_uneven, most_cells

StyledText = tuple[str, Style]
"""A run of text in one style."""


def cut(text: str, cells: int) -> str:
    """Return `text` in at most `cells` cells, ending in an ellipsis where something is left out."""
    if cells <= 0:
        return ""
    if most_cells(text) <= cells:
        return text
    short = beginning(text, cells - 1) if is_uneven(text) else set_cell_size(text, cells - 1)
    return short.rstrip() + "…"


def with_room(text: str) -> str:
    """Return `text` with blanks behind it where it is uneven: enough for the terminal that counts the most."""
    return text + " " * (most_cells(text) - cell_len(text)) if is_uneven(text) else text


def fit(text: str, cells: int) -> str:
    """Return `text` in exactly `cells` cells, cut or padded on the right; behind uneven text there is a blank."""
    short = cut(text, cells - is_uneven(text))
    return short + " " * (cells - cell_len(short))


def fit_right(text: str, cells: int) -> str:
    """Return `text` in exactly `cells` cells, cut or padded on the left."""
    short = cut(text, cells)
    return " " * (cells - cell_len(short)) + short


def wrap(text: str, cells: int) -> list[str]:
    """Return `text` in lines of at most `cells` cells, broken at blanks, inside a word only where it is longer."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if most_cells(joined) <= cells:
            line = joined
            continue
        if line:
            lines.append(line)
        *broken, line = _broken(word, cells)
        lines.extend(broken)
    return [*lines, line] if line else lines


def with_highlights(text: str, spans: Iterable[tuple[int, int]], style: Style, highlighted: Style) -> list[StyledText]:
    """Return `text` in one style, but with `highlighted` over it where the spans, which do not overlap, reach."""
    pieces: list[StyledText] = []
    at = 0
    for start, end in spans:
        pieces += [(text[at:start], style), (text[start:end], style + highlighted)]
        at = end
    return [*pieces, (text[at:], style)]


def strip_of(pieces: Iterable[StyledText], width: int, base: Style) -> Strip:
    """Return `pieces` as one line of exactly `width` cells on the style `base`."""
    segments = [Segment(text, base + style) for text, style in pieces if text]
    return Strip(segments).adjust_cell_length(width, base)


def _broken(word: str, cells: int) -> list[str]:
    """Cut a word into parts of at most `cells` cells; never fewer than one character a part."""
    parts: list[str] = []
    part = ""
    for char in word:
        if part and most_cells(part + char) > cells:
            parts.append(part)
            part = ""
        part += char
    return [*parts, part]
