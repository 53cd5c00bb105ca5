"""The timeline of what a person did, the latest step first; from here one can go back to before any of them.

Tells what a person wants to whoever opened it, and shows what comes of it. Must not know the library.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from reader.model import Step
from reader.reading.cleaning import clean_line
from reader.refreshing.health import moment
from reader.tui.commands import Where, bindings, bindings_of
from reader.tui.status_line import StatusLine
from reader.tui.widgets.choice_list import ChoiceList

HINTS = (("enter", "go back to before it, or on to it"), ("U", "undo"), ("ctrl+r", "redo"), ("?", "keys"))

Said = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class TimelineActs:
    """Reads the steps, the latest first; turns the last one back or on; goes to where one step is undone or done."""

    steps: Callable[[], Sequence[Step]]
    undo: Callable[[Said], None]
    redo: Callable[[Said], None]
    turn_to: Callable[[Step, Said], None]


class TimelineScreen(Screen[None], inherit_bindings=False):
    """A list of steps and a status line."""

    CSS_PATH = "screens.tcss"
    BINDINGS = [
        *bindings(Where.TIMELINE),
        *bindings_of("journal.undo", "journal.redo", "pane.back"),
        Binding("q", "back", show=False, priority=True),
    ]
    AUTO_FOCUS = "ChoiceList"

    def __init__(self, acts: TimelineActs, now: Callable[[], int]) -> None:
        super().__init__()
        self._acts = acts
        self._now = now
        self._steps: dict[str, Step] = {}
        self._list = ChoiceList()
        self._status = StatusLine(HINTS)

    @property
    def where(self) -> Where:
        """Where one is."""
        return Where.TIMELINE

    def compose(self) -> ComposeResult:
        """Put the screen together."""
        yield Static(classes="screen-head", markup=False)
        yield self._list
        yield self._status

    def on_mount(self) -> None:
        """Show the steps, the highlight on the one that would be undone next."""
        self._reload()
        done = next((key for key, step in self._steps.items() if not step.undone), None)
        if done is not None:
            self._list.show(self._lines(), done)

    def action_back(self) -> None:
        """Leave, once."""
        if self.is_current:
            self.dismiss(None)

    def action_undo(self) -> None:
        """Undo the last step."""
        self._acts.undo(self._said)

    def action_redo(self) -> None:
        """Redo the last step undone."""
        self._acts.redo(self._said)

    def action_turn_to(self) -> None:
        """Go back to before the step; where it is undone, go on until it is done again."""
        step = self._steps.get(self._list.chosen or "")
        if step is not None:
            self._acts.turn_to(step, self._said)

    def _said(self, words: str) -> None:
        if self.is_attached:
            self._reload()
            self._status.say(words)

    def _reload(self) -> None:
        self._steps = {str(step.id): step for step in self._acts.steps()}
        undone = sum(step.undone for step in self._steps.values())
        parts = [f"{len(self._steps) - undone:,} that can be undone"]
        parts += [f"{undone:,} undone"] if undone else []
        self.query_one(".screen-head", Static).update(Content(" · ".join(["What you did", *parts])))
        self._list.show(self._lines())

    def _lines(self) -> list[tuple[str, Content]]:
        return [(key, _line(step, self._now())) for key, step in self._steps.items()]


def _line(step: Step, now: int) -> Content:
    look = "$reader-dim" if step.undone else ""
    return Content.assemble(
        ("↶ " if step.undone else "  ", "$accent"),
        (f"{moment(step.at, now):>12}  ", "$reader-dim"),
        (clean_line(step.label, 200), look),
    )
