"""The value after each key, checked and made a node of the tree. Must not know how terms are joined, nor SQL."""

import re

from reader.errors import QueryError
from reader.query import times
from reader.query.tokens import Token, unknown_value
from reader.query.tree import Contents, Everything, Key, Keyed, Length, Node, Phrase, Prefix, State, Time, Within, Word
from reader.query.words import ends_in_word, has_words

_WRITTEN = (Key.TITLE, Key.AUTHOR, Key.BODY, Key.URL, Key.CATEGORY)
_TIMES = (Key.NEWER, Key.OLDER, Key.SINCE, Key.BEFORE, Key.ON)
_NUMBER = re.compile(r"(>=|<=|>|<|)([0-9]{1,9})")
_RANGE = re.compile(r"([0-9]{1,9})(?:-|\.\.)([0-9]{1,9})")
_DATES = "a day like 2026-11-20, a month like 2026-11, a year, today or yesterday"


def keyed(token: Token) -> Node:
    """Return what a key and its value mean; raises QueryError for a value that is none."""
    key = Key(token.text)
    if not token.value.strip():
        raise QueryError(f"{key}: wants a value right after the colon.", token.column, len(key) + 1)
    if key is Key.IS:
        return Keyed(key, _one_of(token, [state.value for state in State]))
    if key is Key.HAS:
        return Keyed(key, _one_of(token, [holding.value for holding in Contents]))
    if key is Key.WORDS:
        return _length(token)
    if key in _TIMES:
        return _time(key, token)
    if key in _WRITTEN:
        return _written(key, token)
    return Keyed(key, token.value)


def term(text: str, quoted: bool, starred: bool) -> Word | Prefix | Phrase | Everything:
    """Return what a bare word or a phrase asks for; nothing where it has no words in it."""
    bare = text if quoted else text.rstrip("*")
    if not has_words(bare):
        return Everything()
    if (starred or bare != text) and ends_in_word(bare):
        return Prefix(bare)
    return Phrase(bare) if quoted else Word(bare)


def _written(key: Key, token: Token) -> Node:
    node = term(token.value, token.quoted, token.starred)
    return node if isinstance(node, Everything) else Within(key, node)


def _one_of(token: Token, known: list[str]) -> str:
    if token.value.lower() not in known:
        raise unknown_value(token.text, token.value, token.value_column, known)
    return token.value.lower()


def _time(key: Key, token: Token) -> Time:
    value = token.value.lower()
    if times.is_date(value) or (key is not Key.ON and times.is_span(value)):
        return Time(key, value)
    wanted = _DATES if key is Key.ON else f"a span like 12h, 3d, 2w, 6m or 1y, or {_DATES}"
    raise QueryError(f"{key}: wants {wanted}.", token.value_column, token.value_length)


def _length(token: Token) -> Length:
    bounds = _bounds(token.value)
    if bounds is None:
        raise QueryError(
            "words: wants a number, or numbers like >800, <300 or 200-400.", token.value_column, token.value_length
        )
    if bounds[1] is not None and bounds[1] < bounds[0]:
        raise QueryError("words: wants the smaller number first.", token.value_column, token.value_length)
    return Length(*bounds)


def _bounds(value: str) -> tuple[int, int | None] | None:
    between = _RANGE.fullmatch(value)
    if between:
        return int(between[1]), int(between[2])
    match = _NUMBER.fullmatch(value)
    if match is None:
        return None
    number = int(match[2])
    low, high = {
        "": (number, number),
        ">": (number + 1, None),
        ">=": (number, None),
        "<": (0, number - 1),
        "<=": (0, number),
    }[match[1]]
    return None if high is not None and high < 0 else (low, high)
