"""A refresh works only on what changed, keeps it whole or not at all, and forgets no identity over it."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from builders import NOW
from web_server import WebServer

from reader.config import Config
from reader.library import Library
from reader.model import FeedId, Outcome
from reader.query import parse
from reader.refreshing import storing
from reader.refreshing.pipeline import Pipeline
from reader.refreshing.subscribing import add
from reader.sources.feeds import feedparser_adapter, parsing
from reader.sources.feeds.fast_path import Item, read_items
from reader.sources.web import Fetcher

CONFIG = Config(fetch_threads=4)
DAY = 86_400


def a_rss(*items: tuple[str, str], note: str = "") -> str:
    """Return a feed of items given as guid and title."""
    inside = "".join(
        f"<item><guid isPermaLink='false'>{guid}</guid><title>{title}</title><link>https://q.example/{title}</link>"
        f"<pubDate>Fri, 20 Nov 2026 10:0{at % 10}:00 GMT</pubDate></item>"
        for at, (guid, title) in enumerate(items)
    )
    return f"<rss version='2.0'><channel><title>Quanta</title><!-- {note} -->{inside}</channel></rss>"


def refreshed(library: Library, fetcher: Fetcher, now: int) -> Outcome:
    return next(iter(Pipeline(library, fetcher, CONFIG, lambda: now).refresh(library.feeds.all())))


def subscribed(library: Library, fetcher: Fetcher, url: str) -> FeedId:
    return add(library, url, fetcher, CONFIG, NOW).feed.id


def unread(library: Library) -> list[str]:
    return sorted(story.title for story in library.stories.rows(library.stories.ids(parse("is:unread"))))


def read_all(library: Library) -> None:
    library.stories.mark_read(library.stories.ids(parse("")), NOW)


@contextmanager
def written_tables(library: Library) -> Iterator[set[str]]:
    """Gather the tables that are written to."""
    seen: set[str] = set()

    def note(action: int, table: str | None, *_: object) -> int:
        if action in (sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE) and table:
            seen.add(table)
        return sqlite3.SQLITE_OK

    library._db.connection.set_authorizer(note)
    try:
        yield seen
    finally:
        library._db.connection.set_authorizer(None)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of the documents feedparser is asked for."""
    sizes: list[int] = []
    ask = feedparser_adapter.ask_feedparser

    def counting(document: bytes, shown: str) -> object:
        sizes.append(len(document))
        return ask(document, shown)

    monkeypatch.setattr(parsing, "ask_feedparser", counting)
    return sizes


def test_h7_an_answer_that_says_unchanged_writes_to_no_story(
    library: Library, server: WebServer, fetcher: Fetcher
) -> None:
    subscribed(library, fetcher, server.answer("/feed", a_rss(("1", "A")), headers={"ETag": '"a"'}))
    server.answer("/feed", "", status=304)
    with written_tables(library) as tables:
        assert refreshed(library, fetcher, NOW + DAY).new == 0
    assert "fetch" in tables
    assert tables <= {"fetch", "host", "sqlite_stat1", "sqlite_master"}


def test_h8_the_same_bytes_are_not_read_again_but_the_validators_are_replaced(
    library: Library, server: WebServer, fetcher: Fetcher, parsed: list[int]
) -> None:
    text = a_rss(("1", "A"))
    feed = subscribed(library, fetcher, server.answer("/feed", text, headers={"ETag": '"a"'}))
    read_before = len(parsed)
    server.answer("/feed", text, headers={"ETag": '"b"'})
    refreshed(library, fetcher, NOW + DAY)
    assert len(parsed) == read_before
    assert library.checks.state(feed).validators.etag == '"b"'


