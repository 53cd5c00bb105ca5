"""The Textual app: themes, the bindings that work everywhere, and running the commands of the table.

Made by `make_app` alone, for the program and for the tests. Must not know what the main screen does.
"""

import gc
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.driver import Driver
from textual.filter import LineFilter
from textual.geometry import Size
from textual.screen import Screen
from textual.theme import Theme
from textual.widget import Widget
from textual.widgets import Input, TextArea
from textual.worker import WorkerCancelled, WorkerFailed

from reader.config import Config, Directories
from reader.library import Library, open_own_library
from reader.query import parse
from reader.tui.commands import BY_ID, Command, Where, bindings, check_keys, is_typed
from reader.tui.context import Context
from reader.tui.main_screen import MainScreen
from reader.tui.pictures.known import known_pictures
from reader.tui.processes.children import Children
from reader.tui.themes import DARK, OURS, variables_for
from reader.tui.unexpected import FatalError, UnexpectedErrors, survived, take_from_tasks

if TYPE_CHECKING:
    from reader.tui.palette import CommandProvider
    from reader.tui.terminal.driver import TerminalDriver

_FIT_SECONDS = 1.0


def make_app(
    directories: Directories, config: Config, query: str = "", now: Callable[[], int] = lambda: int(time.time())
) -> "ReaderApp":
    """Return the app on one person's library, ready to run.

    Raises ConfigError where the keys configured clash, QueryError where `query` is not one, and LibraryError where
    the library cannot be opened, all before the screen is touched.
    """
    check_keys(config.keys)
    parse(query)
    return ReaderApp(open_own_library(directories), config, query, now, directories.pictures)


def _our_commands() -> "type[CommandProvider]":
    """Return the provider of our commands, imported when the palette opens."""
    from reader.tui.palette import CommandProvider

    return CommandProvider


