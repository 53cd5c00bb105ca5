"""What keys do with tags: tagging the stories meant, and tags as things."""

from typing import TYPE_CHECKING

from reader.errors import QueryError
from reader.library import Library
from reader.library.stories import counted
from reader.library.tags import tag_name
from reader.query import parse
from reader.tui.context import Context
from reader.tui.library_access import ANYTHING

if TYPE_CHECKING:
    from reader.tui.tags.query_dialog import Wanted


async def tag(context: Context) -> None:
    """Open the tag bar for putting tags on the stories."""
    if ids := context.story_ids:
        await context.main.tagger.tag(ids)


async def untag(context: Context) -> None:
    """Open the tag bar for taking tags off the stories."""
    if ids := context.story_ids:
        await context.main.tagger.untag(ids)


async def tag_by_category(context: Context) -> None:
    """Make one of the publisher's categories a tag of the story."""
    if context.story is not None:
        await context.main.tagger.tag_by_category(context.story.id)


def repeat(context: Context) -> None:
    """Tag as the last time, and go on."""
    if (ids := context.story_ids) and context.main.tagger.repeat(ids):
        context.main.go_on()


def accept(context: Context) -> None:
    """Put the suggested tags on the stories, and stay: they are still to be read."""
    if ids := context.story_ids:
        context.main.tagger.accept(context.main.suggestions.of(ids))
        context.main.selection.clear()


async def tag_by_query(context: Context) -> None:
    """Ask for a query that begins with what is shown, and tags for every story it finds."""
    from reader.tui.rules.acts import look
    from reader.tui.tags.query_dialog import TagQueryDialog, Wanted

    def check(wanted: Wanted) -> None:
        if not wanted.query:
            raise QueryError("Type a query, as for searching.", 0)
        parse(wanted.query)
        for name in (*wanted.tagging.add, *wanted.tagging.remove):
            tag_name(name)

    def answered(wanted: Wanted | None) -> None:
        if wanted is not None:
            _tag_found(context, wanted)

    view = context.main.listing.view
    query = str(view.query.tree) if view is not None else ""
    await context.app.push_screen(TagQueryDialog(query, look, check), answered)


def _tag_found(context: Context, wanted: "Wanted") -> None:
    """Put tags on every story a query finds, and take tags off them, in one step."""
    from reader.tui.tags.tagger import SO_ALREADY, in_words

    query, tagging = parse(wanted.query), wanted.tagging

    def work(library: Library, now: int) -> int:
        return library.tags.apply(library.stories.ids(query), tagging.add, tagging.remove, now)

    def said(changed: int) -> None:
        words = f"{in_words(tagging)} · {counted(changed)} · U undoes"
        context.status.say(words if changed else SO_ALREADY)

    context.library.write(work, ANYTHING, said)


async def show(context: Context) -> None:
    """Show the tags as things, beginning at the one that is meant."""
    from reader.tui.tags.screen import TagsScreen

    def left(name: str | None) -> None:
        if context.main.navigation.show_key(f"tag:{name}"):
            context.main.panes.go_to(context.main.stories)
        else:
            context.main.navigation.reload()

    await context.app.push_screen(TagsScreen(context, _meant(context)), left)


def _meant(context: Context) -> str:
    """Return the tag of the sidebar's row, or the first of the story's, "" where there is none."""
    row = context.main.feeds.row
    at = row.tag if row is not None else ""
    return at or next(iter(context.story.tags if context.story else ()), "")
