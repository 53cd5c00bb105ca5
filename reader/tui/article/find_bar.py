"""Find in the article: the hits of some words, which of them one is at, and the bar to type the words in.

Must not know how lines are drawn, nor where an article comes from.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from reader.tui.article.page import ArticlePage
from reader.tui.widgets.line_input import LineInput

if TYPE_CHECKING:
    from reader.reading.layout.find_in_page import Hit, SearchableLines


class FindState:
    """The hits of some words in a page, whose text is made ready when it is first searched: most never are."""

    def __init__(self) -> None:
        self.words = ""
        self._page = ArticlePage()
        self._text: SearchableLines | None = None
        self._hits: list[Hit] = []
        self._by_line: dict[int, list[tuple[int, int, int]]] = {}
        self._at = 0

    @property
    def count(self) -> int:
        """How many hits there are."""
        return len(self._hits)

    @property
    def at(self) -> int:
        """Which of them one is at, from 1; 0 where there is none."""
        return self._at + 1 if self._hits else 0

    @property
    def line(self) -> int | None:
        """The line of the hit one is at."""
        return self._hits[self._at][0].line if self._hits else None

    def search_in(self, page: ArticlePage, from_line: int) -> None:
        """Look for the same words in another page."""
        self._page, self._text = page, None
        if self.words:
            self.search(self.words, from_line)

    def search(self, words: str, from_line: int) -> None:
        """Look for `words`; the first hit from a line on is the one one is at."""
        from reader.reading.layout.find_in_page import SearchableLines

        self.words = words
        if words and self._text is None:
            self._text = SearchableLines(self._page.texts)
        self._hits = self._text.hits(words) if words and self._text is not None else []
        self._by_line = {}
        for number, hit in enumerate(self._hits):
            for stretch in hit:
                self._by_line.setdefault(stretch.line, []).append((stretch.start, stretch.end, number))
        self._at = next((number for number, hit in enumerate(self._hits) if hit[0].line >= from_line), 0)

    def step(self, steps: int) -> None:
        """Go so many hits on, round and round."""
        if self._hits:
            self._at = (self._at + steps) % len(self._hits)

    def on_line(self, line: int) -> list[tuple[int, int, bool]]:
        """Return the stretches of hits on a line, and of each whether it is the hit one is at."""
        return [(start, end, number == self._at) for start, end, number in self._by_line.get(line, ())]


class FindInput(LineInput):
    """Where the words are typed."""

    BINDINGS = [
        Binding("down", "step(1)", show=False),
        Binding("up", "step(-1)", show=False),
        Binding("escape", "leave", show=False, priority=True),
    ]

    @dataclass
    class Stepped(Message):
        """A person wants the next hit, or the one before."""

        steps: int

    class Left(Message):
        """Escape was pressed."""

    def action_step(self, steps: int) -> None:
        """Ask for another hit."""
        self.post_message(self.Stepped(steps))

    def action_leave(self) -> None:
        """Leave."""
        self.post_message(self.Left())


class FindBar(Horizontal):
    """The line to find with; it tells what is typed, and shows what came of it."""

    @dataclass
    class Typed(Message):
        """The words are others now."""

        words: str

    class Accepted(Message):
        """Enter was pressed."""

    def compose(self) -> ComposeResult:
        """Put the line together."""
        yield Static("find", id="find-prompt", markup=False)
        yield FindInput(id="find-input", compact=True)
        yield Static("", id="find-count", markup=False)

    def open(self) -> None:
        """Show the line, what was typed before being chosen."""
        self.display = True
        line = self.query_one(FindInput)
        line.focus()
        line.action_select_all()

    def close(self) -> None:
        """Hide the line."""
        self.display = False

    def show_count(self, finding: FindState) -> None:
        """Say which hit of how many one is at."""
        if not self.is_mounted:
            return
        text = f"{finding.at}/{finding.count}" if finding.count else "not found" if finding.words else ""
        self.query_one("#find-count", Static).update(Content(text))

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Accepted())
