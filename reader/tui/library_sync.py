"""Keeping the screen true to the library: counts, folds, rows and header follow what is written, by whomever.

Owns noticing that something was written, by us or by another process, and what must be read again then; moves no
cursor. Must not know keys.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from reader.library import Library
from reader.model import Feed, FeedId, SearchId
from reader.tui.article.view import ArticleView
from reader.tui.feeds import rows as sidebar
from reader.tui.feeds.counts import folded_text, read_counts, read_folded, recount, troubles
from reader.tui.feeds.tree import FeedTree
from reader.tui.library_access import LibraryThread
from reader.tui.stories.list import StoryList
from reader.tui.stories.listing import Listing


class Upkeep:
    """Looks whether the library has changed, and shows what has."""

    def __init__(
        self,
        library: Library,
        thread: LibraryThread,
        writer: LibraryThread,
        listing: Listing,
        feeds: FeedTree,
        stories: StoryList,
        article: ArticleView,
        others_wrote: Callable[[], None],
    ) -> None:
        self._library = library
        self._thread = thread
        self._writer = writer
        self._listing = listing
        self._feeds = feeds
        self._stories = stories
        self._article = article
        self._others_wrote = others_wrote
        self._folded = read_folded(library)
        self._version = library.data_version()
        self._writers_version: int | None = None
        self._counts = sidebar.Counts()
        self._all_is_asked = False

    @property
    def counts(self) -> sidebar.Counts:
        """Everything as it was when it was counted last."""
        return self._counts

    @property
    def feeds(self) -> tuple[Feed, ...]:
        """The feeds as they were when they were counted last; another tuple each time."""
        return self._counts.feeds

    def count_now(self) -> None:
        """Count at once, without the thread."""
        self._show(read_counts(self._library))
        self._count_found()

    def look_again(self) -> None:
        """Take note of what another process has written; raises LibraryError.

        Our own connection counts what the writer wrote too; the writer's does not, so that one is asked.
        """
        version = self._library.data_version()
        if version != self._version:
            self._version = version
            self._writer.ask("version", lambda library: library.data_version(), self._look_at)

    def stories_changed(self, ids: Iterable[int] | None) -> None:
        """Show some stories as they are now; None for all."""
        if ids is None:
            self._stories.update_all()
            self.count()
        else:
            self._stories.update_stories(ids)
            self._recount()
        self._show_header()

    def count(self) -> None:
        """Count again, in the thread; what the saved searches find comes last, as it takes longest."""
        self._all_is_asked = True
        self._ask(read_counts)
        self._count_found()

    def _recount(self) -> None:
        """Count again what stories can change, unless an answer about everything is still to come."""
        counts = self._counts
        self._ask(read_counts if self._all_is_asked else lambda library: recount(library, counts))
        self._count_found()

    def feeds_beside(self, steps: int) -> list[sidebar.Row]:
        """Return the feeds after where one is, those in closed folders too; those before, where `steps` is -1."""
        view, row = self._listing.view, self._feeds.row
        shown = {row.key for row in self._feeds.rows}
        key = row.key if row is not None and (view is None or view.key in shown) else view.key if view else ""
        return sidebar.feeds_beside(sidebar.rows(self._counts), key, steps)

    def checked_among(self, feeds: Iterable[FeedId]) -> list[FeedId]:
        """Return those of `feeds` that are checked where nobody names them: no paused ones, none gone for good."""
        left_alone = {feed.id for feed in self.feeds if feed.paused or feed.stopped}
        return [feed for feed in feeds if feed not in left_alone]

    def fold(self, key: str) -> str:
        """Fold a row of the feed tree, or unfold it; return what to keep for the next start."""
        self._folded = self._folded ^ {key}
        self._feeds.show(sidebar.rows(self._counts, self._folded))
        return folded_text(self._folded)

    def _look_at(self, version: int) -> None:
        if version == self._writers_version:
            return
        self._writers_version = version
        self.count()
        self._listing.count_fresh()
        self._others_wrote()
        self._stories.update_all()
        self._show_header()

    def _count_found(self) -> None:
        if self._counts.searches:
            self._thread.ask("found", lambda library: library.saved_searches.unread(), self._show_found)

    def _show_found(self, found: Mapping[SearchId, int]) -> None:
        if found != self._counts.found:
            self._show(replace(self._counts, found=found))

    def _ask(self, read: Callable[[Library], sidebar.Counts]) -> None:
        """Have the rows of the feed tree made in the thread, as there may be thousands."""
        found, folded = self._counts.found, self._folded

        def made(library: Library) -> tuple[sidebar.Counts, tuple[sidebar.Row, ...]]:
            counts = replace(read(library), found=found)
            return counts, sidebar.rows(counts, folded)

        def show(answer: tuple[sidebar.Counts, tuple[sidebar.Row, ...]]) -> None:
            counts, rows = answer
            self._all_is_asked = False
            if (found, folded) == (self._counts.found, self._folded):
                self._show_rows(counts, rows)
            else:
                self._show(replace(counts, found=self._counts.found))

        self._thread.ask("counts", made, show)

    def _show(self, counts: sidebar.Counts) -> None:
        self._show_rows(counts, sidebar.rows(counts, self._folded))

    def _show_rows(self, counts: sidebar.Counts, rows: tuple[sidebar.Row, ...]) -> None:
        self._counts = counts
        self._feeds.show(rows)
        if self._listing.view is not None:
            self._listing.set_trouble(troubles(counts).get(self._listing.view.key, ""))

    def _show_header(self) -> None:
        shown, story = self._article.story, self._stories.story
        if shown is not None and story is not None and shown.id == story.id:
            self._article.show_header(story)
