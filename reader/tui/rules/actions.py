"""Commands of rules: making one, reviewing an offer, and the keys of the rules screen.

What is done is written in the order asked. Must not know how a rule is found, nor how the screen looks.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from reader.library import Library
from reader.library.stories import counted
from reader.model import FeedId, Rule, RuleActions, RuleId
from reader.tui.context import Context

if TYPE_CHECKING:
    from reader.tui.rules.dialog import Draft
    from reader.tui.rules.screen import RulesScreen


async def make(context: Context) -> None:
    """Ask for a rule that begins with what is shown."""
    view = context.main.listing.view
    await _ask(context, str(view.query.tree) if view is not None else "")


async def review_offer(context: Context) -> None:
    """Review the rule that is offered, to keep it or change it."""
    offer = context.main.offers.pop()
    if offer is not None:
        await _ask(context, offer.query, RuleActions((offer.tag,)))


def refuse_offer(context: Context) -> None:
    """Have no rule offered for that tag again."""
    context.main.offers.refuse()


async def show(context: Context) -> None:
    """Open the rules screen."""
    from reader.tui.list_screen import open_list_screen
    from reader.tui.rules.screen import RulesScreen

    await open_list_screen(context, RulesScreen(context))


def switch_categories(context: Context) -> None:
    """Let the categories of a feed's new stories become tags, by a rule; where one does that, switch it off.

    The feed is that of the sidebar's row, else that of the story.
    """
    row, story = context.main.feeds.row, context.story
    if row is not None and context.main.feeds.at_feed:
        context.write(partial(_switch_categories, row.feeds[0], row.name))
    elif story is not None:
        context.write(partial(_switch_categories, story.feed_id, story.feed_title))


def _switch_categories(feed_id: FeedId, title: str, library: Library, now: int) -> str:
    query, actions = f"feed:#{feed_id}", RuleActions(categories=True)
    there = next((one for one in library.rules.all() if (one.query, one.actions) == (query, actions)), None)
    if there is not None and there.active:
        library.rules.switch_off(there.id, now)
        return f"categories of {title} become tags no longer · in Rules b takes back those that did"
    if there is None:
        library.rules.add(query, actions, now)
    else:
        library.rules.switch_on(there.id, now)
    return f"new stories of {title} get their categories as tags · U undoes · Rules has it"


# On the screen of rules, to the one under the cursor


async def make_new(context: Context) -> None:
    """Ask for a new rule."""
    await _ask(context)


async def change(context: Context) -> None:
    """Ask how the rule is to be from now on."""
    rule = _rule(context)
    if rule is not None:
        await _ask(context, rule.query, rule.actions, rule.id)


def switch(context: Context) -> None:
    """Switch the rule off or on, going by what was asked before and not by what is shown yet."""

    def work(rule: Rule, library: Library, now: int) -> str:
        if library.rules.get(rule.id).active:
            library.rules.switch_off(rule.id, now)
            return f"{rule.query} is off · b takes back what it did"
        library.rules.switch_on(rule.id, now)
        return f"{rule.query} is on, for stories that come from now on"

    _write_to_rule(context, work)


def revert(context: Context) -> None:
    """Switch the rule off, and take back what it did."""

    def work(rule: Rule, library: Library, now: int) -> str:
        stories = library.rules.switch_off(rule.id, now, take_back=True)
        return f"{rule.query} is off, what it did to {counted(stories)} is taken back · U undoes"

    _write_to_rule(context, work)


def run(context: Context) -> None:
    """Do what the rule does to every story that matches, in one step."""

    def work(rule: Rule, library: Library, now: int) -> str:
        from reader.tagging.rules import run

        return f"ran {rule.query}: {counted(run(library, library.rules.get(rule.id), now))} changed · U undoes"

    _write_to_rule(context, work)


def remove(context: Context) -> None:
    """Take the rule out; what it did stays."""

    def work(rule: Rule, library: Library, now: int) -> str:
        library.rules.remove(rule.id, now)
        return f"removed the rule {rule.query}, what it did stays · U undoes"

    _write_to_rule(context, work)


def move(context: Context, steps: int) -> None:
    """Put the rule so many places further down, or up where `steps` is negative."""

    def work(rule: Rule, library: Library, now: int) -> str:
        order = [one.id for one in library.rules.all()]
        library.rules.move(rule.id, order.index(rule.id) + 1 + steps, now)
        return ""

    _write_to_rule(context, work)


def _rule(context: Context) -> Rule | None:
    return cast("RulesScreen", context.app.screen).rule


def _write_to_rule(context: Context, work: Callable[[Rule, Library, int], str]) -> None:
    rule = _rule(context)
    if rule is not None:
        context.write(partial(work, rule))


async def _ask(
    context: Context, query: str = "", actions: RuleActions | None = None, rule_id: RuleId | None = None
) -> None:
    """Ask for a rule that begins so; keep it, in place of the rule `rule_id` where there is one."""
    from reader.tui.query_matches import find_matches
    from reader.tui.rules.dialog import Draft, RuleDialog

    def check(draft: Draft) -> None:
        context.library.here.rules.check(draft.query, draft.actions)

    def answered(draft: "Draft | None") -> None:
        if draft is not None:
            context.write(partial(_keep, draft, rule_id))

    draft = Draft(query, RuleActions() if actions is None else actions)
    await context.app.push_screen(RuleDialog(draft, partial(find_matches, context), check), answered)


def _keep(draft: "Draft", rule_id: RuleId | None, library: Library, now: int) -> str:
    if rule_id is None:
        library.rules.add(draft.query, draft.actions, now)
        return f"made the rule {draft.query} · it acts on stories that come from now on · U undoes"
    library.rules.edit(rule_id, draft.query, draft.actions, now)
    return f"changed the rule {draft.query} · U undoes"
