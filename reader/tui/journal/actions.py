"""Commands of the journal: undoing and redoing steps, and the timeline of them."""

from typing import TYPE_CHECKING, cast

from reader.library import Library
from reader.library.journal.journal import left_alone
from reader.model import Origin, Step
from reader.tui.context import Context
from reader.tui.library_access import ANYTHING

if TYPE_CHECKING:
    from reader.tui.journal.timeline_screen import TimelineScreen


def undo(context: Context) -> None:
    """Undo the last step made in the interface, across restarts; what a script has done since stays."""

    def said(step: Step | None) -> None:
        context.status.say(
            "nothing done in the interface to undo · H shows every step"
            if step is None
            else f"undone: {_told(step)} · ctrl+r redoes"
        )

    context.library.write(lambda library, now: library.journal.undo(now, Origin.INTERFACE), ANYTHING, said)


def redo(context: Context) -> None:
    """Do again what was undone last of what was done in the interface."""

    def said(step: Step | None) -> None:
        context.status.say(
            "nothing undone in the interface to redo · H shows every step"
            if step is None
            else f"redone: {_told(step)} · U undoes"
        )

    context.library.write(lambda library, now: library.journal.redo(now, Origin.INTERFACE), ANYTHING, said)


def go_to(context: Context) -> None:
    """On the timeline: undo every step back to this one, it included; where it is undone, redo every step up to it."""
    step = cast("TimelineScreen", context.app.screen).step
    if step is None:
        return

    def turn(library: Library, now: int) -> list[Step]:
        return (library.journal.go_on if step.undone else library.journal.go_back)(step.id, now)

    def said(steps: list[Step]) -> None:
        counted = "1 step" if len(steps) == 1 else f"{len(steps):,} steps"
        told = f"{counted}{left_alone(sum(one.left for one in steps))}"
        more = f"undone: {told} · enter on one of them goes on to it"
        context.status.say(f"redone: {told}" if step.undone else more)

    context.library.write(turn, ANYTHING, said)


def _told(step: Step) -> str:
    return f"{step.label}{left_alone(step.left)}"


async def show_timeline(context: Context) -> None:
    """Show every step, to go back to any."""
    from reader.tui.journal.timeline_screen import TimelineScreen
    from reader.tui.list_screen import open_list_screen

    await open_list_screen(context, TimelineScreen(context))
