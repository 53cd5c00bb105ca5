"""The line a row stands on, in a list whose groups of rows have a heading line each.

Pure. A group is a number: a day, or the id of a feed or tag. Costs three numbers a group, however many rows there are.
Must not know what a row holds.
"""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable


class GroupLines:
    """The lines of a list of `rows` rows, with one more above each row that begins a group."""

    def __init__(self) -> None:
        self.rows = 0
        self._starts = array("q")
        self._groups = array("q")
        self._lines = array("q")

    @property
    def count(self) -> int:
        """How many lines there are."""
        return self.rows + len(self._starts)

    @property
    def last_group(self) -> int | None:
        """The group of the last row, where groups are shown."""
        return self._groups[-1] if self._groups else None

    def extend(self, rows: int, starts: Iterable[tuple[int, int]] = ()) -> None:
        """Add so many rows at the end; `starts` says which of them, counted from 0, begins which group."""
        for index, group in starts:
            row = self.rows + index
            self._lines.append(row + len(self._starts))
            self._starts.append(row)
            self._groups.append(group)
        self.rows += rows

    def line_of(self, row: int) -> int:
        """Return the line that shows `row`."""
        return row + bisect_right(self._starts, row)

    def row_at(self, line: int) -> int | None:
        """Return the row shown at `line`; None where a group begins there."""
        before = bisect_right(self._lines, line)
        if before and self._lines[before - 1] == line:
            return None
        return line - before

    def group_at(self, line: int) -> int:
        """Return the group that begins at `line` (one for which `row_at` gives None)."""
        return self._groups[bisect_right(self._lines, line) - 1]

    def begins_group(self, row: int) -> bool:
        """Say whether the line above `row` names a group."""
        before = bisect_right(self._starts, row)
        return before > 0 and self._starts[before - 1] == row

    def row_where(self, reached: Callable[[int], bool]) -> int | None:
        """Return the first row of the first group for which `reached` holds; None where there is none."""
        return next((row for row, group in zip(self._starts, self._groups, strict=True) if reached(group)), None)
