"""The query language: text -> tree -> SQL. Pure; opens no database.

Knows the names of the library's tables, because its result is a condition on them, and nothing else of the library.
"""

from reader.query.parser import parse
from reader.query.tree import Query

__all__ = ["Query", "parse"]
