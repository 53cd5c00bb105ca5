"""Feeds from a real server and from disk into the library, twice and more; failures as outcomes."""

import json
import os
from pathlib import Path

import pytest
from builders import NOW
from web_server import WebServer

from reader.config import Config
from reader.errors import SourceError
from reader.library import Library
from reader.model import Outcome, OutcomeKind
from reader.query import parse
from reader.reading.text.plain import parse_document
from reader.refreshing.pipeline import Pipeline
from reader.refreshing.subscribing import Added, add, add_seeds
from reader.sources.web import Fetcher

CONFIG = Config(fetch_threads=4)


def a_rss(*titles: str, name: str = "Quanta") -> str:
    items = "".join(
        f"<item><guid>{title}</guid><title>{title}</title><description>About {title}.</description>"
        "<pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate></item>"
        for title in titles
    )
    return f"<rss version='2.0'><channel><title>{name}</title>{items}</channel></rss>"


def refreshed(library: Library, fetcher: Fetcher, now: int = NOW) -> dict[str, Outcome]:
    pipeline = Pipeline(library, fetcher, CONFIG, lambda: now)
    return {outcome.title: outcome for outcome in pipeline.refresh(library.feeds.all())}


def added(library: Library, fetcher: Fetcher, source: str | Path) -> Added:
    return add(library, str(source), fetcher, CONFIG, NOW)


def titles(library: Library, query: str = "") -> list[str]:
    return [story.title for story in library.stories.rows(library.stories.ids(parse(query)))]


def test_adding_brings_the_stories_at_once(library: Library, server: WebServer, fetcher: Fetcher) -> None:
    one = added(library, fetcher, server.answer("/feed", a_rss("A", "B")))
    assert (one.feed.title, one.new, one.known) == ("Quanta", 2, False)
    assert sorted(titles(library, "about")) == ["A", "B"]


def test_what_cannot_be_read_is_not_subscribed_to(library: Library, server: WebServer, fetcher: Fetcher) -> None:
    for url in (server.answer("/page", "<html><body>hello"), server.url("/nothing"), "gopher://x.example/", "no-such"):
        with pytest.raises(SourceError):
            added(library, fetcher, url)
    assert library.feeds.all() == []
    assert library.journal.steps(9) == []


def test_a_site_is_subscribed_to_by_the_feed_it_names(library: Library, server: WebServer, fetcher: Fetcher) -> None:
    feed = server.answer("/feed", a_rss("A"))
    page = server.answer("/", "<html><head><link rel=alternate type=application/rss+xml href='/feed'></head>")
    one = added(library, fetcher, page)
    assert (one.feed.url, one.feed.title, one.new) == (feed, "Quanta", 1)
    assert added(library, fetcher, page).known
    endless = server.answer("/self", "<html><link rel=alternate type=application/rss+xml href='/self'>")
    with pytest.raises(SourceError, match="web page"):
        added(library, fetcher, endless)


def test_a_feed_that_grew_brings_only_what_is_new(library: Library, server: WebServer, fetcher: Fetcher) -> None:
    added(library, fetcher, server.answer("/feed", a_rss("A")))
    library.stories.mark_read(library.stories.ids(parse("")), NOW)
    server.answer("/feed", a_rss("B", "A"))
    assert refreshed(library, fetcher)["Quanta"].new == 1
    assert titles(library, "is:unread") == ["B"]
    assert titles(library, "is:read") == ["A"]


def test_h1_validators_are_sent_back_as_they_came(library: Library, server: WebServer, fetcher: Fetcher) -> None:
    headers = {"ETag": 'W/"odd one"', "Last-Modified": "yesterday, more or less"}
    added(library, fetcher, server.answer("/feed", a_rss("A"), headers=headers))
    server.answer("/feed", status=304)
    assert refreshed(library, fetcher)["Quanta"].kind is OutcomeKind.UNCHANGED
    assert refreshed(library, fetcher)["Quanta"].kind is OutcomeKind.UNCHANGED
    for request in server.requests_of("/feed")[1:]:
        assert request.headers["if-none-match"] == 'W/"odd one"'
        assert request.headers["if-modified-since"] == "yesterday, more or less"


def test_h5_validators_of_a_broken_answer_are_not_kept(library: Library, server: WebServer, fetcher: Fetcher) -> None:
    added(library, fetcher, server.answer("/feed", a_rss("A"), headers={"ETag": '"good"'}))
    server.answer("/feed", "<html>maintenance", headers={"ETag": '"bad"'})
    assert "web page" in refreshed(library, fetcher)["Quanta"].message
    refreshed(library, fetcher)
    assert server.requests_of("/feed")[-1].headers["if-none-match"] == '"good"'


