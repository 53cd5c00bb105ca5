"""The command palette: every command of the table, found by name.

Must not know what the commands do, nor the app: it asks for something that runs a command.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Protocol, runtime_checkable

from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.screen import Screen
from textual.style import Style

from reader.config import Config
from reader.tui.commands import COMMANDS, Command, Where, keys_of


@runtime_checkable
class CommandRunner(Protocol):
    """Runs a command as if its key had been pressed; `config` holds the person's own keys."""

    config: Config

    def run_command(self, command: Command) -> None:
        """Run a command."""


class Palette(CommandPalette):
    """Textual's palette, in which keys pressed twice or too early do no harm."""

    CSS_PATH = "screens.tcss"
    BINDINGS = [
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("escape", "escape", show=False, priority=True),
    ]

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Leave, where that has not been done already: a second time would take the screen below away."""
        return super().dismiss(result) if self.is_current else AwaitComplete()

    def action_page(self, steps: int) -> None:
        """Go one page down or up."""
        commands = self.query_one(CommandList)
        with suppress(KeyError, IndexError):  # what a list that is not laid out yet answers
            commands.action_page_down() if steps > 0 else commands.action_page_up()  # type: ignore[no-untyped-call]


class CommandProvider(Provider):
    """Offers the commands of the table; runs one, once."""

    def __init__(self, screen: "Screen[object]", match_style: Style | None = None) -> None:
        super().__init__(screen, match_style)
        self._chosen = False

    async def discover(self) -> Hits:
        """Yield every command, in the table's order."""
        for command in _listed():
            yield DiscoveryHit(Content(command.label), self._run(command), command.label, self._help(command))

    async def search(self, query: str) -> Hits:
        """Yield the commands a query fits."""
        matcher = self.matcher(query)
        for command in _listed():
            score = matcher.match(f"{command.label} {command.help}") or 0
            if score > 0:
                yield Hit(
                    score, matcher.highlight(command.label), self._run(command), command.label, self._help(command)
                )

    def _run(self, command: Command) -> Callable[[], object]:
        return partial(self._run_once, command)

    def _run_once(self, command: Command) -> None:
        if not self._chosen:
            self._chosen = True
            self._runner.run_command(command)

    def _help(self, command: Command) -> str:
        keys = keys_of(command, self._runner.config.keys)
        return f"{command.help}  ({keys})" if keys else command.help

    @property
    def _runner(self) -> CommandRunner:
        assert isinstance(self.app, CommandRunner)
        return self.app


def _listed() -> list[Command]:
    """Return the commands in the palette's order: for everywhere first, of one pane last; none for moving."""
    order = (Where.STORY, Where.MAIN, Where.HOUSEKEEPING, Where.APP, Where.STORIES, Where.FEEDS)
    return [command for place in order for command in COMMANDS if command.where is place]
