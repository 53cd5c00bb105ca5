"""Which edits of a publisher a reader would notice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.model import Body, BodyFormat
from reader.reading import minor_edits
from reader.reading.minor_edits import is_noticeable


def html(text: str) -> Body:
    return Body(BodyFormat.HTML, text)


def noticed(before: str, after: str) -> bool:
    return is_noticeable("A title", html(before), "A title", html(after))


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
    assert is_noticeable("Minister to resign", html("<p>x</p>"), "Minister resigned", html("<p>x</p>"))


@given(st.text(), st.text())
def test_the_same_is_never_a_change(title: str, content: str) -> None:
    for kind in BodyFormat:
        assert not is_noticeable(title, Body(kind, content), title, Body(kind, content))


WORDS = st.lists(st.sampled_from(["one", "two", "17 views", "3 likes", "updated 5 minutes ago", "1"]), max_size=6).map(
    " ".join
)
SAME = st.sampled_from(["", "so it goes on ", "so it goes on " * 40])


@given(SAME, WORDS, WORDS, SAME, st.booleans())
def test_what_is_the_same_around_a_change_does_not_matter(
    before: str, old: str, new: str, after: str, twice: bool
) -> None:
    old, new = (f"{before}{text} {after}{text if twice else ''}" for text in (old, new))
    noticed = minor_edits._without_counters(f"T {old}") != minor_edits._without_counters(f"T {new}")
    assert is_noticeable("T", html(old), "T", html(new)) == noticed


def test_only_what_differs_is_searched_for_counters(monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[str] = []
    monkeypatch.setattr(minor_edits, "_without_counters", searched.append)
    long = "word " * 50_000
    is_noticeable("T", html(f"{long} 5 views {long}"), "T", html(f"{long} 6 views {long}"))
    assert 0 < sum(map(len, searched)) < 2_000
