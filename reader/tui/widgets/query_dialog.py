"""A dialog that asks for a query and tags, and shows which stories match while one types.

Must not know how stories are found, nor what is done to them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen, ScreenResultType
from textual.widgets import Input, Static

from reader.errors import ReaderError
from reader.reading.cleaning import clean_line
from reader.tui.widgets.line_input import LineInput


@dataclass(frozen=True, slots=True)
class Matches:
    """How many stories match a query and the titles of the latest; or what is wrong with the query."""

    count: int = 0
    titles: tuple[str, ...] = ()
    trouble: str = ""

    @property
    def words(self) -> str:
        """What was found, as lines."""
        if self.trouble:
            return clean_line(self.trouble, 400)
        stories = "1 story that is there matches" if self.count == 1 else f"{self.count:,} stories that are there match"
        lines = [f"{stories}{', the latest:' if self.titles else '.'}"]
        return "\n".join([*lines, *(f"  {clean_line(title, 60)}" for title in self.titles)])


FindMatches = Callable[[str, Callable[[Matches], None]], None]
"""Finds what matches a query as typed, and hands it on; an older question is dropped for a newer one."""


class MatchLines(Static):
    """How many stories match, and the latest of them; or what is wrong with the query."""

    def __init__(self, find_matches: FindMatches) -> None:
        super().__init__("", markup=False)
        self._find_matches = find_matches
        self._query = ""

    def search(self, query: str) -> None:
        """Show what matches a query as it is typed."""
        self._query = query
        if query.strip():
            self._find_matches(query, partial(self._show, query))
        else:
            self._show(query, Matches(trouble="Type a query, as for searching."))

    def _show(self, query: str, found: Matches) -> None:
        if self.is_attached and query == self._query:  # else the answer comes after another question
            self.update(Content(found.words))


class QueryDialog(ModalScreen[ScreenResultType], inherit_bindings=False):
    """Subclasses say what it is for, and leave with `keep`."""

    CSS_PATH = Path(__file__).parent.parent / "screens.tcss"
    BINDINGS = [
        Binding("escape", "leave", show=False, priority=True),
        Binding("tab", "app.focus_next", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", show=False, priority=True),
    ]
    AUTO_FOCUS = "#query"
    HEADING: ClassVar[str] = ""
    HINT: ClassVar[str] = ""

    def __init__(self, query: str, tags: str, find_matches: FindMatches, first: str = "#query") -> None:
        super().__init__()
        self._query = query
        self._tags = tags
        self._find_matches = find_matches
        self._first = first

    def compose(self) -> ComposeResult:
        """Put the dialog together."""
        with Vertical(classes="question"):
            yield Static(self.HEADING, classes="question-title", markup=False)
            yield LineInput(self._query, placeholder="stories that match: title:kernel feed:lwn", id="query")
            yield LineInput(self._tags, placeholder="get the tags: linux, -later", id="tags")
            yield from self.compose_more()
            yield MatchLines(self._find_matches)
            yield Static(self.HINT, classes="question-answer", markup=False)

    def compose_more(self) -> ComposeResult:
        """Put in what else is asked for."""
        yield from ()

    def on_mount(self) -> None:
        """Show what matches from the first, ready for what is typed right behind the key that opened it."""
        self.set_focus(self.query_one(self._first))
        self.query_one(MatchLines).search(self._query)

    @on(Input.Changed, "#query")
    def _query_typed(self, event: Input.Changed) -> None:
        self.query_one(MatchLines).search(event.value)

    def typed(self, line: str) -> str:
        """Return what stands in the line "#query" or "#tags"."""
        return self.query_one(line, Input).value.strip()

    def keep(self, result: ScreenResultType, check: Callable[[ScreenResultType], object]) -> None:
        """Leave with a result; where `check` raises ReaderError, say its sentence and stay."""
        try:
            check(result)
        except ReaderError as error:
            self.query_one(".question-answer", Static).update(Content(clean_line(str(error), 400)))
            return
        if self.is_current:
            self.dismiss(result)

    def action_leave(self) -> None:
        """Leave without anything to do."""
        if self.is_current:
            self.dismiss(None)
