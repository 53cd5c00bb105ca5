"""Everything kept: feeds, stories, bodies, tags, the search index, the journal, in one SQLite file.

The only room that speaks SQL. Knows the model, the query language and how text is cleaned for searching;
nothing of the network, of parsing or of any interface.
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
