"""The screen of the rules in their order: what each does, what it did, what running it on all stories would change.

Reads them; what is done to them is in `actions`.
"""

from functools import partial

from textual import on
from textual.content import Content
from textual.widgets import OptionList

from reader.library.stories import counted
from reader.model import Rule
from reader.reading.cleaning import clean_line
from reader.tagging.rules import Preview, describe_actions, preview
from reader.tui.commands import Where
from reader.tui.context import Context
from reader.tui.list_screen import ListScreen, screen_bindings
from reader.tui.widgets.choice_list import ChoiceList

_NONE = "No rules yet. a makes one; in the list, M makes one of what is shown."


class RulesScreen(ListScreen[None], inherit_bindings=False):
    """A list of rules, and the details of one."""

    BINDINGS = screen_bindings(Where.RULES, "q")
    HINTS = (
        "rules.change",
        "rules.new",
        "rules.switch",
        "rules.take-back",
        "rules.run",
        "rules.remove",
        "app.help",
    )
    where = Where.RULES

    def __init__(self, context: Context) -> None:
        self._list = ChoiceList()
        super().__init__(context, self._list)
        self._rules: dict[str, tuple[Rule, int]] = {}

    def reload(self) -> None:
        """Show the rules there are now, each with on how many stories something stands that it did."""
        rules = self.context.library.here.rules
        self._rules = {str(rule.id): (rule, rules.count_touched(rule.id)) for rule in rules.all()}
        counted_rules = "1 rule" if len(self._rules) == 1 else f"{len(self._rules)} rules"
        self.show_heading(f"Rules · {counted_rules}, followed in this order")
        self._list.show([(key, _line(rule)) for key, (rule, _) in self._rules.items()])
        self._tell_of_rule()

    @property
    def rule(self) -> Rule | None:
        """The rule under the cursor."""
        rule, _ = self._rules.get(self._list.chosen or "", (None, 0))
        return rule

    @on(OptionList.OptionHighlighted)
    def _tell_of_rule(self) -> None:
        rule = self.rule
        if rule is None:
            self.show_details(_NONE)
            return
        self.show_details(self._details(rule))
        self.context.library.lists.ask(
            "what a rule would do", partial(preview, rule=rule), lambda found: self._show_preview(rule, found)
        )

    def _show_preview(self, rule: Rule, found: Preview) -> None:
        if self.rule == rule and self.is_attached:
            would = f"x would change {counted(len(found.changing))}, of {found.matching:,} that match."
            self.show_details(f"{self._details(rule)}\n{would}")

    def _details(self, rule: Rule) -> str:
        done = self._rules[str(rule.id)][1]
        return f"{clean_line(rule.query, 400)}\nWhat it did stands on {counted(done)}."


def _line(rule: Rule) -> Content:
    look = "" if rule.active else "$reader-dim"
    sign = "●" if rule.active else "○"
    return Content.assemble(
        (f"{sign} ", "$primary"),
        (clean_line(rule.query, 60), look),
        (f"  {clean_line(describe_actions(rule.actions), 80)}", "$reader-dim"),
        "" if rule.active else "  (off)",
    )
