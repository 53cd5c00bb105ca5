"""The full text of a story: fetched politely, kept beside the publisher's own, searched; a failure says why."""

import builtins
from typing import Any

import pytest
import trafilatura
from builders import HOME, NOW, a_feed, a_story, keep
from web_server import WebServer

from reader.errors import SourceError
from reader.library import Library
from reader.model import StoryId
from reader.query import parse
from reader.refreshing.on_demand.full_text import fetch_full_text
from reader.sources.web import Fetcher, FetchError, Unreachable, article_extraction
from reader.sources.web.article_extraction import article_in

PARAGRAPHS = "".join(
    f"<p>Paragraph {n} of the article says at some length what a <a href='/link{n}'>zebrafinch</a> did that day.</p>"
    for n in range(12)
)
PAGE = (
    "<!doctype html><html><head><title>A story</title></head><body><nav><ul><li><a href='/'>Home</a></li></ul></nav>"
    f"<article><h1>A story</h1>{PARAGRAPHS}</article><footer>Imprint</footer></body></html>"
)
HTML = {"Content-Type": "text/html; charset=utf-8"}


def a_teaser(library: Library, url: str, content: str = "<p>It begins […]</p>") -> StoryId:
    return keep(library, a_feed(library, url=HOME), a_story("A story", url=url, content=content))[0]


def fetch(library: Library, story: StoryId, fetcher: Fetcher) -> int:
    return fetch_full_text(library, library.stories.get(story), fetcher, NOW)


def test_it_is_kept_beside_the_publishers_own_and_searched(
    library: Library, server: WebServer, fetcher: Fetcher
) -> None:
    story = a_teaser(library, server.answer("/a", PAGE, headers=HTML))
    assert fetch(library, story, fetcher) > 100
    full = library.full_texts.get(story)
    assert full is not None
    assert "Paragraph 11" in full.content
    assert "Imprint" not in full.content
    assert library.stories.body(story).content == "<p>It begins […]</p>"
    assert list(library.stories.ids(parse("zebrafinch"))) == []
    library.search_index.catch_up()
    assert list(library.stories.ids(parse("zebrafinch"))) == [story]
    assert library.problems() == []


def test_a_second_time_takes_its_place(library: Library, server: WebServer, fetcher: Fetcher) -> None:
    story = a_teaser(library, server.answer("/a", PAGE, headers=HTML))
    fetch(library, story, fetcher)
    server.answer("/a", PAGE.replace("zebrafinch", "sparrow"), headers=HTML)
    fetch(library, story, fetcher)
    full = library.full_texts.get(story)
    assert full is not None
    assert "sparrow" in full.content


@pytest.mark.parametrize(
    ("status", "page", "why"),
    [
        (404, "gone", "404"),
        (403, "no", "403"),
        (200, "<html><body><p>Subscribe to continue.</p></body></html>", "paywall|less than the feed|No article"),
        (200, "<html><body></body></html>", "No article was found"),
    ],
)
def test_a_failure_says_why(
    library: Library, server: WebServer, fetcher: Fetcher, status: int, page: str, why: str
) -> None:
    content = "<p>" + "It begins and goes on. " * 10 + "</p>"
    story = a_teaser(library, server.answer("/a", page, status=status, headers=HTML), content)
    with pytest.raises(SourceError, match=why):
        fetch(library, story, fetcher)
    assert library.full_texts.get(story) is None


def test_a_page_that_gives_less_than_the_feed_is_not_kept(
    library: Library, server: WebServer, fetcher: Fetcher
) -> None:
    story = a_teaser(library, server.answer("/a", PAGE, headers=HTML), "<p>" + "many words here " * 200 + "</p>")
    with pytest.raises(SourceError, match="less than the feed"):
        fetch(library, story, fetcher)
    assert library.full_texts.get(story) is None


def test_why_there_is_none_is_kept_where_the_page_is_to_blame(
    library: Library, server: WebServer, fetcher: Fetcher
) -> None:
    story = a_teaser(library, server.answer("/a", "", status=404, headers=HTML))
    with pytest.raises(SourceError, match="not there"):
        fetch(library, story, fetcher)
    assert "404" in library.full_texts.failure(story, NOW)
    server.answer("/a", PAGE, headers=HTML)
    fetch(library, story, fetcher)
    assert library.full_texts.failure(story, NOW) == ""


def test_no_network_is_nobodys_fault_and_is_not_kept(
    library: Library, server: WebServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = a_teaser(library, server.answer("/a", PAGE, headers=HTML))

    def unreachable(*_: Any, **__: Any) -> None:
        raise FetchError("There is no network.", unreachable=Unreachable.NETWORK)

    monkeypatch.setattr(fetcher, "fetch", unreachable)
    with pytest.raises(SourceError, match="no network"):
        fetch(library, story, fetcher)
    assert library.full_texts.failure(story, NOW) == ""


@pytest.mark.parametrize("url", ["", "mailto:ann@example.org", "javascript:alert(1)"])
def test_a_story_without_a_page_is_not_asked_for(library: Library, fetcher: Fetcher, url: str) -> None:
    with pytest.raises(SourceError, match="no link"):
        fetch(library, a_teaser(library, url), fetcher)


def test_a_picture_is_no_page() -> None:
    with pytest.raises(SourceError, match="image/png"):
        article_in(b"\x89PNG", "image/png", "https://x.example/a.png")


def test_what_trafilatura_trips_over_is_tried_without_its_formatting(monkeypatch: pytest.MonkeyPatch) -> None:
    extract = trafilatura.extract

    def tripping(*page: Any, **wanted: Any) -> str | None:
        if wanted["include_formatting"]:
            raise KeyError("uppercase")
        return extract(*page, **wanted)

    monkeypatch.setattr(trafilatura, "extract", tripping)
    assert "Paragraph 11" in article_in(PAGE.encode(), "text/html", "https://x.example/a")


def test_without_the_extra_it_says_how_to_get_it_and_asks_nobody(
    library: Library, server: WebServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(article_extraction, "find_spec", lambda _: None)
    story = a_teaser(library, server.answer("/a", PAGE, headers=HTML))
    with pytest.raises(SourceError, match=r"reader-tui\[fulltext\]"):
        fetch(library, story, fetcher)
    assert not server.requests


def test_it_is_imported_only_when_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    known = builtins.__import__

    def refusing(name: str, *arguments: Any, **more: Any) -> Any:
        assert not name.startswith("trafilatura")
        return known(name, *arguments, **more)

    monkeypatch.setattr(builtins, "__import__", refusing)
    import reader.cli.fetching
    import reader.refreshing.on_demand.full_text

    assert reader.cli.fetching.fulltext_verb.name == "fulltext"
    assert callable(reader.refreshing.on_demand.full_text.fetch_full_text)
