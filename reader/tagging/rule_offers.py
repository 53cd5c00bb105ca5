"""Rules worth offering: a simple query that would have predicted a tag put on by hand, with its record.

The finder is pure: examples of one tag go in, queries worth measuring come out; measured ones go in, the one worth
offering comes out. What was offered before is for the caller to know.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from reader.library import Library
from reader.library.tag_history import Example
from reader.query import parse
from reader.query.tree import BARE
from reader.query.words import fold_name, has_words

FEWEST = 5
"""So often a tag must have been put on by hand, and so many of its stories a rule must match, before it is offered."""

MOST_OFTEN_RIGHT = 0.8
"""The least share of the stories a rule matches, of those dealt with, that have the tag."""

LEAST_DEALT_WITH = 0.1
"""The least share of all the stories a rule matches that must have been dealt with before its record says anything."""

_OF_A_KIND = 3
"""How many categories, and how many words of titles, are measured: many of the one must not keep out the other."""

_SHARE = 0.5
_WORD = re.compile(r"[^\W\d_]{4,}")
_NO_VALUE = frozenset('"“”„‟«»\\*')
"""Signs that mean something else inside a query's quotes."""


@dataclass(frozen=True, slots=True)
class CandidateQuery:
    """A query, and what to call it where a person reads it."""

    query: str
    shown: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A rule worth making: of the `matching` stories it matches, among those dealt with, `tagged` have the tag.

    `there` is how many it matches in all.
    """

    query: str
    shown: str
    tag: str
    matching: int
    tagged: int
    there: int = field(default=0, compare=False)

    @property
    def words(self) -> str:
        """The offer with its record."""
        return f"{self.shown} → {self.tag}: matches {self.matching:,} stories, you tagged {self.tagged:,} of them"


def candidates(examples: Sequence[Example]) -> list[CandidateQuery]:
    """Return the queries that match most of the stories a tag was put on by hand, those that match more first.

    They are of one feed, one author, one of the publisher's categories or one word of the title: of what half of the
    stories have or more.
    """
    found = Counter(candidate for example in examples for candidate in _of(example))
    enough = max(FEWEST, len(examples) * _SHARE)
    often = [candidate for candidate, times in found.most_common() if times >= enough]
    seen: Counter[str] = Counter()
    return [candidate for candidate in often if _count_kind(seen, candidate) <= _OF_A_KIND]


def best(offers: Iterable[Offer]) -> Offer | None:
    """Return the offer with the best record: often right, on many stories, and of those with the same the narrowest.

    None where none is right enough, or where each matches mostly stories nobody has looked at.
    """
    good = [one for one in offers if _is_good(one)]
    return max(good, key=lambda one: ((one.tagged + 1) / (one.matching + 2), one.tagged, -one.there), default=None)


def find(library: Library, tags: Iterable[str], never: Collection[str] = ()) -> Offer | None:
    """Return the best rule for one of these tags that there is not yet; queries and tags in `never` are left out.

    Its record is counted on stored stories a person dealt with, read or tagged: one never looked at says nothing.
    """
    there = {(rule.query, fold_name(tag)) for rule in library.rules.all() for tag in rule.actions.add}
    wanted = [
        (candidate, tag)
        for tag in tags
        if tag not in never
        for candidate in candidates(library.tag_history.tagged_by_hand(tag))
        if (candidate.query, fold_name(tag)) not in there and key_of(candidate.query, tag) not in never
    ]
    return best(_measured(library, candidate, tag) for candidate, tag in wanted)


def key_of(query: str, tag: str) -> str:
    """Return what an offer is remembered by."""
    return f"{query} → {tag}"


def _is_good(offer: Offer) -> bool:
    often_right = offer.tagged >= FEWEST and offer.tagged >= MOST_OFTEN_RIGHT * offer.matching
    return often_right and offer.matching >= LEAST_DEALT_WITH * offer.there


def _of(example: Example) -> Iterator[CandidateQuery]:
    yield CandidateQuery(f"feed:#{example.feed_id}", f"feed:{_value(example.feed_title)}")
    if _can_be_asked_for(example.author):
        yield CandidateQuery(*(f"author:{_value(example.author)}",) * 2)
    for category in {name.casefold() for name in example.categories if _can_be_asked_for(name)}:
        yield CandidateQuery(*(f"category:{_value(category)}",) * 2)
    for word in set(_WORD.findall(example.title.casefold())):
        yield CandidateQuery(*(f"title:{word}",) * 2)


def _measured(library: Library, candidate: CandidateQuery, tag: str) -> Offer:
    tagged = library.stories.count(parse(f"{candidate.query} tag:{_value(tag)}"))
    matching = library.stories.count(parse(f"{candidate.query} (is:read OR is:tagged)"))
    there = library.stories.count(parse(candidate.query))
    return Offer(candidate.query, candidate.shown, tag, matching, tagged, there)


def _count_kind(seen: Counter[str], candidate: CandidateQuery) -> int:
    """Count a candidate in `seen`; return how many of its kind there are with it."""
    kind = candidate.query.partition(":")[0]
    seen[kind] += 1
    return seen[kind]


def _can_be_asked_for(text: str) -> bool:
    return has_words(text) and not set(text) & _NO_VALUE


def _value(text: str) -> str:
    return text if BARE.fullmatch(text) else f'"{text}"'
