"""Two small dialogs: one asks for a name, one asks whether something is to be done.

Both say beforehand what the answer would do. Must not know what is named.
"""

from collections.abc import Callable
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from reader.errors import ReaderError
from reader.reading.cleaning import clean_line
from reader.tui.widgets.line_input import LineInput

Preview = Callable[[str, Callable[[str], None]], None]
"""Hands on in a sentence what a name would lead to, now or later; raises ReaderError where it cannot be a name."""


class NameDialog(ModalScreen[str], inherit_bindings=False):
    """Asks for a name; left with one that can be one, or with ""."""

    CSS_PATH = "../screens.tcss"
    BINDINGS = [Binding("escape", "leave", show=False, priority=True)]
    AUTO_FOCUS = "Input"

    def __init__(self, title: str, name: str, preview: Preview) -> None:
        super().__init__()
        self._title = title
        self._name_before = name
        self._preview = preview
        self._previewed = ""

    def compose(self) -> ComposeResult:
        """Put the dialog together."""
        with Vertical(classes="question"):
            yield Static(Content(clean_line(self._title)), classes="question-title")
            yield LineInput(self._name_before, select_on_focus=True)
            yield Static("Enter does it · esc leaves", classes="question-answer", markup=False)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._show_preview(event.value)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        if self._show_preview(event.value) and self.is_current:
            self.dismiss(clean_line(event.value))

    def action_leave(self) -> None:
        """Leave without a name."""
        if self.is_current:
            self.dismiss("")

    def _show_preview(self, name: str) -> bool:
        """Show what a name would come to; say whether it can be one."""
        self._previewed = name
        try:
            self._preview(name, partial(self._answer, name))
        except ReaderError as error:
            self._answer(name, str(error))
            return False
        return True

    def _answer(self, name: str, sentence: str) -> None:
        if self.is_attached and name == self._previewed:  # else the answer comes after another question
            self.query_one(".question-answer", Static).update(Content(clean_line(sentence, 300)))


class ConfirmDialog(ModalScreen[bool], inherit_bindings=False):
    """Asks whether something is to be done; enter does it."""

    CSS_PATH = "../screens.tcss"
    BINDINGS = [
        Binding("enter,y", "answer(True)", show=False, priority=True),
        Binding("escape,n,q", "answer(False)", show=False, priority=True),
    ]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """Put the dialog together."""
        with Vertical(classes="question"):
            yield Static(Content(clean_line(self._question, 300)), classes="question-title")
            yield Static("Enter does it · esc leaves", classes="question-answer", markup=False)

    def action_answer(self, wanted: bool) -> None:
        """Leave with the answer."""
        if self.is_current:
            self.dismiss(wanted)
