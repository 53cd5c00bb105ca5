"""Asking for the day to go to in the list.

Owns what may be typed for a day. Must not know how a list is moved in.
"""

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from reader.errors import ReaderError
from reader.query.times import bounds, is_date, is_span
from reader.query.tree import Key
from reader.reading.cleaning import clean_line
from reader.tui.widgets.line_input import LineInput
from reader.tui.widgets.times import day_of

Days = tuple[int, int]
"""The first and the last day meant, as ordinals."""


def days_meant(text: str, now: int) -> Days:
    """Return which days `text` stands for: a day, month or year, today, yesterday, or the day a span ago.

    Raises ReaderError with a sentence for anything else.
    """
    value = text.strip().lower()
    if is_span(value):
        moment = bounds(Key.OLDER, value, now)[1] or now
        return day_of(moment), day_of(moment)
    if not is_date(value):
        raise ReaderError(f"“{clean_line(text, 40)}” is no day: write 2026-11-20, 2026-11, yesterday or 3w.")
    start, end = bounds(Key.ON, value, now)
    return day_of(start or 0), day_of((end or now) - 1)


class DayDialog(ModalScreen[Days | None]):
    """Asks for a day; stays, with what was typed, where it is none."""

    CSS_PATH = "../screens.tcss"
    BINDINGS = [Binding("escape", "leave", "Leave", show=False, priority=True)]
    AUTO_FOCUS = "Input"

    def __init__(self, now: Callable[[], int]) -> None:
        super().__init__()
        self._now = now

    def compose(self) -> ComposeResult:
        """Put the dialog together."""
        with Vertical(id="day-dialog"):
            yield Static("Go to a day", id="day-title", markup=False)
            yield LineInput(placeholder="2026-11-20  2026-11  yesterday  3w", id="day-input")
            yield Static("Enter goes there · esc leaves", id="day-answer", markup=False)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        try:
            days = days_meant(event.value, self._now())
        except ReaderError as error:
            self.query_one("#day-answer", Static).update(Content(str(error)))
            return
        self.dismiss(days)

    def action_leave(self) -> None:
        """Leave; the cursor stays."""
        if self.is_current:
            self.dismiss(None)
