"""Commands of feeds: refresh, add, the rows of the sidebar, and repairing a feed on the health screen.

Which feeds are meant is fixed when the key is pressed. Must not know how a refresh or an addition is done.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from reader.errors import ReaderError
from reader.library import Library
from reader.library.stories import counted
from reader.model import Feed, FeedId, FeedKind
from reader.tui.context import Context
from reader.tui.processes.child_output import AddedFeed, added_text

if TYPE_CHECKING:
    from reader.tui.feeds.health_screen import HealthScreen

DAY, WEEK = 86_400, 604_800
_NEXT_SLOWNESS = {0: DAY, DAY: WEEK}

# Refreshing and adding


def refresh_shown(context: Context) -> None:
    """Refresh the feeds behind the list; all where it is not of some feeds."""
    view = context.main.listing.view
    feeds = view.feeds if view is not None else ()
    asked = feeds if len(feeds) == 1 else context.main.sidebar.refreshable(feeds)
    if feeds and not asked:
        context.status.say("the feeds here are paused, or gone for good")
    else:
        context.main.refreshing.refresh(asked)


def refresh_all(context: Context) -> None:
    """Refresh every feed."""
    context.main.refreshing.refresh(())


def stop_refresh(context: Context) -> None:
    """End the refresh that is under way; what came in stays."""
    context.main.refreshing.stop()


def subscribe_to_starters(context: Context) -> None:
    """Subscribe to the bundled selection of feeds."""
    context.main.refreshing.subscribe_to_starters()


async def add(context: Context) -> None:
    """Ask for a feed, site, file or folder, and add it."""
    from reader.tui.feeds.add_dialog import AddDialog
    from reader.tui.feeds.clipboard import copied_address

    def added(feeds: tuple[AddedFeed, ...] | None) -> None:
        context.children.drop_found()
        if feeds:
            context.status.say(added_text(feeds))
            with context.status.errors_shown():
                context.main.sidebar.count_now()
            context.main.navigation.show_key(f"feed:{feeds[0].id}")

    copied = partial(copied_address, context.app.clipboard)
    await context.app.push_screen(AddDialog(context.children.add, context.children.find, copied), added)


# The sidebar


def step_feed(context: Context, steps: int) -> None:
    """Show the next feed, or the one before where `steps` is -1."""
    panes = context.main.panes
    if context.main.navigation.step_feed(steps) and panes.current is context.main.article:
        panes.go_to(context.main.stories)


def open_row(context: Context) -> None:
    """Show the stories of the row under the cursor; fold or unfold a folder."""
    context.main.feeds.action_open()


def fold(context: Context) -> None:
    """Fold or unfold a folder or a tag."""
    context.main.feeds.action_fold()


def close_row(context: Context) -> None:
    """Fold, or go to the folder a feed is in."""
    context.main.feeds.action_close()


def expand(context: Context) -> None:
    """Unfold."""
    context.main.feeds.action_expand()


def is_outside_sidebar(context: Context) -> bool:
    """Say whether the keys are not in the sidebar."""
    return not context.main.feeds.has_focus


def is_not_foldable(context: Context) -> bool:
    """Say whether the keys are not on a row of the sidebar that can be folded."""
    return is_outside_sidebar(context) or not context.main.feeds.can_fold


def is_not_at_feed(context: Context) -> bool:
    """Say whether the keys are not on a feed of the sidebar."""
    return is_outside_sidebar(context) or not context.main.feeds.at_feed


def always_full_text(context: Context) -> None:
    """Always fetch the full text in the current feed, that of the sidebar's row or of the story; or no more."""
    feeds, story = context.main.feeds, context.story
    if feeds.has_focus:
        feed_id = feeds.row.feeds[0] if feeds.row is not None and feeds.at_feed else None
    else:
        feed_id = story.feed_id if story is not None else None
    if feed_id is None:
        context.status.say("go to a feed first, or to a story of it")
    else:
        context.write(partial(_toggle_full_text, feed_id))
    context.main.article_pane.note_reading()


# The health screen, and repairing the feed under the cursor there


async def show_health(context: Context) -> None:
    """Open the health screen: how the feeds are, those in trouble first."""
    from reader.tui.feeds.health_screen import HealthScreen
    from reader.tui.list_screen import open_list_screen

    await open_list_screen(context, HealthScreen(context), "feed")


def open_feed(context: Context) -> None:
    """Show the feed's stories."""
    feed = _feed(context)
    if feed is not None:
        cast("HealthScreen", context.app.screen).leave(feed.id)


def retry(context: Context) -> None:
    """Check the feed now."""
    feed = _feed(context)
    if feed is not None:
        context.main.refreshing.refresh([feed.id])