def run_app(app: "ReaderApp") -> int:
    """Run the interface until it is left, whatever is raised in it; return the exit status.

    Raises FatalError where an exception ended it, as one before the first screen does.
    """
    errors = app.unexpected = UnexpectedErrors(lambda sentence: app.context.status.alarm(sentence))
    with survived(errors):
        app.run()
    if app.return_code is None or (errors.last is not None and not errors.survivable):
        raise FatalError from errors.last
    return app.return_code


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
    unexpected: UnexpectedErrors | None = None
    """What takes exceptions nobody expected; where there is none they end the app, as tests want it."""
    terminal: "TerminalDriver | None" = None
    """What has taken the terminal, where there is a real one."""

    def __init__(self, library: Library, config: Config, query: str, now: Callable[[], int], pictures: Path) -> None:
        self._theme_shown = ""
        super().__init__()
        self.config = config
        self._right_to_left = _right_to_left(config)
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
        """Return the filters applied to every line on its way to the terminal."""
        return [*super().get_line_filters(), *self._right_to_left]

    def get_driver_class(self) -> type[Driver]:
        """Return what takes the terminal; in a browser that is Textual's own business."""
        usual = super().get_driver_class()
        if usual.__name__ != "LinuxDriver":
            return usual
        from reader.tui.terminal.driver import TerminalDriver

        return TerminalDriver

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
        if self.unexpected is not None:
            take_from_tasks(self.unexpected)
        self.call_after_refresh(self._shown)

    async def on_unmount(self) -> None:
        """Leave no child behind, nor a program that plays."""
        await self._children.end()
        for work in [*self.workers]:
            if not work.is_cancelled:  # twice would interrupt what ends a program gently
                work.cancel()
            with suppress(WorkerCancelled, WorkerFailed):
                await work.wait()
        self._library.close()

    def _shown(self) -> None:
        """Take note that the first screen is there: from now on there is something to go on with."""
        _collect_garbage_again()
        if self.unexpected is not None:
            self.unexpected.survivable = True

    def _handle_exception(self, error: Exception) -> None:
        """Take what nobody expected, where that is wanted; what is raised before the first screen ends the app."""
        if self.unexpected is None:
            super()._handle_exception(error)
        elif self.unexpected.survivable:
            self.unexpected.take(error)
        else:
            self.unexpected.last = error
            self.exit(return_code=1)

    def action_suspend_process(self) -> None:
        """Stop as ctrl+z does in any program, until `fg`."""
        self.suspend_to_shell(signal.SIGTSTP)

    def suspend_to_shell(self, number: int) -> None:
        """Give the terminal back to the shell and stop, until the shell brings this job forward."""
        if self.terminal is None or not self.terminal.job.has_shell:
            self.context.status.alarm("There is no shell here to go back to: q quits.")
            return
        if not self.terminal.suspend_to_shell(number):
            self.context.status.alarm("No shell stopped reader, so it goes on: q quits.")
        self.refresh(layout=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Refuse our keys while something is typed, or where they mean something else."""
        if action == "run":
            return self._is_meant(BY_ID[str(parameters[0])])
        return super().check_action(action, parameters)

    async def action_run(self, name: str) -> None:
        """Run the command `name` of the table."""
        await self._run(BY_ID[name], self.context)

    def pop_screen(self) -> AwaitComplete:
        """Leave the screen on top, and forget what its widgets have drawn.

        Textual holds on to the caches of the last thousand widgets there were; drawn lines fill ten kilobytes each.
        """
        for widget in _drawn_on(self.screen):
            widget.refresh()
        return super().pop_screen()

    def action_leave(self) -> None:
        """Quit, wherever one is."""
        self.leave(0)

    def leave(self, status: int) -> None:
        """Quit with an exit status; what is being written in a note is kept."""
        try:
            for screen in self.screen_stack[-1:]:
                getattr(screen, "keep_before_leaving", lambda: None)()
        finally:
            self.exit(return_code=status)

    def action_help_quit(self) -> None:
        """Say how to quit."""
        self.main.status.say("q quits")

    def run_command(self, command: Command) -> None:
        """Run a command as if its key had been pressed on the main screen, the palette lying over it or not."""
        self.call_later(self._run_on_main, command)

    async def _run_on_main(self, command: Command) -> None:
        if command.when(self.main.context):
            await self._run(command, self.main.context)

    async def _run(self, command: Command, context: Context) -> None:
        with context.status.errors_shown():
            done = command.run(context)
            if done is not None:
                await done

    @property
    def context(self) -> Context:
        """What a command's function gets on the screen shown."""
        context = getattr(self.screen, "context", None)
        return context if isinstance(context, Context) else self.main.context

    def _is_meant(self, command: Command) -> bool:
        if command.id == "app.suspend":
            return not (isinstance(self.focused, Input | TextArea) and is_typed(command, self.config.keys))
        if isinstance(self.focused, Input):
            return False
        if command.where is Where.APP and self.screen is not self.main:
            return command.id == "app.help" and getattr(self.screen, "where", None) is not None
        return command.when(self.context)

    def _fit(self) -> None:
        """Take on the terminal's size where it was missed: of several resizes in a row Textual can lose the last.

        And take note where the terminal has gone.
        """
        if self.terminal is not None:
            self.terminal.check()
        try:
            size = Size(*os.get_terminal_size(sys.__stderr__.fileno() if sys.__stderr__ else 2))
        except (OSError, ValueError):
            return
        if size != self.size and size.area:
            self.post_message(events.Resize(size, size))

    def _theme_chosen(self, theme: Theme) -> None:
        self.main.library.remember("theme", theme.name)


def _drawn_on(screen: Screen[object]) -> Iterator[Widget]:
    """Yield the widgets of a screen, and their scrollbars, which are not among them."""
    for widget in screen.walk_children(Widget, with_self=True):
        yield widget
        vertical, horizontal = widget.scrollbars_enabled
        if vertical:
            yield widget.vertical_scrollbar
        if horizontal:
            yield widget.horizontal_scrollbar


def _right_to_left(config: Config) -> list[LineFilter]:
    if config.right_to_left != "reader":
        return []
    from reader.tui.right_to_left import RightToLeftFilter

    return [RightToLeftFilter()]


def _collect_garbage_again() -> None:
    """Collect garbage from now on, looking no more at what was made so far (`__main__` waits with it till here)."""
    gc.freeze()
    gc.enable()
