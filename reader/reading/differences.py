"""Where the words of two versions of a story differ.

Pure; titles and bodies go in, runs of words come out. Must not know where versions are kept, nor how runs look.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from reader.model import Body, BodyFormat
from reader.reading.cleaning import clean_text, visible_text

_SPACES = re.compile(r"\s+")
_ENDS = re.compile(
    r"</?(?:p|div|h[1-6]|li|ul|ol|dl|dt|dd|blockquote|pre|table|tr|br|hr|section|article|figure|figcaption)\b",
    re.IGNORECASE,
)
_CAREFUL = 1_000_000
"""Pairs of words up to which every word is compared with every other; beyond, the commonest are no anchors."""


class Fate(StrEnum):
    """What became of some words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Run:
    """Words next to each other that had the same fate."""

    fate: Fate
    text: str


Paragraph = tuple[Run, ...]


def paragraphs(title: str, body: Body) -> list[str]:
    """Return a title and the paragraphs of a body as lines of words."""
    if body.format is BodyFormat.HTML:
        text = visible_text(_ENDS.sub(r"\n\g<0>", _SPACES.sub(" ", body.content)))
    else:
        text = re.sub(r"\n(?!\s*\n)", " ", clean_text(body.content))
    lines = (_SPACES.sub(" ", line).strip() for line in [title, *text.split("\n")])
    return [line for line in lines if line]


def differences(before: Sequence[str], after: Sequence[str]) -> list[Paragraph]:
    """Return the paragraphs of two texts in order, each as runs of words that are the same, gone or new."""
    found: list[Paragraph] = []
    for same, old, new in _steps(before, after):
        if same:
            found.extend((Run(Fate.SAME, line),) for line in before[old])
        else:
            found.extend(_paragraphs_apart(before[old], after[new]))
    return found


def _paragraphs_apart(before: Sequence[str], after: Sequence[str]) -> Iterator[Paragraph]:
    """Compare paragraphs pair by pair; what one side has more of is gone or new as a whole."""
    paired = min(len(before), len(after))
    for old, new in zip(before, after, strict=False):
        yield tuple(_words_apart(old.split(), new.split()))
    yield from ((Run(Fate.GONE, line),) for line in before[paired:])
    yield from ((Run(Fate.NEW, line),) for line in after[paired:])


def _words_apart(before: Sequence[str], after: Sequence[str]) -> Iterator[Run]:
    for same, old, new in _steps(before, after):
        if same:
            yield Run(Fate.SAME, " ".join(before[old]))
            continue
        if before[old]:
            yield Run(Fate.GONE, " ".join(before[old]))
        if after[new]:
            yield Run(Fate.NEW, " ".join(after[new]))


def _steps(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[bool, slice, slice]]:
    matcher = SequenceMatcher(None, before, after, autojunk=len(before) * len(after) > _CAREFUL)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        yield kind == "equal", slice(old_from, old_to), slice(new_from, new_to)
