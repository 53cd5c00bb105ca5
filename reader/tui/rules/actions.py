"""What keys do with rules: making one of what is shown, taking or refusing one that is offered, showing all."""

from typing import TYPE_CHECKING

from reader.tui.context import Context

if TYPE_CHECKING:
    from reader.tui.widgets.matches import Draft


async def make(context: Context) -> None:
    """Ask for a rule that begins with what is shown."""
    from reader.tui.widgets.matches import Draft

    view = context.main.listing.view
    await ask_for_rule(context, Draft(str(view.query.tree) if view is not None else ""))


async def ask_for_rule(context: Context, draft: "Draft") -> None:
    """Ask for a rule that begins as `draft`, and make it."""
    from reader.tui.rules.acts import RuleActs
    from reader.tui.rules.dialog import RuleDialog

    acts = RuleActs(context)

    def answered(kept: "Draft | None") -> None:
        if kept is not None:
            acts.keep(kept, None, context.status.say)

    await context.app.push_screen(RuleDialog(draft, acts.look, acts.check), answered)


async def take_offer(context: Context) -> None:
    """Look at the rule that is offered, to keep it or change it."""
    draft = context.main.offers.take()
    if draft is not None:
        await ask_for_rule(context, draft)


def refuse_offer(context: Context) -> None:
    """Have no rule offered for that tag again."""
    context.main.offers.refuse()


async def show(context: Context) -> None:
    """Show the rules: what is done to new stories by itself."""
    from reader.tui.rules.screen import RulesScreen

    await context.app.push_screen(RulesScreen(context), lambda _: context.main.navigation.reload())
