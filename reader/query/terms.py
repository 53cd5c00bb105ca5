"""The words a query looks for, so that they can be shown where they stand. Pure."""

from reader.query.tree import And, Key, Node, Not, Or, Phrase, Prefix, Term, Within, Word

_SHOWN = (Key.TITLE, Key.AUTHOR, Key.BODY)


def terms(tree: Node) -> tuple[Term, ...]:
    """Return the words, phrases and beginnings of words a story must or may have to match, each once, in order."""
    return tuple(dict.fromkeys(_found(tree)))


def _found(node: Node) -> list[Term]:
    match node:
        case Word() | Prefix() | Phrase():
            return [node]
        case Within(key, inner):
            return [inner] if key in _SHOWN else []
        case And(nodes) | Or(nodes):
            return [term for inner in nodes for term in _found(inner)]
        case Not(Not(inner)):
            return _found(inner)
        case _:
            return []
