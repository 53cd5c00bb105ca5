"""What is wrong with a query, said so that a person knows what would be right."""

from collections.abc import Sequence

from reader.errors import QueryError
from reader.query.tree import Key


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
