"""The pane of the story list: the line above it, what is wrong with its feed, the words found, and the list.

Must not know how the list is filled, nor what keys do.
"""

from textual.app import ComposeResult

from reader.tui.context import Context
from reader.tui.library_access import Changed
from reader.tui.stories.pane_lines import SnippetLine, StoriesHead, TroubleLine
from reader.tui.stories.story_list import StoryList
from reader.tui.widgets.blank_container import BlankContainer


class StoriesPane(BlankContainer):
    """The story list with the lines above it."""

    def __init__(self, context: Context, stories: StoryList) -> None:
        super().__init__(id="stories-pane", classes="-focused")  # where the keys go at first
        self.snippet = SnippetLine()
        self.context = context
        self._stories = stories
        self._head = StoriesHead()
        self._trouble = TroubleLine()

    def compose(self) -> ComposeResult:
        """Put the pane together."""
        yield self._head
        yield self._trouble
        yield self.snippet
        yield self._stories

    def refresh_head(self) -> None:
        """Update the head, the search bar's count and the highlights; reload an empty list when stories have come."""
        main = self.context.main
        listing, marked = main.listing, len(main.selection)
        if listing.new_count and not self._stories.ids:
            main.navigation.reload()
            return
        main.searching.show_count()
        if listing.view is not None:
            main.highlights.show(listing.view.query, self.snippet)
        self._head.show(f"{f'{marked:,} marked · ' if marked else ''}{listing.title}", listing.pill)
        self._trouble.show(listing.view.trouble if listing.view is not None else "")

    def show_marks(self) -> None:
        """Show which stories are marked, and how many."""
        self._stories.show_marks(self.context.main.selection.ids)
        self.refresh_head()

    def library_changed(self, changed: Changed) -> None:
        """Show the rows as they are now, and how many stories have come; of a library that was restored, a new list."""
        if changed.restored:
            self.context.main.selection.clear()
            self.context.main.navigation.reload()
            self.context.status.say("a backup was restored: the list is what it holds")
            return
        if changed.stories is None:
            self._stories.update_all()
        else:
            self._stories.update_stories(changed.stories)
        if changed.elsewhere:
            self.context.main.listing.count_new()
