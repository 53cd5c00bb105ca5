"""The text of a query cut into tokens, each with its column, and the errors for what is unknown among them.

Must not know what the tokens mean together.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reader.errors import QueryError
from reader.query.tree import BARE, Key

_QUOTES = '"“”„‟«»'
_TOKEN = re.compile(
    rf"""(?P<blank>\s+)|(?P<open>\()|(?P<close>\))
      |(?P<minus>-(?=[^\s)]))
      |(?P<key>[A-Za-z]+):
      |(?P<phrase>[{_QUOTES}])
      |(?P<word>[^\s(){_QUOTES}]+)""",
    re.VERBOSE,
)
_QUOTED = re.compile(rf"((?:[^\\{_QUOTES}]|\\.)*)([{_QUOTES}])", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: what kind, its text (of a key, its name), where it begins.

    A key has its value, whether that was between quotes, and where it begins. `starred` says that a phrase or a value
    between quotes is followed by a star.
    """

    kind: str
    text: str
    column: int
    value: str = ""
    quoted: bool = False
    starred: bool = False
    value_column: int = 0

    @property
    def value_length(self) -> int:
        """How many characters to point at where the value is wrong."""
        return max(len(self.value), 1)


def scan(text: str) -> list[Token]:
    """Return the tokens of `text`; raises QueryError for a quote never closed and for an unknown key."""
    text = text.encode("utf-8", "replace").decode().replace("\0", " ")
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise QueryError(f"{text[at]!r} is not understood here.", at)
        kind, column = match.lastgroup, at
        at = match.end()
        if kind == "phrase":
            value, starred, at = _quoted(text, at)
            tokens.append(Token(kind, value, column, quoted=True, starred=starred))
        elif kind == "key":
            token, at = _key(text, match["key"], column, at)
            tokens.append(token)
        elif kind != "blank":
            tokens.append(Token(kind, match[0], column))
    return tokens


def unclosed_quote(text: str) -> int | None:
    """Return where the quote stands that is opened in `text` and not closed, None where there is none."""
    try:
        scan(text)
    except QueryError as error:
        return error.column if text[error.column : error.column + 1] in _QUOTES else None
    return None


def _key(text: str, name: str, column: int, at: int) -> tuple[Token, int]:
    if name.lower() not in set(Key):
        raise unknown_key(name, column)
    begin = at
    if at < len(text) and text[at] in _QUOTES:
        value, starred, at = _quoted(text, at + 1)
        return Token("key", name.lower(), column, value, True, starred, begin), at
    match = BARE.match(text, at)
    value = match[0] if match else ""
    return Token("key", name.lower(), column, value, value_column=begin), at + len(value)


def _quoted(text: str, at: int) -> tuple[str, bool, int]:
    match = _QUOTED.match(text, at)
    if match is None:
        raise QueryError("This quote is never closed.", at - 1)
    starred = text[match.end() : match.end() + 1] == "*"
    return _ESCAPED.sub(r"\1", match[1]), starred, match.end() + starred


def unknown_key(name: str, column: int) -> QueryError:
    """Return the error for a word before a colon that is no key."""
    close = _closest(name.lower(), [*Key])
    meant = f"did you mean {close}:?" if close else f"known are {', '.join(f'{key}:' for key in Key)}."
    return QueryError(
        f"Unknown key {name}: — {meant} To find the text itself, put it in quotes.", column, len(name) + 1
    )


def unknown_value(key: str, value: str, column: int, known: Sequence[str]) -> QueryError:
    """Return the error for a value the key does not know."""
    close = _closest(value.lower(), known)
    meant = f"did you mean {key}:{close}?" if close else f"known are {', '.join(known)}."
    return QueryError(f"{key}: does not know {value!r}; {meant}", column, max(len(value), 1))


def _closest(name: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    return next(iter(get_close_matches(name[:40], known, 1, 0.5)), "")
