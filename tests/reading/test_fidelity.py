"""What is in a body is on the page: every word in order, every table, item, link and picture, at any width."""

import pytest
from fidelity import WIDTHS, Fidelity, fidelity_of, page_text, words_of
from hypothesis import given, settings
from hypothesis import strategies as st
from layouts import lay_out
from shapes import ARTICLES

from reader.model import Body, BodyFormat
from reader.reading.article import article_of

BASE = "https://base.example.com/"
SET_APART = {"news", "teaser"}
"""What stands at the end of these is set apart, in an order of its own."""
SAID_OTHERWISE = {"players", "code"}
"""Players become links, the numbers beside lines of code are gone."""


def a_body(html: str) -> Body:
    return Body(BodyFormat.HTML, html, BASE)


def measured(html: str) -> Fidelity:
    return fidelity_of(a_body(html), 400)


@pytest.mark.parametrize("name", [name for name in ARTICLES if name not in SET_APART | SAID_OTHERWISE])
def test_every_word_arrives_in_order(name: str) -> None:
    assert measured(ARTICLES[name]).recall == 1


@pytest.mark.parametrize("name", [name for name in ARTICLES if name not in SET_APART | {"code"}])
def test_what_has_structure_keeps_it(name: str) -> None:
    found = measured(ARTICLES[name])
    assert found.structure - found.arrived == {}


@pytest.mark.parametrize("name", ARTICLES)
def test_no_line_is_wider_than_the_page(name: str) -> None:
    assert measured(ARTICLES[name]).too_wide == 0


def test_a_picture_with_several_sources_keeps_what_follows_it() -> None:
    html = '<picture><source srcset="a.webp"><img src="/b.jpg" alt="x"></picture><p>and all the rest</p>'
    assert "and all the rest" in article_of(a_body(html), "").markdown


def test_a_stray_quote_does_not_make_text_of_a_tag() -> None:
    assert article_of(a_body('<p>a<input type="text="" name="q" />b</p>'), "").markdown.strip() == "ab"


def test_that_a_browser_cannot_play_it_is_not_said() -> None:
    html = '<video><source src="https://x.example/a.mp4">Your browser does not support video.</video>'
    assert "browser" not in article_of(a_body(html), "").markdown


@given(st.lists(st.sampled_from(sorted(ARTICLES)), min_size=1, max_size=3), st.sampled_from(WIDTHS), st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_cut_anywhere_still_comes_out(names: list[str], width: int, data: st.DataObject) -> None:
    html = "".join(ARTICLES[name] for name in names)
    cut = html[: data.draw(st.integers(0, len(html)))]
    layout = lay_out(article_of(a_body(cut), ""), width, BASE)
    assert isinstance(words_of(page_text(layout)), list)


def test_a_column_is_not_so_thin_that_words_break() -> None:
    for width in (40, 46, 52, 60, 80):
        page = page_text(lay_out(article_of(a_body(ARTICLES["table of prose"]), ""), width, BASE))
        assert {"demonstration", "documents", "proprietary"} <= set(words_of(page))


def test_a_line_end_between_ideographs_is_no_blank() -> None:
    assert (
        article_of(a_body("<p>知られて\nいなかった and\nmore</p>"), "").markdown.strip()
        == "知られていなかった and more"
    )


def test_letters_are_lowered_where_signs_for_them_exist() -> None:
    assert article_of(a_body("<p>a<sub>ij</sub> H<sub>2</sub>O v<sub>Y</sub></p>"), "").markdown.strip() == "aᵢⱼ H₂O vY"


def test_columns_move_together_before_a_grid_is_given_up() -> None:
    article = article_of(a_body(ARTICLES["wide table"]), "")
    lines = ["".join(span.text for span in line) for line in lay_out(article, 60, BASE).lines]
    assert "City     │Jan│Feb│Mar│Apr│May│Jun│Jul│Aug│Sep│Oct│Nov│Dec" in lines
    assert any(line.startswith("City: ") for line in page_text(lay_out(article, 40, BASE)).split("\n"))
