"""What keys do to subscriptions: adding, refreshing, looking after their health.

Owns which feeds are meant by what is shown. Must not know how a refresh or an addition is done.
"""

from collections.abc import Callable
from functools import partial

from textual.screen import Screen

from reader.model import FeedId
from reader.tui.child_processes import Added, Children, added_text
from reader.tui.feeds.care import FeedCare
from reader.tui.feeds.refreshing import Refreshing
from reader.tui.library_sync import Upkeep
from reader.tui.status_line import StatusLine
from reader.tui.stories.browsing import Browsing


class Subscriptions:
    """Adds and refreshes feeds; `shown` is told when the stories of one have come to be shown."""

    def __init__(
        self,
        screen: Screen[None],
        children: Children,
        browsing: Browsing,
        upkeep: Upkeep,
        refreshing: Refreshing,
        care: FeedCare,
        status: StatusLine,
        shown: Callable[[], None],
    ) -> None:
        self._screen = screen
        self._children = children
        self._browsing = browsing
        self._upkeep = upkeep
        self._refreshing = refreshing
        self._care = care
        self._status = status
        self._shown = shown

    def refresh_shown(self) -> None:
        """Refresh the feeds behind the list."""
        view = self._browsing.view
        feeds = view.feeds if view is not None else ()
        asked = feeds if len(feeds) == 1 else self._upkeep.checked_among(feeds)
        if feeds and not asked:
            self._status.say("the feeds here are paused, or gone for good")
            return
        self._refreshing.refresh(asked)

    def refresh_all(self) -> None:
        """Refresh every feed."""
        self._refreshing.refresh(())

    def stop_refresh(self) -> None:
        """End the refresh that is under way."""
        self._refreshing.stop()

    def subscribe_to_starters(self) -> None:
        """Subscribe to the bundled selection of feeds."""
        self._refreshing.subscribe_to_starters()

    async def add(self) -> None:
        """Ask for a feed, site, file or folder, and add it."""
        from reader.tui.feeds.add_dialog import AddDialog
        from reader.tui.feeds.clipboard import copied_address

        app = self._screen.app
        copied = partial(copied_address, app.clipboard)
        await app.push_screen(AddDialog(self._children.add, self._children.find, copied), self._added)

    async def look_after(self) -> None:
        """Show how the feeds are, and what cures those in trouble."""
        await self._screen.app.push_screen(self._care.screen(), self._left)

    def _left(self, feed: FeedId | None) -> None:
        if self._browsing.show_key(f"feed:{feed}"):
            self._shown()
        else:
            self._browsing.reload()

    def _added(self, added: tuple[Added, ...] | None) -> None:
        self._children.drop_found()
        if not added:
            return
        self._status.say(added_text(added))
        with self._status.alarms():
            self._upkeep.count_now()
        self._browsing.show_key(f"feed:{added[0].id}")
