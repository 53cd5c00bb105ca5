"""Which tags a story is so likely to get that they may be shown without being asked for.

Pure: what became of stories like one goes in, tags come out, mostly none. Where ranking asks which tag comes first,
this asks how often it would be right: stories a person dealt with and left without the tag count against it.
"""

from collections.abc import Iterator

from reader.library.tag_history import Evidence
from reader.query.words import fold_name
from reader.tagging.suggestions import LOOSE

CERTAIN = 0.55
"""The least likelihood of a tag shown unasked; tests/benchmarks/bench_tagging.py measures how often it is right."""

FEWEST = 3
"""So many stories like it, or of its feed, must have the tag: one or two are no habit."""

WITHHELD = 10
"""From so many stories a person has read the tag must have been withheld: one that is on all of them says nothing."""

MOST = 2
"""How many are shown on one story."""

_DOUBT = 0.1
"""What a single story weighs that is imagined beside those like it, without the tag."""


def confident(evidence: Evidence) -> tuple[str, ...]:
    """Return the tags a story is almost sure to get, the likeliest first; none that was taken off it by hand."""
    declined = {fold_name(name) for name in evidence.declined}
    likely = [(chance, tag) for chance, tag in _likely(evidence) if fold_name(tag) not in declined]
    return tuple(tag for _, tag in sorted(likely, key=lambda pair: (-pair[0], fold_name(pair[1]))))[:MOST]


def _likely(evidence: Evidence) -> Iterator[tuple[float, str]]:
    """Yield the tags that are likely enough, each with how likely: by stories like it, by its feed's, or both."""
    alike = [story for story in evidence.like if story.closeness >= LOOSE]
    whole = sum(story.closeness**2 for story in alike) + _DOUBT
    habits, withheld = dict(evidence.habits), dict(evidence.withheld)
    for tag in dict.fromkeys([*(tag for story in alike for tag in story.tags), *habits]):
        having = [story for story in alike if tag in story.tags]
        of_feed = habits.get(tag, 0)
        if max(len(having), of_feed) < FEWEST or withheld.get(tag, 0) < WITHHELD:
            continue
        by_likeness = sum(story.closeness**2 for story in having) / whole
        by_feed = of_feed / (evidence.feed_tagged + FEWEST)
        chance = 1 - (1 - by_likeness) * (1 - by_feed)
        if chance >= CERTAIN:
            yield chance, tag
