"""From any address to the feeds it leads to, politely and without subscribing to one twice."""

import pytest
from builders import HOME, NOW
from web_server import WebServer

from reader.config import Config
from reader.errors import SourceError
from reader.library import Library
from reader.refreshing.discovery import MOST_REQUESTS, find
from reader.refreshing.subscribing import add
from reader.sources.web import Fetcher

CONFIG = Config()
RSS = "<rss version='2.0'><channel><title>{}</title><item><guid>1</guid><title>One</title></item></channel></rss>"
LINK = "<link rel='alternate' type='application/rss+xml' title='{}' href='{}'>"


def titles(library: Library, fetcher: Fetcher, url: str) -> list[str]:
    return [found.parsed.title for found in find(library, url, fetcher, NOW, HOME)]


def test_d1_a_feed_is_found_where_it_is(library: Library, server: WebServer, fetcher: Fetcher) -> None:
    assert titles(library, fetcher, server.answer("/feed", RSS.format("A"))) == ["A"]
    assert len(server.requests) == 1


def test_d1_all_feeds_a_page_names_are_found_those_of_comments_last(
    library: Library, server: WebServer, fetcher: Fetcher
) -> None:
    links = LINK.format("Comments", "/c") + LINK.format("Posts", "/p") + LINK.format("Gone", "/gone")
    page = server.answer("/", f"<html><head>{links}</head></html>")
    server.answer("/c", RSS.format("Comments"))
    server.answer("/p", RSS.format("Posts"))
    assert titles(library, fetcher, page) == ["Posts", "Comments"]
    assert library.feeds.all() == []


def test_d1_a_feed_named_in_the_header_of_the_answer_is_found(
    library: Library, server: WebServer, fetcher: Fetcher
) -> None:
    link = '</hidden>; rel="alternate"; type="application/rss+xml"'
    page = server.answer("/", "<html><body><a href='/x/rss'>RSS</a></body></html>", headers={"Link": link})
    server.answer("/hidden", RSS.format("Hidden"))
    assert titles(library, fetcher, page) == ["Hidden"]
    assert len(server.requests) == 2


def test_d1_links_in_the_body_are_followed_within_the_site(
    library: Library, server: WebServer, fetcher: Fetcher
) -> None:
    links = "<a href='/about'>About</a><a href='https://other.example/rss'>RSS</a><a href='/news/rss'>News</a>"
    page = server.answer("/", f"<html><body>{links}</body></html>")
    server.answer("/news/rss", RSS.format("News"))
    assert titles(library, fetcher, page) == ["News"]
    assert [request.path for request in server.requests] == ["/", "/news/rss"]


def test_d1_the_usual_places_come_last(library: Library, server: WebServer, fetcher: Fetcher) -> None:
    page = server.answer("/blog/", "<html><body>Words</body></html>")
    server.answer("/rss.xml", RSS.format("Hidden"))
    assert titles(library, fetcher, page) == ["Hidden"]


def test_d4_a_site_without_a_feed_is_asked_twelve_times_at_most(
    library: Library, server: WebServer, fetcher: Fetcher
) -> None:
    links = "".join(LINK.format(n, f"/{n}") for n in range(30)) + "<a href='/x/rss'>RSS</a>"
    page = server.answer("/", f"<html><head>{links}</head></html>")
    with pytest.raises(SourceError, match="is a web page, not a feed"):
        find(library, page, fetcher, NOW, HOME)
    assert len(server.requests) == MOST_REQUESTS


def test_d4_what_is_no_page_is_not_searched(library: Library, server: WebServer, fetcher: Fetcher) -> None:
    with pytest.raises(SourceError, match="PNG"):
        find(library, server.answer("/", b"\x89PNG\r\n"), fetcher, NOW, HOME)
    assert len(server.requests) == 1


def test_d4_a_feed_is_recognised_however_its_address_is_spelt(
    library: Library, server: WebServer, fetcher: Fetcher
) -> None:
    url = server.answer("/feed", RSS.format("A"))
    server.answer("/feed/", RSS.format("A"))
    first = add(library, url, fetcher, CONFIG, NOW)
    asked = len(server.requests)
    for spelling in (f"{url}/", url.replace("127.0.0.1", "127.0.0.1").replace("http:", "HTTP:"), f"feed:{url}"):
        again = add(library, spelling, fetcher, CONFIG, NOW)
        assert (again.known, again.feed.id) == (True, first.feed.id)
    assert len(server.requests) == asked


def test_d4_a_feed_behind_a_redirect_is_recognised(library: Library, server: WebServer, fetcher: Fetcher) -> None:
    url = server.answer("/feed", RSS.format("A"))
    first = add(library, url, fetcher, CONFIG, NOW)
    moved = server.answer("/old", "", status=302, headers={"Location": "/feed"})
    again = add(library, moved, fetcher, CONFIG, NOW)
    assert (again.known, again.feed.id) == (True, first.feed.id)
    assert len(library.feeds.all()) == 1


def test_d4_the_others_a_page_names_are_told(library: Library, server: WebServer, fetcher: Fetcher) -> None:
    page = server.answer("/", f"<html><head>{LINK.format('P', '/p')}{LINK.format('Q', '/q')}</head></html>")
    server.answer("/p", RSS.format("P"))
    added = add(library, page, fetcher, CONFIG, NOW)
    assert added.feed.title == "P"
    assert added.warnings == (f"The page names other feeds too: {server.url('/q')}.",)
    assert server.requests_of("/q") == []
