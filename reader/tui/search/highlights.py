"""Highlights the words of the query in titles, in the article, and in the snippet line.

Must not know how a search is made.
"""

from typing import TYPE_CHECKING

from reader.errors import NotFoundError
from reader.library import Library
from reader.model import Story
from reader.query import Query, terms
from reader.query.highlighting import spans
from reader.query.tree import Term
from reader.tui.context import Context

if TYPE_CHECKING:
    from reader.tui.stories.pane_lines import SnippetLine

_TOPIC = "the snippet"


class Highlights:
    """Highlights words wherever they are; what stands around them in a story is read by a thread."""

    def __init__(self, context: Context) -> None:
        self._thread = context.library.texts
        self._stories = context.main.stories
        self._article = context.main.article
        self._query = Query()
        self._terms: tuple[Term, ...] = ()

    def show(self, query: Query, line: "SnippetLine") -> None:
        """Highlight the words of a query, and no others."""
        if query is self._query:
            return
        self._query, self._terms = query, terms(query.tree)
        self._stories.highlight(self._terms)
        self._article.highlight(self._terms)
        self._thread.drop(_TOPIC)
        if not self._terms:
            line.hide()

    def show_snippet(self, story: Story | None, line: "SnippetLine") -> None:
        """Show what stands around the words in a story."""
        if story is None or not self._terms:
            self._thread.drop(_TOPIC)
            line.hide()
            return
        query, words = self._query, self._terms

        def snippet(library: Library) -> str:
            try:
                return library.search_index.snippet(story.id, query)
            except NotFoundError:
                return ""

        def show(text: str) -> None:
            if text:
                line.show(text, spans(text, words))
            else:
                line.hide()

        self._thread.ask(_TOPIC, snippet, show)
