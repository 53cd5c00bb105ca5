"""The timeline of what a person did, the latest step first: from here one can go back to before any of them.

Reads the steps; what is done with them is in `actions`.
"""

from textual.content import Content

from reader.model import Origin, Step
from reader.reading.cleaning import clean_line
from reader.refreshing.health import moment
from reader.tui.commands import Where
from reader.tui.context import Context
from reader.tui.list_screen import ListScreen, screen_bindings
from reader.tui.widgets.choice_list import ChoiceList

STEPS = 300
"""How many steps are shown."""


class TimelineScreen(ListScreen[None], inherit_bindings=False):
    """A list of steps."""

    BINDINGS = screen_bindings(Where.TIMELINE, "q")
    HINTS = ("timeline.turn", "journal.undo", "journal.redo", "app.help")
    where = Where.TIMELINE

    def __init__(self, context: Context) -> None:
        self._list = ChoiceList()
        super().__init__(context, self._list)
        self._steps: dict[str, Step] = {}

    @property
    def step(self) -> Step | None:
        """The step under the cursor."""
        return self._steps.get(self._list.chosen or "")

    def reload(self) -> None:
        """Show the steps there are now; at first, the highlight on the one that `U` would undo next."""
        opened = bool(self._steps)
        self._steps = {str(step.id): step for step in self.context.library.here.journal.steps(STEPS)}
        undone = sum(step.undone for step in self._steps.values())
        parts = [f"{len(self._steps) - undone:,} that can be undone"]
        parts += [f"{undone:,} undone"] if undone else []
        self.show_heading(" · ".join(["What you did", *parts]))
        done = [(key, step.origin) for key, step in self._steps.items() if not step.undone]
        undone_next = next((key for key, origin in done if origin is Origin.INTERFACE), done[0][0] if done else None)
        now = self.context.now()
        lines = [(key, _line(step, now)) for key, step in self._steps.items()]
        self._list.show(lines, None if opened else undone_next)


def _line(step: Step, now: int) -> Content:
    look = "$reader-dim" if step.undone else ""
    return Content.assemble(
        ("↶ " if step.undone else "  ", "$accent"),
        (f"{moment(step.at, now):>12}  {step.origin:<9}  ", "$reader-dim"),
        (clean_line(step.label, 200), look),
    )
