"""Reading positions: kept while scrolling, written when scrolling rests.

Owns when it is written. Must not know what a position is, nor how it is shown.
"""

from collections.abc import Callable
from contextlib import suppress

from textual.timer import Timer

from reader.errors import LibraryError
from reader.library import Library
from reader.model import StoryId
from reader.tui.library_access import NOTHING, LibraryAccess

REST_SECONDS = 0.8
"""How long the scrolling rests before the position is written."""


class ReadingPositions:
    """The positions in stories; `after` is a one-shot timer."""

    def __init__(self, access: LibraryAccess, after: Callable[[float, Callable[[], None]], Timer]) -> None:
        self._access = access
        self._after = after
        self._known: dict[StoryId, float] = {}
        self._unwritten: dict[StoryId, float] = {}
        self._resting: Timer | None = None

    def read(self, library: Library, story_id: StoryId) -> None:
        """Read the position in a story, where it is not known; for a thread with a library."""
        if story_id not in self._known:
            self._known[story_id] = library.stories.position(story_id)

    def of(self, story_id: StoryId) -> float:
        """Return the position in a story, as far as it was read."""
        return self._known.get(story_id, 0.0)

    def note(self, story_id: StoryId, position: float) -> None:
        """Take note of the position in a story; it is written after a rest."""
        if position == self.of(story_id):
            return
        self._known[story_id] = self._unwritten[story_id] = position
        if self._resting is not None:
            self._resting.stop()
        self._resting = self._after(REST_SECONDS, self.write)

    def write(self) -> None:
        """Write what is not written yet."""
        positions, self._unwritten = self._unwritten, {}

        def keep(library: Library, now: int) -> None:
            with suppress(LibraryError):  # a read-only library keeps no positions, and that is no news to the person
                for story_id, position in positions.items():
                    library.stories.keep_position(story_id, position, now)

        if positions:
            self._access.write(keep, NOTHING, lambda _: None)
