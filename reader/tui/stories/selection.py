"""The stories that are marked, to be acted on together.

Owns which they are, and from where a range begins. Must not know how a mark looks, nor what is done with the stories.
"""

from array import array
from collections.abc import Callable, Iterable, Sequence

from reader.model import StoryId


class Selection:
    """Marked stories; `changed` is called whenever there are others."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._ids: frozenset[int] = frozenset()
        self._last: int | None = None

    @property
    def ids(self) -> frozenset[int]:
        """The ids of the marked stories."""
        return self._ids

    def __len__(self) -> int:
        return len(self._ids)

    def in_order(self, ids: Sequence[int]) -> "array[int]":
        """Return the ids of the marked stories in the order of `ids`, those that are not among them last."""
        shown = array("q", (story_id for story_id in ids if story_id in self._ids))
        shown.extend(sorted(self._ids.difference(shown)))
        return shown

    def toggle(self, story_id: StoryId) -> None:
        """Mark a story, or take its mark away; a range begins here."""
        self._last = story_id
        self._set(self._ids ^ {story_id})

    def select_range(self, ids: Sequence[int], row: int) -> None:
        """Mark what stands between the story marked last and the row `row` of `ids`, both included."""
        start = ids.index(self._last) if self._last is not None and self._last in ids else row
        self._last = ids[row]
        first, last = min(start, row), max(start, row)
        self._set(self._ids.union(ids[first : last + 1]))

    def select_all(self, ids: Iterable[int]) -> None:
        """Mark all of `ids`; where they are marked all, take the marks away."""
        every = frozenset(ids)
        self._set(frozenset() if every <= self._ids else self._ids | every)

    def clear(self) -> None:
        """Take every mark away."""
        self._last = None
        self._set(frozenset())

    def _set(self, ids: frozenset[int]) -> None:
        if ids != self._ids:
            self._ids = ids
            self._changed()
