"""Which view the list shows, and the ways from one to another.

Owns where one has come from, so that the way back leads to the same view and the same row. Must not know how a list is
filled, nor how panes stand.
"""

from reader.library import Library
from reader.tui.feed_tree import FeedTree
from reader.tui.listing import Listing, View, view_of_query, view_of_row
from reader.tui.sidebar import Row
from reader.tui.status_line import StatusLine
from reader.tui.story_acts import StoryActs
from reader.tui.story_list import StoryList
from reader.tui.upkeep import Upkeep


class Browsing:
    """Shows the rows of the feed tree and queries; says where a way leads nowhere, or the library refuses."""

    def __init__(
        self,
        listing: Listing,
        feeds: FeedTree,
        stories: StoryList,
        upkeep: Upkeep,
        acts: StoryActs,
        status: StatusLine,
    ) -> None:
        self._listing = listing
        self._feeds = feeds
        self._stories = stories
        self._upkeep = upkeep
        self._acts = acts
        self._status = status

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
        self._feeds.put_cursor(row.key)
        self.enter(view_of_row(row))

    def enter(self, view: View) -> None:
        """Show a view."""
        with self._status.alarms():
            self._listing.enter(view)

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
        self.enter(view_of_row(row))
        self._acts.remember("view", row.key)

    def show_key(self, key: str) -> bool:
        """Show the row of the feed tree that has this key; say whether there is one."""
        row = next((row for row in self._feeds.rows if row.key == key), None)
        if row is not None:
            self.show_row(row)
        return row is not None

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
