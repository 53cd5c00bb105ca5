"""Finds the stories that match a query typed in a dialog: how many, and the latest titles."""

from collections.abc import Callable

from reader.errors import QueryError
from reader.library import Library
from reader.query import parse
from reader.tui.context import Context
from reader.tui.widgets.query_dialog import Matches

_SHOWN = 5
_TOPIC = "what a query matches"


def find_matches(context: Context, query: str, done: Callable[[Matches], None]) -> None:
    """Hand on how many stories match and the latest of them, or what is wrong; an older question is dropped."""
    try:
        wanted = parse(query)
    except QueryError as error:
        context.library.lists.drop(_TOPIC)
        done(Matches(trouble=str(error)))
        return

    def find(library: Library) -> Matches:
        latest = library.stories.rows(library.stories.first_ids(wanted, _SHOWN))
        return Matches(library.stories.count(wanted), tuple(story.title for story in latest))

    context.library.lists.ask(_TOPIC, find, done)
