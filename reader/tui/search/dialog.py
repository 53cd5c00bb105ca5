"""The dialog that asks for the name, the query and the digit of a saved search.

Must not know how a search is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from reader.errors import QueryError, ReaderError
from reader.reading.cleaning import clean_line
from reader.tui.widgets.line_input import LineInput

_HINT = "Enter keeps it · tab next field · esc leaves"


@dataclass(frozen=True, slots=True)
class SavedSearchDraft:
    """What was typed: a name, a query, and a digit from 4 to 9 where one is wanted."""

    name: str
    query: str
    digit: int | None


class SavedSearchDialog(ModalScreen[SavedSearchDraft | None]):
    """Asks for a saved search; `check` raises ReaderError with a sentence for one that cannot be kept."""

    CSS_PATH = "../screens.tcss"
    BINDINGS = [
        Binding("escape", "leave", "Leave", show=False, priority=True),
        Binding("tab", "app.focus_next", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", show=False, priority=True),
    ]
    AUTO_FOCUS = "#search-name"

    def __init__(self, title: str, draft: SavedSearchDraft, check: Callable[[SavedSearchDraft], object]) -> None:
        super().__init__()
        self._title = title
        self._draft = draft
        self._check = check

    def compose(self) -> ComposeResult:
        """Put the dialog together."""
        digit = "" if self._draft.digit is None else str(self._draft.digit)
        with Vertical(id="search-dialog"):
            yield Static(Content(self._title), id="search-title")
            with Horizontal(classes="field"):
                yield Static("name", classes="field-name", markup=False)
                yield LineInput(self._draft.name, select_on_focus=True, id="search-name", compact=True)
            with Horizontal(classes="field"):
                yield Static("query", classes="field-name", markup=False)
                yield LineInput(self._draft.query, select_on_focus=False, id="search-query", compact=True)
            with Horizontal(classes="field"):
                yield Static("digit", classes="field-name", markup=False)
                placeholder = "none; 4 to 9 is the key that shows it"
                yield LineInput(digit, placeholder, restrict="[4-9]?", id="search-digit", compact=True)
            yield Static(_HINT, id="search-answer", markup=False)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        values = [self.query_one(f"#search-{field}", Input).value for field in ("name", "query", "digit")]
        draft = SavedSearchDraft(clean_line(values[0]), values[1].strip(), int(values[2]) if values[2] else None)
        try:
            self._check(draft)
        except ReaderError as error:
            self._answer(error)
            return
        self.dismiss(draft)

    def action_leave(self) -> None:
        """Leave; nothing is kept."""
        if self.is_current:
            self.dismiss(None)

    def _answer(self, error: ReaderError) -> None:
        self.query_one("#search-answer", Static).update(Content(clean_line(str(error))))
        wrong = "#search-query" if isinstance(error, QueryError) else "#search-name"
        self.set_focus(self.query_one(wrong, Input))
