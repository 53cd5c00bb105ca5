"""The tags a story is likely to get, ranked while the cursor rests on it, so that the tag bar need not wait for them.

Owns for which story they are at hand, and that they are of the library as it is. Must not know the bar, nor what ranks.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.timer import Timer

from reader.errors import ReaderError
from reader.library import Library
from reader.model import Story, StoryId
from reader.tui.context import Context

if TYPE_CHECKING:
    from reader.tagging.suggestions import Suggestion

REST_SECONDS = 0.15
"""How long the cursor rests on a story before tags are ranked for it."""

_Of = tuple[int, frozenset[str], int]
"""A story, the tags it has, and the state of the library."""


class RankedTags:
    """Ranks tags in a thread once the cursor has rested."""

    def __init__(self, context: Context) -> None:
        self._library = context.library.here
        self._thread = context.library.rankings
        self._after = context.main.set_timer
        self._resting: Timer | None = None
        self._of: _Of | None = None
        self._found: list[Suggestion] = []

    def prefetch(self, story: Story) -> None:
        """Rank tags for a story once the cursor has rested on it."""
        if self._resting is not None:
            self._resting.stop()
        self._resting = self._after(REST_SECONDS, lambda: self._begin(story.id, story.tags))

    def ranked(self, story_id: StoryId, present: Sequence[str]) -> "list[Suggestion]":
        """Return the tags a story that has `present` is likely to get; at once where they are at hand."""
        if self._of == self._now_of(story_id, present):
            return self._found
        return _ranked(self._library, story_id, present)

    def _begin(self, story_id: StoryId, present: Sequence[str]) -> None:
        self._resting = None
        try:
            of = self._now_of(story_id, present)
        except ReaderError:
            return  # it is said when tags are asked for

        def keep(found: "list[Suggestion]") -> None:
            self._of, self._found = of, found

        self._thread.ask("ranked tags", lambda library: _ranked(library, story_id, present), keep)

    def _now_of(self, story_id: int, present: Sequence[str]) -> _Of:
        return story_id, frozenset(present), self._library.data_version()


def _ranked(library: Library, story_id: StoryId, present: Sequence[str]) -> "list[Suggestion]":
    from reader.tagging.suggestions import suggest

    return suggest(library.tag_history.for_tagging(story_id, present), present)
