"""The desk, and the keys that lead from it elsewhere: to dialogs, to screens of their own, to a refresh.

Owns which of them is meant by what is shown. Must not know how panes stand, nor what the other screens do.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Input

from reader.model import FeedId
from reader.tui.commands import Where, bindings
from reader.tui.desk import Desk
from reader.tui.feeds.subscriptions import Subscriptions
from reader.tui.rules.offers import RuleOffers
from reader.tui.search.saved import SavedSearches
from reader.tui.status_line import StatusLine
from reader.tui.stories.browsing import Browsing
from reader.tui.tag_rooms import TagRooms
from reader.tui.widgets.blank_container import BlankContainer

if TYPE_CHECKING:
    from reader.tui.stories.day_dialog import Days


class Hall(BlankContainer):
    """Leads elsewhere; `tag_meant` tells which tag one is at, `shown` is called when one is back at other stories."""

    BINDINGS = bindings(Where.HALL)

    def __init__(
        self,
        desk: Desk,
        browsing: Browsing,
        subscriptions: Subscriptions,
        searches: SavedSearches,
        rooms: TagRooms,
        offers: RuleOffers,
        status: StatusLine,
        now: Callable[[], int],
        tag_meant: Callable[[], str],
        shown: Callable[[], None],
    ) -> None:
        super().__init__()
        self._desk = desk
        self._browsing = browsing
        self._subscriptions = subscriptions
        self._searches = searches
        self._rooms = rooms
        self._offers = offers
        self._status = status
        self._now = now
        self._tag_meant = tag_meant
        self._shown = shown

    def compose(self) -> ComposeResult:
        """Put the desk in."""
        yield self._desk

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Refuse keys while something is typed, and one that goes along the hits while something is found."""
        if action == "refuse_offer" and self._desk.is_finding:
            return False
        return not isinstance(self.screen.focused, Input) and bool(super().check_action(action, parameters))

    # Feeds

    async def action_add(self) -> None:
        """Ask for a feed, site, file or folder, and add it."""
        await self._subscriptions.add()

    def action_refresh_shown(self) -> None:
        """Refresh the feeds behind the list."""
        self._subscriptions.refresh_shown()

    def action_refresh_all(self) -> None:
        """Refresh every feed."""
        self._subscriptions.refresh_all()

    def action_stop_refresh(self) -> None:
        """End the refresh that is under way."""
        self._subscriptions.stop_refresh()

    def action_starters(self) -> None:
        """Subscribe to the bundled selection of feeds."""
        self._subscriptions.subscribe_to_starters()

    async def action_health(self) -> None:
        """Show how the feeds are, and what cures those in trouble."""
        await self._subscriptions.look_after()

    # Lists

    async def action_save_search(self) -> None:
        """Ask for a name to keep the query under that is shown."""
        view = self._browsing.view
        if view is not None:
            with self._status.alarms():
                await self._searches.save("" if view.is_found else view.title, view.text)

    async def action_day(self) -> None:
        """Ask for a day, and go there in the list."""
        from reader.tui.stories.day_dialog import DayDialog

        await self.app.push_screen(DayDialog(self._now), self._go_to_days)

    # Tags, rules, steps

    async def action_tags(self) -> None:
        """Show the tags as things, beginning at the one that is meant."""
        await self.app.push_screen(self._rooms.tags(self._tag_meant()), self._tags_left)

    async def action_tag_found(self) -> None:
        """Ask for a query that begins with what is shown, and tags for every story it finds."""
        view = self._browsing.view
        await self._rooms.tag_by_query(self.app, str(view.query.tree) if view is not None else "")

    async def action_rules(self) -> None:
        """Show the rules."""
        await self.app.push_screen(self._rooms.rules(), lambda _: self._browsing.reload())

    async def action_make_rule(self) -> None:
        """Ask for a rule that begins with what is shown."""
        from reader.tui.rules.dialog import Draft

        query = str(self._browsing.view.query.tree) if self._browsing.view is not None else ""
        await self._rooms.ask_for_rule(self.app, Draft(query), self._status.say)

    def switch_categories(self, feed_id: FeedId, title: str) -> None:
        """Let a feed's categories become tags, or no longer."""
        self._rooms.switch_categories(feed_id, title, self._status.say)

    async def action_take_offer(self) -> None:
        """Look at the rule that is offered, to keep it or change it."""
        draft = self._offers.take()
        if draft is not None:
            await self._rooms.ask_for_rule(self.app, draft, self._status.say)

    def action_refuse_offer(self) -> None:
        """Have no rule offered for that tag again."""
        self._offers.refuse()

    async def action_timeline(self) -> None:
        """Show every step, to go back to any."""
        await self.app.push_screen(self._rooms.timeline(), lambda _: self._browsing.reload())

    def _go_to_days(self, days: "Days | None") -> None:
        if days is not None:
            self._browsing.go_to_days(days)
            self._shown()

    def _tags_left(self, name: str | None) -> None:
        if self._browsing.show_key(f"tag:{name}"):
            self._shown()
        else:
            self._browsing.reload()
