"""The MATCH expression of SQLite's FTS5 that finds the words of a query. Pure.

Words come in folded, so nothing in them can be read as syntax. Words of an address and of a category bear a mark, so
that only `url:` and `category:` find them.
"""

from collections.abc import Sequence

from reader.model import listed_texts
from reader.query.tree import And, Key, Node, Not, Or, Phrase, Prefix, Term, Within, Word
from reader.query.words import ends_in_word, words_of

_COLUMNS = {Key.TITLE: "title", Key.AUTHOR: "author", Key.BODY: "text"}
_MARKS = {Key.URL: "\ue000", Key.CATEGORY: "\ue001"}
_DEEPEST = 12
"""How many levels of brackets are passed on; FTS5's parser gives up at some thirty."""


def address_words(url: str) -> str:
    """Return the words of an address as the index holds them."""
    return _marked(words_of(url), Key.URL)


def category_words(listed: str) -> str:
    """Return the words of categories (a JSON list) as the index holds them, a mark between two categories."""
    return f" {_MARKS[Key.CATEGORY]} ".join(_marked(words_of(name), Key.CATEGORY) for name in listed_texts(listed))


def match_expression(node: Node) -> str | None:
    """Return the expression that finds what `node` asks for; None where it asks for more than words, or not for any."""
    return _expression(node, 0)


def join_expressions(expressions: Sequence[str], without: Sequence[str]) -> str:
    """Return the expression for all of `expressions` (one at least) and none of `without`."""
    joined = " AND ".join(f"({expression})" for expression in expressions)
    if not without:
        return joined
    return f"({joined}) NOT ({' OR '.join(f'({expression})' for expression in without)})"


def has_long_prefix(node: Node) -> bool:
    """Say whether `node` asks for a beginning of words the index has no list of, so that looking it up takes long."""
    match node:
        case Prefix(text):
            return len(words_of(text)[-1]) > 3
        case Within(_, inner) | Not(inner):
            return has_long_prefix(inner)
        case And(nodes) | Or(nodes):
            return any(map(has_long_prefix, nodes))
        case _:
            return False


def _expression(node: Node, depth: int) -> str | None:
    if depth > _DEEPEST:
        return None
    match node:
        case Word() | Prefix() | Phrase():
            return _phrase(words_of(node.text), node)
        case Within(key, inner):
            words = words_of(inner.text)
            if key in _MARKS:
                return _phrase(_marked(words, key).split(), inner)
            return f"{_COLUMNS[key]} : {_phrase(words, inner)}"
        case And(nodes):
            return _all(nodes, depth + 1)
        case Or(nodes):
            found = [_expression(inner, depth + 1) for inner in nodes]
            return None if None in found else " OR ".join(f"({expression})" for expression in found)
        case _:
            return None


def _all(nodes: Sequence[Node], depth: int) -> str | None:
    wanted = [_expression(node, depth) for node in nodes if not isinstance(node, Not)]
    unwanted = [_expression(node.node, depth) for node in nodes if isinstance(node, Not)]
    if not wanted or None in wanted or None in unwanted:
        return None
    return join_expressions([one for one in wanted if one], [one for one in unwanted if one])


def _phrase(words: Sequence[str], term: Term) -> str:
    star = "*" if isinstance(term, Prefix) and ends_in_word(term.text) else ""
    return f'"{" ".join(words)}"{star}'


def _marked(words: Sequence[str], key: Key) -> str:
    return " ".join(_MARKS[key] + word for word in words)
