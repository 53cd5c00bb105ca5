"""Articles of pages made to keep what looks for them busy."""

import pytest

from reader.errors import SourceError
from reader.sources.files.metadata import html_metadata
from reader.sources.web import article_extraction
from reader.sources.web.article_extraction import article_in

MANY_ATTRIBUTES = f"<p {' '.join(f'a{number}=1' for number in range(100_000))}>words</p>"


def test_a_page_that_takes_too_long_gives_no_article_and_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(article_extraction, "_SECONDS", 0.2)
    with pytest.raises(SourceError, match=r"The page takes too long to make sense of"):
        article_in(b"<li>a" * 13_000, "text/html", "https://x.example/")


def test_a_tag_with_more_attributes_than_a_parser_can_compare_is_taken_out() -> None:
    page = f"<html><head><title>One</title></head><body>{MANY_ATTRIBUTES}<p>{'Words of it. ' * 50}</p></body></html>"
    assert html_metadata(page).title == "One"
    assert "Words of it." in article_in(page.encode(), "text/html", "https://x.example/")
