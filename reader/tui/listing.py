"""What the list shows: a view frozen when it was entered, and how many stories have come since.

Owns loading: the first ids at once, the rest from the thread of the lists in chunks. Must not know keys or panes.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reader.library import Library
from reader.model import Story, StoryId
from reader.query import Query, parse
from reader.tui.ages import day_starts
from reader.tui.library_thread import LibraryThread
from reader.tui.sidebar import Row, RowKind
from reader.tui.story_list import Batch, StoryList

if TYPE_CHECKING:
    from reader.model import FeedId

FIRST = 100
"""How many ids are read before the list is shown."""

CHUNK = 2000
"""How many ids are added to the list at a time."""

_TOPIC = "the rest of the list"
_WORDS = {"newest": "newest first", "oldest": "oldest first"}
_EMPTY = {
    "unread": "All read. 2 shows everything, R asks for more.",
    "all": "No stories yet. a adds a feed, a site, a file or a folder; R asks for news.",
    "starred": "Nothing starred yet. s stars the story under the cursor.",
}


@dataclass(frozen=True, slots=True)
class View:
    """What the list shows: a query with a name, and the feeds behind it where they are few."""

    key: str
    title: str
    query: Query
    feeds: "tuple[FeedId, ...]" = ()
    trouble: str = ""

    @property
    def one_feed(self) -> bool:
        """Whether all its stories come from one feed."""
        return self.key.startswith("feed:")


def view_of_row(row: Row) -> View:
    """Return the view a row of the feed tree stands for."""
    trouble = row.trouble if row.kind is RowKind.FEED else ""
    return View(row.key, row.name, parse(row.query), row.feeds, trouble)


def view_of_query(text: str) -> View:
    """Return the view of a query a person typed; raises QueryError."""
    return View(f"query:{text}", text.strip() or "All", parse(text))


class Listing:
    """Fills the list with a view, and counts what is new beyond it."""

    def __init__(
        self, library: Library, thread: LibraryThread, stories: StoryList, changed: Callable[[], None]
    ) -> None:
        self._library = library
        self._thread = thread
        self._stories = stories
        self._changed = changed
        self._newest = 0
        self._complete = False
        self.view: View | None = None
        self.fresh = 0

    @property
    def title(self) -> str:
        """The line above the list: "Unread · 312 stories · newest first"."""
        if self.view is None:
            return ""
        shown = len(self._stories.ids)
        stories = "1 story" if shown == 1 else f"{shown:,}{'' if self._complete else '+'} stories"
        return f"{self.view.title} · {stories} · {_WORDS.get(self.view.query.sort, self.view.query.sort)}"

    @property
    def pill(self) -> str:
        """What is new and not in the list yet: "12 new ↑", or nothing."""
        return f"{self.fresh:,} new ↑" if self.fresh else ""

    def enter(self, view: View, at: StoryId | None = None) -> None:
        """Show a view, the cursor on the story `at` where it is among its stories, else on the first."""
        limit = FIRST if at is None else max(FIRST, self._place_of(at) + FIRST)
        first = self._library.stories.first_ids(view.query, limit)
        known = self._library.stories.rows(first)
        starts = _starts(view.query, first, known, None)
        self.view = view
        self.fresh = 0
        self._newest = max(self._newest, max(first, default=0))
        self._complete = len(first) < limit
        empty = _EMPTY.get(view.key, _empty_text(view))
        self._stories.show(Batch(first, starts, known), at=at, empty=empty, feeds_shown=not view.one_feed)
        self._changed()
        if self._complete:
            self._thread.drop(_TOPIC)
        else:
            last_day = starts[-1][1] if starts else None
            self._thread.stream(_TOPIC, lambda library: _rest(library, view.query, first, last_day), self._extend)

    def reload(self) -> None:
        """Show the view as it is now, the cursor on the same story."""
        if self.view is not None:
            story = self._stories.story
            self.enter(self.view, None if story is None else story.id)

    def set_trouble(self, trouble: str) -> None:
        """Take note of whether the view's feed is in trouble."""
        if self.view is not None and self.view.trouble != trouble:
            self.view = replace(self.view, trouble=trouble)
            self._changed()

    def count_fresh(self) -> None:
        """Find out how many stories have come that the list does not show."""
        view, newest = self.view, self._newest
        if view is None:
            return

        def counted(found: int) -> None:
            if self.view is None or self.view.key != view.key:
                return
            if self._newest != newest:  # the list has grown meanwhile
                self.count_fresh()
            elif found != self.fresh:
                self.fresh = found
                self._changed()

        self._thread.ask("what is new", lambda library: library.stories.count_after(view.query, newest), counted)

    def find_unread(self, steps: int, found: Callable[[int], None]) -> None:
        """Hand `found` the row of the next unread story of the list, or -1; `steps` is -1 for the one before.

        After the last story the first ones come again; before the first one there is none.
        """
        near = self._near_unread(steps)
        if near is not None or self.view is None:
            found(-1 if near is None else near)
            return
        ids, cursor = self._stories.ids, self._stories.cursor
        query = parse(f"({self.view.query.tree}) is:unread" if str(self.view.query.tree) else "is:unread")

        def search(library: Library) -> int:
            unread = set(library.stories.ids(query))
            return next((row for row in _rows_from(cursor, steps, len(ids)) if ids[row] in unread), -1)

        self._thread.ask("next unread", search, found)

    def _near_unread(self, steps: int) -> int | None:
        """The next unread row within what is likely read in already; None where one must look further."""
        rows = _rows_from(self._stories.cursor, steps, len(self._stories.ids))
        for row in rows[:FIRST]:
            story = self._stories.story_at(row)
            if story is not None and not story.read:
                return row
        return -1 if len(rows) <= FIRST else None

    def _place_of(self, story_id: StoryId) -> int:
        ids = self._stories.ids
        return ids.index(story_id) if story_id in ids else 0

    def _extend(self, batch: "Batch | None") -> None:
        if batch is None:
            self._complete = True
        else:
            self._newest = max(self._newest, max(batch.ids))
            self._stories.extend(batch)
        self._changed()


