"""Commands that belong to no noun: moving in whatever has the keys, going from pane to pane, help, quitting.

Must not know what the panes show.
"""

from textual.theme import ThemeProvider

from reader.tui.context import Context


def move(context: Context, how: str) -> None:
    """Move in what has the keys, the list, the feed tree or the article: `how` is the name of an action of theirs."""
    getattr(context.app.focused, f"action_{how}")()


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
        await context.app.screen.run_action("back")
    elif main.selections:  # text selected with the mouse; `main.selection` is stories
        main.clear_selection()
    elif main.article_pane.stop_finding():
        return
    elif main.selection:
        main.selection.clear()
    elif not main.panes.back() and main.listing.is_search and not main.navigation.go_back():
        main.navigation.show_key("unread")
        main.panes.go_to(main.stories)


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


def suspend(context: Context) -> None:
    """Go back to the shell until it brings the interface forward again."""
    context.app.action_suspend_process()


def quit_program(context: Context) -> None:
    """Quit."""
    context.app.exit()
