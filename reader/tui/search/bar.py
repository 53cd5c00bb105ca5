"""The search bar: a line to type a query in, the count beside it, and help below it.

Shows what is wrong with a query, what could complete it, or where the words were found. Must not know what a query
means, nor what it finds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, Static

from reader.errors import QueryError
from reader.reading.cleaning import clean_line, clean_text
from reader.tui.widgets.line_input import LineInput
from reader.tui.widgets.looks import ACCENT, ALARM, DIM, PLAIN, Looks
from reader.tui.widgets.messages import LatestMessage
from reader.tui.widgets.strips import StyledText, strip_of, wrap

Completed = Callable[[str, int], tuple[str, int]]
"""Returns a query and the position in it with what was begun there completed, or as they were."""

_PROMPT = " / "
_MOST_LINES = 3


class QueryHelp(Widget):
    """Help below the search line: completions, or what is wrong; as many lines as it takes."""

    def __init__(self) -> None:
        super().__init__()
        self._looks = Looks(self)
        self._lines: list[list[StyledText]] = []

    def point(self, column: int, length: int, sentence: str, width: int) -> None:
        """Point at some cells, counted from the left edge, and say what is wrong there, in lines of `width` cells."""
        alarm = self._looks.style(ALARM)
        carets = "^" * max(1, min(length, width - column))
        words = clean_line(sentence, 400)
        beside = width - column - len(carets) - 3
        if cell_len(words) <= beside:
            self._show([[(" " * column, Style.null()), (f"{carets}  {words}", alarm)]])
        elif cell_len(words) < column - 1:
            self._show([[(f" {words}".ljust(column), alarm), (carets, alarm)]])
        else:
            below = [[(f" {line}", alarm)] for line in wrap(words, max(1, width - 2))[: _MOST_LINES - 1]]
            self._show([[(" " * column, Style.null()), (carets, alarm)], *below])

    def offer(self, words: Sequence[str], meaning: str) -> None:
        """Show what could be meant, the first of them, with its meaning, being what tab takes."""
        pieces: list[StyledText] = [(" tab ", self._looks.style(DIM))]
        for number, word in enumerate(words):
            pieces.append((f" {clean_line(word)} ", self._looks.style(PLAIN if number else ACCENT)))
        pieces.append((f"  {meaning}", self._looks.style(DIM)))
        self._show([pieces])

    def say(self, pieces: Sequence[tuple[str, bool]]) -> None:
        """Show a line of text, its highlighted pieces in the accent."""
        if not pieces:
            self._show([])
            return
        line = [(clean_text(text), self._looks.style(ACCENT if highlighted else DIM)) for text, highlighted in pieces]
        self._show([[(" ", Style.null()), *line]])

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        pieces = self._lines[y] if y < len(self._lines) else []
        return strip_of(pieces, self.size.width, self._looks.base)

    def notify_style_update(self) -> None:
        """Forget what was drawn in other colours."""
        super().notify_style_update()
        self._looks.forget()

    def _show(self, lines: list[list[StyledText]]) -> None:
        self._lines = lines
        self.styles.height = len(lines)
        self.display = bool(lines)
        self.refresh()


class QueryInput(LineInput):
    """Where a query is typed; tab completes, up and down move in the list, escape leaves."""

    def __init__(self, completed: Completed) -> None:
        super().__init__(id="search-input", compact=True)
        self._completed = completed

    async def on_key(self, event: events.Key) -> None:
        """Take the keys that are not for typing before they become text."""
        if event.key == "tab":  # at once, so that what is typed right behind it comes behind what it completes
            self.value, self.cursor_position = self._completed(self.value, self.cursor_position)
            event.stop()
            event.prevent_default()
            return
        messages = {
            "escape": SearchBar.Closed(),
            "down": SearchBar.Moved(1),
            "up": SearchBar.Moved(-1),
            "ctrl+n": SearchBar.Moved(1),
            "ctrl+p": SearchBar.Moved(-1),
        }
        if event.key in messages:
            self.post_message(messages[event.key])
            event.stop()
            event.prevent_default()


class SearchBar(Widget):
    """Asks for a query; hidden until `open`. `completed` gives what tab completes."""

    @dataclass
    class Typed(LatestMessage):
        """The query, or the position in it, is another one."""

        text: str
        cursor: int

    @dataclass
    class Submitted(Message):
        """Enter was pressed."""

        text: str

    class Closed(Message):
        """The search was given up."""

    @dataclass
    class Moved(Message):
        """The cursor of the list is to move so many rows."""

        rows: int

    def __init__(self) -> None:
        super().__init__()
        self.completed: Completed = lambda text, cursor: (text, cursor)

    def compose(self) -> ComposeResult:
        """Put the lines together."""
        with Horizontal(id="search-line"):
            yield Static(_PROMPT, id="search-prompt", markup=False)
            yield QueryInput(lambda text, cursor: self.completed(text, cursor))
            yield Static("", id="search-count", markup=False)
        yield QueryHelp()

    @property
    def is_open(self) -> bool:
        """Whether it can be seen."""
        return self.is_mounted and self.display

    @property
    def text(self) -> str:
        """What stands in the line."""
        return self._input.value

    def open(self, text: str) -> None:
        """Show the line with `text` in it, ready to be typed over."""
        self._show(True)
        self._input.value = text
        self._input.select_all()
        self.say_nothing()
        self.say_count("")
        self.focus_input()

    def focus_input(self) -> None:
        """Give the line the keys."""
        self.screen.set_focus(self._input)

    def close(self) -> None:
        """Hide."""
        self._show(False)

    def say_count(self, count: str) -> None:
        """Show how much was found beside the line."""
        self.query_one("#search-count", Static).update(f" {count} " if count else "")

    def point(self, error: QueryError) -> None:
        """Show what is wrong with the query, and where."""
        column = cell_len(self.text[: error.column]) - self._input.scroll_offset.x
        self._help.point(len(_PROMPT) + max(0, column), max(error.length, 1), str(error), self.size.width)

    def offer(self, words: Sequence[str], meaning: str) -> None:
        """Show what could complete the word being typed, and what the first of these means."""
        self._help.offer(words, meaning)

    def say(self, pieces: Sequence[tuple[str, bool]]) -> None:
        """Show a line of text below, its highlighted pieces in the accent."""
        self._help.say(pieces)

    def say_nothing(self) -> None:
        """Show nothing below."""
        self._help.say(())

    def _show(self, shown: bool) -> None:
        self.display = shown
        if isinstance(self.parent, Widget):
            self.parent.set_class(shown, "-searching")

    @property
    def _input(self) -> QueryInput:
        return self.query_one(QueryInput)

    @property
    def _help(self) -> QueryHelp:
        return self.query_one(QueryHelp)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(event.value, self._input.cursor_position))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Submitted(event.value))
