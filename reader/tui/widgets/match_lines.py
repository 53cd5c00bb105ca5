"""The stories a query matches, shown below the line it is typed in.

Owns what stands there while nothing is typed. Must not know how stories are found.
"""

from functools import partial

from textual.content import Content
from textual.widgets import Static

from reader.tui.widgets.matches import Matches, Matching


class MatchLines(Static):
    """How many stories match, and the latest of them; or what is wrong with the query."""

    def __init__(self, matching: Matching) -> None:
        super().__init__("", markup=False)
        self._matching = matching
        self._query = ""

    def look(self, query: str) -> None:
        """Show what matches a query as it is typed."""
        self._query = query
        if query.strip():
            self._matching(query, partial(self._show, query))
        else:
            self._show(query, Matches(trouble="Type a query, as for searching."))

    def _show(self, query: str, found: Matches) -> None:
        if self.is_attached and query == self._query:  # else the answer comes after another question
            self.update(Content(found.words))
