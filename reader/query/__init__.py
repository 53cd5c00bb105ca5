"""The query language: text -> tree -> SQL. Pure; opens no database.

Knows the names of the library's tables, because its result is a condition on them, and nothing else of the library.
"""

from reader.query.parser import as_typed, finished, parse, parse_typed
from reader.query.terms import terms
from reader.query.tree import Query

__all__ = ["Query", "as_typed", "finished", "parse", "parse_typed", "terms"]
