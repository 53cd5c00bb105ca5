"""Text measured for terminals that count cells differently."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from reader.reading.cells import beginning, is_uneven, most_cells

FAMILY = "👩\u200d👩\u200d👧\u200d👦"
uneven = st.text(st.sampled_from("ab 字é\u0301नमस्कारক্ষীிখ👩🏽❤\u200d\ufe0f🇩🇪ᅟ한ᅡᆨ"), max_size=40)


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("plain", 5),
        ("Ünïcödé … — “x”", 15),
        ("日本語", 6),
        ("e\u0301", 1),
        ("ที่นี่", 2),
        ("می\u200cخواهم", 7),
        (FAMILY, 8),
        ("❤\ufe0f", 2),
        ("1\ufe0f\u20e3", 2),
        ("👍🏽", 4),
        ("🇩🇪", 4),
        ("का", 2),
        ("நி", 2),
        ("क्ष", 2),
        ("ᄒ\u1161\u11ab", 4),
    ],
)
def test_a_text_has_the_cells_of_the_terminal_that_counts_the_most(text: str, most: int) -> None:
    assert most_cells(text) == most


@pytest.mark.parametrize("text", ["plain", "“quoted” – é", "日本語 한국어", "👍 ★ ●", "ที่นี่", "שלום", "سلام"])
def test_what_all_terminals_count_alike_is_even(text: str) -> None:
    assert not is_uneven(text)


@given(uneven)
def test_no_terminal_that_is_known_counts_more(text: str) -> None:
    assert most_cells(text) >= cell_len(text)
    assert most_cells(text) <= 2 * len(text)


@given(uneven, st.integers(0, 30))
def test_a_beginning_fits_everywhere_and_is_as_long_as_can_be(text: str, cells: int) -> None:
    begun = beginning(text, cells)
    assert text.startswith(begun)
    assert most_cells(begun) <= cells or begun == ""
    if most_cells(text) <= cells:
        assert begun == text