def test_one_feeds_trouble_is_its_own(library: Library, server: WebServer, fetcher: Fetcher) -> None:
    for name in ("Good", "Bad", "Slow"):
        added(library, fetcher, server.answer(f"/{name}", a_rss(f"{name} story", name=name)))
    server.answer("/Good", a_rss("more", name="Good"))
    server.answer("/Bad", status=404)
    server.answer("/Slow", hang=True)
    outcomes = refreshed(library, fetcher)
    assert outcomes["Good"].new == 1
    assert "404" in outcomes["Bad"].message
    assert "did not answer within" in outcomes["Slow"].message
    trouble = {feed.title: (feed.failures, bool(feed.trouble)) for feed in library.feeds.all()}
    assert trouble == {"Good": (0, False), "Bad": (1, True), "Slow": (1, True)}
    server.answer("/Bad", a_rss("back", name="Bad"))
    assert refreshed(library, fetcher)["Bad"].new == 1
    assert not library.feeds.by_url(server.url("/Bad")).trouble  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (ZeroDivisionError("planted"), "fault in reader (ZeroDivisionError: planted)"),
        (MemoryError(), "One takes more memory than there is; it was not read."),
    ],
)
def test_p1_a_fault_in_one_feed_does_not_stop_the_others(
    library: Library,
    server: WebServer,
    fetcher: Fetcher,
    monkeypatch: pytest.MonkeyPatch,
    fault: Exception,
    said: str,
) -> None:
    for name in ("One", "Two"):
        added(library, fetcher, server.answer(f"/{name}", a_rss("x", name=name)))
        server.answer(f"/{name}", a_rss("y", name=name))
    from reader.refreshing import pipeline

    whole = pipeline.parse_new  # type: ignore[attr-defined]

    def faulty(content: bytes, url: str, *others: object) -> object:
        if url.endswith("/One"):
            raise fault
        return whole(content, url, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "parse_new", faulty)
    outcomes = refreshed(library, fetcher)
    assert said in outcomes["One"].message
    assert outcomes["Two"].new == 1


def test_a_feed_is_due_again_when_its_time_has_come(library: Library, server: WebServer, fetcher: Fetcher) -> None:
    added(library, fetcher, server.answer("/feed", a_rss("A")))
    assert library.feeds.due(NOW + 60) == []
    assert len(library.feeds.due(NOW + CONFIG.refresh_minutes * 66)) == 1


def test_h13_the_servers_wish_sets_the_next_check_and_outlives_a_304(
    library: Library, server: WebServer, fetcher: Fetcher
) -> None:
    headers = {"ETag": '"1"', "Cache-Control": "max-age=36000"}
    feed = added(library, fetcher, server.answer("/feed", a_rss("A"), headers=headers)).feed
    assert feed.next_check_asked
    assert library.feeds.due(NOW + 36_000 - 1) == []
    server.answer("/feed", status=304)
    refreshed(library, fetcher, NOW + 40_000)
    assert library.feeds.due(NOW + 75_999) == []
    server.answer("/feed", status=304, headers={"Cache-Control": "no-cache"})
    refreshed(library, fetcher, NOW + 80_000)
    assert not library.feeds.get(feed.id).next_check_asked


def test_s1_a_feed_that_publishes_rarely_is_checked_rarely(
    library: Library, server: WebServer, fetcher: Fetcher
) -> None:
    rare = a_rss("A", "B").replace("20 Nov", "10 Nov", 1)
    added(library, fetcher, server.answer("/feed", rare))
    assert library.feeds.due(NOW + 77_000) == []
    assert len(library.feeds.due(NOW + 96_000)) == 1


def test_s3_a_clock_that_was_wrong_postpones_nothing_for_ever(
    library: Library, server: WebServer, fetcher: Fetcher
) -> None:
    feed = added(library, fetcher, server.answer("/feed", a_rss("A"))).feed
    refreshed(library, fetcher, NOW + 400 * 86_400)
    assert library.feeds.get(feed.id).next_check > NOW + 400 * 86_400
    assert [due.id for due in library.feeds.due(NOW)] == [feed.id]


def test_i12_a_feed_unsubscribed_meanwhile_lists_nothing(library: Library, server: WebServer, fetcher: Fetcher) -> None:
    feed = added(library, fetcher, server.answer("/feed", a_rss("A"))).feed
    server.answer("/feed", a_rss("A", "B"))
    pipeline = Pipeline(library, fetcher, CONFIG, lambda: NOW)
    library.feeds.unsubscribe(feed.id, NOW)
    list(pipeline.refresh([feed]))
    assert titles(library) == []


def test_a_json_feed_comes_in_like_any_other(library: Library, server: WebServer, fetcher: Fetcher) -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [{"id": 1, "content_text": "Hi"}]}
    assert added(library, fetcher, server.answer("/j", json.dumps(feed))).new == 1


def test_a_folder_is_a_feed_and_its_files_stories(library: Library, tmp_path: Path, fetcher: Fetcher) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "one.txt").write_text("First title\nA line of text that is long enough to be a paragraph of its own.\n")
    (folder / "two.md").write_text("---\ntitle: Second\ntags: [ai, media/film]\ndate: 2026-01-02\n---\n# Other\n")
    assert added(library, fetcher, folder).new == 2
    assert sorted(titles(library)) == ["First title", "Second"]
    assert titles(library, "tag:media") == ["Second"]
    (tag_step, *_) = library.journal.steps(5)
    assert tag_step.label == "subscribed to notes"


