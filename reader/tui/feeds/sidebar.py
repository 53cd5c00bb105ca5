"""The counts of the sidebar: read in a thread, again when something changed, and given to the feed tree as rows.

Owns the last counts and which rows are folded. Must not know keys, nor what choosing a row leads to.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from reader.library import Library
from reader.model import Feed, FeedId, SearchId
from reader.tui.context import Context
from reader.tui.feeds.counts import Counts, names_of, read_counts, recount, troubles
from reader.tui.feeds.rows import Row, next_feeds, row_of_digit, rows, view_of
from reader.tui.library_access import Changed
from reader.tui.views import View

if TYPE_CHECKING:
    from reader.query.completion import Names


class Sidebar:
    """Counts feeds, tags and searches, and has the feed tree show them."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._tree = context.main.feeds
        self._thread = context.library.counts
        self._folded = frozenset(context.library.here.state.texts("folded"))
        self._counts = Counts()
        self._all_is_asked = False

    @property
    def counts(self) -> Counts:
        """Everything as it was when it was counted last."""
        return self._counts

    @property
    def feeds(self) -> tuple[Feed, ...]:
        """The feeds as they were when they were counted last; a new tuple whenever they were counted."""
        return self._counts.feeds

    def completion_names(self, authors: Sequence[str]) -> "Names":
        """Return the names a query may be completed with, these authors among them."""
        return replace(names_of(self._counts), authors=tuple(authors))

    def count_now(self) -> None:
        """Count at once, without the thread."""
        self._show(read_counts(self._context.library.here))
        self._count_found()

    def library_changed(self, changed: Changed) -> None:
        """Count again what may be different, in the thread; what the saved searches find comes last: it takes longest.

        Stories change numbers alone, unless an answer about everything is still to come.
        """
        counts = self._counts
        self._all_is_asked = self._all_is_asked or changed.sidebar
        self._ask(read_counts if self._all_is_asked else lambda library: recount(library, counts))
        self._count_found()

    def view_of(self, key: str) -> View | None:
        """Return the view of the row with this key; None where no such row is shown. Raises QueryError."""
        row = next((row for row in self._tree.rows if row.key == key), None)
        return None if row is None else view_of(row)

    def view_of_digit(self, digit: int) -> View | None:
        """Return the view of the search saved under a digit; None where there is none. Raises QueryError."""
        row = row_of_digit(self._counts, digit)
        return None if row is None else view_of(row)

    def adjacent_feed(self, steps: int, *, unread: bool = False) -> View | None:
        """Return the next feed after where one is, in closed folders too, or before it where `steps` is -1."""
        view, row = self._context.main.listing.view, self._tree.row
        shown = {row.key for row in self._tree.rows}
        key = row.key if row is not None and (view is None or view.key in shown) else view.key if view else ""
        feeds = next_feeds(rows(self._counts), key, steps)
        return next((view_of(feed) for feed in feeds if feed.count or not unread), None)

    def refreshable(self, feeds: Iterable[FeedId]) -> list[FeedId]:
        """Return those of `feeds` that are checked where nobody names them: no paused ones, none gone for good."""
        left_alone = {feed.id for feed in self.feeds if feed.paused or feed.stopped}
        return [feed for feed in feeds if feed not in left_alone]

    def fold(self, key: str) -> None:
        """Fold a row of the feed tree, or unfold it, also for the next start."""
        self._folded = self._folded ^ {key}
        self._tree.show(rows(self._counts, self._folded))
        self._context.library.remember("folded", json.dumps(sorted(self._folded), ensure_ascii=False))

    def _count_found(self) -> None:
        if self._counts.searches:
            self._thread.ask("found", lambda library: library.saved_searches.unread(), self._show_found)

    def _show_found(self, found: Mapping[SearchId, int]) -> None:
        if found != self._counts.found:
            self._show(replace(self._counts, found=found))

    def _ask(self, read: Callable[[Library], Counts]) -> None:
        """Have the rows of the feed tree made in the thread, as there may be thousands."""
        found, folded = self._counts.found, self._folded

        def made(library: Library) -> tuple[Counts, tuple[Row, ...]]:
            counts = replace(read(library), found=found)
            return counts, rows(counts, folded)

        def show(answer: tuple[Counts, tuple[Row, ...]]) -> None:
            counts, made = answer
            self._all_is_asked = False
            if (found, folded) == (self._counts.found, self._folded):
                self._show_rows(counts, made)
            else:
                self._show(replace(counts, found=self._counts.found))

        self._thread.ask("counts", made, show)

    def _show(self, counts: Counts) -> None:
        self._show_rows(counts, rows(counts, self._folded))

    def _show_rows(self, counts: Counts, shown: tuple[Row, ...]) -> None:
        self._counts = counts
        self._tree.show(shown)
        listing = self._context.main.listing
        if listing.view is not None:
            listing.set_trouble(troubles(counts).get(listing.view.key, ""))
