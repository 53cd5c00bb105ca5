"""Text without marks takes the short way through the parser, and comes out as it would by the long one."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it.rules_core import inline
from shapes import ARTICLES

from reader.model import Body, BodyFormat
from reader.reading.article import article_of
from reader.reading.layout import markdown_parser
from reader.reading.layout.blocks import Block, blocks_of
from reader.reading.layout.inline import Links


def by_the_long_way(markdown: str, monkeypatch: pytest.MonkeyPatch) -> list[Block]:
    with monkeypatch.context() as patched:
        patched.setattr(markdown_parser, "_inlines", inline)
        markdown_parser._parser.cache_clear()
        found = blocks_of(markdown, Links(""))
    markdown_parser._parser.cache_clear()
    return found


@pytest.mark.parametrize("name", ARTICLES)
def test_articles_come_out_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    markdown = article_of(Body(BodyFormat.HTML, ARTICLES[name]), "").markdown
    assert blocks_of(markdown, Links("")) == by_the_long_way(markdown, monkeypatch)


def test_any_text_comes_out_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    @settings(deadline=None)
    @given(st.text("ab 1.:#>-|=+$%^{}()]'\"?/@é\n", max_size=60) | st.text("a \\`~*_[]!<>&;", max_size=20))
    @example("|a|b|\n|-|-|\n|c||\n")
    def compare(markdown: str) -> None:
        assert blocks_of(markdown, Links("")) == by_the_long_way(markdown, monkeypatch)

    compare()
