"""Ranking of the tags a story is likely to get, each with its reasons in words.

Pure: history goes in, suggestions come out; the same history always gives the same ones.

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
from reader.library.tag_history import Companion, LikeStory, TaggingHistory
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


def suggest(history: TaggingHistory, present: Sequence[str] = (), limit: int = SUGGESTED) -> list[Suggestion]:
    """Return the tags a story that has `present` is likely to get, the likeliest first."""
    reasons: dict[str, list[Reason]] = {}
    for tag, reason in _all_reasons(history):
        reasons.setdefault(tag, []).append(reason)
    taken = {fold_name(name) for name in present}
    found = [
        Suggestion(tag, tuple(sorted(why, key=lambda reason: -reason.weight)))
        for tag, why in reasons.items()
        if fold_name(tag) not in taken
    ]
    return sorted(found, key=lambda suggestion: (-suggestion.weight, fold_name(suggestion.tag)))[:limit]


def _all_reasons(history: TaggingHistory) -> Iterator[tuple[str, Reason]]:
    yield from _from_like_stories(history.like)
    yield from _from_feed(history)
    yield from _from_companions(history.companions)
    yield from _from_use(history)


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


def _from_feed(history: TaggingHistory) -> Iterator[tuple[str, Reason]]:
    belief = history.feed_tagged / (history.feed_tagged + _FEW)
    for tag, stories in history.habits:
        words = f"on {stories} of {counted(history.feed_tagged)} you tagged in {history.feed_title}"
        yield tag, Reason(_HABIT * belief * stories / history.feed_tagged, words)


def _from_companions(companions: Sequence[Companion]) -> Iterator[tuple[str, Reason]]:
    for one in companions:
        belief = one.looked_at / (one.looked_at + _FEW)
        words = f"beside {one.beside} on {one.stories} of {counted(one.looked_at)}"
        yield one.tag, Reason(_COMPANY * belief * one.stories / one.looked_at, words)


def _from_use(history: TaggingHistory) -> Iterator[tuple[str, Reason]]:
    most = max((tag.stories for tag in history.recent), default=1)
    for place, tag in enumerate(history.recent):
        recent = "the tag you used last" if place == 0 else "one you used lately" if place < _NAMED_RECENT else ""
        yield tag.name, Reason(_RECENT / (1 + place), recent)
        yield tag.name, Reason(_USUAL * tag.stories / most, f"on {counted(tag.stories)} in all")
