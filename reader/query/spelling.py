"""Correction of misspelt words: the words one edit away, and the query with one of them. Pure; knows no vocabulary.

An edit is a letter too many, too few, wrong, or two that changed places.
"""

from reader.query.tree import And, Key, Node, Not, Or, Phrase, Prefix, Query, Within, Word
from reader.query.words import words_of

_LETTERS = "etaoinsrhldcumfpgwybvkxjqz"
SHORTEST, LONGEST = 4, 24
"""Shorter words are one edit away from too many others, longer ones are none."""


def variants(word: str) -> list[str]:
    """Return the words one edit away from `word` (folded), the likelier edits first; none where it is too short."""
    if not SHORTEST <= len(word) <= LONGEST:
        return []
    letters = _LETTERS + "".join(sorted({char for char in word if not char.isascii()}))
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    swapped = [begin + end[1] + end[0] + end[2:] for begin, end in cuts if len(end) > 1]
    shorter = [begin + end[1:] for begin, end in cuts if end]
    longer = [begin + letter + end for begin, end in cuts for letter in letters]
    other = [begin + letter + end[1:] for begin, end in cuts if end for letter in letters]
    return [one for one in dict.fromkeys([*swapped, *shorter, *longer, *other]) if one != word]


def single_words(query: Query) -> list[str]:
    """Return the words a query looks for one by one, folded: those that may be misspelt."""
    return list(dict.fromkeys(_words(query.tree)))


def respelt(query: Query, word: str, better: str) -> Query:
    """Return `query` with every `word` (folded) spelt `better`."""
    return Query(_respelt(query.tree, word, better), query.sort)


def _words(node: Node) -> list[str]:
    match node:
        case Word(text) | Prefix(text):
            words = words_of(text)
            return words if len(words) == 1 else []
        case Within(Key.TITLE | Key.AUTHOR | Key.BODY, inner) if not isinstance(inner, Phrase):
            return _words(inner)
        case And(nodes) | Or(nodes):
            return [word for inner in nodes for word in _words(inner)]
        case _:
            return []


def _respelt(node: Node, word: str, better: str) -> Node:
    match node:
        case Word(text) | Prefix(text) if words_of(text) == [word]:
            return Word(better)
        case Within(key, (Word(text) | Prefix(text))) if words_of(text) == [word]:
            return Within(key, Word(better))
        case Not(inner):
            return Not(_respelt(inner, word, better))
        case And(nodes):
            return And(tuple(_respelt(inner, word, better) for inner in nodes))
        case Or(nodes):
            return Or(tuple(_respelt(inner, word, better) for inner in nodes))
        case _:
            return node
