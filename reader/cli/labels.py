"""The verbs about tags as things: list, rename, merge, remove."""

import click

from reader.cli.output import say, say_columns, say_json, tag_record
from reader.cli.session import reading_session, session
from reader.library.stories import counted


@click.group("tags", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
@click.pass_context
def tags_verb(context: click.Context, as_json: bool) -> None:
    """List the tags, with how many stories carry each and how many of them are unread."""
    if context.invoked_subcommand:
        return
    with reading_session() as opened:
        tags = opened.library.tags.all()
    if as_json:
        say_json([tag_record(tag) for tag in tags])
    else:
        say_columns(((tag.name, str(tag.stories), str(tag.unread)) for tag in tags), flexible=0)


@tags_verb.command("rename")
@click.argument("old")
@click.argument("new")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def rename(old: str, new: str, as_json: bool) -> None:
    """Rename a tag and those nested under it; where NEW exists the two become one."""
    with session() as opened:
        stories = opened.library.tags.rename(old, new, opened.now())
    _say_done(new, stories, f"{old} is now {new}, on {counted(stories)}.", as_json)


@tags_verb.command("merge")
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.option("--into", required=True, help="The tag that stays.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def merge(names: tuple[str, ...], into: str, as_json: bool) -> None:
    """Give the stories of some tags one tag instead."""
    with session() as opened:
        stories = opened.library.tags.merge(names, into, opened.now())
    _say_done(into, stories, f"{', '.join(names)} merged into {into}: {counted(stories)} changed.", as_json)


@tags_verb.command("remove")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def remove(name: str, as_json: bool) -> None:
    """Take a tag, and those nested under it, off every story."""
    with session() as opened:
        stories = opened.library.tags.remove(name, opened.now())
    _say_done(name, stories, f"{name} taken off {counted(stories)}.", as_json)


def _say_done(tag: str, stories: int, sentence: str, as_json: bool) -> None:
    if as_json:
        say_json({"tag": tag, "stories": stories})
    else:
        say(sentence)
