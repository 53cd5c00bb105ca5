"""Where pictures stand among the lines of an article, and what is painted on a line of one.

Must not know how a picture is drawn, nor what else stands in the article.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment

if TYPE_CHECKING:
    from reader.reading.layout.pictures import Picture
    from reader.tui.pictures.decoding import Ground

Paint = Callable[["Picture", int, "Ground"], "Sequence[Segment] | None"]
"""Returns a line of a picture on a ground, None where it is still being drawn."""


def _paint_nothing(_: "Picture", __: int, ___: "Ground") -> None:
    return None


class PictureLines:
    """The pictures of one article; `paint` draws one, lines count from the top of the article's header."""

    def __init__(self) -> None:
        self.paint: Paint = _paint_nothing
        self.all: tuple[Picture, ...] = ()
        self.drawn: tuple[Picture, ...] = ()
        self._above = 0

    def set(self, pictures: "tuple[Picture, ...]", above: int) -> None:
        """Take on the pictures of an article with so many lines above its text."""
        self.all = pictures
        self.drawn = tuple(picture for picture in pictures if picture.rows)
        self._above = above

    @property
    def lines(self) -> Iterator[int]:
        """The lines pictures are painted on."""
        for picture in self.drawn:
            yield from range(self._above + picture.line, self._above + picture.line + picture.rows)

    def from_line(self, line: int) -> int:
        """Return the number of the first picture that reaches below a line, or else of the last, among those drawn."""
        ends = [self._above + picture.line + picture.rows for picture in self.drawn]
        return next((number for number, end in enumerate(ends) if end > line), len(ends) - 1)

    def on_line(self, line: int) -> int | None:
        """Return the number of the picture that is painted on a line, among those drawn."""
        number = self.from_line(line)
        return number if number >= 0 and 0 <= self._row(number, line) < self.drawn[number].rows else None

    def painted(self, line: int, ground: "Ground") -> Sequence[Segment] | None:
        """Return what is painted on a line, None where nothing is, or not yet."""
        number = self.on_line(line)
        return None if number is None else self.paint(self.drawn[number], self._row(number, line), ground)

    def _row(self, number: int, line: int) -> int:
        return line - self._above - self.drawn[number].line
