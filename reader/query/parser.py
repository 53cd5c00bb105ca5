"""From the text of a query to its tree, or to a QueryError that points at the column.

    any := all ("OR" all)*
    all := one+
    one := "-" one | "(" any ")" | key ":" value | phrase | word

Must not know SQL, nor what is in the library.
"""

import re
from dataclasses import dataclass
from typing import NoReturn

from reader.errors import QueryError
from reader.query.tree import Age, And, Everything, Key, Keyed, Node, Not, Or, Phrase, Query, Sort, State, Word

_DEEPEST = 50
_LONGEST = 200
_SECONDS = {"h": 3600, "d": 86_400, "w": 7 * 86_400, "m": 30 * 86_400, "y": 365 * 86_400}
_AGE = re.compile(r"(\d{1,4})([hdwmy])")
_OPEN_QUOTES = '"“”'
_TOKEN = re.compile(
    r"""(?P<blank>\s+)|(?P<open>\()|(?P<close>\))
      |(?P<minus>-(?=[^\s)]))
      |(?P<key>[A-Za-z]+):
      |(?P<quote>["“”])
      |(?P<word>[^\s()"“”]+)""",
    re.VERBOSE,
)
_VALUE = re.compile(r"[^\s()\"“”]+")
_QUOTED = re.compile(r'((?:[^"“”\\]|\\.)*)["“”]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    column: int
    value: str = ""


def parse(text: str) -> Query:
    """Return the query `text` stands for; the empty text stands for everything.

    Raises QueryError, which names the column and what would be right.
    """
    tokens = _tokens(text.encode("utf-8", "replace").decode().replace("\0", " "))
    if len(tokens) > _LONGEST:
        raise QueryError(f"More than {_LONGEST} terms in one query.", tokens[_LONGEST].column)
    sort = _sort_of(tokens)
    tokens = [token for token in tokens if not (token.kind == "key" and token.text == Key.SORT)]
    if not tokens:
        return Query(Everything(), sort)
    parser = _Parser(tokens, len(text))
    tree = parser.any_of(0)
    parser.expect_end()
    return Query(tree, sort)


def _sort_of(tokens: list[_Token]) -> Sort:
    sort = Sort.NEWEST
    for token in tokens:
        if token.kind == "key" and token.text == Key.SORT:
            sort = Sort(_one_of(token, [known.value for known in Sort]))
    return sort


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise QueryError(f"{text[at]!r} is not understood here.", at)
        kind, column = match.lastgroup, at
        at = match.end()
        if kind == "blank":
            continue
        if kind == "quote":
            value, at = _quoted(text, at)
            tokens.append(_Token("phrase", value, column))
        elif kind == "key":
            value, at = _value(text, at)
            tokens.append(_Token("key", _known_key(match["key"], column), column, value))
        else:
            tokens.append(_Token(kind, match[0], column))
    return tokens


def _quoted(text: str, at: int) -> tuple[str, int]:
    match = _QUOTED.match(text, at)
    if match is None:
        raise QueryError("This quote is never closed.", at - 1)
    return re.sub(r"\\(.)", r"\1", match[1], flags=re.DOTALL), match.end()


def _value(text: str, at: int) -> tuple[str, int]:
    if at < len(text) and text[at] in _OPEN_QUOTES:
        return _quoted(text, at + 1)
    match = _VALUE.match(text, at)
    return (match[0], match.end()) if match else ("", at)


def _known_key(name: str, column: int) -> str:
    if name.lower() in set(Key):
        return name.lower()
    close = _closest(name.lower(), [*Key])
    meant = f"did you mean {close[0]}:?" if close else f"known are {', '.join(f'{key}:' for key in Key)}."
    raise QueryError(f"Unknown key {name}: — {meant} To find the text itself, put it in quotes.", column, len(name) + 1)


def _closest(name: str, known: list[str]) -> list[str]:
    from difflib import get_close_matches

    return get_close_matches(name, known, 1, 0.5)


def _one_of(token: _Token, known: list[str]) -> str:
    if token.value.lower() in known:
        return token.value.lower()
    close = _closest(token.value.lower(), known)
    meant = f"did you mean {token.text}:{close[0]}?" if close else f"known are {', '.join(known)}."
    where = token.column + len(token.text) + 1
    raise QueryError(f"{token.text}: does not know {token.value!r}; {meant}", where, max(len(token.value), 1))


class _Parser:
    """Walks the tokens once, from left to right."""

    def __init__(self, tokens: list[_Token], end: int) -> None:
        self._tokens = tokens
        self._at = 0
        self._end = end

    def any_of(self, depth: int) -> Node:
        """Read nodes joined by OR."""
        nodes = [self._all_of(depth)]
        while self._is_or():
            self._at += 1
            nodes.append(self._all_of(depth))
        return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))

    def expect_end(self) -> None:
        """Raise where something is left over, which can only be a closing parenthesis."""
        if self._at < len(self._tokens):
            raise QueryError("This parenthesis was never opened.", self._tokens[self._at].column)

    def _all_of(self, depth: int) -> Node:
        nodes: list[Node] = []
        while self._at < len(self._tokens) and not self._is_or() and self._tokens[self._at].kind != "close":
            node = self._one(depth)
            if not isinstance(node, Everything):
                nodes.append(node)
        if not nodes:
            return self._nothing_here()
        return nodes[0] if len(nodes) == 1 else And(tuple(nodes))

    def _nothing_here(self) -> Node:
        before = self._tokens[self._at - 1] if self._at else None
        if before is not None and before.kind == "phrase":
            return Everything()
        here = self._tokens[self._at].column if self._at < len(self._tokens) else self._end
        raise QueryError("Something to look for is missing here.", here)

    def _one(self, depth: int) -> Node:
        token = self._tokens[self._at]
        if depth > _DEEPEST:
            raise QueryError(f"More than {_DEEPEST} levels of nesting.", token.column)
        self._at += 1
        if token.kind == "minus":
            return self._negated(token, depth)
        if token.kind == "open":
            return self._group(token, depth)
        if token.kind == "phrase":
            return Phrase(token.text) if token.text.strip() else Everything()
        if token.kind == "key":
            return _keyed(token)
        return Word(token.text)

    def _negated(self, token: _Token, depth: int) -> Node:
        if self._at >= len(self._tokens):
            raise QueryError("Something to leave out is missing after the minus.", token.column)
        node = self._one(depth + 1)
        return node if isinstance(node, Everything) else Not(node)

    def _group(self, token: _Token, depth: int) -> Node:
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


def _keyed(token: _Token) -> Node:
    key = Key(token.text)
    if not token.value.strip():
        _complain_of_no_value(key, token)
    if key is Key.IS:
        return Keyed(key, _one_of(token, [state.value for state in State]))
    if key in (Key.NEWER, Key.OLDER):
        return _age(key, token)
    return Keyed(key, token.value)


def _complain_of_no_value(key: Key, token: _Token) -> NoReturn:
    raise QueryError(f"{key}: wants a value right after the colon.", token.column, len(key) + 1)


def _age(key: Key, token: _Token) -> Age:
    match = _AGE.fullmatch(token.value.lower())
    if match is None:
        where = token.column + len(key) + 1
        raise QueryError(f"{key}: wants a span like 12h, 3d, 2w, 6m or 1y.", where, len(token.value))
    return Age(key, token.value.lower(), int(match[1]) * _SECONDS[match[2]])
