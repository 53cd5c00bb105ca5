"""The parser of the query language: text to tree, or a QueryError that points at the column.

    any := all ("OR" all)*
    all := one+
    one := "-" one | "(" any ")" | key ":" value | phrase | word

What has no words in it (a lone sign, an empty phrase) asks for nothing and is left out. Must not know SQL, nor what is
in the library.
"""

from contextlib import suppress

from reader.errors import QueryError
from reader.query.tokens import Token, scan, unclosed_quote, unknown_value
from reader.query.tree import And, Everything, Key, Node, Not, Or, Prefix, Query, Sort, Within, Word
from reader.query.values import keyed, term
from reader.query.words import ends_in_word

_DEEPEST = 20
_LONGEST = 200
_ENDINGS = ("", "*", '"', '"*')


def parse(text: str) -> Query:
    """Return the query `text` stands for; the empty text stands for everything.

    Raises QueryError, which names the column and what would be right.
    """
    tokens = scan(text)
    if len(tokens) > _LONGEST:
        raise QueryError(f"More than {_LONGEST} terms in one query.", tokens[_LONGEST].column)
    sort = _sort_of(tokens)
    tokens = [token for token in tokens if not _is_sort(token)]
    if not tokens:
        return Query(Everything(), sort)
    parser = _Parser(tokens, len(text))
    tree = parser.any_of(0)
    parser.expect_end()
    return Query(tree, sort)


def parse_typed(text: str) -> Query:
    """Return the query `text` stands for while it is being typed: its last word may be the beginning of one.

    That is so where nothing, not even a blank, follows it; a phrase may still be open. Raises QueryError as `parse`.
    """
    open_quote = unclosed_quote(text)
    if open_quote is not None:
        return parse(f'{text}"*' if ends_in_word(text) else f'{text}"')
    query = parse(text)
    return as_typed(query) if ends_in_word(text) and not _is_sort(scan(text)[-1]) else query


def finished(text: str) -> str:
    """Return `text` as it is to be kept: `parse` reads there what `parse_typed` reads here. Raises QueryError."""
    query, text = parse_typed(text), text.strip()
    for ending in _ENDINGS:
        with suppress(QueryError):
            if parse(text + ending) == query:
                return text + ending
    return str(query)


def as_typed(query: Query) -> Query:
    """Return `query` with its last bare word as the beginning of a word."""
    return Query(_typed(query.tree), query.sort)


def _typed(node: Node) -> Node:
    match node:
        case Word(text) if ends_in_word(text):
            return Prefix(text)
        case Within(key, Word(text)) if ends_in_word(text):
            return Within(key, Prefix(text))
        case Not(inner):
            return Not(_typed(inner))
        case And(nodes):
            return And((*nodes[:-1], _typed(nodes[-1])))
        case Or(nodes):
            return Or((*nodes[:-1], _typed(nodes[-1])))
        case _:
            return node


def _is_sort(token: Token) -> bool:
    return token.kind == "key" and token.text == Key.SORT


def _sort_of(tokens: list[Token]) -> Sort:
    sort = Sort.NEWEST
    for token in filter(_is_sort, tokens):
        known = [order.value for order in Sort]
        if token.value.lower() not in known:
            raise unknown_value(token.text, token.value, token.value_column, known)
        sort = Sort(token.value.lower())
    return sort


class _Parser:
    """Walks the tokens once, from left to right."""

    def __init__(self, tokens: list[Token], end: int) -> None:
        self._tokens = tokens
        self._at = 0
        self._end = end

    def any_of(self, depth: int) -> Node:
        """Read nodes joined by OR."""
        nodes = [self._all_of(depth)]
        while self._is_or():
            self._at += 1
            nodes.append(self._all_of(depth))
        asking = tuple(node for node in nodes if not isinstance(node, Everything))
        if not asking:
            return Everything()
        return asking[0] if len(asking) == 1 else Or(asking)

    def expect_end(self) -> None:
        """Raise where something is left over, which can only be a closing parenthesis."""
        if self._at < len(self._tokens):
            raise QueryError("This parenthesis was never opened.", self._tokens[self._at].column)

    def _all_of(self, depth: int) -> Node:
        begin = self._at
        nodes: list[Node] = []
        while self._at < len(self._tokens) and not self._is_or() and self._tokens[self._at].kind != "close":
            node = self._one(depth)
            if not isinstance(node, Everything):
                nodes.append(node)
        if self._at == begin:
            here = self._tokens[self._at].column if self._at < len(self._tokens) else self._end
            raise QueryError("Something to look for is missing here.", here)
        if not nodes:
            return Everything()
        return nodes[0] if len(nodes) == 1 else And(tuple(nodes))

    def _one(self, depth: int) -> Node:
        token = self._tokens[self._at]
        if depth > _DEEPEST:
            raise QueryError(f"More than {_DEEPEST} levels of nesting.", token.column)
        self._at += 1
        match token.kind:
            case "minus":
                return self._negated(token, depth)
            case "open":
                return self._group(token, depth)
            case "key":
                return keyed(token)
            case "phrase":
                return term(token.text, quoted=True, starred=token.starred)
            case _:
                return term(token.text, quoted=False, starred=False)

    def _negated(self, token: Token, depth: int) -> Node:
        if self._at >= len(self._tokens):
            raise QueryError("Something to leave out is missing after the minus.", token.column)
        node = self._one(depth + 1)
        return node if isinstance(node, Everything) else Not(node)

    def _group(self, token: Token, depth: int) -> Node:
        node = self.any_of(depth + 1)
        if self._at >= len(self._tokens):
            raise QueryError("This parenthesis is never closed.", token.column)
        self._at += 1
        return node

    def _is_or(self) -> bool:
        if self._at >= len(self._tokens):
            return False
        token = self._tokens[self._at]
        return token.kind == "word" and token.text == "OR"
