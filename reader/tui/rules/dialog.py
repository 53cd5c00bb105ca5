"""The dialog that makes a rule, or changes one: its query, what it does, and the latest stories that match.

Must not know how stories are found, nor how a rule is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.widgets import Checkbox, Input

from reader.model import RuleActions
from reader.tagging.tag_input import read_tagging
from reader.tui.widgets.query_dialog import FindMatches, QueryDialog

_TICKS = ("read", "star", "hide", "categories")


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule as it stands in the dialog."""

    query: str = ""
    actions: RuleActions = field(default_factory=RuleActions)


class Tick(Checkbox, inherit_bindings=False):
    """A checkbox readable without colour; space ticks it, so that enter is left to the dialog."""

    BINDINGS = [Binding("space", "toggle_button", show=False)]
    BUTTON_INNER = " "

    def on_mount(self) -> None:
        """Show how it is from the first."""
        self._tick()

    def watch_value(self) -> None:
        """Show how it is now."""
        self._tick()
        super().watch_value()

    def _tick(self) -> None:
        self.BUTTON_INNER = "✓" if self.value else " "
        self.refresh()


class RuleDialog(QueryDialog[Draft]):
    """Asks for a rule; left with a draft that can be kept, or with None."""

    BINDINGS = [Binding("enter", "keep", show=False)]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-high")]
    HEADING = "A rule for stories that come from now on"
    HINT = "Enter keeps it · tab goes on · space switches · esc leaves"

    def __init__(self, draft: Draft, find_matches: FindMatches, check: Callable[[Draft], None]) -> None:
        super().__init__(draft.query, _tags_text(draft.actions), find_matches)
        self._initial = draft.actions
        self._check = check

    def compose_more(self) -> ComposeResult:
        """Put in what the rule does besides tagging."""
        with Horizontal(id="rule-marks"):
            yield Tick("mark read", self._initial.read, compact=True, id="rule-read")
            yield Tick("star", self._initial.star, compact=True, id="rule-star")
            yield Tick("hide", self._initial.hide, compact=True, id="rule-hide")
        yield Tick("its categories as tags", self._initial.categories, compact=True, id="rule-categories")

    @on(Input.Submitted)
    def action_keep(self) -> None:
        """Leave with the rule, where it can be one: once all that was typed before is in its line."""
        tagging = read_tagging(self.typed("#tags"))
        ticked = {name: self.query_one(f"#rule-{name}", Checkbox).value for name in _TICKS}
        self.keep(Draft(self.typed("#query"), RuleActions(tagging.add, tagging.remove, **ticked)), self._check)


def _tags_text(actions: RuleActions) -> str:
    return ", ".join([*actions.add, *(f"-{name}" for name in actions.remove)])
