"""Everything kept: feeds, stories, bodies, tags, the search index, the journal, in one SQLite file.

The only room that speaks SQL. Knows the model, the query language and how text is cleaned for searching;
nothing of the network, of parsing or of any interface.

library (opening it, and all of it by topic) · database (one connection) · schema (tables and migrations) ·
integrity (whether file and index are sound) · state (what the program remembers for itself)
feeds (the subscriptions) · stories (reading and marking) · incoming (stories as a refresh brings them) ·
full_texts (fetched pages) · versions (what a story said before) · notes · retention (purging old stories)
tags (the person's tags) · tag_history (what tells how a story will be tagged) · rules · saved_searches
journal (undo and redo) · changes (one change, and how it is applied)
queries/ (how a query is answered) · refresh_state/ (what refreshing keeps between two runs) · migrations/
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reader.library.library import Library, Tally, open_library

__all__ = ["Library", "Tally", "open_library"]


def __getattr__(name: str) -> Any:
    """Bring in the library when it is wanted: a glance at what is due does without."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from reader.library import library

    return getattr(library, name)
