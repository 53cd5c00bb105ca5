"""A query as alternatives (its disjunctive normal form): the words each looks for, and what else it asks. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, product

from reader.query.fts import join_expressions, match_expression
from reader.query.tree import And, Everything, Node, Not, Or, Phrase, Prefix, Within, Word

_MOST = 8
"""How many branches a query is split into; one with more is answered whole."""


@dataclass(frozen=True, slots=True)
class Branch:
    """What all must be true at once: words found by `expression` (that is, by `words`), if any, and `rest`."""

    expression: str | None
    words: tuple[Node, ...]
    rest: tuple[Node, ...]


def branches(tree: Node) -> tuple[Branch, ...]:
    """Return the branches of a query, one at least."""
    found = _conjunctions(tree)
    return tuple(map(_branch, found)) if len(found) <= _MOST else (_branch((tree,)),)


def asks_for_words(node: Node) -> bool:
    """Say whether words stand anywhere in `node`."""
    match node:
        case Word() | Prefix() | Phrase() | Within():
            return True
        case Not(inner):
            return asks_for_words(inner)
        case And(nodes) | Or(nodes):
            return any(map(asks_for_words, nodes))
        case _:
            return False


def all_of(nodes: Sequence[Node]) -> Node:
    """Return the node that asks for all of `nodes`."""
    if not nodes:
        return Everything()
    return nodes[0] if len(nodes) == 1 else And(tuple(nodes))


def _conjunctions(node: Node) -> list[tuple[Node, ...]]:
    if match_expression(node) is not None:
        return [(node,)]
    match node:
        case Everything():
            return [()]
        case Or(nodes):
            return list(chain.from_iterable(map(_conjunctions, nodes)))
        case And(nodes):
            return _combined(nodes)
        case Not(Not(inner)):
            return _conjunctions(inner)
        case Not(Or(nodes)):
            return _combined(tuple(map(Not, nodes)))
        case _:
            return [(node,)]


def _combined(nodes: Sequence[Node]) -> list[tuple[Node, ...]]:
    parts = [_conjunctions(node) for node in nodes]
    count = 1
    for part in parts:
        count *= len(part)
    if count > _MOST:
        return [tuple(nodes)]
    return [tuple(chain.from_iterable(choice)) for choice in product(*parts)]


def _branch(nodes: tuple[Node, ...]) -> Branch:
    wanted = tuple(node for node in nodes if match_expression(node) is not None)
    if not wanted:
        return Branch(None, (), nodes)
    unwanted = tuple(node for node in nodes if isinstance(node, Not) and match_expression(node.node) is not None)
    expression = join_expressions(_expressions(wanted), _expressions([node.node for node in unwanted]))
    rest = tuple(node for node in nodes if node not in wanted and node not in unwanted)
    return Branch(expression, (*wanted, *unwanted), rest)


def _expressions(nodes: Sequence[Node]) -> list[str]:
    return [found for found in map(match_expression, nodes) if found is not None]
