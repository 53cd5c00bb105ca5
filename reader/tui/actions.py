"""What keys do that belong to no noun: moving in whatever has the keys, going from pane to pane, help, quitting.

Must not know what the panes show.
"""

from typing import Protocol, runtime_checkable

from textual.theme import ThemeProvider

from reader.tui.context import Context

# Moving in whatever has the keys: a list, the feed tree or the article


@runtime_checkable
class Movable(Protocol):
    """A widget one moves in."""

    def action_move_down(self) -> None:
        """One line down."""

    def action_move_up(self) -> None:
        """One line up."""

    def action_move_first(self) -> None:
        """To the top."""

    def action_move_last(self) -> None:
        """To the end."""

    def action_page_down(self) -> None:
        """One page down."""

    def action_page_up(self) -> None:
        """One page up."""


def move_down(context: Context) -> None:
    """Move one line down; in the article, scroll."""
    _moved_in(context).action_move_down()


def move_up(context: Context) -> None:
    """Move one line up; in the article, scroll."""
    _moved_in(context).action_move_up()


def move_first(context: Context) -> None:
    """Move to the top; from there, take in what is new."""
    _moved_in(context).action_move_first()


def move_last(context: Context) -> None:
    """Move to the end."""
    _moved_in(context).action_move_last()


def page_down(context: Context) -> None:
    """Move one page down."""
    _moved_in(context).action_page_down()


def page_up(context: Context) -> None:
    """Move one page up."""
    _moved_in(context).action_page_up()


def _moved_in(context: Context) -> Movable:
    """Return what has the keys; only such widgets have bindings of moving commands."""
    focused = context.app.focused
    assert isinstance(focused, Movable)
    return focused


# Going about


def step_pane(context: Context, steps: int) -> None:
    """Go to the next pane, or the one before where `steps` is -1."""
    context.main.panes.step(steps)


def pane_left(context: Context) -> None:
    """Go to the pane on the left."""
    context.main.panes.left()


def pane_right(context: Context) -> None:
    """Go to the pane on the right."""
    context.main.panes.right()


def zen(context: Context) -> None:
    """Show the article alone, or everything again."""
    context.main.panes.toggle_zen()


async def back(context: Context) -> None:
    """Go one step back; from the stories of a query, to the unread ones; from another screen, to the main one."""
    main = context.main
    if context.app.screen is not main:
        await run_here(context, "back")
    elif main.selections:
        main.clear_selection()
    elif main.article_pane.stop_finding():
        return
    elif main.selection:
        main.selection.clear()
    elif not main.panes.back() and main.listing.is_search and not main.navigation.go_back():
        main.navigation.show_key("unread")
        main.panes.go_to(main.stories)


async def run_here(context: Context, action: str) -> None:
    """Have the screen one is on do something."""
    screen = context.app.screen
    await screen.run_action(action)


async def show_help(context: Context) -> None:
    """Show the keys of where one is."""
    from reader.tui.help_screen import HelpScreen

    where = getattr(context.app.screen, "where", context.main.where)
    await context.app.push_screen(HelpScreen(where, context.config.keys))


async def show_palette(context: Context) -> None:
    """Show every command, ready to be searched when this returns."""
    from reader.tui.palette import Palette

    await context.app.push_screen(Palette(id="--command-palette"))


async def choose_theme(context: Context) -> None:
    """Show every theme, ready to be searched when this returns."""
    from reader.tui.palette import Palette

    await context.app.push_screen(Palette(providers=[ThemeProvider], placeholder="Search for themes…"))


def quit_program(context: Context) -> None:
    """Quit."""
    context.app.exit()
