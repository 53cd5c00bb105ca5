"""Where the words of two versions of a story differ."""

import random
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.model import Body, BodyFormat
from reader.reading.word_diff import Change, Paragraph, paragraphs, word_diff


def html(text: str) -> Body:
    return Body(BodyFormat.HTML, text)


def changes(found: list[Paragraph]) -> list[list[tuple[str, str]]]:
    return [[(str(run.change), run.text) for run in paragraph] for paragraph in found]


def test_words_are_compared_within_their_paragraph() -> None:
    before = paragraphs("Title", html("<p>The fox is <b>red</b>.</p><p>It sleeps.</p>"))
    after = paragraphs("Title", html("<p>The old fox is grey.</p><p>It sleeps.</p><p>And snores.</p>"))
    assert changes(word_diff(before, after)) == [
        [("same", "Title")],
        [("same", "The"), ("new", "old"), ("same", "fox is"), ("gone", "red ."), ("new", "grey.")],
        [("same", "It sleeps.")],
        [("new", "And snores.")],
    ]


def test_plain_text_keeps_its_paragraphs() -> None:
    assert paragraphs("", Body(BodyFormat.TEXT, "One line\ngoes on.\n\nThe second.")) == [
        "One line goes on.",
        "The second.",
    ]


LINES = st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=6).map(" ".join), max_size=8)


@given(LINES, LINES)
def test_both_versions_can_be_read_off_the_differences(before: list[str], after: list[str]) -> None:
    runs = [run for paragraph in word_diff(before, after) for run in paragraph]
    old = " ".join(run.text for run in runs if run.change is not Change.NEW).split()
    new = " ".join(run.text for run in runs if run.change is not Change.GONE).split()
    assert (old, new) == (" ".join(before).split(), " ".join(after).split())


class Counting(SequenceMatcher[Any]):
    """Counts the pairs it is given to compare."""

    pairs = 0

    def __init__(self, junk: None, a: Sequence[Any], b: Sequence[Any], autojunk: bool) -> None:
        Counting.pairs += len(a) * len(b)
        super().__init__(junk, a, b, autojunk)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> type[Counting]:
    Counting.pairs = 0
    monkeypatch.setattr("reader.reading.word_diff.SequenceMatcher", Counting)
    return Counting


CHANCE = random.Random(7)
PROSE = [f"word{CHANCE.randrange(3000)}{'.' if number % 12 == 0 else ''}" for number in range(60_000)]


def changed(every: int) -> str:
    return " ".join("other" if at % every == every // 2 else word for at, word in enumerate(PROSE))


def test_one_word_in_a_very_long_paragraph_is_found_at_once(counted: type[Counting]) -> None:
    found = word_diff([" ".join(PROSE)], [changed(60_000)])
    assert [change for change, _ in changes(found)[0]] == ["same", "gone", "new", "same"]
    assert counted.pairs < 10


@pytest.mark.parametrize("every", [3, 100, 5_000])
def test_a_very_long_paragraph_takes_bounded_work(counted: type[Counting], every: int) -> None:
    (runs,) = word_diff([" ".join(PROSE)], [changed(every)])
    assert counted.pairs < len(PROSE) ** 2 / 100
    assert " ".join(run.text for run in runs if run.change is not Change.NEW).split() == PROSE
    assert " ".join(run.text for run in runs if run.change is not Change.GONE) == changed(every)


def test_few_words_changed_in_a_very_long_paragraph_are_told_apart(counted: type[Counting]) -> None:
    (runs,) = word_diff([" ".join(PROSE)], [changed(5_000)])
    assert [run.text for run in runs if run.change is Change.NEW] == ["other"] * 12


def test_what_is_too_much_to_compare_is_gone_and_new_as_a_whole() -> None:
    before, after = (" ".join(f"{side}{number}" for number in range(5_000)) for side in "ab")
    assert changes(word_diff([before], [after])) == [[("gone", before), ("new", after)]]
