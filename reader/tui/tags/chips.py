"""A line of tags in their colours, each with a mark or a number before it.

Draws as many as there is room for. Must not know what the marks mean.
"""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.strip import Strip
from textual.widget import Widget

from reader.reading.cells import most_cells
from reader.reading.cleaning import clean_line
from reader.tui.widgets.looks import DIM, Looks, tag_look
from reader.tui.widgets.strips import StyledText, cut, strip_of, with_room


class Chips(Widget):
    """Draws (mark, tag) pairs, as many as fit."""

    def __init__(self) -> None:
        super().__init__()
        self._looks = Looks(self)
        self._lead = ""
        self._chips: tuple[tuple[str, str], ...] = ()

    @property
    def drawn(self) -> int:
        """How many of the tags there is room for."""
        left = (self.size.width or self.app.size.width) - cell_len(self._lead)
        for number, (mark, tag) in enumerate(self._chips):
            left -= _cells(mark, tag)
            if left < 0:
                return number
        return len(self._chips)

    def show(self, lead: str, chips: Sequence[tuple[str, str]]) -> None:
        """Show what the line is, and (mark, tag) after it, as many as fit."""
        self._lead, self._chips = lead, tuple(chips)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line; there is but one."""
        if y > 0:
            return Strip.blank(self.size.width, self._looks.base)
        width = self.size.width
        pieces: list[StyledText] = [(cut(self._lead, width), self._looks.style(DIM))]
        for mark, tag in self._chips[: self.drawn]:
            pieces.append((f" {mark} ", self._looks.style(DIM)))
            pieces.append((f"{with_room(clean_line(tag))} ", self._looks.style(tag_look(tag))))
        return strip_of(pieces, width, self._looks.base)

    def notify_style_update(self) -> None:
        """Forget what was drawn in other colours."""
        super().notify_style_update()
        self._looks.forget()


def _cells(mark: str, tag: str) -> int:
    return cell_len(mark) + most_cells(clean_line(tag)) + 4
