"""What the keys do to the marked stories, or else to the one under the cursor, and where they go from there.

Owns which stories are meant (fixed when the key is pressed) and what comes next. Must not know
how panes stand, nor how anything is written.
"""

from array import array
from collections.abc import Callable

from textual.app import App

from reader.model import Story
from reader.reading.cleaning import clean_url, is_openable
from reader.tui.article.view import ArticleView
from reader.tui.feeds.rows import Row
from reader.tui.status_line import StatusLine
from reader.tui.stories.acts import StoryActs
from reader.tui.stories.list import StoryList
from reader.tui.stories.listing import Listing
from reader.tui.stories.selection import Selection


class Triage:
    """Reads, stars, opens and skips stories; `show_row` shows another feed where the way leads there."""

    def __init__(
        self,
        listing: Listing,
        stories: StoryList,
        article: ArticleView,
        acts: StoryActs,
        status: StatusLine,
        selection: Selection,
        show_row: Callable[[Row], None],
        next_unread_feed: Callable[[int], Row | None],
        article_in_sight: Callable[[], bool],
    ) -> None:
        self._listing = listing
        self._stories = stories
        self._article = article
        self._acts = acts
        self._status = status
        self._selection = selection
        self._show_row = show_row
        self._next_unread_feed = next_unread_feed
        self._article_in_sight = article_in_sight

    @property
    def story(self) -> Story | None:
        """The story under the cursor."""
        return self._stories.story

    @property
    def meant(self) -> "array[int]":
        """The ids of the stories meant: the marked ones, else the one under the cursor."""
        if self._selection:
            return self._selection.in_order(self._stories.ids)
        return array("q", [self.story.id] if self.story is not None else [])

    def dealt_with(self) -> None:
        """Take the marks away, as something was done to the stories that had them."""
        self._selection.clear()

    def go_on(self) -> None:
        """Take the marks away; where there were none, go to the next story."""
        if self._selection:
            self._selection.clear()
        else:
            self._stories.action_move_down()

    def read(self) -> None:
        """Mark the stories read and go on."""
        if self._selection:
            self._acts.mark_all_read(self.meant)
        elif self.story is not None:
            self._acts.mark_read(self.story.id)
        self.go_on()

    def unread(self) -> None:
        """Mark the stories unread."""
        if ids := self.meant:
            self._acts.mark_unread(ids)
            self.dealt_with()

    def star(self) -> None:
        """Star the stories, or take their stars away."""
        if ids := self.meant:
            self._acts.toggle_star(ids)
            self.dealt_with()

    def mark(self) -> None:
        """Mark the story, or take its mark away, and go to the next."""
        if self.story is not None:
            self._selection.toggle(self.story.id)
            self._stories.action_move_down()

    def mark_up_to(self) -> None:
        """Mark the stories from the last mark to the cursor."""
        if self.story is not None:
            self._selection.mark_up_to(self._stories.ids, self._stories.cursor)

    def mark_all(self) -> None:
        """Mark every story in the list, or none where all are marked."""
        self._selection.mark_all(self._stories.ids)

    def read_all(self) -> None:
        """Mark every story in the list read."""
        if self._stories.ids:
            self._acts.mark_all_read(array("q", self._stories.ids))

    def scroll_on(self) -> None:
        """Scroll on; at the end mark the story read and go to the next unread one; open it where it is out of sight."""
        if self.story is None:
            return
        if not self._article_in_sight():
            self._stories.action_open()
            return
        if not self._article.at_end:
            self._article.action_page_down()
            return
        self._acts.mark_read(self.story.id)
        self.go_to_unread(1)

    def go_to_unread(self, steps: int) -> None:
        """Go to the next unread story, then to the first of the list, then to the next feed's; -1 goes back."""
        self._listing.find_unread(steps, lambda row: self._arrive(row, steps))

    def go_to_heading(self, steps: int) -> None:
        """Scroll to the next heading, or the one before where `steps` is -1."""
        if not self._article.step_heading(steps):
            self._status.say("no heading further on" if steps > 0 else "no heading before this one")

    def browse(self) -> None:
        """Open the story in the browser."""
        if self.story is not None:
            self.open_in_browser(self.story.url)

    def open_in_browser(self, url: str) -> None:
        """Open an address, where it is one a browser may be given."""
        if is_openable(url):
            self._app.open_url(url)
            self._status.say(f"opened {url}")
        else:
            self._status.alarm("There is no link here that a browser could open.")

    def copy_link(self) -> None:
        """Copy the story's link, and say what was copied."""
        url = clean_url(self.story.url) if self.story is not None else ""
        if url:
            self._app.copy_to_clipboard(url)
        self._status.say(f"copied {url}" if url else "this story has no link")

    def _arrive(self, row: int, steps: int) -> None:
        if row >= 0:
            if steps > 0 and row < self._stories.cursor:
                self._status.say("on from the top")
            self._stories.move_to(row)
            return
        view = self._listing.view
        feed = self._next_unread_feed(steps) if view is not None and view.one_feed else None
        if feed is None:
            self._status.say("no other unread story here" if steps > 0 else "no unread story before this one")
            return
        self._show_row(feed)
        if self.story is not None and self.story.read:
            self.go_to_unread(1)

    @property
    def _app(self) -> App[object]:
        return self._stories.app
