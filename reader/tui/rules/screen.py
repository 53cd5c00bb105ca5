"""The rules in their order: what each does, what it did, what running it on all stories would come to.

Tells what a person wants to rule_acts, and shows what comes of it. Must not know the library.
"""

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static

from reader.library.stories import counted
from reader.model import Rule, RuleId
from reader.reading.cleaning import clean_line
from reader.tagging.rules import Preview, describe_actions
from reader.tui.commands import Where, bindings, bindings_of
from reader.tui.rules.acts import RuleActs
from reader.tui.rules.dialog import RuleDialog
from reader.tui.status_line import StatusLine
from reader.tui.widgets.choice_list import ChoiceList
from reader.tui.widgets.matches import Draft

HINTS = (
    ("enter", "change"),
    ("a", "new"),
    ("o", "on/off"),
    ("b", "take back"),
    ("x", "run on all"),
    ("d", "remove"),
    ("?", "keys"),
)
_NONE = "No rules yet. a makes one; in the list, M makes one of what is shown."


class RulesScreen(Screen[None], inherit_bindings=False):
    """A list of rules, an account of one, a status line; `undo` and `redo` turn the last step."""

    CSS_PATH = "../screens.tcss"
    BINDINGS = [
        *bindings(Where.RULES),
        *bindings_of("journal.undo", "journal.redo", "pane.back"),
        Binding("q", "back", show=False, priority=True),
    ]
    AUTO_FOCUS = "ChoiceList"

    def __init__(
        self, acts: RuleActs, undo: Callable[[Callable[[str], None]], None], redo: Callable[..., None]
    ) -> None:
        super().__init__()
        self._acts = acts
        self._undo = undo
        self._redo = redo
        self._rules: dict[str, tuple[Rule, int]] = {}
        self._list = ChoiceList()
        self._status = StatusLine(HINTS)

    @property
    def where(self) -> Where:
        """Where one is."""
        return Where.RULES

    def compose(self) -> ComposeResult:
        """Put the screen together."""
        yield Static(classes="screen-head", markup=False)
        yield self._list
        yield Static(classes="screen-account", markup=False)
        yield self._status

    def on_mount(self) -> None:
        """Show the rules."""
        self._reload()

    def _said(self, words: str) -> None:
        if self.is_attached:
            self._reload()
            self._status.say(words)

    def _reload(self) -> None:
        self._rules = {str(rule.id): (rule, done) for rule, done in self._acts.all()}
        rules = "1 rule" if len(self._rules) == 1 else f"{len(self._rules)} rules"
        self.query_one(".screen-head", Static).update(Content(f"Rules · {rules}, followed in this order"))
        self._list.show([(key, _line(rule)) for key, (rule, _) in self._rules.items()])
        self._show_account()

    @property
    def _rule(self) -> Rule | None:
        rule, _ = self._rules.get(self._list.chosen or "", (None, 0))
        return rule

    @on(OptionList.OptionHighlighted)
    def _show_account(self) -> None:
        rule = self._rule
        if rule is None:
            self._tell(_NONE)
            return
        self._tell(self._account(rule))
        self._acts.preview(rule, lambda found: self._show_preview(rule, found))

    def _show_preview(self, rule: Rule, found: Preview) -> None:
        if self._rule == rule and self.is_attached:
            would = f"x would change {counted(len(found.changing))}, of {found.matching:,} that match."
            self._tell(f"{self._account(rule)}\n{would}")

    def _account(self, rule: Rule) -> str:
        done = self._rules[str(rule.id)][1]
        return f"{clean_line(rule.query, 400)}\nWhat it did stands on {counted(done)}."

    def _tell(self, text: str) -> None:
        self.query_one(".screen-account", Static).update(Content(text))

    def action_back(self) -> None:
        """Leave, once."""
        if self.is_current:
            self.dismiss(None)

    async def action_new_rule(self) -> None:
        """Ask for a new rule."""
        await self._ask(Draft(), None)

    async def action_change_rule(self) -> None:
        """Ask how the rule is to be from now on."""
        if self._rule is not None:
            await self._ask(Draft(self._rule.query, self._rule.actions), self._rule.id)

    async def _ask(self, draft: Draft, rule_id: RuleId | None) -> None:
        def answered(kept: Draft | None) -> None:
            if kept is not None:
                self._acts.keep(kept, rule_id, self._said)

        await self.app.push_screen(RuleDialog(draft, self._acts.look, self._acts.check), answered)

    def action_switch_rule(self) -> None:
        """Switch the rule off or on."""
        if self._rule is not None:
            self._acts.switch(self._rule, self._said)

    def action_take_back(self) -> None:
        """Switch the rule off, and take back what it did."""
        if self._rule is not None:
            self._acts.take_back(self._rule, self._said)

    def action_run_rule(self) -> None:
        """Run the rule on every story that matches."""
        if self._rule is not None:
            self._acts.run(self._rule, self._said)

    def action_remove_rule(self) -> None:
        """Take the rule out."""
        if self._rule is not None:
            self._acts.remove(self._rule, self._said)

    def action_move_rule(self, steps: int) -> None:
        """Move the rule down or up."""
        if self._rule is not None:
            self._acts.move(self._rule, steps, self._said)

    def action_undo(self) -> None:
        """Undo the last step."""
        self._undo(self._said)

    def action_redo(self) -> None:
        """Redo the last step undone."""
        self._redo(self._said)


def _line(rule: Rule) -> Content:
    look = "" if rule.active else "$reader-dim"
    sign = "●" if rule.active else "○"
    return Content.assemble(
        (f"{sign} ", "$primary"),
        (clean_line(rule.query, 60), look),
        (f"  {clean_line(describe_actions(rule.actions), 80)}", "$reader-dim"),
        "" if rule.active else "  (off)",
    )
