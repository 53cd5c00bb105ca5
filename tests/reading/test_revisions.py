"""Whether a reader would notice a change, and where the words differ."""

import random
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.model import Body, BodyFormat
from reader.reading import revisions
from reader.reading.differences import Fate, Paragraph, differences, paragraphs
from reader.reading.revisions import would_notice


def html(text: str) -> Body:
    return Body(BodyFormat.HTML, text)


def noticed(before: str, after: str) -> bool:
    return would_notice("A title", html(before), "A title", html(after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>Words.</p><p>1,234 views</p>", "<p>Words.</p><p>1,301 views</p>"),
        ("<p>Words. 12K shares · 3 comments</p>", "<p>Words. 13.5K shares · 41 comments</p>"),
        ("<p>Words. Views: 12</p>", "<p>Words. Views: 13</p>"),
        ("<p>Words. Comments (3)</p>", "<p>Words. Comments (4)</p>"),
        ("<p>Words.</p>", "<p>Words.</p><p>1 like</p>"),
        ("<p>Updated on 3 May 2026. Words.</p>", "<p>Updated on 4 May 2026. Words.</p>"),
        ("<p>Last modified: 2026-05-03 10:00 UTC. Words.</p>", "<p>Last modified: 2026-05-04 11:30 UTC. Words.</p>"),
        ("<p>Published May 3, 2026 at 9:15 pm</p>", "<p>Published May 3, 2026 at 9:17 pm</p>"),
        ("<p>2026-05-03T10:00:00Z Words.</p>", "<p>2026-05-03T10:00:09Z Words.</p>"),
        ("<p>Posted 3 hours ago. Words.</p>", "<p>Posted 4 hours ago. Words.</p>"),
        ("<p>One  two\n three.</p>", "<div>One two three.</div>"),
    ],
)
def test_counters_time_stamps_blanks_and_markup_are_no_change(before: str, after: str) -> None:
    assert not noticed(before, after)
    assert not noticed(after, before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>Twelve died.</p>", "<p>Thirteen died.</p>"),
        ("<p>It costs 12 dollars.</p>", "<p>It costs 13 dollars.</p>"),
        ("<p>The concert is on 3 May 2026.</p>", "<p>The concert is on 4 May 2026.</p>"),
        ("<p>It was denied.</p>", "<p>It was denied. Correction: it was not.</p>"),
        ("<p>Some views on art.</p>", "<p>Other views on art.</p>"),
    ],
)
def test_words_and_figures_that_say_something_else_are_a_change(before: str, after: str) -> None:
    assert noticed(before, after)


def test_another_title_is_a_change() -> None:
    assert would_notice("Minister to resign", html("<p>x</p>"), "Minister resigned", html("<p>x</p>"))


@given(st.text(), st.text())
def test_the_same_is_never_a_change(title: str, content: str) -> None:
    for kind in BodyFormat:
        assert not would_notice(title, Body(kind, content), title, Body(kind, content))


WORDS = st.lists(st.sampled_from(["one", "two", "17 views", "3 likes", "updated 5 minutes ago", "1"]), max_size=6).map(
    " ".join
)
SAME = st.sampled_from(["", "so it goes on ", "so it goes on " * 40])


@given(SAME, WORDS, WORDS, SAME, st.booleans())
def test_what_is_the_same_around_a_change_does_not_matter(
    before: str, old: str, new: str, after: str, twice: bool
) -> None:
    old, new = (f"{before}{text} {after}{text if twice else ''}" for text in (old, new))
    noticed = revisions._essence(f"T {old}") != revisions._essence(f"T {new}")
    assert would_notice("T", html(old), "T", html(new)) == noticed


def test_only_what_differs_is_searched_for_counters(monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[str] = []
    monkeypatch.setattr(revisions, "_essence", searched.append)
    long = "word " * 50_000
    would_notice("T", html(f"{long} 5 views {long}"), "T", html(f"{long} 6 views {long}"))
    assert 0 < sum(map(len, searched)) < 2_000


def fates(found: list[Paragraph]) -> list[list[tuple[str, str]]]:
    return [[(str(run.fate), run.text) for run in paragraph] for paragraph in found]


def test_words_are_compared_within_their_paragraph() -> None:
    before = paragraphs("Title", html("<p>The fox is <b>red</b>.</p><p>It sleeps.</p>"))
    after = paragraphs("Title", html("<p>The old fox is grey.</p><p>It sleeps.</p><p>And snores.</p>"))
    assert fates(differences(before, after)) == [
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
    runs = [run for paragraph in differences(before, after) for run in paragraph]
    old = " ".join(run.text for run in runs if run.fate is not Fate.NEW).split()
    new = " ".join(run.text for run in runs if run.fate is not Fate.GONE).split()
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
    monkeypatch.setattr("reader.reading.differences.SequenceMatcher", Counting)
    return Counting


CHANCE = random.Random(7)
PROSE = [f"word{CHANCE.randrange(3000)}{'.' if number % 12 == 0 else ''}" for number in range(60_000)]


def changed(every: int) -> str:
    return " ".join("other" if at % every == every // 2 else word for at, word in enumerate(PROSE))


def test_one_word_in_a_very_long_paragraph_is_found_at_once(counted: type[Counting]) -> None:
    found = differences([" ".join(PROSE)], [changed(60_000)])
    assert [fate for fate, _ in fates(found)[0]] == ["same", "gone", "new", "same"]
    assert counted.pairs < 10


@pytest.mark.parametrize("every", [3, 100, 5_000])
def test_a_very_long_paragraph_takes_bounded_work(counted: type[Counting], every: int) -> None:
    (runs,) = differences([" ".join(PROSE)], [changed(every)])
    assert counted.pairs < len(PROSE) ** 2 / 100
    assert " ".join(run.text for run in runs if run.fate is not Fate.NEW).split() == PROSE
    assert " ".join(run.text for run in runs if run.fate is not Fate.GONE) == changed(every)


def test_few_words_changed_in_a_very_long_paragraph_are_told_apart(counted: type[Counting]) -> None:
    (runs,) = differences([" ".join(PROSE)], [changed(5_000)])
    assert [run.text for run in runs if run.fate is Fate.NEW] == ["other"] * 12


def test_what_is_too_much_to_compare_is_gone_and_new_as_a_whole() -> None:
    before, after = (" ".join(f"{side}{number}" for number in range(5_000)) for side in "ab")
    assert fates(differences([before], [after])) == [[("gone", before), ("new", after)]]
