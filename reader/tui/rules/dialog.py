"""Making a rule, or changing one: its query, what it does, and the last stories that match while one types.

Owns asking. Must not know how stories are found, nor how a rule is kept.
"""

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Checkbox, Input, Static

from reader.errors import ReaderError
from reader.model import RuleActions
from reader.reading.cleaning import clean_line
from reader.tui.tags.entry import read_tagging
from reader.tui.widgets.line_input import LineInput
from reader.tui.widgets.match_lines import MatchLines
from reader.tui.widgets.matches import Draft, Matching

_TICKS = ("read", "star", "hide", "categories")
_HINT = "Enter keeps it · tab goes on · space switches · esc leaves"


class Tick(Checkbox, inherit_bindings=False):
    """A box that can be told ticked from not without colour; space ticks it, so that enter is left to the dialog."""

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


class RuleDialog(ModalScreen[Draft], inherit_bindings=False):
    """Asks for a rule; left with a draft that can be kept, or with None."""

    CSS_PATH = "../screens.tcss"
    BINDINGS = [
        Binding("escape", "leave", show=False, priority=True),
        Binding("enter", "keep", show=False),
        Binding("tab", "app.focus_next", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", show=False, priority=True),
    ]
    AUTO_FOCUS = "#rule-query"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-high")]

    def __init__(self, draft: Draft, matching: Matching, check: Callable[[Draft], None]) -> None:
        super().__init__()
        self._draft = draft
        self._matching = matching
        self._check = check

    def compose(self) -> ComposeResult:
        """Put the dialog together."""
        actions = self._draft.actions
        with Vertical(id="rule-dialog"):
            yield Static("A rule for stories that come from now on", id="rule-title", markup=False)
            yield LineInput(self._draft.query, placeholder="stories that match: title:kernel feed:lwn", id="rule-query")
            yield LineInput(_tags_text(actions), placeholder="get the tags: linux, -later", id="rule-tags")
            with Horizontal(id="rule-marks"):
                yield Tick("mark read", actions.read, compact=True, id="rule-read")
                yield Tick("star", actions.star, compact=True, id="rule-star")
                yield Tick("hide", actions.hide, compact=True, id="rule-hide")
            yield Tick("its categories as tags", actions.categories, compact=True, id="rule-categories")
            yield MatchLines(self._matching)
            yield Static(_HINT, id="rule-answer", markup=False)

    def on_mount(self) -> None:
        """Show what matches from the first, ready for what is typed right behind the key that opened it."""
        self.set_focus(self.query_one("#rule-query"))
        self.query_one(MatchLines).look(self._draft.query)

    @on(Input.Changed, "#rule-query")
    def _query_typed(self, event: Input.Changed) -> None:
        self.query_one(MatchLines).look(event.value)

    @on(Input.Submitted)
    def action_keep(self) -> None:
        """Leave with the rule, where it can be one: once all that was typed before is in its line."""
        draft = Draft(self.query_one("#rule-query", Input).value.strip(), self._deeds())
        try:
            self._check(draft)
        except ReaderError as error:
            self._answer(str(error))
            return
        if self.is_current:
            self.dismiss(draft)

    def action_leave(self) -> None:
        """Leave without a rule."""
        if self.is_current:
            self.dismiss(None)

    def _deeds(self) -> RuleActions:
        tagging = read_tagging(self.query_one("#rule-tags", Input).value)
        ticked = {name: self.query_one(f"#rule-{name}", Checkbox).value for name in _TICKS}
        return RuleActions(tagging.add, tagging.remove, **ticked)

    def _answer(self, text: str) -> None:
        self.query_one("#rule-answer", Static).update(Content(clean_line(text, 400)))


def _tags_text(actions: RuleActions) -> str:
    return ", ".join([*actions.add, *(f"-{name}" for name in actions.remove)])