def _rows_from(row: int, steps: int, count: int) -> Sequence[int]:
    """Return the other rows in the order to look through them: down and on from the top, or up."""
    return [*range(row + 1, count), *range(row)] if steps > 0 else range(row - 1, -1, -1)


def _rest(library: Library, query: Query, first: "array[int]", last_day: int | None) -> "Iterator[Batch | None]":
    """Yield what follows the first ids, in chunks, then None."""
    every = library.stories.ids(query)
    if every[: len(first)] == first:
        rest = every[len(first) :]
    else:
        known = set(first)
        rest = array("q", (story_id for story_id in every if story_id not in known))
    for at in range(0, len(rest), CHUNK):
        chunk = rest[at : at + CHUNK]
        starts = _starts(query, chunk, library.stories.rows(chunk), last_day)
        last_day = starts[-1][1] if starts else last_day
        yield Batch(chunk, starts)
    yield None


def _starts(query: Query, ids: "array[int]", stories: Iterable[Story], last_day: int | None) -> list[tuple[int, int]]:
    """Return where days begin among `ids`; nowhere where the order is not one of time."""
    if query.sort not in _WORDS:
        return []
    return day_starts(_times(ids, stories), last_day)


def _times(ids: "array[int]", stories: Iterable[Story]) -> Iterator[int]:
    """Yield when the stories with these ids were published; for one that has gone, when the one before it was."""
    published = {story.id: story.published for story in stories}
    at = next(iter(published.values()), 0)
    for story_id in ids:
        at = published.get(StoryId(story_id), at)
        yield at


def _empty_text(view: View) -> str:
    if view.trouble:
        return f"No stories: {view.trouble} R tries again."
    if view.key.startswith("query:"):
        return f"No story matches {view.title}. 2 shows everything."
    return f"No stories in {view.title}. 2 shows everything, R asks for more."
