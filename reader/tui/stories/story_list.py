"""The story list: a line a story, headings between them, a cursor that stays on its story.

Owns what is on the screen. Which stories stand in which row is the window's; must not know where they come from, nor
what a key press means for a story.
"""

from array import array
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from reader.model import Story, StoryId
from reader.query.tree import Term
from reader.tui.commands import Where, bindings
from reader.tui.stories.grouping import Grouping
from reader.tui.stories.row import SUGGESTED_FROM, RowPainter
from reader.tui.stories.window import Batch, ReadStories, StoryWindow
from reader.tui.widgets.cursor_view import CursorView
from reader.tui.widgets.messages import LatestMessage


@dataclass(frozen=True, slots=True)
class ListState:
    """Everything a list shows, and where one is in it."""

    window: StoryWindow
    cursor: int
    top: int
    empty: str
    feeds_shown: bool
    grouping: Grouping


class StoryList(CursorView, can_focus=True, inherit_bindings=False):
    """Stories, a line each, headings between them; `read_stories` gives the stories of some ids."""

    BINDINGS = bindings(Where.PANE, Where.STORIES)

    @dataclass
    class Highlighted(LatestMessage):
        """The cursor came to stand on another story, or on none."""

        story: Story | None

    @dataclass
    class Opened(Message):
        """Enter was pressed: the story is to be read."""

        story: Story

    class AtTop(Message):
        """The key for the first story was pressed, and the cursor is there already."""

    class VisibleChanged(LatestMessage):
        """Other stories may be on the screen, or the cursor on another of them."""

    def __init__(self, read_stories: ReadStories, now: Callable[[], int]) -> None:
        super().__init__()
        self._read_stories = read_stories
        self._window = StoryWindow(read_stories)
        self._painter = RowPainter(self, self._looks, now)
        self._empty = ""
        self._at_end = False
        self._reserved_lines = 0
        self._top_before = 0

    # What is shown

    @property
    def ids(self) -> "array[int]":
        """The ids in the list, in order; not to be changed."""
        return self._window.ids

    @property
    def row_count(self) -> int:
        """How many stories there are."""
        return len(self._window.ids)

    @property
    def line_count(self) -> int:
        """How many lines they take with their headings, and the lines reserved below the cursor where some are."""
        reserved = self.line_of(self._cursor) + 1 + self._reserved_lines if self._reserved_lines else 0
        return max(self._window.lines.count, reserved)

    def line_of(self, row: int) -> int:
        """Return the line that shows a row."""
        return self._window.lines.line_of(row)

    def row_at(self, line: int) -> int | None:
        """Return the row a line shows; None where it shows a heading, or nothing."""
        return self._window.lines.row_at(line) if line < self._window.lines.count else None

    @property
    def story(self) -> Story | None:
        """The story the cursor stands on."""
        return self.story_at(self._cursor)

    def story_at(self, row: int) -> Story | None:
        """Return the story of a row; None beyond the ends, or where it has gone."""
        return self._window.story_at(row)

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
    def state(self) -> ListState:
        """What is shown, for `restore`."""
        paint = self._painter
        return ListState(
            self._window, self._cursor, self.scroll_offset.y, self._empty, paint.feeds_shown, paint.grouping
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
        window = StoryWindow(self._read_stories)
        window.extend(batch)
        cursor = window.ids.index(at) if at is not None and at in window.ids else 0
        self._put(ListState(window, cursor, 0, empty, feeds_shown, grouping))

    def restore(self, state: ListState) -> None:
        """Show what was shown before, as it was."""
        state.window.forget_all()
        self._put(state)

    def extend(self, batch: Batch) -> None:
        """Add stories at the end; nothing on the screen moves."""
        self._window.extend(batch)
        self.measure()
        self.post_message(self.VisibleChanged())

    def highlight(self, terms: tuple[Term, ...]) -> None:
        """Highlight these words in the titles."""
        if terms != self._painter.highlighted:
            self._painter.highlighted = terms
            self.refresh()

    def all_loaded(self) -> None:
        """Take note that no more stories will come; if the end of the list was asked for, the cursor goes there now."""
        if self._at_end:
            self.move_to(self.row_count - 1)

    def row_where(self, reached: Callable[[int], bool]) -> int | None:
        """Return the first row of the first group for which `reached` holds; None where there is none."""
        return self._window.lines.row_where(reached)

    def update_stories(self, ids: Iterable[int]) -> None:
        """Read these stories again, wherever they are in the list."""
        changed = set(ids)
        self._window.forget(changed)
        for row in self._rows_in_sight():
            if self.ids[row] in changed:
                self.refresh_row(row)

    def show_marks(self, ids: Collection[int]) -> None:
        """Show these stories as marked, wherever they are in the list."""
        self._painter.marked = ids
        self.refresh()

    def show_suggested(self, suggested: Mapping[int, tuple[str, ...]]) -> None:
        """Show these tags, by story, as likely ones on unread stories that have none; all others' are gone."""
        before, self._painter.suggested = self._painter.suggested, suggested
        for row in self._rows_in_sight():
            if before.get(self.ids[row]) != suggested.get(self.ids[row]):
                self.refresh_row(row)

    def update_all(self) -> None:
        """Read every story again that is on the screen, and the others when they come."""
        self._window.forget_all()
        self.refresh()

    def reserve_below(self, y: int | None) -> None:
        """Keep the cursor above the line `y` of the screen, from which on a bar covers the list; None: no bar does."""
        reserved = 0 if y is None else max(0, min(self.region.bottom - y, self.size.height - 1))
        if reserved == self._reserved_lines:
            return
        if not self._reserved_lines:
            self._top_before = self.scroll_offset.y
        self._reserved_lines = reserved
        if not reserved:
            self.scroll_to(y=self._top_before, animate=False, force=True)
        self.keep_in_sight()

    def keep_in_sight(self) -> None:
        """Scroll no further than it takes to see the row with the cursor and its heading, above the lines reserved."""
        if not self.row_count:
            return
        self.measure()
        line = self.line_of(self._cursor)
        top = line - 1 if self._window.lines.begins_group(self._cursor) else line
        region = Region(0, top, 1, line + 1 + self._reserved_lines - top)
        self.scroll_to_region(region, animate=False, force=True, x_axis=False)

    # Moving

    def move_to(self, row: int) -> None:
        """Put the cursor on a row, the nearest one where there is none such."""
        self._at_end = False
        if self.nearest(row) == self._cursor:
            self.keep_in_sight()
        else:
            super().move_to(row)

    def cursor_moved(self) -> None:
        """Send the story the cursor stands on."""
        self.post_message(self.Highlighted(self.story))
        self.post_message(self.VisibleChanged())

    def action_move_first(self) -> None:
        """To the first story; from there, say so."""
        if self._cursor == 0:
            self.post_message(self.AtTop())
        self.move_to(0)

    def action_move_last(self) -> None:
        """To the last story."""
        self.move_to(self.row_count - 1)
        self._at_end = True

    def action_open(self) -> None:
        """Read the story under the cursor."""
        if self.story is not None:
            self.post_message(self.Opened(self.story))

    def on_resize(self) -> None:
        """Take note that other stories may be in sight."""
        self.post_message(self.VisibleChanged())

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Take note that other stories are in sight, also where a wheel was turned."""
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.VisibleChanged())

    def notify_style_update(self) -> None:
        """Forget what was drawn in other colours."""
        super().notify_style_update()
        self._painter.forget()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        width, line = self.scrollable_content_region.width, y + self.scroll_offset.y
        if not self.row_count:
            return self.draw_sentence(self._empty, y, width)
        if line >= self._window.lines.count:
            return Strip.blank(width, self._looks.base)
        row = self.row_at(line)
        if row is None:
            return self._painter.draw_heading(self._window, line, width)
        return self._painter.draw(self._window, row, width, at_cursor=row == self._cursor)

    def _put(self, state: ListState) -> None:
        if state.window is not self._window:
            self._window.forget_all()
        self._window, self._cursor = state.window, state.cursor
        self._painter.feeds_shown, self._painter.grouping = state.feeds_shown, state.grouping
        self._empty, self._at_end = state.empty, False
        self.measure()
        self.scroll_to(y=state.top, animate=False, force=True)
        self.keep_in_sight()
        self.refresh()
        self.cursor_moved()

    def _rows_in_sight(self) -> list[int]:
        first = self.scroll_offset.y
        return self._window.rows_between(first, first + self.size.height)
