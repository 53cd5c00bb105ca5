"""A screen made of a heading, a list, an account of the row under the cursor, and a status line.

Owns how these stand, that it is shown anew when the library has changed, and that it is left once. Must not know what
the rows are.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen, ScreenResultType
from textual.widget import Widget
from textual.widgets import Static

from reader.tui.commands import Where, bindings, bindings_by_id, hints
from reader.tui.context import Context
from reader.tui.library_access import Changed
from reader.tui.widgets.status_line import StatusLine


def screen_bindings(where: Where, leave: str) -> list[BindingType]:
    """Return the bindings of such a screen: its own commands, undo and redo, and the keys that leave it."""
    return [
        *bindings(where),
        *bindings_by_id("journal.undo", "journal.redo", "pane.back"),
        Binding(leave, "back", show=False, priority=True),
    ]


async def open_list_screen(context: Context, screen: "ListScreen[ScreenResultType]", kind: str = "") -> None:
    """Open a screen; left with a result, show the sidebar's row `kind:result`, else the list as it is now."""
    main = context.main

    def left(result: ScreenResultType | None) -> None:
        if result and main.navigation.show_key(f"{kind}:{result}"):
            main.panes.go_to(main.stories)
        else:
            main.navigation.reload()

    await context.app.push_screen(screen, left)


class ListScreen(Screen[ScreenResultType], inherit_bindings=False):
    """Base of the rules, tags, timeline and health screens; subclasses set `where`, and fill list, heading and details.

    `context` is what actions get here: the status line is that of this screen.
    """

    CSS_PATH = Path(__file__).parent / "screens.tcss"
    AUTO_FOCUS = "ChoiceList"
    HINTS: ClassVar[Sequence[str]] = ()
    """The ids of the commands whose keys the status line shows."""
    where: ClassVar[Where]

    def __init__(self, context: Context, rows: Widget) -> None:
        super().__init__()
        self._rows = rows
        self.status = StatusLine(hints(context.config.keys, *self.HINTS))
        self.context = replace(context, status=self.status)

    def compose(self) -> ComposeResult:
        """Put the screen together."""
        yield Static(classes="screen-head", markup=False)
        yield from self.compose_list()
        yield Static(classes="screen-details", markup=False)
        yield self.status

    def compose_list(self) -> ComposeResult:
        """Put the list in."""
        yield self._rows

    def on_mount(self) -> None:
        """Show the rows, and again whenever the library changed."""
        self.reload()
        self.context.library.changed.subscribe(self, self._library_changed)

    def on_unmount(self) -> None:
        """Be told no more, so that nothing holds on to a screen that was left."""
        self.context.library.changed.unsubscribe(self)

    def reload(self) -> None:
        """Show what there is now."""

    def show_heading(self, text: str) -> None:
        """Show what the list is."""
        self.query_one(".screen-head", Static).update(Content(text))

    def show_details(self, text: str | Content) -> None:
        """Show the details of the row under the cursor."""
        self.query_one(".screen-details", Static).update(Content(text) if isinstance(text, str) else text)

    def leave(self, result: ScreenResultType | None) -> None:
        """Leave, once."""
        if self.is_current:
            self.dismiss(result)

    def action_back(self) -> None:
        """Leave without a result."""
        self.leave(None)

    def _library_changed(self, changed: Changed) -> None:
        if not changed.elsewhere:  # a list does not move under one's hands because of a refresh
            self.reload()
