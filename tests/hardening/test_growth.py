"""A small dose of the growth of reading: what once took seconds or minutes, at a size where that would show."""

import time

import pytest
from hardening.nasty_shapes import SHAPES
from hardening.reading_stages import STAGES

from reader.reading.trimming.endings import is_boilerplate

SIZE = 65_536
MOST_SECONDS = 1.0
"""Many times what any of these takes, and a fraction of what it took."""


@pytest.mark.parametrize(
    ("stage", "shape"),
    [
        ("visible text", "open comments"),
        ("visible text", "scripts in another case"),
        ("visible text", "styles"),
        ("visible text", "a digit after the other"),
        ("cleaning a text", "a letter under marks out of order"),
        ("cleaning addresses", "marks of many classes"),
        ("words", "marks of many classes"),
        ("an article of HTML", "code"),
        ("an article of HTML", "annotations"),
        ("an article of HTML", "boxes"),
        ("an article of HTML", "links without text"),
        ("an article of HTML", "videos"),
        ("an article of HTML", "a table of spanning cells"),
        ("blocks", "brackets"),
        ("blocks", "pictures without an end"),
        ("blocks", "nested quotations"),
        ("a page of Markdown", "a wide table with short rows"),
        ("a page of Markdown", "a long table of blanks"),
        ("a document", "every other number"),
        ("a page of text", "letters on lines"),
        ("what an edit changed", "blank lines"),
        ("ways text runs", "links in Markdown"),
    ],
)
def test_what_is_nasty_takes_no_longer_than_its_size(stage: str, shape: str) -> None:
    text = SHAPES[shape](SIZE)
    began = time.process_time()
    STAGES[stage](text)
    assert time.process_time() - began < MOST_SECONDS


@pytest.mark.parametrize(
    ("stage", "text"),
    [
        ("an article of Markdown", "# " + " " * 300_000 + "a"),
        ("a document", "# " + " " * 300_000 + "a #"),
        ("a document", "# #" + "#" * 300_000 + "a"),
        ("filtering tags", "</C" + "-" * 300_000),
        ("splitting", "</a" + "a" * 300_000),
        ("a page of HTML", "<p>漢" + "(" * 100_000),
        ("an article of HTML", "<p><b>a" + "/" * 100_000 + "(</b>b"),
        ("endings", "email " * 49 + "a"),
        ("endings", "read the full " + " " * 380 + "a"),
        ("whether an edit is minor", "1," * 100_000),
    ],
    ids=lambda text: str(text)[:16],
)
def test_no_pattern_goes_back_over_what_it_has_read(stage: str, text: str) -> None:
    began = time.process_time()
    STAGES[stage](text)
    assert time.process_time() - began < MOST_SECONDS


@pytest.mark.parametrize("line", ["Share on Xing", "FacebookXTwitter", "Email, Print | More", "Share on X"])
def test_rows_of_buttons_are_still_known(line: str) -> None:
    assert is_boilerplate(line)
