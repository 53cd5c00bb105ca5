"""Search as you type: shows what the query finds so far, and goes back on escape.

Owns what a key in the search bar leads to. Must not know how a query is answered, nor how panes stand.
"""

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from reader.errors import QueryError
from reader.query import Query, finished, parse, terms
from reader.query.tree import Key, Sort
from reader.tui.context import Context
from reader.tui.search.bar import SearchBar
from reader.tui.views import View

if TYPE_CHECKING:
    from reader.query.completion import Completion

_SORTED = re.compile(r"(^|[\s(])sort:", re.IGNORECASE)
_OFFERED = 8


class SearchAsYouType:
    """Runs the search bar's queries."""

    def __init__(self, context: Context, bar: SearchBar) -> None:
        self._context = context
        self._bar = bar
        self._navigation = context.main.navigation
        self._listing = context.main.listing
        self._stories = context.main.stories
        self._thread = context.library.counts
        self._completions: tuple[Completion, ...] = ()
        self._authors: tuple[str, ...] = ()
        self._error: QueryError | None = None
        self._moved = False
        bar.completed = self.completed

    def open(self) -> None:
        """Open the bar, with the query shown if one is."""
        view = self._listing.view
        text = view.text if view is not None and view.is_search else ""
        self._navigation.begin_search()
        self._moved = False
        self._bar.open(text)

    def typed(self, text: str, cursor: int) -> None:
        """Show what the query finds as it stands, newest first, or what is wrong with it."""
        from reader.query.completion import key_of

        if not self._bar.is_open:
            return
        self._moved = False
        self._error = self._find(text)
        self._offer(text, cursor)
        begun = key_of(text, cursor)
        if begun is not None and begun[0] is Key.AUTHOR:
            self._ask_for_authors(text, cursor, begun[1])

    def completed(self, text: str, cursor: int) -> tuple[str, int]:
        """Return the query, and the position in it, with the first completion taken where there is one."""
        found = self._complete(text, cursor)
        return found[0].taken(text) if found else (text, cursor)

    def move(self, rows: int) -> None:
        """Move the cursor of the list while the keys stay in the bar."""
        self._moved = True
        self._stories.move_to(self._stories.cursor + rows)

    def submit(self, text: str) -> None:
        """Close the bar on what was found, the best first, or as it stands where one has moved in it already."""
        if not text.strip():
            self._navigation.go_back()
            self._close()
            return
        try:
            view = _view(text)
        except QueryError as error:
            self._bar.point(error)
            return
        if not self._moved:
            self._navigation.change_view(replace(view, query=_ranked(text, view.query)))
        self._close()

    def leave(self) -> None:
        """Close the bar and show again what was shown when it was opened, as it was."""
        self._navigation.cancel_search()
        self._close()

    def show_count(self) -> None:
        """Show how many stories there are and how long it took to find the first ones."""
        view = self._listing.view
        if not self._bar.is_open or view is None or not view.is_search or not self._bar.text.strip():
            return
        stories = self._context.main.sidebar.counts.stories
        shown = f"{len(self._stories.ids):,}{'' if self._listing.complete else '+'} of {stories:,}"
        took = f"{max(1, round(self._listing.seconds * 1000))} ms"
        self._bar.say_count(f"{shown} · {took}")

    def _find(self, text: str) -> QueryError | None:
        if not text.strip():
            self._navigation.show_origin()
            self._bar.say_count("")
            return None
        try:
            view = _view(text)
        except QueryError as error:
            return error
        self._listing.find(view, lambda: self._found(text, view.query))
        return None

    def _complete(self, text: str, cursor: int) -> "list[Completion]":
        from reader.query.completion import complete

        return complete(text, cursor, self._context.main.sidebar.completion_names(self._authors))

    def _offer(self, text: str, cursor: int) -> None:
        """Show what could complete the word being typed, or else what is wrong with the query."""
        self._completions = tuple(self._complete(text, cursor))[:_OFFERED]
        if self._completions:
            self._bar.offer([completion.shown for completion in self._completions], self._completions[0].meaning)
        elif self._error is not None:
            self._bar.point(self._error)
        else:
            self._show_pending()

    def _show_pending(self) -> None:
        pending = self._context.main.sidebar.counts.pending
        stories = "1 story is" if pending == 1 else f"{pending:,} stories are"
        self._bar.say([(f"{stories} not searchable yet", False)] if pending and self._bar.text.strip() else ())

    def _ask_for_authors(self, text: str, cursor: int, begun: str) -> None:
        def offer(authors: list[str]) -> None:
            self._authors = tuple(authors)
            if self._is_asked(text):
                self._offer(text, cursor)

        self._thread.ask("authors", lambda library: library.search_index.authors(begun, _OFFERED), offer)

    def _found(self, text: str, query: Query) -> None:
        self.show_count()
        if self._is_asked(text) and not self._stories.ids and not self._completions:
            self._thread.ask(
                "spelling", lambda library: library.search_index.respelt(query), partial(self._suggest, text)
            )

    def _suggest(self, text: str, respelt: Query | None) -> None:
        if respelt is not None and self._is_asked(text) and not self._stories.ids:
            self._bar.say([("nothing has these words · nearest: ", False), (str(respelt), True)])

    def _is_asked(self, text: str) -> bool:
        """Whether `text` is what stands in the bar: an answer to anything else comes too late to be shown."""
        return self._bar.is_open and self._bar.text == text

    def _close(self) -> None:
        self._completions = ()
        for topic in ("spelling", "authors"):
            self._thread.drop(topic)
        self._bar.close()
        self._context.main.panes.focus_back()


def _view(text: str) -> View:
    """Return the view of a query as it stands while it is typed; raises QueryError."""
    kept = finished(text)
    return View(f"query:{kept}", kept, parse(kept))


def _ranked(text: str, query: Query) -> Query:
    """Return the query with the best stories first, where it looks for words and asks for no other order."""
    if _SORTED.search(text) or not terms(query.tree):
        return query
    return replace(query, sort=Sort.RELEVANCE)
