"""Where one stopped in each story: remembered while one scrolls, written once the scrolling rests.

Owns when it is written. Must not know what a place is, nor how it is shown.
"""

from collections.abc import Callable
from contextlib import suppress

from textual.timer import Timer

from reader.errors import LibraryError
from reader.library import Library
from reader.model import StoryId
from reader.tui.library_access import NOTHING, LibraryAccess

REST_SECONDS = 0.8
"""How long the scrolling rests before the place is written."""


class ReadingPositions:
    """The places in stories; `after` is a one-shot timer."""

    def __init__(self, library: LibraryAccess, after: Callable[[float, Callable[[], None]], Timer]) -> None:
        self._library = library
        self._after = after
        self._known: dict[StoryId, float] = {}
        self._unwritten: dict[StoryId, float] = {}
        self._resting: Timer | None = None

    def read(self, library: Library, story_id: StoryId) -> None:
        """Read the place in a story, where it is not known; for a thread with a library."""
        if story_id not in self._known:
            self._known[story_id] = library.stories.position(story_id)

    def of(self, story_id: StoryId) -> float:
        """Return the place in a story, as far as it was read."""
        return self._known.get(story_id, 0.0)

    def note(self, story_id: StoryId, place: float) -> None:
        """Take note of the place in a story; it is written after a rest."""
        if place == self.of(story_id):
            return
        self._known[story_id] = self._unwritten[story_id] = place
        if self._resting is not None:
            self._resting.stop()
        self._resting = self._after(REST_SECONDS, self.write)

    def write(self) -> None:
        """Write what is not written yet."""
        places, self._unwritten = self._unwritten, {}

        def keep(library: Library, now: int) -> None:
            with suppress(LibraryError):  # a read-only library keeps no places, and that is no news to the person
                for story_id, place in places.items():
                    library.stories.keep_position(story_id, place, now)

        if places:
            self._library.write(keep, NOTHING, lambda _: None)
