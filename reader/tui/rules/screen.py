"""The screen of the rules in their order: what each does, what it did, what running it on all stories would change.

Must not know the library: what is done to rules is `RuleActs`.
"""

from textual import on
from textual.content import Content
from textual.widgets import OptionList

from reader.library.stories import counted
from reader.model import Rule, RuleId
from reader.reading.cleaning import clean_line
from reader.tagging.rules import Preview, deeds_in_words
from reader.tui.commands import Where
from reader.tui.rules.acts import RuleActs
from reader.tui.rules.dialog import Draft, RuleDialog
from reader.tui.widgets.choice_list import ChoiceList
from reader.tui.widgets.list_screen import ListScreen, Undo, screen_bindings

_NONE = "No rules yet. a makes one; in the list, M makes one of what is shown."


class RulesScreen(ListScreen[None], inherit_bindings=False):
    """A list of rules, and an account of one."""

    BINDINGS = screen_bindings(Where.RULES, "q")
    HINTS = (
        ("enter", "change"),
        ("a", "new"),
        ("o", "on/off"),
        ("b", "take back"),
        ("x", "run on all"),
        ("d", "remove"),
        ("?", "keys"),
    )
    where = Where.RULES

    def __init__(self, acts: RuleActs, undo: Undo, redo: Undo) -> None:
        self._list = ChoiceList()
        super().__init__(self._list, undo, redo)
        self._acts = acts
        self._rules: dict[str, tuple[Rule, int]] = {}

    def reload(self) -> None:
        """Show the rules there are now."""
        self._rules = {str(rule.id): (rule, done) for rule, done in self._acts.all()}
        rules = "1 rule" if len(self._rules) == 1 else f"{len(self._rules)} rules"
        self.show_heading(f"Rules · {rules}, followed in this order")
        self._list.show([(key, _line(rule)) for key, (rule, _) in self._rules.items()])
        self._tell_of_rule()

    @property
    def _rule(self) -> Rule | None:
        rule, _ = self._rules.get(self._list.chosen or "", (None, 0))
        return rule

    @on(OptionList.OptionHighlighted)
    def _tell_of_rule(self) -> None:
        rule = self._rule
        if rule is None:
            self.show_account(_NONE)
            return
        self.show_account(self._account(rule))
        self._acts.preview(rule, lambda found: self._show_preview(rule, found))

    def _show_preview(self, rule: Rule, found: Preview) -> None:
        if self._rule == rule and self.is_attached:
            would = f"x would change {counted(len(found.changing))}, of {found.matching:,} that match."
            self.show_account(f"{self._account(rule)}\n{would}")

    def _account(self, rule: Rule) -> str:
        done = self._rules[str(rule.id)][1]
        return f"{clean_line(rule.query, 400)}\nWhat it did stands on {counted(done)}."

    async def action_new_rule(self) -> None:
        """Ask for a new rule."""
        await self._ask(Draft(), None)

    async def action_change_rule(self) -> None:
        """Ask how the rule is to be from now on."""
        if self._rule is not None:
            await self._ask(Draft(self._rule.query, self._rule.deeds), self._rule.id)

    async def _ask(self, draft: Draft, rule_id: RuleId | None) -> None:
        def answered(kept: Draft | None) -> None:
            if kept is not None:
                self._acts.keep(kept, rule_id, self.said)

        await self.app.push_screen(RuleDialog(draft, self._acts.look, self._acts.check), answered)

    def action_switch_rule(self) -> None:
        """Switch the rule off or on."""
        if self._rule is not None:
            self._acts.switch(self._rule, self.said)

    def action_take_back(self) -> None:
        """Switch the rule off, and take back what it did."""
        if self._rule is not None:
            self._acts.take_back(self._rule, self.said)

    def action_run_rule(self) -> None:
        """Run the rule on every story that matches."""
        if self._rule is not None:
            self._acts.run(self._rule, self.said)

    def action_remove_rule(self) -> None:
        """Take the rule out."""
        if self._rule is not None:
            self._acts.remove(self._rule, self.said)

    def action_move_rule(self, steps: int) -> None:
        """Move the rule down or up."""
        if self._rule is not None:
            self._acts.move(self._rule, steps, self.said)


def _line(rule: Rule) -> Content:
    look = "" if rule.active else "$reader-dim"
    sign = "●" if rule.active else "○"
    return Content.assemble(
        (f"{sign} ", "$primary"),
        (clean_line(rule.query, 60), look),
        (f"  {clean_line(deeds_in_words(rule.deeds), 80)}", "$reader-dim"),
        "" if rule.active else "  (off)",
    )
