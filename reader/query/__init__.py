"""The query language: text -> tree -> SQL. Pure; opens no database.

Knows the names of the library's tables, because its result is a condition on them, and nothing else of the library.

tokens        the text cut into tokens
values        what may stand after each key
times         dates and spans
parser        tokens to a tree
tree          the nodes of the tree, and the keys
branches      a tree as alternatives (disjunctive normal form)
sql           a tree as a condition
fts           words as an FTS5 expression
words         what a word is
highlighting  where a query's words stand in a text
completion    what may be typed next
spelling      words one edit away
"""

from reader.query.highlighting import terms
from reader.query.parser import as_typed, finished, parse, parse_typed
from reader.query.tree import Query

__all__ = ["Query", "as_typed", "finished", "parse", "parse_typed", "terms"]
