"""Which view the list shows, and the ways from one to another.

Owns where one has come from, so that the way back leads to the same view and the same row. Must not know how a list is
filled, nor how panes stand.
"""

from dataclasses import replace

from reader.library import Library
from reader.model import StoryId
from reader.query.tree import Sort
from reader.tui.feeds.rows import Row
from reader.tui.feeds.tree import FeedTree
from reader.tui.library_sync import Upkeep
from reader.tui.status_line import StatusLine
from reader.tui.stories.acts import StoryActs
from reader.tui.stories.grouping import ORDER_WORDS, Grouping, grouping_of, next_sort
from reader.tui.stories.list import StoryList
from reader.tui.stories.listing import Kept, Listing, View, view_of_query, view_of_row
from reader.tui.stories.selection import Selection


class Browsing:
    """Shows the rows of the feed tree and queries; says where a way leads nowhere, or the library refuses."""

    def __init__(
        self,
        listing: Listing,
        feeds: FeedTree,
        stories: StoryList,
        selection: Selection,
        upkeep: Upkeep,
        acts: StoryActs,
        status: StatusLine,
    ) -> None:
        self._listing = listing
        self._feeds = feeds
        self._stories = stories
        self._selection = selection
        self._upkeep = upkeep
        self._acts = acts
        self._status = status
        self._origin: Kept | None = None
        self._before: Kept | None = None

    @property
    def view(self) -> View | None:
        """The view shown."""
        return self._listing.view

    def begin(self, library: Library, query: str) -> None:
        """Show the stories of `query`, or where there is none, the view that was shown last."""
        if query:
            self.enter(view_of_query(query))
            return
        rows = {row.key: row for row in self._feeds.rows}
        row = rows.get(library.state.get("view", "unread"), rows["unread"])
        with self._status.alarms():
            self.enter(view_of_row(row))
        if self.view is None:  # a saved search whose query is no longer understood
            row = rows["unread"]
            self.enter(view_of_row(row))
        self._feeds.put_cursor(row.key)

    def enter(self, view: View) -> None:
        """Show a view, and forget the way back."""
        self._origin = None
        self.go_on_to(view)

    def go_on_to(self, view: View, at: StoryId | None = None) -> None:
        """Show a view, the way back staying what it was; the cursor on the story `at` where it is among its stories."""
        self._selection.clear()
        with self._status.alarms():
            self._listing.enter(view, at)

    def set_out(self) -> None:
        """Remember what is shown, and where one is in it; the way back leads there, or from what was found further."""
        self._selection.clear()
        self._before = self._listing.keep()
        if self._origin is None or self.view is None or not self.view.is_found:
            self._origin = self._before

    def look_back(self) -> None:
        """Show again what one set out from, as it was, with the way back staying open."""
        if self._origin is not None:
            self._listing.restore(self._origin)

    def give_up(self) -> None:
        """Show again what was shown when one set out last, as it was; from what was found, the way back stays open."""
        self._selection.clear()
        before, self._before = self._before, None
        if before is self._origin:
            self._origin = None
        if before is not None:
            self._listing.restore(before)

    def go_back(self) -> bool:
        """Show again what one set out from, as it was; say whether there was anything."""
        self._selection.clear()
        origin, self._origin = self._origin, None
        if origin is not None:
            self._listing.restore(origin)
        return origin is not None

    def reload(self) -> None:
        """Show the view as it is now."""
        with self._status.alarms():
            self._listing.reload()

    def show_row(self, row: Row) -> None:
        """Show the stories of a row of the feed tree; those of the row shown already, as they are now."""
        self._feeds.put_cursor(row.key)
        if self.view is not None and self.view.key == row.key:
            self.reload()
            return
        with self._status.alarms():
            self.enter(view_of_row(row))
            self._acts.remember("view", row.key)

    def show_key(self, key: str) -> bool:
        """Show the row of the feed tree that has this key; say whether there is one."""
        row = next((row for row in self._feeds.rows if row.key == key), None)
        if row is not None:
            self.show_row(row)
        return row is not None

    def resort(self) -> None:
        """Show the same stories in the next order there is, the cursor on the same one."""
        view, story = self.view, self._stories.story
        if view is not None:
            order = next_sort(view.query)
            self.go_on_to(replace(view, query=replace(view.query, sort=order)), None if story is None else story.id)
            self._status.say(f"{ORDER_WORDS[order]} · \\ for another order")

    def go_to_days(self, days: tuple[int, int]) -> None:
        """Put the cursor on the first story of some days in the list, or beyond them where there is none."""
        view = self.view
        if view is None or grouping_of(view.query.sort) is not Grouping.DAY:
            self._status.say("only a list by time has days · \\ for another order")
            return
        first, last = days
        newest_first = view.query.sort is Sort.NEWEST
        row = self._stories.row_where(lambda day: day <= last if newest_first else day >= first)
        if row is None:
            self._status.say("no story is that old here" if newest_first else "no story is that new here")
            return
        self._stories.move_to(row)

    def step_feed(self, steps: int) -> bool:
        """Show the next feed, or the one before where `steps` is -1; say whether there is one."""
        row = next(iter(self._upkeep.feeds_beside(steps)), None)
        if row is None:
            self._status.say("no feed further down" if steps > 0 else "no feed further up")
            return False
        self.show_row(row)
        return True

    def take_in(self) -> None:
        """Show what has come since the view was entered, from the top."""
        if self._listing.fresh:
            self.reload()
            self._stories.move_to(0)
