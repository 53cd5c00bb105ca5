"""Commands of stories, the marked ones or the one under the cursor: read, star, select, step through unread, views.

Which stories are meant is fixed when the key is pressed. Must not know how the list is drawn or filled.
"""

from array import array
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from reader.library import Library
from reader.library.stories import counted
from reader.model import StoryId
from reader.reading.cleaning import clean_url
from reader.tui.context import Context
from reader.tui.library_access import stories_only
from reader.tui.processes.browser import open_in_browser

if TYPE_CHECKING:
    from reader.tui.stories.day_dialog import Days

# Reading and marking


def open_story(context: Context) -> None:
    """Read the story under the cursor."""
    context.main.stories.action_open()


def read(context: Context) -> None:
    """Mark the stories read and go on."""
    if context.main.selection:
        mark_all_read(context, context.story_ids)
    elif context.story is not None:
        mark_read(context, context.story.id)
    context.go_on()


def unread(context: Context) -> None:
    """Mark the stories unread, in one step."""
    ids = context.story_ids

    def said(changed: int) -> str:
        return "unread again" if len(ids) == 1 else f"marked {counted(changed)} unread · U undoes"

    if ids:
        _write(context, ids, lambda library, now: library.stories.mark_unread(ids, now), said)
        context.main.selection.clear()


def star(context: Context) -> None:
    """Star the stories, or take their stars away where all have one, in one step.

    It goes by what was asked before and not by what is shown yet.
    """
    ids = context.story_ids

    def toggle(library: Library, now: int) -> int:
        return library.stories.star(ids, now) or -library.stories.unstar(ids, now)

    def said(changed: int) -> str:
        if len(ids) == 1:
            return "starred" if changed > 0 else "star taken away"
        return f"{'starred' if changed > 0 else 'took the stars off'} {counted(abs(changed))} · U undoes"

    if ids:
        _write(context, ids, toggle, said)
        context.main.selection.clear()


def read_all(context: Context) -> None:
    """Mark every story in the list read."""
    if context.main.stories.ids:
        mark_all_read(context, array("q", context.main.stories.ids))


def mark_read(context: Context, story_id: StoryId) -> None:
    """Mark one story read, without a word."""
    context.library.write(
        lambda library, now: library.stories.mark_read([story_id], now), stories_only([story_id]), _nothing
    )


def mark_all_read(context: Context, ids: "array[int]") -> None:
    """Mark stories read, in one step."""

    def said(changed: int) -> str:
        return f"marked {counted(changed)} read · U undoes" if changed else "all of these were read already"

    _write(context, ids, lambda library, now: library.stories.mark_read(ids, now), said)


def _write(
    context: Context, ids: Sequence[int], work: Callable[[Library, int], int], said: Callable[[int], str]
) -> None:
    context.library.write(work, stories_only(ids), lambda changed: context.status.say(said(changed)))


def _nothing(_: object) -> None:
    pass


# Selecting


def select(context: Context) -> None:
    """Mark the story to act on several, or take its mark away, and go to the next."""
    if context.story is not None:
        context.main.selection.toggle(context.story.id)
        context.main.stories.action_move_down()


def select_range(context: Context) -> None:
    """Mark the stories from the last mark to the cursor."""
    if context.story is not None:
        context.main.selection.select_range(context.main.stories.ids, context.main.stories.cursor)


def select_all(context: Context) -> None:
    """Mark every story in the list, or none where all are marked."""
    context.main.selection.select_all(context.main.stories.ids)


# Going on


def scroll_on(context: Context) -> None:
    """Scroll on; at the end mark the story read and go to the next unread one; open it where it is out of sight."""
    main = context.main
    if not main.article.at_end:
        main.article_pane.note_reading()
    if context.story is None:
        return
    if not main.panes.article_in_sight:
        open_story(context)
    elif not main.article.at_end:
        main.article.action_page_down()
    else:
        mark_read(context, context.story.id)
        main.navigation.step_unread(1)


def step_unread(context: Context, steps: int) -> None:
    """Go to the next unread story, or the one before where `steps` is -1; while finding, to the next hit."""
    main = context.main
    if steps > 0 and main.article_pane.is_finding_here:
        main.article_pane.step_hit(steps)
    else:
        main.navigation.step_unread(steps)


# The link


def browse(context: Context) -> None:
    """Open the story in the browser."""
    if context.story is not None:
        open_in_browser(context, context.story.url)


def copy_link(context: Context) -> None:
    """Copy the story's link, and say what was copied."""
    url = clean_url(context.story.url) if context.story is not None else ""
    if url:
        context.copy(url)
    else:
        context.status.say("this story has no link")


# Views


def show_view(context: Context, key: str) -> None:
    """Show one of the smart views."""
    if context.main.navigation.show_key(key):
        context.main.panes.go_to(context.main.stories)


def show_saved(context: Context, digit: int) -> None:
    """Show the stories of the search saved under a digit."""
    view = context.main.sidebar.view_of_digit(digit)
    if view is None:
        context.status.say(f"no search is saved under {digit} · S keeps the one shown")
        return
    context.main.navigation.show(view)
    context.main.panes.go_to(context.main.stories)


def sort(context: Context) -> None:
    """Show the same stories in another order."""
    context.main.navigation.sort()


async def ask_for_day(context: Context) -> None:
    """Ask for a day, and go there in the list."""
    from reader.tui.stories.day_dialog import DayDialog

    def answered(days: "Days | None") -> None:
        if days is not None:
            context.main.navigation.go_to_days(days)
            context.main.panes.go_to(context.main.stories)

    await context.app.push_screen(DayDialog(context.now), answered)
