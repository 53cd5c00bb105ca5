"""Commands of tags: tagging stories, and the tags screen."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from reader.errors import QueryError, ReaderError
from reader.library import Library
from reader.library.stories import counted
from reader.library.tags import tag_name
from reader.model import Tag
from reader.query import parse
from reader.query.tree import quoted
from reader.query.words import fold_name
from reader.tui.context import Context
from reader.tui.library_access import LISTS

if TYPE_CHECKING:
    from reader.tui.tags.screen import TagsScreen
    from reader.tui.tags.tag_by_query_dialog import Wanted

_PREVIEW = "what a name would lead to"


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
    tagger = context.main.tagger
    if not (ids := context.story_ids):
        return
    if tagger.last is None:
        context.status.say("no tagging to repeat yet · t tags")
        return
    tagger.put_on(ids, tagger.last)
    context.go_on()


def accept(context: Context) -> None:
    """Put the suggested tags on the stories, and stay: they are still to be read."""
    if ids := context.story_ids:
        context.main.tagger.accept(context.main.suggestions.of(ids))
        context.main.selection.clear()


async def tag_by_query(context: Context) -> None:
    """Ask for a query that begins with what is shown, and tags for every story it finds."""
    from reader.tui.query_matches import find_matches
    from reader.tui.tags.tag_by_query_dialog import TagQueryDialog, Wanted

    def check(wanted: Wanted) -> None:
        if not wanted.query:
            raise QueryError("Type a query, as for searching.", 0)
        parse(wanted.query)
        for name in (*wanted.tagging.add, *wanted.tagging.remove):
            tag_name(name)

    def answered(wanted: Wanted | None) -> None:
        if wanted is not None:
            _tag_matches(context, wanted)

    view = context.main.listing.view
    query = str(view.query.tree) if view is not None else ""
    await context.app.push_screen(TagQueryDialog(query, partial(find_matches, context), check), answered)


def _tag_matches(context: Context, wanted: "Wanted") -> None:
    """Put tags on every story a query finds, and take tags off them, in one step."""
    from reader.tui.tags.tagger import UNCHANGED

    query, tagging = parse(wanted.query), wanted.tagging

    def work(library: Library, now: int) -> int:
        return library.tags.apply(library.stories.ids(query), tagging.add, tagging.remove, now)

    def said(changed: int) -> None:
        words = f"{tagging.words} · {counted(changed)} · U undoes"
        context.status.say(words if changed else UNCHANGED)

    context.library.write(work, LISTS, said)


async def show(context: Context) -> None:
    """Open the tags screen at the current tag."""
    from reader.tui.list_screen import open_list_screen
    from reader.tui.tags.screen import TagsScreen

    await open_list_screen(context, TagsScreen(context, _current_tag(context)), "tag")


def _current_tag(context: Context) -> str:
    """Return the tag of the sidebar's row, or the first of the story's, "" where there is none."""
    row = context.main.feeds.row
    at = row.tag if row is not None else ""
    return at or next(iter(context.story.tags if context.story else ()), "")


# On the tags screen, to the tag under the cursor


def open_tag(context: Context) -> None:
    """Show the stories of the tag."""
    tag = _tag(context)
    if tag is not None:
        _screen(context).leave(tag.name)


async def rename(context: Context) -> None:
    """Ask what the tag is to be called, and rename it and those nested under it."""
    from reader.tui.widgets.dialogs import NameDialog

    tag = _tag(context)

    def preview(new: str, done: Callable[[str], None]) -> None:
        assert tag is not None
        name = tag_name(new)
        if fold_name(name).startswith(f"{fold_name(tag.name)}/"):
            raise ReaderError(f"The tag {tag.name} cannot be moved under itself.")
        context.library.lists.ask(_PREVIEW, partial(_preview_rename, tag.name, name), done)

    def answered(new: str | None) -> None:
        if new and tag is not None:
            _write_tags(context, partial(_rename, tag.name, new), new)

    if tag is not None:
        await context.app.push_screen(NameDialog(f"{tag.name} is to be called", tag.name, preview), answered)


def _preview_rename(old: str, name: str, library: Library) -> str:
    if _stories_with(library, name) and fold_name(name) != fold_name(old):
        return f"{name} exists: the two become one, on {counted(_stories_with(library, old, name))}."
    return f"{counted(_stories_with(library, old))} will have {name}."


def _rename(old: str, new: str, library: Library, now: int) -> str:
    return f"{old} is {new} now, on {counted(library.tags.rename(old, new, now))} · U undoes"


async def merge(context: Context) -> None:
    """Ask for the tag that the stories of the tag are to have instead."""
    from reader.tui.widgets.dialogs import NameDialog

    tag = _tag(context)

    def preview(into: str, done: Callable[[str], None]) -> None:
        assert tag is not None
        name = tag_name(into)
        if fold_name(name) == fold_name(tag.name):
            raise ReaderError("Choose another tag.")
        context.library.lists.ask(_PREVIEW, partial(_preview_merge, tag.name, name), done)

    def answered(into: str | None) -> None:
        if into and tag is not None:
            _write_tags(context, partial(_merge, tag.name, into), into)

    if tag is not None:
        dialog = NameDialog(f"Stories with {tag.name} are to have instead", "", preview)
        await context.app.push_screen(dialog, answered)


def _preview_merge(old: str, name: str, library: Library) -> str:
    return f"{counted(_stories_with(library, old, name))} will have {name}, and {old} will be gone."


def _merge(old: str, into: str, library: Library, now: int) -> str:
    library.tags.merge([old], into, now)
    return f"merged {old} into {into} · U undoes"


async def remove(context: Context) -> None:
    """Ask whether the tag is to go from every story."""
    from reader.tui.widgets.dialogs import ConfirmDialog

    tag = _tag(context)
    if tag is None:
        return

    def answered(wanted: bool | None) -> None:
        if wanted:
            _write_tags(context, partial(_remove, tag.name), "")

    under = context.library.here.tags.page(tag.name, context.now()).under
    nested = "" if not under else f", with {under:,} under it," if under > 1 else ", with the one under it,"
    question = (
        f"Take {tag.name}{nested} off {counted(_stories_with(context.library.here, tag.name))}? U brings it back."
    )
    await context.app.push_screen(ConfirmDialog(question), answered)


def _remove(name: str, library: Library, now: int) -> str:
    return f"took {name} off {counted(library.tags.remove(name, now))} · U undoes"


def _screen(context: Context) -> "TagsScreen":
    return cast("TagsScreen", context.app.screen)


def _tag(context: Context) -> Tag | None:
    return _screen(context).tag


def _write_tags(context: Context, work: Callable[[Library, int], str], at: str) -> None:
    """Write, and go to the tag `at` on the screen it was asked on, if that is still there."""
    screen = _screen(context)

    def said(words: str) -> None:
        if screen.is_attached:
            screen.go_to(at)
            context.status.say(words)

    context.library.write(work, LISTS, said)


def _stories_with(library: Library, *names: str) -> int:
    return library.stories.count(parse(" OR ".join(f"tag:{quoted(name)}" for name in names)))
