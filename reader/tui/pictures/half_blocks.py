"""A picture drawn with half blocks: two pixels a cell, one above the other, in a terminal's own colours.

Pure: pixels go in, segments come out. Must not know files or widgets.
"""

from collections.abc import Sequence
from functools import lru_cache

from rich.color import Color
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from rich.style import Style

Row = tuple[Segment, ...]

BLOCK = "▄"
"""The lower half: most fonts let it reach the edges of its cell, while the upper half often begins below the top."""

_STEP = 4
"""Shades that differ by less are one: no eye tells them apart, and cells alike become one segment."""


def half_blocks(pixels: bytes, cells: int, rows: int) -> tuple[Row, ...]:
    """Return `rows` lines of `cells` cells; `pixels` are red, green and blue, as many across, twice as many down."""
    line = cells * 3
    even = bytes(min(255, value - value % _STEP + _STEP // 2) for value in range(256))
    pixels = pixels.translate(even)
    return tuple(
        _row(pixels[at * line : (at + 1) * line], pixels[(at + 1) * line : (at + 2) * line])
        for at in range(0, rows * 2, 2)
    )


def _row(upper: Sequence[int], lower: Sequence[int]) -> Row:
    segments: list[Segment] = []
    before: tuple[int, ...] = ()
    count = 0
    for at in range(0, len(upper), 3):
        cell = (*upper[at : at + 3], *lower[at : at + 3])
        if cell != before and count:
            segments.append(_segment(before, count))
            count = 0
        before, count = cell, count + 1
    return (*segments, _segment(before, count))


def _segment(cell: tuple[int, ...], count: int) -> Segment:
    return Segment((" " if cell[:3] == cell[3:] else BLOCK) * count, _style(cell))


@lru_cache(maxsize=16_384)
def _style(cell: tuple[int, ...]) -> Style:
    upper, lower = ColorTriplet(*cell[:3]), ColorTriplet(*cell[3:])
    return Style.from_color(Color.from_triplet(lower), Color.from_triplet(upper))
