"""The verbs about stories: list, show, tag, mark, undo, redo."""

from typing import Any

import click

from reader.cli.output import JSON_OBJECT, iso, say, say_columns, say_json, say_preview, say_result, story_record
from reader.cli.session import reading_session, session
from reader.cli.targets import AS_TYPED, ids_of, query_of, stories_of, tag_names
from reader.library.journal.journal import left_alone
from reader.library.stories import counted
from reader.model import Body, BodyFormat, Origin, Step, Story


@click.command("list", context_settings=AS_TYPED)
@click.argument("query", nargs=-1, type=click.UNPROCESSED)
@click.option("--search", "name", metavar="NAME", help="Those of a saved search, instead of a QUERY.")
@click.option("--limit", type=click.IntRange(min=0), help="Print at most this many.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
def list_verb(query: tuple[str, ...], name: str | None, limit: int | None, as_json: bool) -> None:
    """List the stories that match QUERY, newest first."""
    if query and name is not None:
        raise click.UsageError("Name a saved search or write a query, not both.")
    wanted = query_of(query)
    with reading_session() as opened:
        if name is not None:
            wanted = query_of([opened.library.saved_searches.named(name).query])
        stories = opened.library.stories
        ids = stories.ids(wanted) if limit is None else stories.first_ids(wanted, limit)
        found = list(stories_of(opened.library, ids))
    if as_json:
        say_json([story_record(story) for story in found])
    else:
        say_columns((_columns(story) for story in found), flexible=4)


@click.command("show")
@click.argument("story_id", metavar="ID", type=click.IntRange(min=1, max=2**63 - 1))
@click.option("--format", "form", type=click.Choice(["markdown", "text", "html", "json"]), default="text")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def show_verb(story_id: int, form: str, as_json: bool) -> None:
    """Print one story, with the note on it."""
    from reader.reading.story_text import as_markdown, as_text

    with reading_session() as opened:
        story = opened.library.stories.get(story_id)
        body = opened.library.stories.body(story_id)
        note = opened.library.notes.get(story_id)
    if as_json or form == "json":
        say_json({**story_record(story), "format": body.format.value, "body": body.content, "note": note})
    elif form == "html":
        say(_html(story, body))
    elif form == "markdown":
        say(as_markdown(story, body, note))
    else:
        say(as_text(story, body, note))


@click.command("tag", context_settings=AS_TYPED)
@click.argument("targets", metavar="TARGET...", nargs=-1, required=True, type=click.UNPROCESSED)
@click.option("--add", "add", default="", metavar="A,B", help="Tags to put on.")
@click.option("--remove", "remove", default="", metavar="C", help="Tags to take off.")
@click.option("--dry-run", is_flag=True, help="Only show which stories would change.")
@JSON_OBJECT
def tag_verb(targets: tuple[str, ...], add: str, remove: str, dry_run: bool, as_json: bool) -> None:
    """Tag stories. A TARGET is an id, a query in quotes, or - for ids on standard input."""
    adding, removing = tag_names(add), tag_names(remove)
    if not adding and not removing:
        raise click.UsageError("Say what to do: --add a,b or --remove c.")
    with reading_session() as opened:
        ids = ids_of(opened.library, targets)
        if dry_run:
            changing = opened.library.tags.would_change(ids, adding, removing)
            say_preview(opened.library.stories.rows(changing), len(ids), as_json)
            return
        changed = opened.library.tags.apply(ids, adding, removing, opened.now())
    _say_changed(changed, len(ids), as_json)


@click.command("mark", context_settings=AS_TYPED)
@click.argument("state", type=click.Choice(["read", "unread", "starred", "unstarred"]))
@click.argument("targets", metavar="TARGET...", nargs=-1, required=True, type=click.UNPROCESSED)
@JSON_OBJECT
def mark_verb(state: str, targets: tuple[str, ...], as_json: bool) -> None:
    """Mark stories. A TARGET is an id, a query in quotes, or - for ids on standard input."""
    with reading_session() as opened:
        stories = opened.library.stories
        marks = {
            "read": stories.mark_read,
            "unread": stories.mark_unread,
            "starred": stories.star,
            "unstarred": stories.unstar,
        }
        ids = ids_of(opened.library, targets)
        changed = marks[state](ids, opened.now())
    _say_changed(changed, len(ids), as_json)


ORIGIN = click.option(
    "--origin",
    type=click.Choice([origin.value for origin in Origin]),
    help="Only of the steps made there, not of all; interface is what U undoes.",
)


@click.command("undo")
@click.option("--list", "listing", is_flag=True, help="Only list the steps that can be undone.")
@ORIGIN
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def undo_verb(listing: bool, origin: str | None, as_json: bool) -> None:
    """Take back the last step, whether made in a shell or in the interface, and say which that was.

    What was changed since by a newer step that stands is left as it is, and counted.
    """
    of = Origin(origin) if origin else None
    with session() as opened:
        if listing:
            _say_steps(opened.library.journal.steps(100, of), as_json)
            return
        _say_turned("undone", opened.library.journal.undo(opened.now(), of), as_json)


@click.command("redo")
@ORIGIN
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def redo_verb(origin: str | None, as_json: bool) -> None:
    """Do again what was undone last, whether made in a shell or in the interface."""
    with session() as opened:
        step = opened.library.journal.redo(opened.now(), Origin(origin) if origin else None)
    _say_turned("redone", step, as_json)


def _columns(story: Story) -> tuple[str, ...]:
    mark = "★" if story.starred else " " if story.read else "●"
    return (
        str(story.id),
        mark,
        (iso(story.published) or "")[:10],
        story.feed_title,
        story.title,
        ", ".join(story.tags),
    )


def _html(story: Story, body: Body) -> str:
    if body.format is BodyFormat.HTML:
        return body.content
    from markdown_it import MarkdownIt

    from reader.reading.article import article_of

    article = article_of(body, story.title)
    return str(MarkdownIt("commonmark", {"html": False}).enable("table").render(article.markdown))


def _say_changed(changed: int, meant: int, as_json: bool) -> None:
    say_result({"stories": meant, "changed": changed}, f"{counted(changed)} changed, of {meant:,}.", as_json)


def _say_steps(steps: list[Step], as_json: bool) -> None:
    if as_json:
        say_json([{**_step_record(step), "label": step.label, "undone": step.undone} for step in steps])
    else:
        rows = ((iso(one.at) or "", one.origin, "undone" if one.undone else "", one.label) for one in steps)
        say_columns(rows, flexible=3)


def _say_turned(how: str, step: Step | None, as_json: bool) -> None:
    if step is None:
        say_result({how: None}, f"There is nothing that could be {how}.", as_json)
        return
    made = f"made in the {step.origin}" if step.origin in (Origin.INTERFACE, Origin.SHELL) else f"of a {step.origin}"
    sentence = f"{how}: {step.label} ({made}, {iso(step.at)}){left_alone(step.left)}"
    say_result({how: step.label, **_step_record(step), "left": step.left}, sentence, as_json)


def _step_record(step: Step) -> dict[str, Any]:
    return {"id": step.id, "at": iso(step.at), "origin": step.origin.value}
