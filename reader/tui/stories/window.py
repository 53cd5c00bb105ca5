"""The stories of a list by row: all their ids in order, and the stories of those rows that were asked for lately.

How it works: a list may hold a million ids, at eight bytes each, but a screen shows some fifty of them. So stories are
read by id, `WINDOW` neighbouring rows at a time, when one of these rows is asked for, and the last few thousand are
kept. A row keeps its id whatever is written: a story read again changes, or is found to be gone, where it stands.

Must not know where stories are read from, nor how a row looks.
"""

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from textual.cache import LRUCache

from reader.model import Story, StoryId
from reader.tui.stories.group_lines import GroupLines

WINDOW = 100
"""Rows asked for at a time."""

ReadStories = Callable[[Sequence[int]], list[Story] | None]
"""Reads the stories with some ids, leaving out those that are gone; None where it cannot be done now."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Ids to show, in order, (index, group) for those a new group begins with, and what is known of them already.

    `newest` is the highest id among them, `last` the last one with its time, `last_group` the group of that one,
    `is_last` whether no more will come.
    """

    ids: "array[int]"
    starts: Sequence[tuple[int, int]] = ()
    known: Sequence[Story] = ()
    newest: int = 0
    last: tuple[int, int] | None = None
    last_group: int | None = None
    is_last: bool = False


class StoryWindow:
    """Ids, the lines they stand on, and the stories at hand."""

    def __init__(self, read: ReadStories) -> None:
        self.ids = array("q")
        self.lines = GroupLines()
        self._read = read
        self._stories: LRUCache[int, Story | None] = LRUCache(40 * WINDOW)

    def extend(self, batch: Batch) -> None:
        """Add rows at the end."""
        self.lines.extend(len(batch.ids), batch.starts)
        self.ids.extend(batch.ids)
        for story in batch.known:
            self._stories[story.id] = story

    def story_at(self, row: int) -> Story | None:
        """Return the story of a row; None beyond the ends, or where it has gone or cannot be read."""
        if not 0 <= row < len(self.ids):
            return None
        story_id = self.ids[row]
        if story_id not in self._stories:
            self._fetch(row)
        return self._stories.get(story_id)

    def is_gone(self, row: int) -> bool:
        """Say whether the story of a row was looked for and is not there."""
        return self.ids[row] in self._stories and self._stories[self.ids[row]] is None

    def rows_between(self, first: int, end: int) -> list[int]:
        """Return the rows shown on the lines from `first` on, before `end`."""
        lines = range(first, min(end, self.lines.count))
        return [row for line in lines if (row := self.lines.row_at(line)) is not None]

    def forget(self, ids: Iterable[int]) -> None:
        """Read these stories again when they are asked for."""
        for story_id in ids:
            self._stories.discard(story_id)

    def forget_all(self) -> None:
        """Read every story again when it is asked for."""
        self._stories.clear()

    def _fetch(self, row: int) -> None:
        first = row - row % WINDOW
        wanted = array("q", (id_ for id_ in self.ids[first : first + WINDOW] if id_ not in self._stories))
        stories = self._read(wanted)
        if stories is None:
            return
        found = {story.id: story for story in stories}
        for story_id in wanted:
            self._stories[story_id] = found.get(StoryId(story_id))
