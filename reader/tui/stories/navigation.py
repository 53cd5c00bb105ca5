"""Which view the list shows: changing it, and going back.

Owns the list before the search, so that going back shows the same view and the same row. Must not know how a list is
filled, nor how panes stand.
"""

from dataclasses import replace

from reader.model import Story, StoryId
from reader.query.tree import Sort
from reader.tui.context import Context
from reader.tui.stories.grouping import ORDER_WORDS, Grouping, grouping_of, next_sort
from reader.tui.stories.listing import Kept, Listing
from reader.tui.views import View, view_of_query


class Navigation:
    """Changes views; tells the person when there is none to go to, or the library refuses."""

    def __init__(self, context: Context, listing: Listing) -> None:
        self._context = context
        self._listing = listing
        self._stories = context.main.stories
        self._origin: Kept | None = None
        self._before: Kept | None = None

    def story_below(self) -> Story | None:
        """Return the story below the cursor, the one likely to be read next."""
        return self._stories.story_at(self._stories.cursor + 1)

    def show_first_view(self, query: str) -> None:
        """Show the stories of `query`, or where there is none, the view that was shown last."""
        if query:
            self.enter(view_of_query(query))
            return
        for key in (self._context.library.here.state.get("view", "unread"), "unread"):
            with self._context.status.errors_shown():  # a saved search whose query is no longer understood
                view = self._context.main.sidebar.view_of(key)
                if view is not None:
                    self.enter(view)
                    self._context.main.feeds.put_cursor(key)
                    return

    def enter(self, view: View) -> None:
        """Show a view, and forget the list before the search."""
        self._origin = None
        self.change_view(view)

    def change_view(self, view: View, at: StoryId | None = None) -> None:
        """Show a view, the list before the search still remembered; the cursor on the story `at` where it is there."""
        self._context.main.selection.clear()
        with self._context.status.errors_shown():
            self._listing.show(view, at)

    def begin_search(self) -> None:
        """Remember the list and the cursor, to go back to; from the results of a search, back to before that search."""
        self._context.main.selection.clear()
        self._before = self._listing.keep()
        if self._origin is None or not self._listing.is_search:
            self._origin = self._before

    def show_origin(self) -> None:
        """Show the list before the search, as it was; one can still go back to it."""
        if self._origin is not None:
            self._listing.restore(self._origin)

    def cancel_search(self) -> None:
        """Show what the last `begin_search` remembered; where that is a search too, one can still go back from it."""
        self._context.main.selection.clear()
        before, self._before = self._before, None
        if before is self._origin:
            self._origin = None
        if before is not None:
            self._listing.restore(before)

    def go_back(self) -> bool:
        """Show the list before the search, as it was; say whether there was one."""
        self._context.main.selection.clear()
        origin, self._origin = self._origin, None
        if origin is not None:
            self._listing.restore(origin)
        return origin is not None

    def reload(self) -> None:
        """Show the view as it is now."""
        with self._context.status.errors_shown():
            self._listing.reload()

    def show(self, view: View) -> None:
        """Show a view of the sidebar, also at the next start; the one shown already, as it is now."""
        self._context.main.feeds.put_cursor(view.key)
        if self._listing.view is not None and self._listing.view.key == view.key:
            self.reload()
            return
        self.enter(view)
        self._context.library.remember("view", view.key)

    def show_key(self, key: str) -> bool:
        """Show the view of the sidebar's row that has this key; say whether there is one."""
        with self._context.status.errors_shown():
            view = self._context.main.sidebar.view_of(key)
            if view is not None:
                self.show(view)
            return view is not None
        return True

    def sort(self) -> None:
        """Show the same stories in the next order there is, the cursor on the same one."""
        view, story = self._listing.view, self._stories.story
        if view is not None:
            order = next_sort(view.query)
            self.change_view(replace(view, query=replace(view.query, sort=order)), None if story is None else story.id)
            self._say(f"{ORDER_WORDS[order]} · \\ for another order")

    def go_to_days(self, days: tuple[int, int]) -> None:
        """Put the cursor on the first story of some days in the list, or beyond them where there is none."""
        view = self._listing.view
        if view is None or grouping_of(view.query.sort) is not Grouping.DAY:
            self._say("only a list by time has days · \\ for another order")
            return
        first, last = days
        newest_first = view.query.sort is Sort.NEWEST
        row = self._stories.row_where(lambda day: day <= last if newest_first else day >= first)
        if row is None:
            self._say("no story is that old here" if newest_first else "no story is that new here")
            return
        self._stories.move_to(row)

    def step_unread(self, steps: int) -> None:
        """Go to the next unread story, then to the first of the list, then to the next feed's; -1 goes back."""
        self._listing.find_unread(steps, lambda row: self._go_to_unread(row, steps))

    def step_feed(self, steps: int) -> bool:
        """Show the next feed, or the one before where `steps` is -1; say whether there is one."""
        feed = self._context.main.sidebar.adjacent_feed(steps)
        if feed is None:
            self._say("no feed further down" if steps > 0 else "no feed further up")
            return False
        self.show(feed)
        return True

    def show_new(self) -> None:
        """Show what has come since the view was shown first, from the top."""
        if self._listing.new_count:
            self.reload()
            self._stories.move_to(0)

    def _go_to_unread(self, row: int, steps: int) -> None:
        if row >= 0:
            if steps > 0 and row < self._stories.cursor:
                self._say("on from the top")
            self._stories.move_to(row)
            return
        view = self._listing.view
        in_a_feed = view is not None and view.is_one_feed
        feed = self._context.main.sidebar.adjacent_feed(steps, unread=True) if in_a_feed else None
        if feed is None:
            self._say("no other unread story here" if steps > 0 else "no unread story before this one")
            return
        self.show(feed)
        if self._stories.story is not None and self._stories.story.read:
            self.step_unread(1)

    def _say(self, words: str) -> None:
        self._context.status.say(words)
