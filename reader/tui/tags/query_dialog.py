"""Tagging every story a query finds: the query, with how many it finds and the latest while one types; the tags.

Owns asking. Must not know how stories are found, nor how they are tagged.
"""

from collections.abc import Callable
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from reader.errors import ReaderError
from reader.reading.cleaning import clean_line
from reader.tui.tags.entry import Tagging, read_tagging
from reader.tui.widgets.line_input import LineInput
from reader.tui.widgets.match_lines import MatchLines
from reader.tui.widgets.matches import Matching

_HINT = "Enter tags them all, in one step · tab goes on · esc leaves"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be done to which stories."""

    query: str
    tagging: Tagging


class TagQueryDialog(ModalScreen[Wanted], inherit_bindings=False):
    """Asks for a query and tags; left with both, or with None."""

    CSS_PATH = "../screens.tcss"
    BINDINGS = [
        Binding("escape", "leave", show=False, priority=True),
        Binding("tab", "app.focus_next", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", show=False, priority=True),
    ]
    AUTO_FOCUS = "#found-query"

    def __init__(self, query: str, matching: Matching, check: Callable[[Wanted], None]) -> None:
        super().__init__()
        self._query = query
        self._matching = matching
        self._check = check

    def compose(self) -> ComposeResult:
        """Put the dialog together."""
        with Vertical(classes="question"):
            yield Static("Tag every story a query finds", classes="question-title", markup=False)
            yield LineInput(self._query, placeholder="stories that match: title:kernel feed:lwn", id="found-query")
            yield LineInput(placeholder="get the tags: linux, -later", id="found-tags")
            yield MatchLines(self._matching)
            yield Static(_HINT, classes="question-answer", markup=False)

    def on_mount(self) -> None:
        """Show what is found from the first, ready for what is typed right behind the key that opened it."""
        self.set_focus(self.query_one("#found-tags" if self._query else "#found-query"))
        self.query_one(MatchLines).look(self._query)

    @on(Input.Changed, "#found-query")
    def _query_typed(self, event: Input.Changed) -> None:
        self.query_one(MatchLines).look(event.value)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        """Leave with what is wanted; go to the line for tags where nothing stands there yet."""
        tags = self.query_one("#found-tags", Input)
        wanted = Wanted(self.query_one("#found-query", Input).value.strip(), read_tagging(tags.value))
        if not wanted.tagging.add and not wanted.tagging.remove:
            self.set_focus(tags)
            return
        try:
            self._check(wanted)
        except ReaderError as error:
            self.query_one(".question-answer", Static).update(Content(clean_line(str(error), 400)))
            return
        if self.is_current:
            self.dismiss(wanted)

    def action_leave(self) -> None:
        """Leave without anything to do."""
        if self.is_current:
            self.dismiss(None)
