"""The feed tree: one line for every row of the sidebar.

Owns the cursor, which stands on a row's key and not on its place, and how a row looks. What the rows are comes from
outside; must not know where the counts come from, nor what choosing a row leads to.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer

from reader.model import SearchId
from reader.reading.cleaning import clean_line
from reader.tui.commands import Where, bindings
from reader.tui.feeds.rows import Row, RowKind
from reader.tui.widgets.looks import BRIGHT, DIM, PLAIN, Look, Looks
from reader.tui.widgets.pane_view import PaneView
from reader.tui.widgets.strips import Piece, fit, strip_of
from reader.tui.widgets.tag_colours import tag_look

REST_SECONDS = 0.12
"""How long the cursor rests on a row before its stories are shown."""

_FOLDER = Look("foreground", text="bold")
_ALARM = Look("text-error", text="bold")


class FeedTree(PaneView, can_focus=True, inherit_bindings=False):
    """Smart views, saved searches, folders, feeds and tags; `show` gives it its rows."""

    ALLOW_SELECT = False
    BINDINGS = bindings(Where.PANE, Where.FEEDS)

    @dataclass
    class Highlighted(Message):
        """The cursor came to stand on a row."""

        row: Row

        def can_replace(self, message: Message) -> bool:
            """Say that of several in a row only the last one counts."""
            return isinstance(message, FeedTree.Highlighted)

    @dataclass
    class Chosen(Message):
        """A person wants to see the stories of a row."""

        row: Row

    @dataclass
    class Entered(Message):
        """A person wants to go to the stories of a row."""

        row: Row

    @dataclass
    class FoldChanged(Message):
        """A folder or tag is to be folded, or unfolded where it is folded."""

        row: Row

    @dataclass
    class EditWanted(Message):
        """A person wants to change the saved search of a row."""

        search: SearchId

    class CategoriesWanted(Message):
        """A person wants a feed's categories to become tags, or no longer."""

    @dataclass
    class RemovalWanted(Message):
        """A person wants to remove the saved search of a row."""

        search: SearchId

    @dataclass
    class MoveWanted(Message):
        """A person wants the saved search of a row so many places further down."""

        search: SearchId
        steps: int

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[Row, ...] = ()
        self._cursor = 0
        self._resting: Timer | None = None
        self._looks = Looks(self)

    # What is shown

    @property
    def rows(self) -> Sequence[Row]:
        """The rows, in order."""
        return self._rows

    @property
    def row(self) -> Row | None:
        """The row the cursor stands on."""
        return self._rows[self._cursor] if self._rows else None

    @property
    def can_fold(self) -> bool:
        """Whether the row under the cursor can be folded or unfolded."""
        return self.row is not None and self.row.foldable

    @property
    def at_feed(self) -> bool:
        """Whether the row under the cursor is a feed."""
        return self.row is not None and self.row.kind is RowKind.FEED

    def show(self, rows: tuple[Row, ...]) -> None:
        """Show other rows; the cursor stays on the same key, or near where it was."""
        if rows == self._rows:
            return
        key = self.row.key if self.row else None
        before, self._rows = self._rows, rows
        if [row.key for row in before] == [row.key for row in rows]:
            self._refresh_changed(before)
            return
        place = next((place for place, row in enumerate(rows) if row.key == key), None)
        self._cursor = max(0, min(self._cursor, len(rows) - 1)) if place is None else place
        if self._rows and self._rows[self._cursor].kind is RowKind.GAP:
            self._cursor -= 1
        self._measure()
        self._show_cursor()
        self.refresh()

    def put_cursor(self, key: str) -> None:
        """Put the cursor on the row with this key, or the folder closed over it, without choosing it."""
        place = self._place_of(key)
        if place is not None:
            self._stop_resting()
            self._place(place)

    # Moving

    def action_move_down(self) -> None:
        """One row down."""
        self._walk(1)

    def action_move_up(self) -> None:
        """One row up."""
        self._walk(-1)

    def action_move_first(self) -> None:
        """To the first row."""
        self._move(0)

    def action_move_last(self) -> None:
        """To the last row."""
        self._move(len(self._rows) - 1)

    def action_page_down(self) -> None:
        """One page down."""
        self._move(self._cursor + max(1, self.size.height - 2))

    def action_page_up(self) -> None:
        """One page up."""
        self._move(self._cursor - max(1, self.size.height - 2))

    def action_open(self) -> None:
        """Fold or unfold a folder; go to the stories of anything else."""
        if self.row is None:
            return
        if self.row.kind is RowKind.FOLDER:
            self.post_message(self.FoldChanged(self.row))
            return
        self._choose_now()
        self.post_message(self.Entered(self.row))

    def action_fold(self) -> None:
        """Fold or unfold."""
        if self.can_fold and self.row is not None:
            self.post_message(self.FoldChanged(self.row))

    def action_close(self) -> None:
        """Fold; on a row inside another, go to that."""
        if self.row is None:
            return
        if self.row.foldable and not self.row.folded:
            self.post_message(self.FoldChanged(self.row))
            return
        above = range(self._cursor - 1, -1, -1)
        parent = next((place for place in above if self._rows[place].depth < self.row.depth), None)
        if parent is not None:
            self._move(parent)

    def action_expand(self) -> None:
        """Unfold."""
        if self.row is not None and self.row.folded:
            self.post_message(self.FoldChanged(self.row))

    def action_categories(self) -> None:
        """Let the categories of the feed meant become tags, or no longer."""
        self.post_message(self.CategoriesWanted())

    def action_edit_search(self) -> None:
        """Change the saved search under the cursor."""
        if self.row is not None and self.row.search is not None:
            self.post_message(self.EditWanted(self.row.search))

    def action_remove_search(self) -> None:
        """Remove the saved search under the cursor."""
        if self.row is not None and self.row.search is not None:
            self.post_message(self.RemovalWanted(self.row.search))

    def action_move_search(self, steps: int) -> None:
        """Move the saved search under the cursor."""
        if self.row is not None and self.row.search is not None:
            self.post_message(self.MoveWanted(self.row.search, steps))

    # Events

    def on_click(self, event: events.Click) -> None:
        """Choose the row clicked; a click on a folder's triangle folds it."""
        place = event.y + self.scroll_offset.y
        if place >= len(self._rows) or self._rows[place].kind is RowKind.GAP:
            return
        self._place(place)
        row = self._rows[place]
        if row.foldable and event.x <= 2 + 2 * row.depth:
            self.post_message(self.FoldChanged(row))
            return
        self._choose_now()
        if event.chain == 2 or row.kind is RowKind.HEALTH:
            self.post_message(self.Entered(row))

    def on_resize(self) -> None:
        """Show as much as there is room for, from the top as far as the cursor stays in sight."""
        self._measure()
        self._show_top()

    def on_show(self) -> None:
        """Begin at the top again, as far as the cursor stays in sight."""
        self._show_top()

    def show_focus(self) -> None:
        """Draw the cursor as it is with the keys, or without."""
        self.refresh_line(self._cursor)
        if self.has_focus and self.row is not None:
            self.post_message(self.Highlighted(self.row))

    def notify_style_update(self) -> None:
        """Forget what was drawn in other colours."""
        super().notify_style_update()
        self._looks.forget()

    # Drawing

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        width = self.scrollable_content_region.width
        place = y + self.scroll_offset.y
        if place >= len(self._rows) or self._rows[place].kind is RowKind.GAP:
            return Strip.blank(width, self._looks.base)
        at_cursor = place == self._cursor
        return strip_of(self._pieces(self._rows[place], at_cursor, width), width, self._looks.row(at_cursor))

    def _pieces(self, row: Row, at_cursor: bool, width: int) -> list[Piece]:
        count = f" {row.count:,} " if row.count else " "
        alarm = f" {row.mark}" if row.mark and (row.kind is RowKind.FEED or row.folded) else ""
        lead = "  " * row.depth
        mark, mark_style = self._mark(row)
        left = width - 1 - cell_len(lead) - cell_len(mark) - len(count) - len(alarm)
        return [
            ("▌" if at_cursor else " ", self._looks.bar()),
            (lead, Style.null()),
            (mark, mark_style),
            (fit(clean_line(row.label), max(0, left)), self._looks.style(_label_look(row))),
            (alarm, self._looks.style(_ALARM if row.trouble else DIM)),
            (count, self._looks.style(DIM)),
        ]

    def _mark(self, row: Row) -> Piece:
        if row.kind is RowKind.TAG:
            mark = "▸ " if row.folded else "● "
            return mark, self._looks.style(tag_look(row.name))
        if row.kind is RowKind.HEALTH:
            return "! ", self._looks.style(_ALARM)
        if row.kind is RowKind.FOLDER:
            return ("▸ " if row.folded else "▾ "), self._looks.style(DIM)
        return "", Style.null()

    # Inside

    def _refresh_changed(self, before: Sequence[Row]) -> None:
        for place, (old, new) in enumerate(zip(before, self._rows, strict=True)):
            if old != new:
                self.refresh_line(place)

    def _walk(self, steps: int) -> None:
        place = self._cursor + steps
        while 0 <= place < len(self._rows) and self._rows[place].kind is RowKind.GAP:
            place += steps
        self._move(place)

    def _move(self, place: int) -> None:
        """Put the cursor somewhere and choose that row once it has rested there."""
        place = max(0, min(place, len(self._rows) - 1))
        if not self._rows or place == self._cursor:
            return
        self._place(place - 1 if self._rows[place].kind is RowKind.GAP else place)
        self._stop_resting()
        self._resting = self.set_timer(REST_SECONDS, self._choose_now)

    def _place(self, place: int) -> None:
        self._cursor = place
        self._show_cursor()
        self.refresh()
        self.post_message(self.Highlighted(self._rows[place]))

    def _choose_now(self) -> None:
        self._stop_resting()
        if self.row is not None:
            self.post_message(self.Chosen(self.row))

    def _place_of(self, key: str) -> int | None:
        places = {row.key: place for place, row in enumerate(self._rows)}
        closed = {f"feed:{feed}": place for place, row in enumerate(self._rows) if row.folded for feed in row.feeds}
        return places.get(key, closed.get(key))

    def _stop_resting(self) -> None:
        if self._resting is not None:
            self._resting.stop()
            self._resting = None

    def _measure(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._rows))

    def _show_top(self) -> None:
        self.scroll_to(y=max(0, self._cursor + 1 - self.size.height), animate=False, force=True)

    def _show_cursor(self) -> None:
        if self._rows and self.size.height:
            self.scroll_to_region(Region(0, self._cursor, 1, 1), animate=False, force=True, x_axis=False)


def _label_look(row: Row) -> Look:
    if row.kind is RowKind.FOLDER:
        return _FOLDER
    if row.kind is RowKind.FEED and not row.count:
        return DIM
    return BRIGHT if row.kind is RowKind.SMART else PLAIN
