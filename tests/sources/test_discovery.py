"""The feeds a page names in its head."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.reading.cleaning import clean_text
from reader.sources.discovery import find_feeds

PAGE = "https://blog.example/posts/"


def urls(html: str) -> list[str]:
    return [feed.url for feed in find_feeds(html.encode(), PAGE)]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<link rel="alternate" type="application/rss+xml" href="/feed.xml">', ["https://blog.example/feed.xml"]),
        ("<LINK TYPE=application/atom+xml REL='home ALTERNATE' HREF=atom.xml />", ["https://blog.example/posts/atom.xml"]),
        ('<base href="https://cdn.example/a/"><link rel=alternate type=application/feed+json href="f.json">',
         ["https://cdn.example/a/f.json"]),
        ('<link rel="alternate" type="application/rss+xml; charset=utf-8" href="//x.example/?a=1&amp;b=2">',
         ["https://x.example/?a=1&b=2"]),
        ('<link rel="stylesheet" type="text/css" href="/a.css"><link rel="alternate" hreflang="de" href="/de">', []),
        ('<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">', []),
        ('<link rel="alternate" type="application/rss+xml" href="">', []),
        ('<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">', []),
        ('<link rel="alternate" type="application/rss+xml" href="file:///etc/passwd">', []),
        ('<!-- <link rel="alternate" type="application/rss+xml" href="/old.xml"> -->', []),
        ("no page at all", []),
    ],
)  # fmt: skip
def test_feeds_are_found_where_a_page_names_them(html: str, expected: list[str]) -> None:
    assert urls(html) == expected


def test_a_feed_of_comments_comes_last_and_each_feed_once() -> None:
    link = '<link rel="alternate" type="application/rss+xml" title="{}" href="{}">'
    html = link.format("Comments", "/c") + link.format("Posts", "/p") + link.format("Posts again", "/p")
    assert urls(html) == ["https://blog.example/p", "https://blog.example/c"]


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_give_clean_addresses(content: bytes) -> None:
    for feed in find_feeds(b"<link rel=alternate type=application/rss+xml href='" + content + b"'>", PAGE):
        assert clean_text(feed.url) == feed.url and clean_text(feed.title) == feed.title