def test_only_new_items_reach_a_parser(
    library: Library, server: WebServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [(str(number), f"A{number}") for number in range(50)]
    subscribed(library, fetcher, server.answer("/feed", a_rss(*many)))
    server.answer("/feed", a_rss(*many, note="today"))
    refreshed(library, fetcher, NOW + DAY)
    read: list[int] = []

    def counting(document: bytes) -> list[Item] | None:
        read.append(len(document))
        return read_items(document)

    monkeypatch.setattr(parsing, "read_items", counting)
    server.answer("/feed", a_rss(*many, ("new", "N"), note="tomorrow"))
    assert refreshed(library, fetcher, NOW + 2 * DAY).new == 1
    assert read[0] < 600


def test_h4_what_fails_to_be_stored_leaves_nothing_to_ask_with_and_nothing_known(
    library: Library, server: WebServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = subscribed(library, fetcher, server.answer("/feed", a_rss(("1", "A")), headers={"ETag": '"a"'}))
    before = (library.checks.state(feed).validators, library.checks.items(feed))
    server.answer("/feed", a_rss(("1", "A"), ("2", "B")), headers={"ETag": '"b"'})
    with monkeypatch.context() as patch:
        patch.setattr(storing, "next_check", lambda *_: 1 / 0)
        assert "fault in reader" in refreshed(library, fetcher, NOW + DAY).message
    assert (library.checks.state(feed).validators, library.checks.items(feed)) == before
    assert unread(library) == ["A"]
    assert refreshed(library, fetcher, NOW + 9 * DAY).new == 1


def test_i3_a_story_left_out_as_known_is_not_taken_for_one_that_vanished(
    library: Library, server: WebServer, fetcher: Fetcher
) -> None:
    subscribed(library, fetcher, server.answer("/feed", a_rss(("1", "A"))))
    for note in ("one", "two"):
        server.answer("/feed", a_rss(("1", "A"), note=note))
        refreshed(library, fetcher, NOW + DAY)
    twin = a_rss(("1", "A")).replace("</channel>", a_rss(("2", "A")).partition("-->")[2].partition("</channel>")[0])
    server.answer("/feed", twin + "</channel></rss>")
    assert refreshed(library, fetcher, NOW + 2 * DAY).new == 1
    assert unread(library) == ["A", "A"]


def test_i3_a_changed_guid_is_recognised_where_the_rest_is_known(
    library: Library, server: WebServer, fetcher: Fetcher
) -> None:
    many = [(str(number), f"A{number}") for number in range(9)]
    subscribed(library, fetcher, server.answer("/feed", a_rss(*many)))
    server.answer("/feed", a_rss(*many, note="x"))
    refreshed(library, fetcher, NOW + DAY)
    read_all(library)
    server.answer("/feed", a_rss(("changed", "A0"), *many[1:]))
    assert refreshed(library, fetcher, NOW + 2 * DAY).new == 0
    assert unread(library) == []
    server.answer("/feed", a_rss(("changed", "A0"), *many[1:], ("later", "B")))
    assert refreshed(library, fetcher, NOW + 3 * DAY).new == 1
    assert unread(library) == ["B"]


def test_i5_an_item_that_goes_back_to_what_it_said_stays_read(
    library: Library, server: WebServer, fetcher: Fetcher
) -> None:
    subscribed(library, fetcher, server.answer("/feed", a_rss(("1", "A"))))
    read_all(library)
    for day, title in enumerate(("B", "A", "B", "A"), 1):
        server.answer("/feed", a_rss(("1", title)))
        assert refreshed(library, fetcher, NOW + day * DAY).updated == 1
    assert unread(library) == []


def test_s5_those_waiting_longest_are_asked_first(library: Library, server: WebServer, fetcher: Fetcher) -> None:
    feeds = [subscribed(library, fetcher, server.answer(f"/{name}", a_rss((name, name)))) for name in "abc"]
    for wait, feed in zip((2, 9, 5), feeds, strict=True):
        library._db.run("UPDATE fetch SET next_check = :at WHERE feed_id = :id", {"at": NOW - wait, "id": feed})
    assert [feed.id for feed in library.feeds.due(NOW)] == [feeds[1], feeds[2], feeds[0]]


def test_a_refresh_that_brings_nothing_does_without_feedparser() -> None:
    program = "import sys, reader.refreshing.pipeline; print('feedparser' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.strip() == b"False"
