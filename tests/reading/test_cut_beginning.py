"""The beginning of a long body is cut off where that changes nothing, whatever tags stand in it."""

from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapes import ARTICLES

from reader.model import Body, BodyFormat
from reader.reading import article
from reader.reading.article import Article, parts_of
from reader.reading.html.sanitising import TagFilter, is_small, is_surely_small, sanitised
from reader.reading.layout.page import Layout, LayoutBuilder
from reader.reading.splitting import FIRST_PART, LAST_PART, OpenTags, cut_beginning

NAMES = [
    "p",
    "h2",
    "h3",
    "ul",
    "li",
    "dl",
    "dt",
    "dd",
    "blockquote",
    "b",
    "i",
    "a",
    "code",
    "q",
    "table",
    "tr",
    "td",
    "th",
]
NAMES += ["caption", "tbody", "pre", "hr", "br", "img", "iframe", "div", "ruby", "rt", "video", "section", "figcaption"]
NAMES += ["kbd", "em", "label", "span"]
TAGS = st.sampled_from([*(f"<{name}>" for name in NAMES), *(f"</{name}>" for name in NAMES)])
TEXTS = st.sampled_from(["x", " ", "y&amp;", "<", "<!-- c -->"])
BALANCED = st.recursive(
    TEXTS,
    lambda inner: st.builds(
        lambda name, within: f"<{name}>{''.join(within)}</{name}>", st.sampled_from(NAMES), st.lists(inner, max_size=4)
    ),
)
PLAIN = "".join(ARTICLES[name] for name in ("headings", "quotes", "links"))


def cuts_in(html: str) -> Iterator[tuple[str, str]]:
    """Yield filtered `html` in two, at every place where it may be cut."""
    tags = OpenTags()
    pieces = list(TagFilter(html).tokens())
    for at, (piece, is_tag) in enumerate(pieces):
        if is_tag and tags.allow_cut_before(piece):
            yield "".join(piece for piece, _ in pieces[:at]), "".join(piece for piece, _ in pieces[at:])
        if is_tag:
            tags.take(piece)


@settings(deadline=None, max_examples=400)
@given(st.lists(TAGS | TEXTS | BALANCED, max_size=12).map("".join))
@example("<b><p>x</b><p>y</p>")
@example("<ul><li><b>x</ul><p>y</p>")
@example("<dd><li>x</li><p>y</p>")
@example("<video><p>x</video><p>y</p>")
@example("<table><td><li></td></table><p>y</p>")
def test_cut_in_two_it_is_understood_the_same(html: str) -> None:
    for beginning, rest in cuts_in(html):
        assert sanitised(beginning) + sanitised(rest) == sanitised(TagFilter(html).rest())


@pytest.mark.parametrize(
    "html", ["<div><p>x</p><p>y</p></div>", "<p>x<p>y", "<ul><li>x<li>y</ul><h2>z</h2>", "<b>x</b><p>y</p>"]
)
def test_what_is_found_every_day_may_be_cut(html: str) -> None:
    assert len(list(cuts_in(html))) >= 1


@given(st.text("<>/pab\"' =!-]", max_size=60))
def test_piece_by_piece_it_is_filtered_the_same(html: str) -> None:
    assert "".join(piece for piece, _ in TagFilter(html).tokens()) == TagFilter(html).rest()


@settings(deadline=None)
@given(st.lists(TAGS | TEXTS, max_size=20).map("".join), st.sampled_from([1, 400, 4000]))
def test_what_is_surely_small_is_small_once_it_is_filtered(html: str, times: int) -> None:
    if is_surely_small(html * times):
        assert is_small(TagFilter(html * times).rest())


def test_no_word_is_lost_that_follows_a_stray_sign() -> None:
    assert sanitised(TagFilter("<p>a <<span>b</span></p>").rest()) == "<p>a &lt;b</p>"


def test_the_beginning_is_a_screenful_and_the_rest_is_left_alone() -> None:
    tag_filter = TagFilter(PLAIN * 200)
    beginning, read = cut_beginning(tag_filter)
    assert FIRST_PART <= len(beginning) < 2 * FIRST_PART
    assert LAST_PART <= len(read) < 2 * LAST_PART
    assert beginning + read + tag_filter.rest() == TagFilter(PLAIN * 200).rest()


@pytest.mark.parametrize(
    "html", ["<table><tr><td>" + PLAIN * 20, "<b><p>" + PLAIN * 20, "<ul><li>" + PLAIN * 20, PLAIN]
)
def test_where_nothing_may_be_cut_little_is_read(html: str) -> None:
    beginning, read = cut_beginning(TagFilter(html))
    assert beginning == ""
    assert len(read) < 12 * FIRST_PART


def test_the_first_part_takes_the_same_work_however_long_the_body(monkeypatch: pytest.MonkeyPatch) -> None:
    made_safe: list[str] = []

    def noting(html: str) -> str:
        made_safe.append(html)
        return sanitised(html)

    monkeypatch.setattr(article, "sanitised", noting)
    firsts = [next(iter(parts_of(Body(BodyFormat.HTML, PLAIN * times), ""))) for times in (20, 400)]
    assert firsts[0] == firsts[1]
    assert made_safe[0] == made_safe[1]
    assert len(made_safe[0]) < 2 * FIRST_PART


def laid_out(parts: list[Article]) -> Layout:
    page = LayoutBuilder(80, unfolded=True)
    for part in parts:
        page.add(part)
    return page.finished()


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(sorted(ARTICLES)), min_size=1, max_size=4), st.integers(4, 12))
def test_laid_out_in_parts_it_is_the_page_it_is_in_one(names: list[str], times: int) -> None:
    html = "".join(ARTICLES[name] for name in names) * times
    parts = list(parts_of(Body(BodyFormat.HTML, html), ""))
    assert laid_out(parts) == laid_out([article._converted(sanitised(TagFilter(html).rest()), ends=True)])
