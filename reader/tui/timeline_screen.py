"""The timeline of what a person did, the latest step first: from here one can go back to before any of them.

Must not know the library: reading steps and going back to one is `TimelineActs`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.content import Content

from reader.model import Step
from reader.reading.cleaning import clean_line
from reader.refreshing.health import moment
from reader.tui.commands import Where
from reader.tui.widgets.choice_list import ChoiceList
from reader.tui.widgets.list_screen import ListScreen, Said, Undo, screen_bindings


@dataclass(frozen=True, slots=True)
class TimelineActs:
    """Reads the steps, the latest first; turns the last one back or on; goes to where one step is undone or done."""

    steps: Callable[[], Sequence[Step]]
    undo: Undo
    redo: Undo
    turn_to: Callable[[Step, Said], None]


class TimelineScreen(ListScreen[None], inherit_bindings=False):
    """A list of steps."""

    BINDINGS = screen_bindings(Where.TIMELINE, "q")
    HINTS = (("enter", "go back to before it, or on to it"), ("U", "undo"), ("ctrl+r", "redo"), ("?", "keys"))
    where = Where.TIMELINE

    def __init__(self, acts: TimelineActs, now: Callable[[], int]) -> None:
        self._list = ChoiceList()
        super().__init__(self._list, acts.undo, acts.redo)
        self._acts = acts
        self._now = now
        self._steps: dict[str, Step] = {}

    def action_turn_to(self) -> None:
        """Go back to before the step; where it is undone, go on until it is done again."""
        step = self._steps.get(self._list.chosen or "")
        if step is not None:
            self._acts.turn_to(step, self.said)

    def reload(self) -> None:
        """Show the steps there are now; at first, the highlight on the one that would be undone next."""
        opened = bool(self._steps)
        self._steps = {str(step.id): step for step in self._acts.steps()}
        undone = sum(step.undone for step in self._steps.values())
        parts = [f"{len(self._steps) - undone:,} that can be undone"]
        parts += [f"{undone:,} undone"] if undone else []
        self.show_heading(" · ".join(["What you did", *parts]))
        undone_next = next((key for key, step in self._steps.items() if not step.undone), None)
        now = self._now()
        lines = [(key, _line(step, now)) for key, step in self._steps.items()]
        self._list.show(lines, None if opened else undone_next)


def _line(step: Step, now: int) -> Content:
    look = "$reader-dim" if step.undone else ""
    return Content.assemble(
        ("↶ " if step.undone else "  ", "$accent"),
        (f"{moment(step.at, now):>12}  ", "$reader-dim"),
        (clean_line(step.label, 200), look),
    )
