"""Dialogs: asking for something to add.

Owns asking, and showing how it goes. Must not know how anything is added.
"""

from collections.abc import Awaitable, Callable

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from reader.errors import ReaderError
from reader.reading.cleaning import clean_line
from reader.tui.line_input import LineInput
from reader.tui.refresh_child import Added

Adding = Callable[[str], Awaitable[tuple[Added, ...]]]
"""Adds what an address or path names; raises ReaderError with a sentence."""


class AddDialog(ModalScreen[tuple[Added, ...]]):
    """Asks for a feed, a site, a file or a folder; stays, with what was typed, where it cannot be added."""

    BINDINGS = [Binding("escape", "leave", "Leave", show=False, priority=True)]
    AUTO_FOCUS = "Input"

    def __init__(self, add: Adding) -> None:
        super().__init__()
        self._add = add

    def compose(self) -> ComposeResult:
        """Put the dialog together."""
        with Vertical(id="add-dialog"):
            yield Static("Add a feed, a site, a file or a folder", id="add-title", markup=False)
            yield LineInput(placeholder="https://example.org/feed.xml  or  ~/Documents", id="add-input")
            yield Static("Enter adds it · esc leaves", id="add-answer", markup=False)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        source = clean_line(event.value, 2000)
        if source:
            self._answer(f"⟳ looking at {source} …")
            self._add_source(source)

    def action_leave(self) -> None:
        """Leave; what is being added is given up."""
        self.workers.cancel_group(self, "add")
        if self.is_current:
            self.dismiss(())

    @work(group="add", exclusive=True, exit_on_error=False)
    async def _add_source(self, source: str) -> None:
        try:
            added = await self._add(source)
        except ReaderError as error:
            self._answer(str(error))
            return
        self.dismiss(added)

    def _answer(self, text: str) -> None:
        self.query_one("#add-answer", Static).update(Content(clean_line(text)))
