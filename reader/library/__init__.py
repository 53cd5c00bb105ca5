"""Everything kept: feeds, stories, bodies, tags, the search index, the journal, in one SQLite file.

The only room that speaks SQL. Knows the model, the query language and how text is cleaned for searching;
nothing of the network, of parsing or of any interface.
"""

from reader.library.library import Library, Tally, open_library

__all__ = ["Library", "Tally", "open_library"]
