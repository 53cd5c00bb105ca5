"""The sidebar: smart views, saved searches, folders with their feeds, and tags, one line each.

Owns the cursor, which stays on what its row stands for, and how a row looks. Must not know where the counts come from,
nor what choosing a row leads to.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer

from reader.reading.cleaning import clean_line
from reader.tui.commands import Where, bindings
from reader.tui.feeds.rows import Row, RowKind, index_of
from reader.tui.widgets.cursor_view import CursorView
from reader.tui.widgets.looks import BRIGHT, DIM, PLAIN, Look, Looks, tag_look
from reader.tui.widgets.messages import LatestMessage
from reader.tui.widgets.strips import StyledText, fit, strip_of

REST_SECONDS = 0.12
"""How long the cursor rests on a row before its stories are shown."""

_FOLDER = Look("foreground", text="bold")
_ALARM = Look("text-error", text="bold")


class FeedTree(CursorView, can_focus=True, inherit_bindings=False):
    """Smart views, saved searches, folders, feeds and tags; `show` gives it its rows."""

    BINDINGS = bindings(Where.PANE, Where.FEEDS)

    @dataclass
    class Highlighted(LatestMessage):
        """The cursor came to stand on a row."""

        row: Row

    @dataclass
    class Chosen(Message):
        """The cursor rested on a row: its stories are to be shown."""

        row: Row

    @dataclass
    class Entered(Message):
        """Enter was pressed on a row: the keys are to go to its stories."""

        row: Row

    @dataclass
    class FoldChanged(Message):
        """A folder or tag is to be folded, or unfolded where it is folded."""

        row: Row

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[Row, ...] = ()
        self._resting: Timer | None = None

    # What is shown

    @property
    def rows(self) -> Sequence[Row]:
        """The rows, in order."""
        return self._rows

    @property
    def row_count(self) -> int:
        """How many rows there are, gaps among them."""
        return len(self._rows)

    def row_at(self, line: int) -> int | None:
        """Return the row a line shows; None where it shows none, or a gap."""
        return None if line >= len(self._rows) or self._rows[line].kind is RowKind.GAP else line

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
        self._cursor = self.nearest(self._cursor) if place is None else place
        self.measure()
        self.keep_in_sight()
        self.refresh()

    def put_cursor(self, key: str) -> None:
        """Put the cursor on the row with this key, or the folder closed over it, without choosing it."""
        place = index_of(self._rows, key)
        if place is not None:
            self._stop_resting()
            self.place_cursor(place)

    # Moving

    def nearest(self, row: int) -> int:
        """Return the row nearest to one, which is no gap."""
        row = super().nearest(row)
        return row - 1 if self._rows and self._rows[row].kind is RowKind.GAP else row

    def move_to(self, row: int) -> None:
        """Put the cursor on a row, and choose that once the cursor has rested there."""
        if self.nearest(row) != self._cursor:
            super().move_to(row)
            self._stop_resting()
            self._resting = self.set_timer(REST_SECONDS, self._choose_now)

    def step(self, rows: int) -> None:
        """Move the cursor so many rows down, or up, over gaps."""
        row = self._cursor + rows
        while 0 <= row < len(self._rows) and self._rows[row].kind is RowKind.GAP:
            row += rows
        self.move_to(row)

    def cursor_moved(self) -> None:
        """Send the row the cursor stands on."""
        self.post_message(self.Highlighted(self._rows[self._cursor]))

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
            self.move_to(parent)

    def action_expand(self) -> None:
        """Unfold."""
        if self.row is not None and self.row.folded:
            self.post_message(self.FoldChanged(self.row))

    # Events

    def row_clicked(self, row: int, event: events.Click) -> None:
        """Choose the row clicked; a click on a folder's triangle folds it."""
        self.place_cursor(row)
        clicked = self._rows[row]
        if clicked.foldable and event.x <= 2 + 2 * clicked.depth:
            self.post_message(self.FoldChanged(clicked))
            return
        self._choose_now()
        if event.chain == 2 or clicked.kind is RowKind.HEALTH:
            self.post_message(self.Entered(clicked))

    def on_resize(self) -> None:
        """Show as much as there is room for, from the top as far as the cursor stays in sight."""
        self.measure()
        self._show_top()

    def on_show(self) -> None:
        """Begin at the top again, as far as the cursor stays in sight."""
        self._show_top()

    def show_focus(self) -> None:
        """Draw the cursor as it is with the keys, or without; send the row it stands on."""
        super().show_focus()
        if self.has_focus and self.row is not None:
            self.post_message(self.Highlighted(self.row))

    # Drawing

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        width = self.scrollable_content_region.width
        place = self.row_at(y + self.scroll_offset.y)
        if place is None:
            return Strip.blank(width, self._looks.base)
        at_cursor = place == self._cursor
        pieces = _pieces(self._rows[place], at_cursor, width, self._looks)
        return strip_of(pieces, width, self._looks.row(at_cursor))

    def _refresh_changed(self, before: Sequence[Row]) -> None:
        for place, (old, new) in enumerate(zip(before, self._rows, strict=True)):
            if old != new:
                self.refresh_row(place)

    def _choose_now(self) -> None:
        self._stop_resting()
        if self.row is not None:
            self.post_message(self.Chosen(self.row))

    def _stop_resting(self) -> None:
        if self._resting is not None:
            self._resting.stop()
            self._resting = None

    def _show_top(self) -> None:
        self.scroll_to(y=max(0, self._cursor + 1 - self.size.height), animate=False, force=True)


def _pieces(row: Row, at_cursor: bool, width: int, looks: Looks) -> list[StyledText]:
    count = f" {row.count:,} " if row.count else " "
    alarm = f" {row.mark}" if row.mark and (row.kind is RowKind.FEED or row.folded) else ""
    lead = "  " * row.depth
    mark, mark_style = _mark(row, looks)
    left = width - 1 - cell_len(lead) - cell_len(mark) - len(count) - len(alarm)
    return [
        ("▌" if at_cursor else " ", looks.bar()),
        (lead, Style.null()),
        (mark, mark_style),
        (fit(clean_line(row.label), max(0, left)), looks.style(_label_look(row))),
        (alarm, looks.style(_ALARM if row.trouble else DIM)),
        (count, looks.style(DIM)),
    ]


def _mark(row: Row, looks: Looks) -> StyledText:
    if row.kind is RowKind.TAG:
        mark = "▸ " if row.folded else "● "
        return mark, looks.style(tag_look(row.name))
    if row.kind is RowKind.HEALTH:
        return "! ", looks.style(_ALARM)
    if row.kind is RowKind.FOLDER:
        return ("▸ " if row.folded else "▾ "), looks.style(DIM)
    return "", Style.null()


def _label_look(row: Row) -> Look:
    if row.kind is RowKind.FOLDER:
        return _FOLDER
    if row.kind is RowKind.FEED and not row.count:
        return DIM
    return BRIGHT if row.kind is RowKind.SMART else PLAIN