def test_an_edit_a_move_and_a_deletion_keep_the_story(library: Library, tmp_path: Path, fetcher: Fetcher) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    file = folder / "one.md"
    file.write_text("---\ntags: [draft]\n---\n# Title\n\nOld words.\n")
    added(library, fetcher, folder)
    (story,) = library.stories.ids(parse(""))
    library.tags.apply([story], ["mine"], ["draft"], NOW)
    library.stories.star([story], NOW)

    file.write_text("---\ntags: [draft]\n---\n# Title\n\nFresh words.\n")
    assert refreshed(library, fetcher)["notes"].updated == 1
    assert titles(library, "fresh tag:mine is:starred -tag:draft") == ["Title"]

    (folder / "sub").mkdir()
    file.rename(folder / "sub" / "moved.md")
    assert refreshed(library, fetcher)["notes"].new == 0
    assert list(library.stories.ids(parse("tag:mine"))) == [story]

    (folder / "sub" / "moved.md").unlink()
    refreshed(library, fetcher)
    assert titles(library, "tag:mine") == ["Title"]


def test_documents_added_one_by_one_join_the_folder_that_is_added_later(
    library: Library, tmp_path: Path, fetcher: Fetcher
) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "one.txt").write_text("First title\n\nSome words.\n")
    (tmp_path / "alone.txt").write_text("Alone\n\nSome other words.\n")
    assert added(library, fetcher, folder / "one.txt").feed.title == "Documents"
    assert added(library, fetcher, tmp_path / "alone.txt").new == 1
    assert added(library, fetcher, tmp_path / "alone.txt").new == 0
    library.tags.apply(list(library.stories.ids(parse("first"))), ["kept"], [], NOW)
    assert added(library, fetcher, folder).new == 0
    assert {feed.title: feed.stories for feed in library.feeds.all()} == {"Documents": 1, "notes": 1}
    assert titles(library, "tag:kept feed:notes") == ["First title"]
    assert added(library, fetcher, folder / "one.txt").feed.title == "notes"


def test_undoing_a_folder_gives_back_the_documents_it_took_in(
    library: Library, tmp_path: Path, fetcher: Fetcher
) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "one.txt").write_text("First title\n\nSome words.\n")
    added(library, fetcher, folder / "one.txt")
    before = list(library.stories.ids(parse("")))
    added(library, fetcher, folder)
    assert [feed.title for feed in library.feeds.all()] == ["notes"]
    library.journal.undo(NOW)
    library.journal.undo(NOW)
    assert [feed.title for feed in library.feeds.all()] == ["Documents"]
    assert list(library.stories.ids(parse(""))) == before


@pytest.mark.parametrize("source", ["", "  "])
def test_nothing_is_no_source(library: Library, fetcher: Fetcher, source: str) -> None:
    with pytest.raises(SourceError, match="Say what to add"):
        added(library, fetcher, source)


def test_a_pipe_or_a_device_is_no_feed(library: Library, tmp_path: Path, fetcher: Fetcher) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(SourceError, match="is not a file"):
            added(library, fetcher, path)


def test_a_bad_file_in_a_folder_is_named_and_the_rest_comes_in(
    library: Library, tmp_path: Path, fetcher: Fetcher
) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "good.txt").write_text("Good\n\nwords")
    (folder / "bad.txt").write_bytes(b"\x7fELF\0\0\0\x01" * 50)
    one = added(library, fetcher, folder)
    assert one.new == 1
    assert any("bad.txt" in warning for warning in one.warnings)


def test_the_seeds_tell_the_story(library: Library, fetcher: Fetcher) -> None:
    add_seeds(library, NOW)
    (story,) = library.stories.rows(library.stories.ids(parse("title:INKubator")))
    assert story.feed_title == "Seeds"
    document = parse_document(library.stories.body(story.id).content)
    assert document.markdown.count("\n## ") == 3
    assert document.paywall == ("Also included with your subscription:",)
    assert library.tags.all() == []
    assert {feed.url for feed in library.feeds.all()} == {"seeds:", "seeds:releases.atom"}
    assert all(outcome.kind is OutcomeKind.UNCHANGED for outcome in refreshed(library, fetcher).values())


def test_t1_everything_stored_is_clean(library: Library, server: WebServer, fetcher: Fetcher) -> None:
    payload = "x&#27;]0;PWNED&#7;y\u202ez\u009bw"
    added(library, fetcher, server.answer("/feed", a_rss(payload, name=payload).replace("&", "&amp;").encode()))
    added(library, fetcher, server.answer("/feed2", a_rss(payload, name=payload).encode()))
    for story in library.stories.rows(library.stories.ids(parse(""))):
        texts = (story.title, story.feed_title, story.author, story.url, library.stories.body(story.id).content)
        for text in texts:
            assert not set(text) & set("\x1b\x07\u202e\u009b")
