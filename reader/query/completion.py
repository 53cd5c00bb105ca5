"""Stand-in."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Names:
    """Names."""

    tags: Sequence[str] = ()
    feeds: Sequence[str] = ()
    folders: Sequence[str] = ()
    authors: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """A completion."""

    text: str
    cursor: int
    word: str


def complete(text: str, cursor: int, names: Names) -> list[Completion]:
    """Return none."""
    return []
