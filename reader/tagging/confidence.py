"""Which suggestions are so likely right that they may be shown without being asked for.

Pure, as suggestions are: what became of stories like one goes in, tags come out, mostly none.
"""

from reader.library.evidence import Evidence
from reader.tagging.suggestions import LOOSE, Suggestion, suggest

CERTAIN = 1.2
"""The least weight of a suggestion shown unasked; tests/benchmarks/bench_tagging.py measures how often it is right."""

FEWEST = 3
"""So many stories like it, or of its feed, must have the tag: one or two are no habit."""

MOST = 2
"""How many are shown on one story."""


def confident(evidence: Evidence) -> tuple[str, ...]:
    """Return the tags a story is almost sure to get, the likeliest first; none that was taken off it by hand."""
    return tuple(one.tag for one in suggest(evidence, evidence.declined) if _is_certain(one, evidence))[:MOST]


def _is_certain(suggestion: Suggestion, evidence: Evidence) -> bool:
    return suggestion.weight >= CERTAIN and _precedents(suggestion.tag, evidence) >= FEWEST


def _precedents(tag: str, evidence: Evidence) -> int:
    like = sum(tag in story.tags for story in evidence.like if story.closeness >= LOOSE)
    return max(like, dict(evidence.habits).get(tag, 0))
