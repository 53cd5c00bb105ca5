"""Reorders right-to-left text for terminals that do not do so themselves (a Textual line filter).

Owns what of a line belongs together: a field of a list, the text of a paragraph. What is drawn stays as it is written;
only what goes to the terminal is reordered. Must not know any widget.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.cells import split_graphemes
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from reader.reading.layout.bidi import RIGHT_TO_LEFT, has_right_to_left, is_right_to_left, visual_order

_BETWEEN = re.compile(r" {2,}| · |[\u2500-\u259f]+ ?")

Letter = tuple[str, Style | None]
"""What stands in one place, and its style."""


class RightToLeftFilter(LineFilter):
    """Reorders lines; what has RIGHT_TO_LEFT in its style's meta runs from right to left as a whole."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 — Textual's signature
        """Return a line as it is to be seen from left to right."""
        if not any(has_right_to_left(segment.text) for segment in segments):
            return segments
        letters = [letter for segment in segments for letter in _letters(segment)]
        return [
            Segment("".join(text for text, _ in run), style)
            for style, run in groupby(_reordered(letters), lambda letter: letter[1])
        ]


def _letters(segment: Segment) -> Iterator[Letter]:
    for start, end, _ in split_graphemes(segment.text)[0]:
        yield segment.text[start:end], segment.style


def _reordered(letters: Sequence[Letter]) -> Iterator[Letter]:
    for together, run in groupby(letters, _is_together):
        part = list(run)
        for field in [part] if together else _fields(part):
            text = "".join(text for text, _ in field)
            if together or has_right_to_left(text):
                yield from ((shown, field[at][1]) for at, shown in _order(field, together or is_right_to_left(text)))
            else:
                yield from field


def _order(field: Sequence[Letter], right_to_left: bool) -> list[tuple[int, str]]:
    return visual_order([text for text, _ in field], right_to_left)


def _is_together(letter: Letter) -> bool:
    return letter[1] is not None and RIGHT_TO_LEFT in letter[1].meta


def _fields(letters: Sequence[Letter]) -> Iterator[Sequence[Letter]]:
    """Yield the fields of a line and what is between them, in order."""
    starts = [0]
    for text, _ in letters:
        starts.append(starts[-1] + len(text))
    indexes = {start: at for at, start in enumerate(starts)}
    at = 0
    for gap in _BETWEEN.finditer("".join(text for text, _ in letters)):
        start, end = indexes.get(gap.start()), indexes.get(gap.end())
        if start is not None and end is not None:  # else an accent stands on its edge
            yield from (letters[at:start], letters[start:end])
            at = end
    yield letters[at:]
