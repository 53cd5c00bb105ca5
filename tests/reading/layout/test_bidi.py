"""The order in which characters are seen (UAX #9): as one reads Hebrew or Arabic, with nothing lost."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.reading.layout.bidi import visual_order

# Hebrew letters are written here as capitals and Arabic ones as Greek, so that a person can read the tests.
HEBREW = {chr(ord("A") + n): chr(0x5D0 + n) for n in range(26)}
ARABIC = {char: chr(0x628 + n) for n, char in enumerate("αβγδε")}
DIGITS = {char: chr(0x661 + n) for n, char in enumerate("①②③")}
TO = str.maketrans(HEBREW | ARABIC | DIGITS)
BACK = str.maketrans({char: plain for plain, char in (HEBREW | ARABIC | DIGITS).items()})


def seen(text: str, right_to_left: bool) -> str:
    letters = visual_order(list(text.translate(TO)), right_to_left)
    return "".join(shown for _, shown in letters).translate(BACK)


@pytest.mark.parametrize(
    ("text", "in_a_line_to_the_right", "in_a_line_to_the_left"),
    [
        ("plain (text)", "plain (text)", "plain (text)"),
        ("SHALOM", "MOLAHS", "MOLAHS"),
        ("SHALOM OLAM", "MALO MOLAHS", "MALO MOLAHS"),
        ("say SHALOM OLAM twice", "say MALO MOLAHS twice", "twice MALO MOLAHS say"),
        ("SHALOM, he said.", "MOLAHS, he said.", ".he said ,MOLAHS"),
        ("A 42 B", "B 42 A", "B 42 A"),
        ("A 1,234.5 B", "B 1,234.5 A", "B 1,234.5 A"),
        ("A -5% B", "B 5%- A", "B 5%- A"),
        ("A 10-12 B", "B 10-12 A", "B 10-12 A"),
        ("α 12 β", "β 12 α", "β 12 α"),
        ("α ①② β", "β ①② α", "β ①② α"),
        ("A (B) c", "(B) A c", "c (B) A"),
        ("A (b) C", "A (b) C", "C (b) A"),
        ("a (B) c", "a (B) c", "c (B) a"),
        ("A [1] B", "B [1] A", "B [1] A"),
        ("A <B", "B> A", "B> A"),
        ("A  ", "A  ", "  A"),
        ("", "", ""),
    ],
)
def test_a_line_is_seen_as_it_is_read(text: str, in_a_line_to_the_right: str, in_a_line_to_the_left: str) -> None:
    assert seen(text, right_to_left=False) == in_a_line_to_the_right
    assert seen(text, right_to_left=True) == in_a_line_to_the_left


def test_what_stands_in_one_place_stays_together() -> None:
    shin = "\u05e9\u05c1\u05b8"
    assert [shown for _, shown in visual_order(["\u05d0", shin, "👩\u200d👧"], right_to_left=True)] == [
        "👩\u200d👧",
        shin,
        "\u05d0",
    ]


LETTERS = st.lists(
    st.sampled_from("ab אבס12٣٤ .,:+-/$%()[]<>!?\u05b0") | st.characters(categories=("L", "N", "P", "S")), max_size=40
)


@given(LETTERS, st.booleans())
def test_every_letter_is_seen_once(letters: list[str], right_to_left: bool) -> None:
    found = visual_order(letters, right_to_left)
    assert sorted(at for at, _ in found) == list(range(len(letters)))
    assert all(shown == letters[at] or unicodedata.mirrored(shown) for at, shown in found)


@given(
    st.text(st.characters(categories=("Lu", "Ll")), max_size=30).filter(
        lambda text: all(unicodedata.bidirectional(c) == "L" for c in text)
    )
)
def test_what_runs_to_the_right_stays_as_it_is(text: str) -> None:
    assert "".join(shown for _, shown in visual_order(list(text), False)) == text
