"""Which line shows which row."""

from hypothesis import given, settings
from hypothesis import strategies as st

from reader.tui.stories.group_lines import GroupLines


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(st.booleans(), max_size=12), max_size=4))
def test_lines_and_rows_answer_each_other_however_the_rows_came(chunks: list[list[bool]]) -> None:
    lines = GroupLines()
    expected: list[tuple[str, int]] = []
    row = 0
    for chunk in chunks:
        lines.extend(len(chunk), [(index, row + index) for index, begins in enumerate(chunk) if begins])
        for begins in chunk:
            expected += [("group", row)] if begins else []
            expected.append(("row", row))
            row += 1
    assert lines.count == len(expected)
    for line, (kind, number) in enumerate(expected):
        if kind == "group":
            assert lines.row_at(line) is None
            assert lines.group_at(line) == number
        else:
            assert lines.row_at(line) == number
            assert lines.line_of(number) == line
            assert lines.begins_group(number) == (line > 0 and expected[line - 1][0] == "group")


def test_the_last_group_is_known_for_the_chunk_that_follows() -> None:
    lines = GroupLines()
    assert lines.last_group is None
    lines.extend(3, [(0, 700), (2, 699)])
    assert lines.last_group == 699


def test_a_group_is_found_by_what_it_is() -> None:
    lines = GroupLines()
    lines.extend(4, [(0, 700), (2, 699), (3, 690)])
    assert lines.row_where(lambda day: day <= 695) == 3
    assert lines.row_where(lambda day: day <= 700) == 0
    assert lines.row_where(lambda day: day < 600) is None
