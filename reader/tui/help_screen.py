"""The help screen: keys of the current pane first, then those that work everywhere.

Made from the table of commands alone; must not know what the commands do.
"""

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from reader.tui.commands import COMMANDS, SCREENS, TITLES, Command, Where, keys_of

TWO_COLUMNS_FROM = 110
"""Columns of the screen from which on help stands in two columns."""


def help_text(places: Sequence[Where], keys: Mapping[str, str]) -> Content:
    """Return the commands of some places, each with its keys."""
    lines: list[Content] = []
    for place in places:
        commands = [command for command in COMMANDS if command.where is place and keys_of(command, keys)]
        if commands:
            lines += [Content.styled(TITLES[place], "bold $accent"), *_rows(commands, keys), Content("")]
    return Content("\n").join(lines[:-1])


def _rows(commands: Sequence[Command], keys: Mapping[str, str]) -> list[Content]:
    shown = [(keys_of(command, keys), command.help) for command in commands]
    return [
        Content.assemble("  ", (names + " " * max(2, 14 - cell_len(names)), "bold"), (words, "$foreground"))
        for names, words in shown
    ]


def _columns(where: Where) -> tuple[Sequence[Where], Sequence[Where]]:
    if where in SCREENS:
        return (where,), (Where.PANE,)
    return (where, Where.STORY), (Where.MAIN, Where.HOUSEKEEPING, Where.PANE, Where.APP)


class HelpScreen(ModalScreen[None]):
    """Lists keys; any of esc, q and ? leaves."""

    CSS_PATH = "screens.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-one-column"), (TWO_COLUMNS_FROM, "-two-columns")]
    BINDINGS = [
        Binding("escape,q,question_mark,enter", "leave", "Leave", show=False, priority=True),
        Binding("j", "scroll('down')", "Down", show=False),
        Binding("k", "scroll('up')", "Up", show=False),
        Binding("space", "scroll('page_down')", "Page down", show=False),
    ]

    def __init__(self, where: Where, keys: Mapping[str, str]) -> None:
        super().__init__()
        self._where = where
        self._keys = keys

    def compose(self) -> ComposeResult:
        """Put the page together."""
        here, everywhere = _columns(self._where)
        with VerticalScroll(id="help"), Container(id="help-columns"):
            yield Static(help_text(here, self._keys), classes="help-column")
            yield Static(help_text(everywhere, self._keys), classes="help-column")

    def action_leave(self) -> None:
        """Leave, once."""
        if self.is_current:
            self.dismiss()

    def action_scroll(self, direction: str) -> None:
        """Scroll the page."""
        page = self.query_one(VerticalScroll)
        {"down": page.scroll_down, "up": page.scroll_up, "page_down": page.scroll_page_down}[direction](animate=False)
