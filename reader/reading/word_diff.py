"""A diff of two versions of a story, word by word.

Pure; titles and bodies go in, runs of words come out. Must not know where versions are kept, nor how runs look.

How it works. Comparing all words of two long texts takes the product of their lengths. So whole paragraphs are
compared first; those that differ are paired in order, and of each pair the words, or where there are many of them the
sentences and then the words of those that differ. What both begin and end with is never compared. A budget of pairs
of words bounds it all: when it is spent, what is left counts as gone and new.
"""

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

from reader.model import Body, BodyFormat
from reader.reading.cleaning import clean_text, visible_text

_SPACES = re.compile(r"\s+")
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|h[1-6]|li|ul|ol|dl|dt|dd|blockquote|pre|table|tr|br|hr|section|article|figure|figcaption)\b",
    re.IGNORECASE,
)
_MANY_PAIRS = 10_000
"""Pairs of words above which sentences are compared first."""

_MOST_PAIRS_IN_FULL = 1_000_000
"""Pairs up to which each is compared with every other; beyond, the commonest are no anchors."""

_MOST_PAIRS = 8_000_000
"""Pairs of words compared in all, at the most."""

_SENTENCE_ENDS = frozenset(".!?…。！？:;")
_LONGEST_SENTENCE = 60
"""Words."""


class Change(StrEnum):
    """What became of some words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Run:
    """Words side by side with the same change."""

    change: Change
    text: str


Paragraph = tuple[Run, ...]


def paragraphs(title: str, body: Body) -> list[str]:
    """Return a title and the paragraphs of a body as lines of words."""
    if body.format is BodyFormat.HTML:
        text = visible_text(_BLOCK_TAG.sub(r"\n\g<0>", _SPACES.sub(" ", body.content)))
    else:
        text = re.sub(r"\n(?![^\S\n]*+\n)", " ", clean_text(body.content))
    lines = (_SPACES.sub(" ", line).strip() for line in [title, *text.split("\n")])
    return [line for line in lines if line]


def word_diff(before: Sequence[str], after: Sequence[str]) -> list[Paragraph]:
    """Return the paragraphs of two texts in order, each as runs of words that are the same, gone or new.

    Where more differs than can be compared in a second or two, the rest counts as gone and new as a whole.
    """
    found: list[Paragraph] = []
    budget = _Budget(_MOST_PAIRS)
    for same, old, new in _opcodes(before, after):
        if same:
            found.extend((Run(Change.SAME, line),) for line in before[old])
        else:
            found.extend(_compare_paragraphs(before[old], after[new], budget))
    return found


@dataclass(slots=True)
class _Budget:
    """How many pairs of words may still be compared."""

    pairs: int

    def spend(self, before: Sequence[Hashable], after: Sequence[Hashable]) -> bool:
        """Say whether these words may still be compared, and take that from the budget."""
        pairs = len(before) * len(after)
        if pairs > self.pairs:
            return False
        self.pairs -= pairs
        return True


def _compare_paragraphs(before: Sequence[str], after: Sequence[str], budget: _Budget) -> Iterator[Paragraph]:
    """Compare paragraphs pair by pair; what one side has more of is gone or new as a whole."""
    paired = min(len(before), len(after))
    for old, new in zip(before, after, strict=False):
        yield tuple(_merged(_compare_sentences(old.split(), new.split(), budget)))
    yield from ((Run(Change.GONE, line),) for line in before[paired:])
    yield from ((Run(Change.NEW, line),) for line in after[paired:])


def _compare_sentences(before: Sequence[str], after: Sequence[str], budget: _Budget) -> Iterator[Run]:
    """Compare words; where there are many, sentences first, and the words of those that differ."""
    if len(before) * len(after) <= _MANY_PAIRS:
        yield from _compare_words(before, after, budget)
        return
    old_sentences, new_sentences = _sentences(before), _sentences(after)
    for same, old, new in _opcodes(old_sentences, new_sentences):
        gone, come = _words_of(old_sentences[old]), _words_of(new_sentences[new])
        if same:
            yield Run(Change.SAME, " ".join(gone))
        else:
            yield from _compare_words(gone, come, budget)


def _compare_words(before: Sequence[str], after: Sequence[str], budget: _Budget) -> Iterator[Run]:
    for same, old, new in _opcodes(before, after, budget):
        if same:
            yield Run(Change.SAME, " ".join(before[old]))
            continue
        if before[old]:
            yield Run(Change.GONE, " ".join(before[old]))
        if after[new]:
            yield Run(Change.NEW, " ".join(after[new]))


def _merged(runs: Iterable[Run]) -> Iterator[Run]:
    """Unite neighbouring runs with the same change."""
    for change, alike in groupby(runs, key=lambda run: run.change):
        yield Run(change, " ".join(run.text for run in alike))


def _sentences(words: Sequence[str]) -> list[tuple[str, ...]]:
    """Return words in sentences, none so long that comparing two would take long."""
    sentences: list[tuple[str, ...]] = []
    begin = 0
    for at, word in enumerate(words, start=1):
        if word[-1] in _SENTENCE_ENDS or at - begin == _LONGEST_SENTENCE:
            sentences.append(tuple(words[begin:at]))
            begin = at
    return [*sentences, tuple(words[begin:])] if begin < len(words) else sentences


def _words_of(sentences: Sequence[tuple[str, ...]]) -> list[str]:
    return [word for sentence in sentences for word in sentence]


def _opcodes(
    before: Sequence[Hashable], after: Sequence[Hashable], budget: _Budget | None = None
) -> Iterator[tuple[bool, slice, slice]]:
    """Yield what is the same and what is not, in order; what both begin and end with is not compared any further."""
    begin = _common_prefix(before, after)
    rest_before, rest_after = before[begin:], after[begin:]
    end = _common_prefix(rest_before[::-1], rest_after[::-1])
    old, new = rest_before[: len(rest_before) - end], rest_after[: len(rest_after) - end]
    if begin:
        yield True, slice(0, begin), slice(0, begin)
    if budget is not None and not budget.spend(old, new):
        yield False, slice(begin, begin + len(old)), slice(begin, begin + len(new))
    elif old or new:
        matcher = SequenceMatcher(None, old, new, autojunk=len(old) * len(new) > _MOST_PAIRS_IN_FULL)
        for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
            yield kind == "equal", slice(begin + old_from, begin + old_to), slice(begin + new_from, begin + new_to)
    if end:
        yield True, slice(len(before) - end, len(before)), slice(len(after) - end, len(after))


def _common_prefix(before: Sequence[Hashable], after: Sequence[Hashable]) -> int:
    pairs = enumerate(zip(before, after, strict=False))
    return next((at for at, (old, new) in pairs if old != new), min(len(before), len(after)))
