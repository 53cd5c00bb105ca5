"""Which line shows which row."""

from hypothesis import given, settings
from hypothesis import strategies as st

from reader.tui.day_lines import DayLines


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(st.booleans(), max_size=12), max_size=4))
def test_lines_and_rows_answer_each_other_however_the_rows_came(chunks: list[list[bool]]) -> None:
    lines = DayLines()
    expected: list[tuple[str, int]] = []
    row = 0
    for chunk in chunks:
        lines.extend(len(chunk), [(index, row + index) for index, begins in enumerate(chunk) if begins])
        for begins in chunk:
            expected += [("day", row)] if begins else []
            expected.append(("row", row))
            row += 1
    assert lines.count == len(expected)
    for line, (kind, number) in enumerate(expected):
        if kind == "day":
            assert lines.row_at(line) is None
            assert lines.day_at(line) == number
        else:
            assert lines.row_at(line) == number
            assert lines.line_of(number) == line
            assert lines.begins_day(number) == (line > 0 and expected[line - 1][0] == "day")


def test_the_last_day_is_known_for_the_chunk_that_follows() -> None:
    lines = DayLines()
    assert lines.last_day is None
    lines.extend(3, [(0, 700), (2, 699)])
    assert lines.last_day == 699
