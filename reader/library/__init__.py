"""Everything kept: feeds, stories, bodies, tags, the search index, the journal, in one SQLite file.

The only room that speaks SQL. Knows the model, the query language and how text is cleaned for searching;
nothing of the network, of parsing or of any interface.

library         opening it, and all of it by topic
database        one connection: transactions, and SQLite's errors as sentences
presence        remembers that there was a library, where it has vanished
schema          creates the tables, and runs the migrations
migrations      the statements of each migration
backups         copies of the library, made and put back
integrity       whether the library is sound, mending it, and rescuing what can be read
state           what the program remembers for itself between two starts
feeds           the subscriptions
stories         reading and marking stories
incoming        stories as a refresh brings them
full_texts      pages fetched for stories whose feeds give less
versions        what a story said before its publisher changed it
notes           the person's notes
retention       purging old stories
tags            the person's tags
tag_history     how similar stories were tagged, as input for suggestions
rules           the person's rules, and taking back what one did
saved_searches  queries kept under a name
journal         every change a person made: undo and redo
queries         how a query is answered
refresh_state   what refreshing keeps between two runs
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reader.library.library import Library, Tally, open_library, open_once_more, open_own_library

__all__ = ["Library", "Tally", "open_library", "open_once_more", "open_own_library"]


def __getattr__(name: str) -> Any:
    """Bring in the library when it is wanted: a glance at what is due does without."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from reader.library import library

    return getattr(library, name)
