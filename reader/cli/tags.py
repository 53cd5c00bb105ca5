"""The verb tags and those under it: list, rename, merge, remove."""

import click

from reader.cli.output import JSON_OBJECT, say_columns, say_json, say_result, tag_record
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
@JSON_OBJECT
def rename(old: str, new: str, as_json: bool) -> None:
    """Rename a tag and those nested under it; where NEW exists the two become one."""
    with session() as opened:
        stories = opened.library.tags.rename(old, new, opened.now())
    say_result({"tag": new, "stories": stories}, f"{old} is now {new}, on {counted(stories)}.", as_json)


@tags_verb.command("merge")
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.option("--into", required=True, help="The tag that stays.")
@JSON_OBJECT
def merge(names: tuple[str, ...], into: str, as_json: bool) -> None:
    """Give the stories of some tags one tag instead."""
    with session() as opened:
        stories = opened.library.tags.merge(names, into, opened.now())
    say_result(
        {"tag": into, "stories": stories},
        f"{', '.join(names)} merged into {into}: {counted(stories)} changed.",
        as_json,
    )


@tags_verb.command("remove")
@click.argument("name")
@JSON_OBJECT
def remove(name: str, as_json: bool) -> None:
    """Take a tag, and those nested under it, off every story."""
    with session() as opened:
        stories = opened.library.tags.remove(name, opened.now())
    say_result({"tag": name, "stories": stories}, f"{name} taken off {counted(stories)}.", as_json)
