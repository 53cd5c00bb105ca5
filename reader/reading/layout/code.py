"""Code coloured by its language, where the language is named.

Owns the mapping from Pygments' tokens to roles. Never guesses a language: guessing is slow and mostly wrong.
"""

from functools import lru_cache
from itertools import groupby

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import (
    Comment,
    Keyword,
    Name,
    Number,
    Operator,
    String,
    _TokenType,
)
from pygments.util import ClassNotFound

from reader.reading.layout.wrapping import Run

_LONGEST_CODE = 60_000
_PLAIN_NAMES = frozenset({"", "text", "txt", "plain", "plaintext", "none", "output", "console-output"})
_ROLES: tuple[tuple[_TokenType, str], ...] = (
    (Comment, "code.comment"),
    (Keyword, "code.keyword"),
    (String, "code.string"),
    (Number, "code.number"),
    (Operator.Word, "code.keyword"),
    (Operator, "code.operator"),
    (Name.Function, "code.name"),
    (Name.Class, "code.name"),
    (Name.Builtin, "code.name"),
    (Name.Decorator, "code.name"),
    (Name.Tag, "code.name"),
    (Name.Exception, "code.name"),
)


def highlighted(code: str, language: str) -> tuple[Run, ...]:
    """Return the styles of `code`; without colours when `language` is unknown or the code very long."""
    plain = (Run(0, len(code), ("code-block",)),)
    lexer = _lexer(language) if len(code) <= _LONGEST_CODE else None
    if lexer is None:
        return plain
    runs: list[Run] = []
    at = 0
    for roles, tokens in groupby(lexer.get_tokens(code), key=lambda token: _roles(token[0])):
        text = "".join(text for _, text in tokens)
        end = min(at + len(text), len(code))
        if code[at:end] != text[: end - at]:
            return plain
        if end > at:
            runs.append(Run(at, end, roles))
        at = end
    return tuple(runs) if at == len(code) else plain


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    """Return the lexer called `language`; the search for an unknown name is slow, so it is made once."""
    name = language.lower()
    if name in _PLAIN_NAMES or not name.isascii() or len(name) > 40:
        return None
    try:
        return get_lexer_by_name(name, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


@lru_cache(maxsize=512)
def _roles(token: _TokenType) -> tuple[str, ...]:
    for kind, role in _ROLES:
        if token[: len(kind)] == kind:
            return ("code-block", role)
    return ("code-block",)
