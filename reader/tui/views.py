"""A view: a query with a name and, where they are few, its feeds. Sidebar rows and typed queries become views."""

from dataclasses import dataclass

from reader.model import FeedId
from reader.query import Query, parse
from reader.query.tree import Sort


@dataclass(frozen=True, slots=True)
class View:
    """What the list shows: a query with a name, and the feeds behind it where they are few."""

    key: str
    title: str
    query: Query
    feeds: tuple[FeedId, ...] = ()
    trouble: str = ""

    @property
    def is_one_feed(self) -> bool:
        """Whether all its stories come from one feed."""
        return self.key.startswith("feed:")

    @property
    def is_search(self) -> bool:
        """Whether it is what a query typed by hand found."""
        return self.key.startswith("query:")

    @property
    def text(self) -> str:
        """Its query, as one may type it; what was typed, unless it has been put in another order since.

        That Enter puts the best first is no other order.
        """
        typed = self.key.removeprefix("query:")
        as_typed = self.is_search and self.query.sort in (parse(typed).sort, Sort.RELEVANCE)
        return typed if as_typed else str(self.query)


def view_of_query(text: str) -> View:
    """Return the view of a query a person typed; raises QueryError."""
    return View(f"query:{text}", text.strip() or "All", parse(text))
