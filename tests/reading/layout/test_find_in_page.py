"""Words are found wherever they stand on a page."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.reading.layout.find_in_page import SearchableLines, Stretch

LINES = ["  The quick brown", "  fox jumps over the", "", "lazy dög. THE end."]


@pytest.mark.parametrize(
    ("words", "hits"),
    [
        ("", []),
        ("   ", []),
        ("zebra", []),
        ("quick", [(Stretch(0, 6, 11),)]),
        ("QUICK", [(Stretch(0, 6, 11),)]),
        ("brown fox", [(Stretch(0, 12, 17), Stretch(1, 2, 5))]),
        ("dog", [(Stretch(3, 5, 8),)]),
        ("dög", [(Stretch(3, 5, 8),)]),
        ("the", [(Stretch(0, 2, 5),), (Stretch(1, 17, 20),), (Stretch(3, 10, 13),)]),
    ],
)
def test_words_are_found_across_lines_case_and_accents_aside(words: str, hits: list[tuple[Stretch, ...]]) -> None:
    assert SearchableLines(LINES).hits(words) == hits


def test_letters_that_are_several_when_compared_keep_their_place() -> None:
    assert SearchableLines(["eine Straße ﬁnden"]).hits("strasse fi") == [(Stretch(0, 5, 13),)]


@settings(deadline=None)
@given(st.lists(st.text("ab ß́é\t", max_size=12), max_size=6), st.text("ab é", max_size=4))
def test_a_hit_is_always_within_its_line(lines: list[str], words: str) -> None:
    for hit in SearchableLines(lines).hits(words):
        for stretch in hit:
            assert 0 <= stretch.start <= stretch.end <= len(lines[stretch.line])
