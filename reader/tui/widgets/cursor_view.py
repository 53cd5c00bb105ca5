"""Scrolled rows with a cursor: moving it, keeping it in sight, drawing it with the keys or without.

Owns the cursor as the number of a row. Subclasses say how many rows there are, and draw them; a row is one line, unless
`line_of` says otherwise. Must not know what a row stands for.
"""

from typing import ClassVar

from textual import events
from textual.geometry import Region, Size
from textual.strip import Strip

from reader.tui.widgets.looks import DIM, Looks
from reader.tui.widgets.pane_view import PaneView
from reader.tui.widgets.strips import strip_of, wrap


class CursorView(PaneView, can_focus=True, inherit_bindings=False):
    """Rows with a cursor; `cursor_moved` is called when it came to stand on another row."""

    ALLOW_SELECT = False
    KEPT_BY_PAGING: ClassVar[int] = 2
    """Lines of a page that are still there on the next one."""

    def __init__(self) -> None:
        super().__init__()
        self._cursor = 0
        self._looks = Looks(self)

    @property
    def cursor(self) -> int:
        """The row the cursor stands on, counted from 0."""
        return self._cursor

    @property
    def row_count(self) -> int:
        """How many rows there are: none, unless a subclass has some."""
        return 0

    @property
    def line_count(self) -> int:
        """How many lines the rows take."""
        return self.row_count

    def line_of(self, row: int) -> int:
        """Return the line that shows a row."""
        return row

    def row_at(self, line: int) -> int | None:
        """Return the row a line shows; None where it shows none."""
        return line if line < self.row_count else None

    def cursor_moved(self) -> None:
        """Take note that the cursor stands on another row."""

    # Moving

    def nearest(self, row: int) -> int:
        """Return the row itself, or the one nearest to it where there is none such."""
        return max(0, min(row, self.row_count - 1))

    def move_to(self, row: int) -> None:
        """Put the cursor on a row, the nearest one where there is none such."""
        row = self.nearest(row)
        if row != self._cursor:
            self.place_cursor(row)

    def place_cursor(self, row: int) -> None:
        """Put the cursor on a row there is, in sight, and call `cursor_moved`."""
        self.refresh_row(self._cursor)
        self._cursor = row
        self.refresh_row(row)
        self.keep_in_sight()
        self.cursor_moved()

    def step(self, rows: int) -> None:
        """Move the cursor so many rows down, or up."""
        self.move_to(self._cursor + rows)

    def action_move_down(self) -> None:
        """One row down."""
        self.step(1)

    def action_move_up(self) -> None:
        """One row up."""
        self.step(-1)

    def action_move_first(self) -> None:
        """To the first row."""
        self.move_to(0)

    def action_move_last(self) -> None:
        """To the last row."""
        self.move_to(self.row_count - 1)

    def action_page_down(self) -> None:
        """One page down."""
        self.move_to(self._cursor + self._page)

    def action_page_up(self) -> None:
        """One page up."""
        self.move_to(self._cursor - self._page)

    @property
    def _page(self) -> int:
        return max(1, self.size.height - self.KEPT_BY_PAGING)

    # Events

    def on_click(self, event: events.Click) -> None:
        """Call `row_clicked` for a click on a row."""
        row = self.row_at(event.y + self.scroll_offset.y)
        if row is not None:
            self.row_clicked(row, event)

    def row_clicked(self, row: int, event: events.Click) -> None:
        """Put the cursor on the row clicked; a double click does what enter does."""
        self.move_to(row)
        if event.chain == 2:
            self.action_open()

    def action_open(self) -> None:
        """Do what enter does on the row under the cursor."""

    def on_resize(self) -> None:
        """Lay the rows out anew, with the cursor still in sight."""
        self.measure()
        self.keep_in_sight()

    def show_focus(self) -> None:
        """Draw the cursor as it is with the keys, or without."""
        self.refresh_row(self._cursor)

    def notify_style_update(self) -> None:
        """Forget what was drawn in other colours."""
        super().notify_style_update()
        self._looks.forget()

    # What is in sight

    def measure(self) -> None:
        """Make the view as high as its rows are."""
        self.virtual_size = Size(self.scrollable_content_region.width, self.line_count)

    def keep_in_sight(self) -> None:
        """Scroll no further than it takes to see the row with the cursor."""
        if self.row_count and self.size.height:
            region = Region(0, self.line_of(self._cursor), 1, 1)
            self.scroll_to_region(region, animate=False, force=True, x_axis=False)

    def refresh_row(self, row: int) -> None:
        """Draw a row anew."""
        self.refresh_line(self.line_of(row))

    def draw_sentence(self, sentence: str, y: int, width: int) -> Strip:
        """Draw a line of the sentence shown where there are no rows."""
        lines = ["", *wrap(sentence, max(1, width - 4))]
        text = f"  {lines[y]}" if y < len(lines) else ""
        return strip_of([(text, self._looks.style(DIM))], width, self._looks.base)
