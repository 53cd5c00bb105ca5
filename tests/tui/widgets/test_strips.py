"""Text made to fit in cells."""

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from reader.reading.cells import is_uneven, most_cells
from reader.reading.cleaning import clean_line
from reader.tui.widgets.strips import cut, fit, fit_right, strip_of, with_room, wrap

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)
CELLS = st.integers(min_value=0, max_value=40)


@settings(max_examples=60, deadline=None)
@given(TEXT, CELLS)
def test_cut_never_takes_more_than_its_cells(text: str, cells: int) -> None:
    assert cell_len(cut(text, cells)) <= cells


@settings(max_examples=60, deadline=None)
@given(TEXT, CELLS)
def test_fit_takes_exactly_its_cells(text: str, cells: int) -> None:
    assert cell_len(fit(text, cells)) == cells
    assert cell_len(fit_right(text, cells)) == cells


@settings(max_examples=60, deadline=None)
@given(TEXT, st.integers(min_value=2, max_value=40))
def test_wrap_loses_nothing_but_blanks(text: str, cells: int) -> None:
    lines = wrap(text, cells)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cell_len(line) <= cells for line in lines)


@settings(max_examples=60, deadline=None)
@given(st.text("ab नमस्कार👩🏽❤\u200d\ufe0f🇩🇪字", max_size=40), st.integers(1, 40))
def test_uneven_text_is_cut_where_it_fits_in_any_terminal(text: str, cells: int) -> None:
    text = clean_line(text)
    assert most_cells(cut(text, cells)) <= cells
    assert cell_len(with_room(text)) == most_cells(text)
    if is_uneven(text):
        assert fit(text, cells).endswith(" ")


def test_a_wide_character_that_would_be_halved_is_left_out() -> None:
    assert cut("日本語", 4) == "日…"


def test_a_strip_has_the_width_asked_for() -> None:
    assert strip_of([("日本", Style.null()), ("", Style.null()), ("x", Style.null())], 9, Style.null()).cell_length == 9
