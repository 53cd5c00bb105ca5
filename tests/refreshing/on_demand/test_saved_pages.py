"""A web page kept as a story of its own."""

from pathlib import Path

import pytest
from builders import HOME, NOW
from web_server import WebServer

from reader.config import Config
from reader.errors import SourceError
from reader.library import Library
from reader.model import FeedKind
from reader.query import parse
from reader.refreshing.on_demand.saved_pages import save_page
from reader.refreshing.pipeline import Pipeline
from reader.refreshing.subscribing import add
from reader.sources.web import Fetcher

HTML = {"Content-Type": "text/html; charset=utf-8"}


def a_page(animal: str = "zebrafinch") -> str:
    paragraphs = "".join(
        f"<p>Paragraph {n} of the article says at some length what a {animal} did that day.</p>" for n in range(12)
    )
    return (
        "<!doctype html><html><head><title>An essay</title><meta name=author content=Ada></head><body>"
        f"<nav>Home</nav><article><h1>An essay</h1>{paragraphs}</article><footer>Imprint</footer></body></html>"
    )


def test_a_page_becomes_a_story_tagged_later(library: Library, server: WebServer, fetcher: Fetcher) -> None:
    url = server.answer("/essay", a_page(), headers=HTML)
    story = save_page(library, f"{url}?utm_source=feed", fetcher, NOW, HOME)
    assert (story.title, story.author, story.url, story.tags) == ("An essay", "Ada", url, ("later",))
    assert (story.feed_title, story.published, story.read) == ("Documents", NOW, False)
    assert list(library.stories.ids(parse("zebrafinch is:later"))) == [story.id]
    assert "Imprint" not in library.stories.body(story.id).content
    assert library.feeds.get(story.feed_id).kind is FeedKind.DOCUMENTS


def test_kept_once_more_it_is_the_same_story(library: Library, server: WebServer, fetcher: Fetcher) -> None:
    url = server.answer("/essay", a_page(), headers=HTML)
    first = save_page(library, url, fetcher, NOW, HOME)
    library.tags.apply([first.id], ["birds"], ["later"], NOW)
    server.answer("/essay", a_page("sparrow"), headers=HTML)
    again = save_page(library, url, fetcher, NOW + 10, HOME)
    assert (again.id, again.updated, again.tags) == (first.id, NOW + 10, ("birds",))
    assert len(library.versions.all(first.id)) == 2


def test_a_refresh_and_a_folder_leave_it_alone(
    library: Library, server: WebServer, fetcher: Fetcher, tmp_path: Path
) -> None:
    story = save_page(library, server.answer("/essay", a_page(), headers=HTML), fetcher, NOW, HOME)
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "one.md").write_text("# One\n\nText.")
    add(library, str(folder / "one.md"), fetcher, Config(), NOW)
    add(library, str(folder), fetcher, Config(), NOW)
    list(Pipeline(library, fetcher, Config(), lambda: NOW).refresh(library.feeds.all()))
    assert library.stories.get(story.id) == story
    assert "zebrafinch" in library.stories.body(story.id).content


@pytest.mark.parametrize(("source", "words"), [("some notes", "web address"), ("ftp://x.example/a", "web address")])
def test_what_is_no_page_is_refused(library: Library, fetcher: Fetcher, source: str, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        save_page(library, source, fetcher, NOW, HOME)


def test_a_page_that_is_not_there_leaves_nothing(library: Library, server: WebServer, fetcher: Fetcher) -> None:
    with pytest.raises(SourceError, match="404"):
        save_page(library, server.answer("/x", "", status=404), fetcher, NOW, HOME)
    assert library.feeds.all() == []


def test_a_page_that_leads_to_no_feed_may_be_kept(library: Library, server: WebServer, fetcher: Fetcher) -> None:
    with pytest.raises(SourceError, match="'reader add --page' with its address keeps it as a story"):
        add(library, server.answer("/essay", a_page(), headers=HTML), fetcher, Config(), NOW)
