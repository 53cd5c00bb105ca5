"""A screen with a list to choose from: the headings, links or files of a story.

Must not know what becomes of the choice.
"""

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

Choice = tuple[str, int]
"""What is to be done ("" for the one thing there is), and the number of the row, from 0."""


class ChoiceRows(OptionList):
    """The rows."""

    BINDINGS = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
        Binding("g", "first", "First", show=False),
        Binding("G", "last", "Last", show=False),
    ]


class ChoiceScreen(ModalScreen[Choice | None]):
    """Rows to choose from; `acts` are keys with what they do, enter being the first of them."""

    CSS_PATH = "../screens.tcss"
    BINDINGS = [Binding("escape,q", "leave", "Leave", show=False, priority=True)]
    AUTO_FOCUS = "ChoiceRows"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-high")]

    def __init__(
        self, title: str, rows: Sequence[Content], acts: Sequence[tuple[str, str]], at: int = 0, numbered: bool = False
    ) -> None:
        super().__init__()
        self._title = title
        self._rows = rows
        self._acts = acts
        self._at = at
        self._numbered = numbered
        self._typed = ""

    def compose(self) -> ComposeResult:
        """Put the list together."""
        with Vertical(id="choices"):
            yield Static(self._title, id="choices-title", markup=False)
            yield ChoiceRows(*(Option(row) for row in self._rows))
            first, *others = self._acts
            shown = [("enter", first[1]), *(act for act in others if act[1] != first[1])]
            hints = " · ".join(f"{key} {does}" for key, does in shown)
            numbers = " · digits pick" if self._numbered else ""
            yield Static(f"{hints}{numbers} · esc leaves", id="choices-hint", markup=False)

    def on_mount(self) -> None:
        """Begin at the row one is at."""
        self.query_one(ChoiceRows).highlighted = self._at

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if self.is_current:
            self.dismiss((self._acts[0][0], event.option_index))

    def on_key(self, event: events.Key) -> None:
        """Do what a key stands for to the row one is at; a digit goes to the row of that number."""
        key = event.character or ""
        row = self.query_one(ChoiceRows).highlighted
        if self._numbered and key.isdecimal() and key.isascii():
            self._pick(key)
        elif row is not None and self.is_current and key in [key for key, _ in self._acts[1:]]:
            self.dismiss((key, row))

    def _pick(self, digit: str) -> None:
        for typed in (self._typed + digit, digit):
            if 1 <= int(typed) <= len(self._rows):
                self._typed = typed
                self.query_one(ChoiceRows).highlighted = int(typed) - 1
                return
        self._typed = ""

    def action_leave(self) -> None:
        """Leave without a choice, once."""
        if self.is_current:
            self.dismiss(None)
