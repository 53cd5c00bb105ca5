"""The app: themes, the palette, help, and the way in and out.

Made by `make_app` alone, for the program and for the tests. Must not know what the main screen does.
"""

import gc
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events
from textual.app import App
from textual.binding import Binding
from textual.filter import LineFilter
from textual.geometry import Size
from textual.theme import Theme, ThemeProvider
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import WorkerCancelled, WorkerFailed

from reader.config import Config, Places
from reader.library import Library, open_library
from reader.query import parse
from reader.tui.child_processes import Children
from reader.tui.commands import COMMANDS, Command, Where, bindings, check_keys
from reader.tui.main_screen import MainScreen
from reader.tui.pictures.known import known_pictures
from reader.tui.themes import DARK, OURS, variables_for

if TYPE_CHECKING:
    from reader.tui.palette import CommandProvider

_FIT_SECONDS = 1.0
_OURS = frozenset(command.action for command in COMMANDS if command.where is Where.APP)


def make_app(
    places: Places, config: Config, query: str = "", now: Callable[[], int] = lambda: int(time.time())
) -> "ReaderApp":
    """Return the app on one person's library, ready to run.

    Raises ConfigError where the keys configured clash, QueryError where `query` is not one, and LibraryError where
    the library cannot be opened, all before the screen is touched.
    """
    check_keys(config.keys)
    parse(query)
    return ReaderApp(open_library(places.library), config, query, now, places.pictures)


def _our_commands() -> "type[CommandProvider]":
    """Return who offers our commands in the palette."""
    from reader.tui.palette import CommandProvider

    return CommandProvider


class ReaderApp(App[None], inherit_bindings=False):
    """The terminal interface."""

    TITLE = "reader"
    CSS_PATH = "reader.tcss"
    COMMANDS = {_our_commands}
    BINDINGS = [
        *bindings(Where.APP),
        Binding("ctrl+q", "leave", show=False, priority=True, system=True),
        Binding("ctrl+c", "help_quit", show=False, system=True),
    ]
    AUTO_FOCUS = None

    def __init__(self, library: Library, config: Config, query: str, now: Callable[[], int], pictures: Path) -> None:
        self._theme_shown = ""
        super().__init__()
        self.config = config
        self._turning = _turning(config)
        self._library = library
        self._children = Children()
        for theme in OURS:
            self.register_theme(theme)
        self.set_keymap(config.keys)
        kept = library.state.get("theme", DARK.name)
        self.theme = kept if kept in self.available_themes else DARK.name
        self.main = MainScreen(library, config, now, self._children, query, known_pictures(self, config, pictures))

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return what our styles need and a theme may not have."""
        return variables_for(self.current_theme)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what lines go through on their way to the terminal."""
        return [*super().get_line_filters(), *self._turning]

    def get_default_screen(self) -> MainScreen:
        """Return the main screen."""
        return self.main

    def refresh_css(self, animate: bool = True) -> None:
        """Take on the styles of another theme; they are read for the first time when something is to be shown."""
        if self.screen_stack:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def on_mount(self) -> None:
        """Remember themes chosen from now on, and watch the size of the terminal."""
        self.theme_changed_signal.subscribe(self, self._theme_chosen)
        if not self.is_headless:
            self.set_interval(_FIT_SECONDS, self._fit)
        self.call_after_refresh(_collect_garbage_again)

    async def on_unmount(self) -> None:
        """Leave no child behind, nor a program that plays."""
        await self._children.end()
        for work in [*self.workers]:
            if not work.is_cancelled:  # twice would interrupt what ends a program gently
                work.cancel()
            with suppress(WorkerCancelled, WorkerFailed):
                await work.wait()
        self._library.close()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Refuse our keys while something is typed, or another screen lies over the main one."""
        if action in _OURS and not self._is_open_to(action):
            return False
        return super().check_action(action, parameters)

    async def action_help(self) -> None:
        """Show the keys of where one is."""
        from reader.tui.help_screen import HelpScreen

        await self.push_screen(HelpScreen(self._where or self.main.where, self.config.keys))

    async def action_palette(self) -> None:
        """Show every command, ready to be searched when this returns."""
        from reader.tui.palette import Palette

        await self.push_screen(Palette(id="--command-palette"))

    async def action_themes(self) -> None:
        """Show every theme, ready to be searched when this returns."""
        from reader.tui.palette import Palette

        await self.push_screen(Palette(providers=[ThemeProvider], placeholder="Search for themes…"))

    def action_leave(self) -> None:
        """Quit, wherever one is."""
        self.exit()

    def action_help_quit(self) -> None:
        """Say how to quit."""
        self.main.status.say("q quits")

    def run_command(self, command: Command) -> None:
        """Run a command as if its key had been pressed."""
        self.call_later(self.run_action, command.action, self._doer(command))

    @property
    def _where(self) -> Where | None:
        """Where one is, on a screen that can tell."""
        return getattr(self.screen, "where", None)

    def _is_open_to(self, action: str) -> bool:
        if isinstance(self.focused, Input):
            return False
        return self.screen is self.main or (action == "help" and self._where is not None)

    def _doer(self, command: Command) -> "Widget | App[None]":
        match command.where:
            case Where.APP:
                return self
            case Where.FEEDS:
                return self.main.feeds
            case Where.STORIES:
                return self.main.stories
            case Where.ARTICLE:
                return self.main.article
            case Where.STORY:
                return self.main.desk
            case Where.HALL:
                return self.main.hall
            case _:
                return self.main

    def _fit(self) -> None:
        """Take on the terminal's size where it was missed: of several resizes in a row Textual can lose the last."""
        try:
            size = Size(*os.get_terminal_size(sys.__stderr__.fileno() if sys.__stderr__ else 2))
        except (OSError, ValueError):
            return
        if size != self.size and size.area:
            self.post_message(events.Resize(size, size))

    def _theme_chosen(self, theme: Theme) -> None:
        self.main.remember_theme(theme.name)


def _turning(config: Config) -> list[LineFilter]:
    if config.right_to_left != "reader":
        return []
    from reader.tui.right_to_left import Turning

    return [Turning()]


def _collect_garbage_again() -> None:
    """Collect garbage from now on, looking no more at what was made so far (`__main__` waits with it till here)."""
    gc.freeze()
    gc.enable()
