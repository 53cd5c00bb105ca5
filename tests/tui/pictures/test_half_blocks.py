"""Pictures as half blocks."""

from hypothesis import given
from hypothesis import strategies as st

from reader.tui.pictures.half_blocks import half_blocks


def test_a_cell_shows_the_pixel_above_and_the_one_below() -> None:
    red, blue = bytes((200, 0, 0)), bytes((0, 0, 200))
    (row,) = half_blocks(red + red + blue + red, 2, 1)
    first, second = row
    assert (first.text, second.text) == ("▄", " ")
    assert first.style is not None
    assert first.style.color is not None
    assert first.style.bgcolor is not None
    assert first.style.bgcolor.triplet == (202, 2, 2)
    assert first.style.color.triplet == (2, 2, 202)


def test_cells_alike_are_one_segment() -> None:
    (row,) = half_blocks(bytes((9, 9, 9)) * 20, 10, 1)
    assert [segment.text for segment in row] == [" " * 10]


@given(st.integers(1, 12), st.integers(1, 6), st.data())
def test_every_line_is_as_wide_as_the_picture(cells: int, rows: int, data: st.DataObject) -> None:
    size = cells * rows * 6
    drawn = half_blocks(data.draw(st.binary(min_size=size, max_size=size)), cells, rows)
    assert len(drawn) == rows
    assert all(sum(len(segment.text) for segment in row) == cells for row in drawn)
