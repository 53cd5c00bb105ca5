"""A screen made of a heading, a list, an account of the row under the cursor, and a status line.

Owns how these stand, undo and redo, and that the screen is left once. Must not know what the rows are.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen, ScreenResultType
from textual.widget import Widget
from textual.widgets import Static

from reader.tui.commands import Where, bindings, bindings_of
from reader.tui.status_line import Hint, StatusLine

Said = Callable[[str], None]
"""Told in words what was done, once it is."""

Undo = Callable[[Said], None]
"""Undoes, or redoes, a step."""


def screen_bindings(where: Where, leave: str) -> list[BindingType]:
    """Return the bindings of such a screen: its own commands, undo and redo, and the keys that leave it."""
    return [
        *bindings(where),
        *bindings_of("journal.undo", "journal.redo", "pane.back"),
        Binding(leave, "back", show=False, priority=True),
    ]


class ListScreen(Screen[ScreenResultType], inherit_bindings=False):
    """Subclasses say where they are, give the list, and fill the heading and the account."""

    CSS_PATH = Path(__file__).parent.parent / "screens.tcss"
    AUTO_FOCUS = "ChoiceList"
    HINTS: ClassVar[Sequence[Hint]] = ()
    where: ClassVar[Where]

    def __init__(self, rows: Widget, undo: Undo, redo: Undo) -> None:
        super().__init__()
        self._rows = rows
        self._undo = undo
        self._redo = redo
        self.status = StatusLine(self.HINTS)

    def compose(self) -> ComposeResult:
        """Put the screen together."""
        yield Static(classes="screen-head", markup=False)
        yield from self.compose_list()
        yield Static(classes="screen-account", markup=False)
        yield self.status

    def compose_list(self) -> ComposeResult:
        """Put the list in."""
        yield self._rows

    def on_mount(self) -> None:
        """Show what there is."""
        self.reload()

    def reload(self) -> None:
        """Show what there is now."""

    def said(self, words: str) -> None:
        """Show what there is now, and say what was done."""
        if self.is_attached:
            self.reload()
            self.status.say(words)

    def show_heading(self, text: str) -> None:
        """Show what the list is."""
        self.query_one(".screen-head", Static).update(Content(text))

    def show_account(self, text: str | Content) -> None:
        """Show what there is to tell of the row under the cursor."""
        self.query_one(".screen-account", Static).update(Content(text) if isinstance(text, str) else text)

    def leave(self, result: ScreenResultType | None) -> None:
        """Leave, once."""
        if self.is_current:
            self.dismiss(result)

    def action_back(self) -> None:
        """Leave without anything wanted."""
        self.leave(None)

    def action_undo(self) -> None:
        """Undo the last step."""
        self._undo(self.said)

    def action_redo(self) -> None:
        """Redo the last step undone."""
        self._redo(self.said)
