"""Loads the ids of a view into the story list, in chunks, and counts stories that came since.

Owns loading: the first stories at once where the library has them at hand, everything else from the thread of the
lists, in chunks. Must not know keys or panes.
"""

import time
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice

from reader.errors import Interrupted
from reader.library import Library
from reader.library.stories import counted
from reader.model import StoryId
from reader.query import Query
from reader.tui.library_access import LibraryAccess
from reader.tui.stories.grouping import ORDER_WORDS, Grouping, group_starts, grouping_of
from reader.tui.stories.story_list import ListState, StoryList
from reader.tui.stories.window import Batch
from reader.tui.views import View

FIRST = 100
"""How many stories are read before the list is shown."""

CHUNK = 10_000
"""How many ids are added to the list at a time."""

AT_HAND_SECONDS = 0.03
"""How long a key may wait for the first stories; what takes longer comes from the thread."""

_SCANNED = 2_000
"""How many rows are looked through at a time for the next unread story."""

_TOPIC = "the list"
_NEXT_UNREAD = "next unread"
_EMPTY = {
    "unread": "All read. 2 shows everything, R asks for more.",
    "all": "No stories yet. a adds a feed, a site, a file or a folder; R asks for news.",
    "starred": "Nothing starred yet. s stars the story under the cursor.",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A list as it was left, to be restored."""

    view: View
    state: ListState
    new_count: int
    newest: int
    complete: bool


class Listing:
    """Fills the list with a view, and counts what is new beyond it."""

    def __init__(self, library: LibraryAccess, stories: StoryList, changed: Callable[[], None]) -> None:
        self._library = library.here
        self._thread = library.lists
        self._stories = stories
        self._changed = changed
        self._newest = 0
        self.complete = False
        self.view: View | None = None
        self.new_count = 0
        self.seconds = 0.0
        """How long the first stories took to find."""

    @property
    def is_search(self) -> bool:
        """Whether it shows what a query typed by hand found."""
        return self.view is not None and self.view.is_search

    @property
    def title(self) -> str:
        """The line above the list: "Unread · 312 stories · newest first"."""
        if self.view is None:
            return ""
        shown = len(self._stories.ids)
        stories = counted(shown) if shown == 1 or self.complete else f"{shown:,}+ stories"
        return f"{self.view.title} · {stories} · {ORDER_WORDS[self.view.query.sort]}"

    @property
    def pill(self) -> str:
        """What is new and not in the list yet: "12 new ↑", or nothing."""
        return f"{self.new_count:,} new ↑" if self.new_count else ""

    def show(self, view: View, at: StoryId | None = None) -> None:
        """Show a view, the cursor on the story `at` where it is among its stories, else on the first.

        Where the library does not have the first stories at hand, they come from the thread; until then all stays.
        """
        index = 0 if at is None else self._index_of(at)
        if index > CHUNK:
            self._fetch(view, at, lambda library: iter((_whole(library, view.query), None)))
            return
        try:
            with self._library.time_limit(AT_HAND_SECONDS):
                batch = _first(self._library, view.query, index + FIRST)
        except Interrupted:
            self._fetch(view, at, lambda library: _parts(library, view.query, index + FIRST))
            return
        if at is not None and at not in batch.ids and not batch.is_last:
            self._fetch(view, at, lambda library: iter((_whole(library, view.query), None)))
            return
        self._show(view, batch, at)
        self._thread.drop(_TOPIC)
        if not self.complete:
            self._go_on(view, batch)

    def find(self, view: View, found: Callable[[], None]) -> None:
        """Show a view as soon as the thread has its first stories, unless another one is asked for before that."""
        self._fetch(view, None, lambda library: _parts(library, view.query, FIRST), found)

    def reload(self) -> None:
        """Show the view as it is now, the cursor on the same story."""
        if self.view is not None:
            story = self._stories.story
            self.show(self.view, None if story is None else story.id)

    def keep(self) -> Kept | None:
        """Return the list as it is now, for `restore`."""
        if self.view is None:
            return None
        return Kept(self.view, self._stories.state, self.new_count, self._newest, self.complete)

    def restore(self, kept: Kept) -> None:
        """Show a list as it was left."""
        self._thread.drop(_TOPIC)
        self._thread.drop(_NEXT_UNREAD)
        self.view, self.new_count, self._newest, self.complete = kept.view, kept.new_count, kept.newest, kept.complete
        self._stories.restore(kept.state)
        self._changed()
        self.count_new()  # more may have come while another list was shown
        if not kept.complete:
            self._go_on(kept.view, Batch(kept.state.window.ids, last_group=kept.state.window.lines.last_group))

    def set_trouble(self, trouble: str) -> None:
        """Take note of whether the view's feed is in trouble."""
        if self.view is not None and self.view.trouble != trouble:
            self.view = replace(self.view, trouble=trouble)
            self._changed()

    def count_new(self) -> None:
        """Find out how many stories have come that the list does not show."""
        view, newest = self.view, self._newest
        if view is None:
            return

        def answered(found: int) -> None:
            if self.view is None or self.view.key != view.key:
                return
            if self._newest != newest:  # the list has grown meanwhile
                self.count_new()
            elif found != self.new_count:
                self.new_count = found
                self._changed()

        self._thread.ask("what is new", lambda library: library.stories.count_newer(view.query, newest), answered)

    def find_unread(self, steps: int, found: Callable[[int], None]) -> None:
        """Hand `found` the row of the next unread story of the list, or -1; `steps` is -1 for the one before.

        After the last story the first ones come again; before the first one there is none.
        """
        near = self._near_unread(steps)
        if near is not None:
            found(near)
            return
        ids = self._stories.ids
        ranges = _ranges_from(self._stories.cursor, steps, len(ids))
        self._thread.ask(_NEXT_UNREAD, lambda library: _first_unread(library, ids, ranges), found)

    def _fetch(
        self,
        view: View,
        at: StoryId | None,
        parts: "Callable[[Library], Iterator[Batch | None]]",
        found: Callable[[], None] = lambda: None,
    ) -> None:
        """Have the list come from the thread in parts; until the first is there, all stays."""
        began = time.perf_counter()
        shown = False

        def take(batch: Batch | None) -> None:
            nonlocal shown
            if shown or batch is None:
                self._extend(batch)
                return
            shown = True
            self._show(view, batch, at)
            self.seconds = time.perf_counter() - began
            found()

        self._thread.stream(_TOPIC, parts, take)

    def _go_on(self, view: View, first: Batch) -> None:
        self._thread.stream(_TOPIC, lambda library: _rest(library, view.query, first), self._extend)

    def _show(self, view: View, batch: Batch, at: StoryId | None) -> None:
        self._thread.drop(_NEXT_UNREAD)  # its answer is a row of the list shown till now
        self.view = view
        self.new_count = 0
        self._newest = max(self._newest, batch.newest)
        self.complete = batch.is_last
        empty = _EMPTY.get(view.key, _empty_text(view))
        grouping = grouping_of(view.query.sort)
        self._stories.show(
            batch,
            at=at,
            empty=empty,
            feeds_shown=not view.is_one_feed and grouping is not Grouping.FEED,
            grouping=grouping,
        )
        self._changed()

    def _near_unread(self, steps: int) -> int | None:
        """The next unread row within what is likely read in already; None where one must look further."""
        ranges = _ranges_from(self._stories.cursor, steps, len(self._stories.ids))
        for row in islice(chain.from_iterable(ranges), FIRST):
            story = self._stories.story_at(row)
            if story is not None and not story.read:
                return row
        return -1 if sum(map(len, ranges)) <= FIRST else None

    def _index_of(self, story_id: StoryId) -> int:
        ids = self._stories.ids
        return ids.index(story_id) if story_id in ids else 0

    def _extend(self, batch: Batch | None) -> None:
        if batch is None:
            self.complete = True
            self._stories.all_loaded()
        else:
            self._newest = max(self._newest, batch.newest)
            self._stories.extend(batch)
        self._changed()


def _ranges_from(row: int, steps: int, count: int) -> tuple[range, ...]:
    """Return the other rows in the order to look through them: down and on from the top, or up."""
    return (range(row + 1, count), range(row)) if steps > 0 else (range(row - 1, -1, -1),)


def _first_unread(library: Library, ids: "array[int]", ranges: Iterable[range]) -> int:
    """Return the first of some rows whose story is unread, or -1."""
    rows = chain.from_iterable(ranges)
    while some := list(islice(rows, _SCANNED)):
        unread = library.stories.unread_among([ids[row] for row in some])
        found = next((row for row in some if ids[row] in unread), None)
        if found is not None:
            return found
    return -1


def _first(library: Library, query: Query, limit: int) -> Batch:
    """Return the first so many stories of a list, with what is known of those on the first screens."""
    return _with_known(library, _batch(library, query, library.stories.stream(query), limit, None))


def _parts(library: Library, query: Query, limit: int) -> "Iterator[Batch | None]":
    """Yield a list in parts, the first of them with so many stories, then None."""
    hits = library.stories.stream(query)
    first = _batch(library, query, hits, limit, None)
    yield _with_known(library, first)
    yield from () if first.is_last else _chunks(library, query, hits, first.last_group)


def _rest(library: Library, query: Query, first: Batch) -> "Iterator[Batch | None]":
    """Yield what follows the first stories of a list, in chunks, then None."""
    if first.last is not None and grouping_of(query.sort) is Grouping.DAY:
        hits = library.stories.stream(query, first.last)
    else:  # in another order, the last of the first ones need not be where it was
        known = set(first.ids)
        hits = (hit for hit in library.stories.stream(query) if hit[0] not in known)
    return _chunks(library, query, hits, first.last_group)


def _chunks(
    library: Library, query: Query, hits: Iterator[tuple[int, int]], last_group: int | None
) -> "Iterator[Batch | None]":
    while (batch := _batch(library, query, hits, CHUNK, last_group)).ids:
        last_group = batch.last_group
        yield batch
    yield None


def _whole(library: Library, query: Query) -> Batch:
    """Return a whole list in one part."""
    return replace(_batch(library, query, library.stories.stream(query), None, None), is_last=True)


def _with_known(library: Library, batch: Batch) -> Batch:
    return replace(batch, known=library.stories.rows(batch.ids[:FIRST]))


def _batch(
    library: Library, query: Query, hits: Iterator[tuple[int, int]], limit: int | None, last_group: int | None
) -> Batch:
    """Take so many hits of a list as one part; `last_group` is the group of the hit before them."""
    ids, times = array("q"), array("q")
    for story_id, published in islice(hits, limit):
        ids.append(story_id)
        times.append(published)
    grouping = grouping_of(query.sort)
    starts = group_starts(grouping, _groups(library, grouping, ids, times), last_group)
    return Batch(
        *(ids, starts),
        newest=max(ids, default=0),
        last=(ids[-1], times[-1]) if ids else None,
        last_group=starts[-1][1] if starts else last_group,
        is_last=limit is not None and len(ids) < limit,
    )


def _groups(library: Library, grouping: Grouping, ids: "array[int]", times: "array[int]") -> Iterable[int]:
    """Return the number each story is grouped by."""
    match grouping:
        case Grouping.FEED:
            return library.stories.feeds_of(ids)
        case Grouping.TAG:
            return library.stories.first_tags_of(ids)
        case _:
            return times


def _empty_text(view: View) -> str:
    if view.trouble:
        return f"No stories: {view.trouble} R tries again."
    if view.is_search:
        return f"No story matches {view.title}. 2 shows everything."
    return f"No stories in {view.title}. 2 shows everything, R asks for more."
