"""Commands of the journal: undoing and redoing steps, and the timeline of them."""

from typing import TYPE_CHECKING, cast

from reader.library import Library
from reader.model import Step
from reader.tui.context import Context
from reader.tui.library_access import ANYTHING

if TYPE_CHECKING:
    from reader.tui.journal.timeline_screen import TimelineScreen


def undo(context: Context) -> None:
    """Undo the last step, across restarts."""

    def said(step: Step | None) -> None:
        context.status.say("nothing to undo" if step is None else f"undone: {step.label} · ctrl+r redoes")

    context.library.write(lambda library, now: library.journal.undo(now), ANYTHING, said)


def redo(context: Context) -> None:
    """Do again what was undone last."""

    def said(step: Step | None) -> None:
        context.status.say("nothing to redo" if step is None else f"redone: {step.label} · U undoes")

    context.library.write(lambda library, now: library.journal.redo(now), ANYTHING, said)


def go_to(context: Context) -> None:
    """On the timeline: undo every step back to this one, it included; where it is undone, redo every step up to it."""
    step = cast("TimelineScreen", context.app.screen).step
    if step is None:
        return

    def turn(library: Library, now: int) -> int:
        return (library.journal.go_on if step.undone else library.journal.go_back)(step.id, now)

    def said(steps: int) -> None:
        counted = "1 step" if steps == 1 else f"{steps:,} steps"
        more = f"undone: {counted} · enter on one of them goes on to it"
        context.status.say(f"redone: {counted}" if step.undone else more)

    context.library.write(turn, ANYTHING, said)


async def show_timeline(context: Context) -> None:
    """Show every step, to go back to any."""
    from reader.tui.journal.timeline_screen import TimelineScreen
    from reader.tui.list_screen import open_list_screen

    await open_list_screen(context, TimelineScreen(context))
