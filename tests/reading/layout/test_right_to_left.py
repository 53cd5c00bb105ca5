"""Texts that run from right to left: flush right, their marks on that side, in the order they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from layouts import lay_out
from rich.cells import cell_len

from reader.reading.article import Article
from reader.reading.layout.bidi import is_right_to_left
from reader.reading.layout.page import Line

SHALOM, OLAM, SALAM = "\u05e9\u05dc\u05d5\u05dd", "\u05e2\u05d5\u05dc\u05dd", "\u0633\u0644\u0627\u0645"


def text_of(line: Line) -> str:
    return "".join(span.text for span in line)


def lines_of(markdown: str, width: int = 20) -> list[str]:
    return [text_of(line) for line in lay_out(Article(markdown), width).lines]


@pytest.mark.parametrize(
    ("text", "right_to_left"),
    [
        (SHALOM, True),
        (SALAM, True),
        (f"42 \u201c{SHALOM}\u201d and so on", True),
        (f"Hello {SHALOM}", False),
        ("42 …", False),
        ("", False),
        ("日本語", False),
        ("e\u0301\u05b0", False),
    ],
)
def test_the_first_letter_says_how_a_text_runs(text: str, right_to_left: bool) -> None:
    assert is_right_to_left(text) is right_to_left


def at_right(text: str, width: int = 20) -> str:
    return " " * (width - cell_len(text)) + text


@pytest.mark.parametrize(
    ("markdown", "lines"),
    [
        (SHALOM, [at_right(SHALOM)]),
        (f"{SHALOM} {OLAM} {SALAM} {OLAM} {SALAM}", [at_right(f"{SHALOM} {OLAM} {SALAM} {OLAM}"), at_right(SALAM)]),
        (f"Hello {SHALOM}", [f"Hello {SHALOM}"]),
        (f"# {SHALOM}", [at_right(SHALOM), at_right("────")]),
        (f"- {SHALOM}\n- one\n  - {OLAM}", [at_right(f"{SHALOM} •"), "• one", at_right(f"{OLAM} ◦  ")]),
        (f"9. {SHALOM}\n10. {OLAM}", [at_right(f" 9. {SHALOM}    "), at_right(f"10. {OLAM}    ")]),
        (
            f"> {SHALOM}\n>\n> {OLAM}\n>\n> one",
            [at_right(f"{SHALOM} ▎"), at_right(" ▎"), at_right(f"{OLAM} ▎"), "▎ ", "▎ one"],
        ),
        (f"> - {SHALOM}", [at_right(f"{SHALOM} • ▎")]),
        (f"`{SHALOM}`", [at_right(SHALOM)]),
        (f"```\n{SHALOM}\n```", [f"  {SHALOM:18}"]),
    ],
)
def test_it_stands_at_the_right_edge_with_its_marks(markdown: str, lines: list[str]) -> None:
    assert lines_of(markdown) == lines


def test_links_stay_links() -> None:
    layout = lay_out(Article(f"[{SHALOM}](https://a.example/) {OLAM}"), 30)
    (line, *_) = layout.lines
    assert text_of(line) == at_right(f"{SHALOM} [1] {OLAM}", 30)
    assert [span.text for span in line if span.link == 1 and "link" in span.roles] == [SHALOM]


def test_where_there_is_hardly_room_it_is_left_as_it_is() -> None:
    assert lines_of(f"100. {SHALOM}", 12) == [f"100. {SHALOM}"]


MARKS = st.sampled_from(["", "", "- ", "> ", "1. ", "> - ", "- > ", "100. ", "# ", "- [x] "])
WORDS = st.lists(
    st.sampled_from(
        [SHALOM, OLAM, SALAM, "שָׁלוֹם", "word", "42", "日本語", "👩‍👩‍👧‍👦", "(", "…", "long-" * 6, SALAM * 9]
    ),
    min_size=1,
    max_size=12,
)
PARAGRAPHS = st.lists(st.tuples(MARKS, WORDS), min_size=1, max_size=5)


@given(PARAGRAPHS, st.integers(10, 60))
def test_no_line_is_too_wide_and_no_word_lost(paragraphs: list[tuple[str, list[str]]], width: int) -> None:
    markdown = "\n\n".join(mark + " ".join(words) for mark, words in paragraphs)
    lines = lines_of(markdown, width)
    assert all(cell_len(line) <= width for line in lines)
    shown = "".join("".join(lines).split())
    for _, words in paragraphs:
        for word in words:
            assert "".join(word.split()) in shown or cell_len(word) > 4
