"""Stretches of a drawn line set off: what is selected, what was found.

Must not know why.
"""

from collections.abc import Iterable

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

Mark = tuple[int, int, Style]
"""The characters from one index to another (-1: the end), and the style laid over them."""


def marked(strip: Strip, marks: Iterable[Mark]) -> Strip:
    """Return `strip` with the style of each mark over its stretch."""
    for start, end, style in marks:
        strip = _marked(strip, start, end, style)
    return strip


def _marked(strip: Strip, start: int, end: int, style: Style) -> Strip:
    text = strip.text
    cells = [cell_len(text[:start]), strip.cell_length if end == -1 else cell_len(text[:end])]
    before, chosen, after = strip.divide([*cells, strip.cell_length])
    chosen = Strip([Segment(text, (own or Style.null()) + style) for text, own, _ in chosen], chosen.cell_length)
    return Strip.join([before, chosen, after])
