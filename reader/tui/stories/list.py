"""The list of stories: a window of rows over an array of ids, however long that is.

Owns the cursor, which stands on a story and not on a row, and how a row looks. Rows come through a callback, a
window at a time; must not know where from, nor what a key press means for a story.
"""

from array import array
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from reader.model import Story, StoryId
from reader.query.tree import Term
from reader.reading.cleaning import clean_line
from reader.tui.commands import Where, bindings
from reader.tui.stories.group_lines import GroupLines
from reader.tui.stories.grouping import Grouping, heading_of
from reader.tui.stories.row import SUGGESTED_FROM, Columns, row_pieces
from reader.tui.widgets.ages import age
from reader.tui.widgets.looks import AT_CURSOR, DIM, RULE, Looks
from reader.tui.widgets.pane_view import PaneView
from reader.tui.widgets.strips import cut, strip_of, wrap

WINDOW = 100
"""Rows asked for at a time."""

_GONE = "(this story is no longer in the library)"
_UNREADABLE = "(this story cannot be read now)"


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


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything a list shows, and where one is in it."""

    ids: "array[int]"
    lines: GroupLines
    cursor: int
    top: int
    empty: str
    feeds_shown: bool
    grouping: Grouping


class StoryList(PaneView, can_focus=True, inherit_bindings=False):
    """Stories, a line each, headings between them; `rows` gives the stories of some ids (None: not now)."""

    ALLOW_SELECT = False
    BINDINGS = bindings(Where.PANE, Where.STORIES)

    @dataclass
    class Highlighted(Message):
        """The cursor came to stand on another story, or on none."""

        story: Story | None

        def can_replace(self, message: Message) -> bool:
            """Say that of several in a row only the last one counts."""
            return isinstance(message, StoryList.Highlighted)

    @dataclass
    class Opened(Message):
        """A person wants to read a story."""

        story: Story

    class AtTop(Message):
        """A person wants to go up, and is at the top."""

    class Sighted(Message):
        """Other stories may be in sight, or the cursor elsewhere among them."""

        def can_replace(self, message: Message) -> bool:
            """Say that several in a row are as good as one."""
            return isinstance(message, StoryList.Sighted)

    def __init__(
        self,
        rows: Callable[[Sequence[int]], list[Story] | None],
        now: Callable[[], int],
    ) -> None:
        super().__init__()
        self._rows = rows
        self._now = now
        self._ids = array("q")
        self._lines = GroupLines()
        self._cursor = 0
        self._feeds_shown = True
        self._empty = ""
        self._grouping = Grouping.NONE
        self._at_end = False
        self._covered = 0
        self._top_before = 0
        self._lit: tuple[Term, ...] = ()
        self._marked: Collection[int] = frozenset()
        self._suggested: Mapping[int, tuple[str, ...]] = {}
        self._stories: LRUCache[int, Story | None] = LRUCache(4 * WINDOW * 10)
        self._strips: LRUCache[tuple[object, ...], Strip] = LRUCache(1000)
        self._looks = Looks(self)

    # What is shown

    @property
    def ids(self) -> "array[int]":
        """The ids in the list, in order; not to be changed."""
        return self._ids

    @property
    def cursor(self) -> int:
        """The row the cursor stands on, counted from 0."""
        return self._cursor

    @property
    def story(self) -> Story | None:
        """The story the cursor stands on."""
        return self.story_at(self._cursor)

    def story_below(self) -> Story | None:
        """Return the story below the cursor."""
        return self.story_at(self._cursor + 1)

    def story_at(self, row: int) -> Story | None:
        """Return the story of a row; None beyond the ends, or where it has gone."""
        if not 0 <= row < len(self._ids):
            return None
        story_id = self._ids[row]
        if story_id not in self._stories:
            self._fetch(row)
        return self._stories.get(story_id)

    @property
    def in_sight(self) -> list[Story]:
        """The stories on the screen, from the top; none where the list is hidden."""
        stories = (self.story_at(row) for row in self._rows_in_sight())
        return [story for story in stories if story is not None]

    @property
    def has_room_for_suggested(self) -> bool:
        """Whether rows are wide enough to show tags that are likely."""
        return self.scrollable_content_region.width >= SUGGESTED_FROM

    @property
    def shown(self) -> Shown:
        """What is shown, to be shown again later."""
        return Shown(
            *(self._ids, self._lines, self._cursor, self.scroll_offset.y),
            *(self._empty, self._feeds_shown, self._grouping),
        )

    def show(
        self,
        batch: Batch,
        *,
        at: StoryId | None,
        empty: str,
        feeds_shown: bool = True,
        grouping: Grouping = Grouping.DAY,
    ) -> None:
        """Show other stories, the cursor on the story `at`, or on the first where it is not among them.

        `empty` is what to say where there are none; `feeds_shown` is whether rows name their feed.
        """
        ids, lines = array("q", batch.ids), GroupLines()
        lines.extend(len(ids), batch.starts)
        cursor = ids.index(at) if at is not None and at in ids else 0
        self._put(Shown(ids, lines, cursor, 0, empty, feeds_shown, grouping), batch.known)

    def show_again(self, shown: Shown) -> None:
        """Show what was shown before, as it was."""
        self._put(shown, ())

    def extend(self, batch: Batch) -> None:
        """Add stories at the end; nothing on the screen moves."""
        self._ids.extend(batch.ids)
        self._lines.extend(len(batch.ids), batch.starts)
        self._measure()
        self.post_message(self.Sighted())

    def light(self, terms: tuple[Term, ...]) -> None:
        """Light these words in the titles."""
        if terms != self._lit:
            self._lit = terms
            self._strips.clear()
            self.refresh()

    def settle(self) -> None:
        """Take note that no more stories will come: who wanted to the end of the list is taken there now."""
        if self._at_end:
            self.move_to(len(self._ids) - 1)

    def row_where(self, reached: Callable[[int], bool]) -> int | None:
        """Return the first row of the first group for which `reached` holds; None where there is none."""
        return self._lines.row_where(reached)

    def update_stories(self, ids: Iterable[int]) -> None:
        """Read these stories again, wherever they are in the list."""
        changed = set(ids)
        for story_id in changed:
            self._stories.discard(story_id)
        for row in self._rows_in_sight():
            if self._ids[row] in changed:
                self.refresh_line(self._lines.line_of(row))

    def show_marks(self, ids: Collection[int]) -> None:
        """Show these stories as marked, wherever they are in the list."""
        self._marked = ids
        self.refresh()

    def show_suggested(self, suggested: Mapping[int, tuple[str, ...]]) -> None:
        """Show these tags, by story, as likely ones on unread stories that have none; all others' are gone."""
        before, self._suggested = self._suggested, suggested
        for row in self._rows_in_sight():
            if before.get(self._ids[row]) != suggested.get(self._ids[row]):
                self.refresh_line(self._lines.line_of(row))

    def update_all(self) -> None:
        """Read every story again that is on the screen, and the others when they come."""
        self._stories.clear()
        self.refresh()

    def keep_clear_from(self, y: int | None) -> None:
        """Have the cursor above the line `y` of the screen, where something lies over the list; None: nothing does."""
        covered = 0 if y is None else max(0, min(self.region.bottom - y, self.size.height - 1))
        if covered == self._covered:
            return
        if not self._covered:
            self._top_before = self.scroll_offset.y
        self._covered = covered
        if not covered:
            self.scroll_to(y=self._top_before, animate=False, force=True)
        self._show_cursor()

    # Moving

    def move_to(self, row: int) -> None:
        """Put the cursor on a row, the nearest one where there is none such."""
        row = max(0, min(row, len(self._ids) - 1))
        self._at_end = False
        if row == self._cursor:
            self._show_cursor()
            return
        self.refresh_line(self._lines.line_of(self._cursor))
        self._cursor = row
        self.refresh_line(self._lines.line_of(row))
        self._show_cursor()
        self.post_message(self.Highlighted(self.story))
        self.post_message(self.Sighted())

    def action_move_down(self) -> None:
        """One story down."""
        self.move_to(self._cursor + 1)

    def action_move_up(self) -> None:
        """One story up."""
        self.move_to(self._cursor - 1)

    def action_move_first(self) -> None:
        """To the first story; from there, say so."""
        if self._cursor == 0:
            self.post_message(self.AtTop())
        self.move_to(0)

    def action_move_last(self) -> None:
        """To the last story."""
        self.move_to(len(self._ids) - 1)
        self._at_end = True

    def action_page_down(self) -> None:
        """One page down."""
        self.move_to(self._cursor + max(1, self.size.height - 2))

    def action_page_up(self) -> None:
        """One page up."""
        self.move_to(self._cursor - max(1, self.size.height - 2))

    def action_open(self) -> None:
        """Read the story under the cursor."""
        if self.story is not None:
            self.post_message(self.Opened(self.story))

    # Events

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the story clicked; a double click reads it."""
        line = event.y + self.scroll_offset.y
        row = self._lines.row_at(line) if line < self._lines.count else None
        if row is None:
            return
        self.move_to(row)
        if event.chain == 2:
            self.action_open()

    def on_resize(self) -> None:
        """Lay the rows out anew, with the cursor still in sight."""
        self._measure()
        self._show_cursor()
        self.post_message(self.Sighted())

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Take note that other stories are in sight, also where a wheel was turned."""
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.Sighted())

    def show_focus(self) -> None:
        """Draw the cursor as it is with the keys, or without."""
        self.refresh_line(self._lines.line_of(self._cursor))

    def notify_style_update(self) -> None:
        """Forget what was drawn in other colours."""
        super().notify_style_update()
        self._strips.clear()
        self._looks.forget()

    # Drawing

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        width = self.scrollable_content_region.width
        line = y + self.scroll_offset.y
        if not self._ids:
            return self._draw_empty(y, width)
        if line >= self._lines.count:
            return Strip.blank(width, self._looks.base)
        row = self._lines.row_at(line)
        return self._draw_heading(line, width) if row is None else self._draw_row(row, width)

    def _draw_row(self, row: int, width: int) -> Strip:
        story = self.story_at(row)
        if story is None:
            why = _GONE if self._ids[row] in self._stories else _UNREADABLE
            return strip_of([(f"       {why}", self._looks.style(DIM))], width, self._looks.base)
        at_cursor = row == self._cursor
        age_text, tag_mark = age(story.published, self._now()), "◦" if self.app.no_color else ""
        suggested = () if story.read or story.tags else self._suggested.get(story.id, ())
        columns = Columns(width, self._feeds_shown, tag_mark, self._lit, story.id in self._marked, suggested)
        key = (story, age_text, at_cursor, at_cursor and self.has_focus, columns)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._draw_story(story, age_text, at_cursor, columns)
            self._strips[key] = strip
        return strip

    def _draw_story(self, story: Story, age_text: str, at_cursor: bool, columns: Columns) -> Strip:
        marked, width = columns.marked, columns.width
        ground = (
            self._looks.row(at_cursor) if at_cursor or not marked else self._looks.base + self._looks.style(AT_CURSOR)
        )
        return strip_of(row_pieces(story, age_text, at_cursor, columns, self._looks), width, ground)

    def _draw_heading(self, line: int, width: int) -> Strip:
        row = self._lines.row_at(line + 1)
        first = None if row is None else self.story_at(row)
        heading = heading_of(self._grouping, self._lines.group_at(line), first, self._now())
        name = cut(f" {clean_line(heading)} ", width - 2)
        rule = self._looks.style(RULE)
        pieces = [("─", rule), (name, self._looks.style(DIM)), ("─" * max(0, width - 1 - cell_len(name)), rule)]
        return strip_of(pieces, width, self._looks.base)

    def _draw_empty(self, y: int, width: int) -> Strip:
        lines = ["", *wrap(self._empty, max(1, width - 4))]
        text = f"  {lines[y]}" if y < len(lines) else ""
        return strip_of([(text, self._looks.style(DIM))], width, self._looks.base)

    # Inside

    def _put(self, shown: Shown, known: Iterable[Story]) -> None:
        self._ids, self._lines, self._cursor = shown.ids, shown.lines, shown.cursor
        self._empty, self._feeds_shown, self._grouping = shown.empty, shown.feeds_shown, shown.grouping
        self._at_end = False
        self._stories.clear()
        for story in known:
            self._stories[story.id] = story
        self._strips.clear()
        self._measure()
        self.scroll_to(y=shown.top, animate=False, force=True)
        self._show_cursor()
        self.refresh()
        self.post_message(self.Highlighted(self.story))
        self.post_message(self.Sighted())

    def _fetch(self, row: int) -> None:
        first = row - row % WINDOW
        wanted = array("q", (id_ for id_ in self._ids[first : first + WINDOW] if id_ not in self._stories))
        rows = self._rows(wanted)
        if rows is None:
            return
        found = {story.id: story for story in rows}
        for story_id in wanted:
            self._stories[story_id] = found.get(StoryId(story_id))

    def _rows_in_sight(self) -> list[int]:
        first = self.scroll_offset.y
        lines = range(first, min(first + self.size.height, self._lines.count))
        return [row for line in lines if (row := self._lines.row_at(line)) is not None]

    def _measure(self, at_least: int = 0) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, max(self._lines.count, at_least))

    def _show_cursor(self) -> None:
        if not self._ids:
            return
        line = self._lines.line_of(self._cursor)
        top = line - 1 if self._lines.begins_group(self._cursor) else line
        end = line + 1 + self._covered
        self._measure(end if self._covered else 0)
        self.scroll_to_region(Region(0, top, 1, end - top), animate=False, force=True, x_axis=False)
