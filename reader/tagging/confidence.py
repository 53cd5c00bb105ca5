"""Which tags a story is so likely to get that they may be shown unasked: two at most, mostly none.

Pure: what became of stories like one goes in, tags come out.

How it works. Ranking asks which tag comes first; this asks how often it would be right, so stories a person dealt with
and left without the tag count against it. The chance by likeness is the tag's share of the squared closeness of the
stories alike, with 0.1 added to the whole for doubt. The chance by feed is the share of the feed's stories that have
it, with three added that have not. Either may be the reason, so together they are 1 - (1 - a)(1 - b), and from 0.55 on
the tag is shown. It must be on three such stories at least, must be absent from ten read stories (one that is
on all says nothing), and must not have been taken off this story by hand.
"""

from collections.abc import Iterator

from reader.library.tag_history import TaggingHistory
from reader.query.words import fold_name
from reader.tagging.suggestions import LEAST_CLOSENESS

CERTAIN = 0.55
"""The least likelihood of a tag shown unasked; tests/benchmarks/bench_tagging.py measures how often it is right."""

FEWEST = 3
"""So many stories like it, or of its feed, must have the tag: one or two are no habit."""

LEAST_READ_WITHOUT = 10
"""From so many stories a person has read the tag must be absent: one that is on all of them says nothing."""

MOST = 2
"""How many are shown on one story."""

_DOUBT = 0.1
"""What a single story weighs that is imagined beside those like it, without the tag."""


def confident(history: TaggingHistory) -> tuple[str, ...]:
    """Return the tags a story is almost sure to get, the likeliest first; none that was taken off it by hand."""
    declined = {fold_name(name) for name in history.declined}
    likely = [(chance, tag) for chance, tag in _likely(history) if fold_name(tag) not in declined]
    return tuple(tag for _, tag in sorted(likely, key=lambda pair: (-pair[0], fold_name(pair[1]))))[:MOST]


def _likely(history: TaggingHistory) -> Iterator[tuple[float, str]]:
    """Yield the tags that are likely enough, each with how likely: by stories like it, by its feed's, or both."""
    alike = [story for story in history.like if story.closeness >= LEAST_CLOSENESS]
    whole = sum(story.closeness**2 for story in alike) + _DOUBT
    habits, read_without = dict(history.habits), dict(history.read_without)
    for tag in dict.fromkeys([*(tag for story in alike for tag in story.tags), *habits]):
        having = [story for story in alike if tag in story.tags]
        of_feed = habits.get(tag, 0)
        if max(len(having), of_feed) < FEWEST or read_without.get(tag, 0) < LEAST_READ_WITHOUT:
            continue
        by_likeness = sum(story.closeness**2 for story in having) / whole
        by_feed = of_feed / (history.feed_tagged + FEWEST)
        chance = 1 - (1 - by_likeness) * (1 - by_feed)
        if chance >= CERTAIN:
            yield chance, tag
