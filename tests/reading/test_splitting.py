"""Long articles are made readable part by part, and nothing is different for it."""

from collections.abc import Iterable
from itertools import islice

import pytest
from fidelity import fidelity_of
from hypothesis import given, settings
from hypothesis import strategies as st
from layouts import lay_out
from shapes import ARTICLES

from reader.model import Body, BodyFormat
from reader.reading.article import Article, article_of, parts_of
from reader.reading.layout.page import Layout, LayoutBuilder
from reader.reading.splitting import FIRST_PART, split_html, split_markdown

LONG = "".join(ARTICLES[name] for name in ("nested lists", "code", "quotes", "headings", "links", "poem")) * 20


def a_body(content: str, form: BodyFormat = BodyFormat.HTML) -> Body:
    return Body(form, content, "https://base.example.com/")


def page_of(parts: Iterable[Article], width: int = 80) -> LayoutBuilder:
    page = LayoutBuilder(width)
    for part in parts:
        page.add(part)
    return page


@pytest.mark.parametrize("cut", [split_html, split_markdown])
@settings(deadline=None)
@given(st.text("<p>/ab\n#`~-x [1]:", max_size=300).map(lambda text: text * 60))
def test_nothing_is_lost_between_two_parts(cut: object, text: str) -> None:
    assert callable(cut)
    assert "".join(cut(text)) == text


def test_the_first_part_is_short_and_begins_like_the_whole() -> None:
    first = next(iter(parts_of(a_body(LONG), "")))
    assert FIRST_PART / 4 < len(first.markdown) < FIRST_PART * 3
    assert article_of(a_body(LONG), "").markdown.startswith(first.markdown.strip()[:2000])


def test_a_long_article_keeps_its_words_and_structure() -> None:
    found = fidelity_of(a_body(LONG), 400)
    assert found.recall > 0.99  # the numbers beside lines of code are gone
    assert found.structure - found.arrived == {"code": 20}


def test_laid_out_in_parts_it_is_the_same_page() -> None:
    parts = list(parts_of(a_body(LONG), ""))
    assert len(parts) > 3
    assert page_of(parts).finished() == lay_out(article_of(a_body(LONG), ""), 80)


def test_every_state_on_the_way_is_the_beginning_of_the_whole() -> None:
    parts = list(parts_of(a_body(LONG), ""))
    whole = page_of(parts).finished()
    for count in range(1, len(parts)):
        state = page_of(islice(parts, count)).so_far()
        assert not state.whole
        assert whole.lines[: len(state.lines)] == state.lines
        assert whole.starts[: len(state.starts)] == state.starts


def test_a_fence_is_never_cut() -> None:
    code = "\n\n".join(f"line {number} of code" for number in range(2000))
    markdown = f"# Head\n\ntext\n\n````text\n```\n\n{code}\n````\n\n" + "text\n\n" * 2000
    parts = split_markdown(markdown)
    assert len(parts) > 1
    assert parts[0].count("````") == 2


def test_what_is_left_of_a_paywall_is_found_at_the_end_of_a_long_story() -> None:
    parts = list(parts_of(a_body(LONG + ARTICLES["teaser"]), ""))
    assert [bool(part.paywall) for part in parts] == [False] * (len(parts) - 1) + [True]


@settings(deadline=None)
@given(st.sampled_from(sorted(ARTICLES)), st.integers(10, 120), st.integers(10, 120), st.data())
def test_a_place_is_found_again_at_any_width(name: str, width: int, other: int, data: st.DataObject) -> None:
    article = article_of(a_body(ARTICLES[name]), "")
    layout, again = lay_out(article, width), lay_out(article, other)
    line = data.draw(st.integers(0, len(layout.lines) - 1))
    place = layout.place_of(line)
    assert layout.line_of(place) == line
    found = again.line_of(place)
    assert found is not None
    assert 0 <= found < max(1, len(again.lines))
    assert int(again.place_of(found)) - int(place) in (0, 1)


def test_a_place_beyond_what_is_laid_out_is_waited_for() -> None:
    parts = list(parts_of(a_body(LONG), ""))
    assert page_of(parts[:1]).so_far().line_of(10_000) is None
    whole = page_of(parts).finished()
    assert whole.line_of(10_000) == len(whole.lines) - 1
    assert Layout(80, ()).place_of(3) == 0.0
