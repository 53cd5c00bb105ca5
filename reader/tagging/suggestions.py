"""Ranking of the tags a story is likely to get, each with its reasons in words.

Pure: evidence goes in, suggestions come out; the same evidence always gives the same ones.

How it works. Four things speak for a tag, each with a weight, and a tag is ranked by their sum.
- Stories like this one have it: up to 4, by their share of the squared closeness of all that are alike, less where even
  the nearest is not close.
- The feed's tagged stories have it: up to 2, by the share of them. A share of n stories is believed n / (n + 3).
- It stands beside a tag the story has: up to 1.5, by the share of that tag's stories, believed in the same way.
- It was used lately (up to 0.5, falling with each tag used since) and is used much (up to 0.2).
Ties go by name. The first nine get the digits.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reader.library.stories import counted
from reader.library.tag_history import Companion, Evidence, LikeStory
from reader.query.words import fold_name

SUGGESTED = 9
"""How many tags can be picked with a digit."""

_LIKE, _HABIT, _COMPANY, _RECENT, _USUAL = 4.0, 2.0, 1.5, 0.5, 0.2
LEAST_CLOSENESS = 0.12
"""Stories that share less than this of the words that count are not alike."""

_FEW = 3
"""With so many stories a share is half believed."""

_NAMED_RECENT = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """How much something speaks for a tag, and that in words."""

    weight: float
    words: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A tag with what speaks for it, the strongest reason first."""

    tag: str
    reasons: tuple[Reason, ...]

    @property
    def weight(self) -> float:
        """How much speaks for it in all."""
        return sum(reason.weight for reason in self.reasons)

    @property
    def why(self) -> str:
        """The reasons in words, as one sentence without its full stop."""
        return "; ".join(reason.words for reason in self.reasons if reason.words)


def suggest(evidence: Evidence, present: Sequence[str] = (), limit: int = SUGGESTED) -> list[Suggestion]:
    """Return the tags a story that has `present` is likely to get, the likeliest first."""
    reasons: dict[str, list[Reason]] = {}
    for tag, reason in _all_reasons(evidence):
        reasons.setdefault(tag, []).append(reason)
    taken = {fold_name(name) for name in present}
    found = [
        Suggestion(tag, tuple(sorted(why, key=lambda reason: -reason.weight)))
        for tag, why in reasons.items()
        if fold_name(tag) not in taken
    ]
    return sorted(found, key=lambda suggestion: (-suggestion.weight, fold_name(suggestion.tag)))[:limit]


def _all_reasons(evidence: Evidence) -> Iterator[tuple[str, Reason]]:
    yield from _from_like_stories(evidence.like)
    yield from _from_feed(evidence)
    yield from _from_companions(evidence.companions)
    yield from _from_use(evidence)


def _from_like_stories(like: Sequence[LikeStory]) -> Iterator[tuple[str, Reason]]:
    """A tag weighs as much as the stories that have it, among those that are alike; near ones count for more."""
    alike = [story for story in like if story.closeness >= LEAST_CLOSENESS]
    whole = sum(story.closeness**2 for story in alike)
    for tag in dict.fromkeys(tag for story in alike for tag in story.tags):
        having = [story for story in alike if tag in story.tags]
        share = sum(story.closeness**2 for story in having) / whole
        nearest = max(having, key=lambda story: story.closeness)
        number = "1 story like this has it" if len(having) == 1 else f"{len(having)} stories like this have it"
        yield tag, Reason(_LIKE * share * nearest.closeness**0.5, f"{number}, such as “{nearest.title}”")


def _from_feed(evidence: Evidence) -> Iterator[tuple[str, Reason]]:
    belief = evidence.feed_tagged / (evidence.feed_tagged + _FEW)
    for tag, stories in evidence.habits:
        words = f"on {stories} of {counted(evidence.feed_tagged)} you tagged in {evidence.feed_title}"
        yield tag, Reason(_HABIT * belief * stories / evidence.feed_tagged, words)


def _from_companions(companions: Sequence[Companion]) -> Iterator[tuple[str, Reason]]:
    for one in companions:
        belief = one.of / (one.of + _FEW)
        words = f"beside {one.beside} on {one.stories} of {counted(one.of)}"
        yield one.tag, Reason(_COMPANY * belief * one.stories / one.of, words)


def _from_use(evidence: Evidence) -> Iterator[tuple[str, Reason]]:
    most = max((tag.stories for tag in evidence.recent), default=1)
    for place, tag in enumerate(evidence.recent):
        recent = "the tag you used last" if place == 0 else "one you used lately" if place < _NAMED_RECENT else ""
        yield tag.name, Reason(_RECENT / (1 + place), recent)
        yield tag.name, Reason(_USUAL * tag.stories / most, f"on {counted(tag.stories)} in all")
