"""Which line of the list shows which row, when every day begins with a line of its own.

Pure. Costs one number per day, however many rows there are. Must not know what a row holds.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterable


class DayLines:
    """The lines of a list of `rows` rows, with one more above each row that begins a day."""

    def __init__(self) -> None:
        self.rows = 0
        self._starts = array("q")
        self._days = array("q")
        self._lines = array("q")

    @property
    def count(self) -> int:
        """How many lines there are."""
        return self.rows + len(self._starts)

    @property
    def last_day(self) -> int | None:
        """The day of the last row, where days are shown."""
        return self._days[-1] if self._days else None

    def extend(self, rows: int, starts: Iterable[tuple[int, int]] = ()) -> None:
        """Add so many rows at the end; `starts` says which of them, counted from 0, begins which day."""
        for index, day in starts:
            row = self.rows + index
            self._lines.append(row + len(self._starts))
            self._starts.append(row)
            self._days.append(day)
        self.rows += rows

    def line_of(self, row: int) -> int:
        """Return the line that shows `row`."""
        return row + bisect_right(self._starts, row)

    def row_at(self, line: int) -> int | None:
        """Return the row shown at `line`; None where a day begins there."""
        before = bisect_right(self._lines, line)
        if before and self._lines[before - 1] == line:
            return None
        return line - before

    def day_at(self, line: int) -> int:
        """Return the day that begins at `line` (one for which `row_at` gives None)."""
        return self._days[bisect_right(self._lines, line) - 1]

    def begins_day(self, row: int) -> bool:
        """Say whether the line above `row` names a day."""
        before = bisect_right(self._starts, row)
        return before > 0 and self._starts[before - 1] == row
