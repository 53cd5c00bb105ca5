"""The feeds a page names in its head."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.reading.cleaning import clean_text
from reader.sources.web.feed_links import find_feeds, find_in_header

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


def test_d2_a_feed_of_comments_comes_last_and_each_feed_once() -> None:
    link = '<link rel="alternate" type="application/rss+xml" title="{}" href="{}">'
    html = link.format("Comments", "/c") + link.format("Posts", "/p") + link.format("Posts again", "/p")
    assert urls(html) == ["https://blog.example/p", "https://blog.example/c"]


def test_d2_podcasts_stand_behind_what_is_to_be_read() -> None:
    link = '<link rel="alternate" type="application/rss+xml" title="{}" href="{}">'
    html = link.format("Comments", "/c") + link.format("The Podcast", "/a") + link.format("B", "/b")
    assert urls(html) == [f"https://blog.example/{name}" for name in "bac"]


def test_d2_of_one_feed_in_two_formats_the_first_is_enough() -> None:
    link = '<link rel="alternate" type="application/{}+xml" title="{}" href="{}">'
    html = link.format("rss", "All", "/1") + link.format("atom", "All", "/2") + link.format("rss", "All", "/3")
    assert urls(html) == ["https://blog.example/1", "https://blog.example/3"]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('</f>; rel="alternate"; type="application/rss+xml"; title="All"', ["https://blog.example/f"]),
        ("<a.xml>; type=application/atom+xml;rel=alternate", ["https://blog.example/posts/a.xml"]),
        ('</x>; rel=next, <//c.example/f>; REL="x alternate"; TYPE="application/feed+json"', ["https://c.example/f"]),
        ('</f>; rel="alternate"; type="text/html"', []),
        ('</f>; rel="alternate", </g>; type="application/rss+xml"', []),
        ('<javascript:x>; rel="alternate"; type="application/rss+xml"', []),
        ("<" * 20_000 + ";;" * 20_000, []),
        ("", []),
    ],
)
def test_d1_feeds_are_found_in_the_link_header(header: str, expected: list[str]) -> None:
    assert [feed.url for feed in find_in_header(header, PAGE)] == expected


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_give_clean_addresses(content: bytes) -> None:
    for feed in find_feeds(b"<link rel=alternate type=application/rss+xml href='" + content + b"'>", PAGE):
        assert clean_text(feed.url) == feed.url and clean_text(feed.title) == feed.title