def toggle_pause(context: Context) -> None:
    """Pause the feed, or resume it, going by what was asked before and not by what is shown yet."""
    _write_to_feed(context, _toggle_pause)


def _toggle_pause(feed_id: FeedId, library: Library, now: int) -> str:
    feed = library.feeds.get(feed_id)
    (library.feeds.resume if feed.paused else library.feeds.pause)(feed_id, now)
    return f"{'resumed' if feed.paused else 'paused'} {feed.title} · U undoes"


def slow_down(context: Context) -> None:
    """Have the feed checked every day at most, then every week, then as often as it publishes again."""
    _write_to_feed(context, _slow_down)


def _slow_down(feed_id: FeedId, library: Library, now: int) -> str:
    from reader.library.feeds import pace

    feed = library.feeds.get(feed_id)
    seconds = _NEXT_SLOWNESS.get(feed.slowness, 0)
    library.feeds.slow(feed_id, seconds, now)
    return f"{feed.title} is checked {pace(seconds)} · U undoes"


def toggle_full_text(context: Context) -> None:
    """Have the full texts of the feed on the health screen fetched when they are read, or no more."""
    _write_to_feed(context, _toggle_full_text)


def _toggle_full_text(feed_id: FeedId, library: Library, now: int) -> str:
    feed = library.feeds.get(feed_id)
    library.full_texts.set_always(feed_id, not feed.full_text, now)
    if feed.full_text:
        return f"stories of {feed.title} come as the feed gives them · U undoes"
    return f"stories of {feed.title} get their full text when you read them · U undoes"


def unsubscribe(context: Context) -> None:
    """Unsubscribe from the feed; where stories of it would stay, only when that is answered."""
    feed, screen = _feed(context), context.app.screen

    def found(staying: int) -> None:
        from reader.tui.widgets.dialogs import ConfirmDialog

        assert feed is not None
        question = f"Unsubscribe from {feed.title}? {kept_sentence(staying)} U brings the feed back."
        if not staying:
            context.write(partial(_unsubscribe, feed.id))
        elif screen.is_current:
            context.app.push_screen(ConfirmDialog(question), answered)

    def answered(sure: bool | None) -> None:
        if sure and feed is not None:
            context.write(partial(_unsubscribe, feed.id))

    if feed is not None:
        context.library.counts.do(lambda library: library.retention.count_kept(feed.id), found)


def _unsubscribe(feed_id: FeedId, library: Library, now: int) -> str:
    feed, staying = library.feeds.get(feed_id), library.retention.count_kept(feed_id)
    library.feeds.unsubscribe(feed_id, now)
    return f"unsubscribed from {feed.title}{f' · {kept_sentence(staying)}' if staying else ''} · U undoes"


def kept_sentence(stories: int) -> str:
    """Return how many stories stay when their feed is left, in a sentence; there is one at least."""
    return f"{counted(stories)} you tagged, starred or noted {'stays' if stories == 1 else 'stay'}."


async def change_address(context: Context) -> None:
    """Ask for another address of the feed."""
    from reader.reading.masking import masked_address
    from reader.tui.feeds.address_dialog import AddressDialog

    feed = _feed_from_web(context)
    if feed is not None:
        set_address = partial(_readdress, context, feed.id)
        dialog = AddressDialog(feed.title, masked_address(feed.url), set_address)
        await context.app.push_screen(dialog, lambda said: context.status.say(said) if said else None)


def find_address(context: Context) -> None:
    """Look for the feed's address on its site."""
    feed = _feed_from_web(context)
    if feed is not None:
        context.status.say(f"looking on the site of {feed.title} …")
        context.app.screen.run_worker(_find_address(context, feed.id), group="address", exclusive=True)


async def _find_address(context: Context, feed: FeedId) -> None:
    try:
        context.status.say(await _readdress(context, feed, ""))
    except ReaderError as error:
        context.status.alarm(str(error))


async def _readdress(context: Context, feed: FeedId, address: str) -> str:
    said = await context.children.readdress(feed, address)
    context.library.check_for_changes()
    return said


def _feed(context: Context) -> Feed | None:
    return cast("HealthScreen", context.app.screen).feed


def _feed_from_web(context: Context) -> Feed | None:
    feed = _feed(context)
    if feed is not None and feed.kind is not FeedKind.WEB:
        context.status.say(f"{feed.title} does not come from the web: it has no other address")
        return None
    return feed


def _write_to_feed(context: Context, work: Callable[[FeedId, Library, int], str]) -> None:
    feed = _feed(context)
    if feed is not None:
        context.write(partial(work, feed.id))
