"""The verb rules and those under it: add, edit, move, remove, on, off, run."""

from typing import Any

import click

from reader.cli.output import JSON_OBJECT, say_columns, say_json, say_preview, say_result
from reader.cli.session import Session, reading_session, session
from reader.cli.targets import query_of, tag_names
from reader.library.stories import counted
from reader.model import Rule, RuleActions
from reader.tagging.rules import describe_actions, preview, run

_ID = click.argument("rule_id", metavar="ID", type=click.IntRange(min=1, max=2**62))


@click.group("rules", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
@click.pass_context
def rules_verb(context: click.Context, as_json: bool) -> None:
    """List the rules in their order: what each does to new stories that match its query, at the end of a refresh."""
    if context.invoked_subcommand:
        return
    with session() as opened:
        rules = [(rule, opened.library.rules.count_touched(rule.id)) for rule in opened.library.rules.all()]
    if as_json:
        say_json([rule_record(rule, done) for rule, done in rules])
    else:
        rows = [
            (str(rule.id), "on" if rule.active else "off", rule.query, describe_actions(rule.actions), counted(done))
            for rule, done in rules
        ]
        say_columns(rows, flexible=2)


@rules_verb.command("add")
@click.argument("query")
@click.option("--add", "add", default="", metavar="A,B", help="Tags to put on.")
@click.option("--remove", "remove", default="", metavar="C", help="Tags to take off.")
@click.option("--read", is_flag=True, help="Mark read.")
@click.option("--star", is_flag=True, help="Star.")
@click.option("--hide", is_flag=True, help="Take out of the lists.")
@click.option("--categories", is_flag=True, help="Make the publisher's categories tags.")
@JSON_OBJECT
def add(query: str, as_json: bool, **wanted: Any) -> None:
    """Make a rule, the last in order, for stories that come from now on that match QUERY."""
    query_of([query])
    actions = _changed(RuleActions(), wanted)
    with session() as opened:
        rule = opened.library.rules.get(opened.library.rules.add(query, actions, opened.now()))
        found = preview(opened.library, rule)
    also = f" {counted(len(found.changing))} that are there already would change: reader rules run {rule.id}"
    _say_rule(rule, 0, f"Rule {rule.id} made.{also if found.changing else ''}", as_json)


@rules_verb.command("edit")
@_ID
@click.option("--query", metavar="QUERY", help="Another query.")
@click.option("--add", "add", metavar="A,B", help="Tags to put on, in place of those it puts on.")
@click.option("--remove", "remove", metavar="C", help="Tags to take off, in place of those it takes off.")
@click.option("--read/--no-read", default=None, help="Mark read.")
@click.option("--star/--no-star", default=None, help="Star.")
@click.option("--hide/--no-hide", default=None, help="Take out of the lists.")
@click.option("--categories/--no-categories", default=None, help="Make the publisher's categories tags.")
@JSON_OBJECT
def edit(rule_id: int, query: str | None, as_json: bool, **wanted: Any) -> None:
    """Change a rule; what is not named stays, and so does what it did."""
    if query is not None:
        query_of([query])
    with session() as opened:
        old = opened.library.rules.get(rule_id)
        opened.library.rules.edit(rule_id, query or old.query, _changed(old.actions, wanted), opened.now())
        _say_done(opened, rule_id, f"Rule {rule_id} changed.", as_json)


@rules_verb.command("move")
@_ID
@click.argument("place", type=click.IntRange(min=1))
@JSON_OBJECT
def move(rule_id: int, place: int, as_json: bool) -> None:
    """Put a rule at a PLACE in the order, counted from 1."""
    with session() as opened:
        opened.library.rules.move(rule_id, place, opened.now())
        rule = opened.library.rules.get(rule_id)
        _say_done(opened, rule_id, f"Rule {rule_id} is number {rule.position} now.", as_json)


@rules_verb.command("remove")
@_ID
@JSON_OBJECT
def remove(rule_id: int, as_json: bool) -> None:
    """Take a rule out; what it did stays."""
    with session() as opened:
        rule = opened.library.rules.get(rule_id)
        opened.library.rules.remove(rule_id, opened.now())
    _say_rule(rule, 0, f"Rule {rule_id} removed; what it did stays.", as_json)


@rules_verb.command("on")
@_ID
@JSON_OBJECT
def switch_on(rule_id: int, as_json: bool) -> None:
    """Let a rule act again, on stories that come from now on."""
    with session() as opened:
        opened.library.rules.switch_on(rule_id, opened.now())
        _say_done(opened, rule_id, f"Rule {rule_id} is on.", as_json)


@rules_verb.command("off")
@_ID
@click.option("--take-back", is_flag=True, help="Take back what it did, where nobody has changed that since.")
@JSON_OBJECT
def switch_off(rule_id: int, take_back: bool, as_json: bool) -> None:
    """Let a rule rest."""
    with session() as opened:
        stories = opened.library.rules.switch_off(rule_id, opened.now(), take_back=take_back)
        back = f" What it did to {counted(stories)} is taken back." if take_back else ""
        _say_done(opened, rule_id, f"Rule {rule_id} is off.{back}", as_json)


@rules_verb.command("run")
@_ID
@click.option("--dry-run", is_flag=True, help="Only show which stories would change.")
@JSON_OBJECT
def run_rule(rule_id: int, dry_run: bool, as_json: bool) -> None:
    """Do what a rule does to every story that matches, old ones too, in one step."""
    with reading_session() as opened:
        rule = opened.library.rules.get(rule_id)
        found = preview(opened.library, rule)
        if dry_run:
            say_preview(opened.library.stories.rows(found.changing), found.matching, as_json)
            return
        changed = run(opened.library, rule, opened.now())
    record = {"rule": rule_id, "matching": found.matching, "changed": changed}
    say_result(record, f"{counted(changed)} changed, of {found.matching:,} that match.", as_json)


def rule_record(rule: Rule, done: int) -> dict[str, Any]:
    """Return the JSON object of a rule; `stories` is on how many something stands that it did."""
    return {
        "id": rule.id,
        "query": rule.query,
        "add": list(rule.actions.add),
        "remove": list(rule.actions.remove),
        "read": rule.actions.read,
        "star": rule.actions.star,
        "hide": rule.actions.hide,
        "categories": rule.actions.categories,
        "position": rule.position,
        "on": rule.active,
        "stories": done,
    }


def _changed(actions: RuleActions, wanted: dict[str, Any]) -> RuleActions:
    """Return deeds with those that were named on the command line in place of the old ones."""
    kept = {name: getattr(actions, name) if value is None else value for name, value in wanted.items()}
    tags = {name: tag_names(kept[name]) if isinstance(kept[name], str) else kept[name] for name in ("add", "remove")}
    return RuleActions(**{**kept, **tags})


def _say_done(opened: Session, rule_id: int, sentence: str, as_json: bool) -> None:
    rules = opened.library.rules
    _say_rule(rules.get(rule_id), rules.count_touched(rule_id), sentence, as_json)


def _say_rule(rule: Rule, done: int, sentence: str, as_json: bool) -> None:
    say_result(rule_record(rule, done), sentence, as_json)
