"""One bad story or file never stops a feed, one feed no refresh, one rule no other: faults are put in everywhere."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from builders import NOW
from web_server import WebServer

from reader.config import Config
from reader.errors import RefusedValueError
from reader.library import Library
from reader.library.incoming import IncomingStories
from reader.library.queries import index
from reader.library.rules import Rules
from reader.library.tags import Tags
from reader.model import Outcome, OutcomeKind, RuleActions
from reader.query import parse
from reader.reading import minor_edits
from reader.refreshing import decide
from reader.refreshing.pipeline import Pipeline
from reader.refreshing.subscribing import add
from reader.sources.feeds import bad_items, json_feed, parsing, raw_story
from reader.sources.files import documents
from reader.sources.web import Fetcher
from reader.tagging.rules import follow_all

CONFIG = Config(fetch_threads=4)


def a_feed(*titles: str, about: str = "told") -> str:
    items = "".join(
        f"<item><guid>{title}</guid><title>{title}</title><description>{title}, {about}.</description></item>"
        for title in titles
    )
    return f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>"


def refresh(library: Library, fetcher: Fetcher, now: int = NOW) -> list[Outcome]:
    return list(Pipeline(library, fetcher, CONFIG, lambda: now).refresh(library.feeds.all()))


def titles(library: Library, query: str = "") -> list[str]:
    return sorted(story.title for story in library.stories.rows(library.stories.ids(parse(query))))


def fail_at(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, error: BaseException, word: str = "BAD") -> None:
    """Let a function fail wherever `word` is in what it is given."""
    real: Callable[..., Any] = getattr(owner, name)

    def failing(*given: Any, **named: Any) -> Any:
        if word in str([*given, *named.values()]):
            raise error
        return real(*given, **named)

    monkeypatch.setattr(owner, name, failing)


@pytest.mark.parametrize(
    ("owner", "name", "error"),
    [
        (raw_story, "_story_of", ValueError("no such thing")),
        (raw_story, "visible_text", RecursionError("too deep")),
        (parsing, "raw_story_of", KeyError("none")),
        (decide, "content_of", MemoryError()),
        (IncomingStories, "insert", OverflowError("too large")),
        (IncomingStories, "_store_body", RefusedValueError("The library answered: too big.")),
        (Tags, "import_from_document", AssertionError("never")),
    ],
    ids=str,
)
def test_a_story_that_fails_at_any_stage_is_left_out_and_the_others_come_in(
    owner: Any, name: str, error: Exception, library: Library, server: WebServer, fetcher: Fetcher,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    add(library, server.answer("/feed", a_feed("A")), fetcher, CONFIG, NOW)
    server.answer("/feed", a_feed("A", "B", "BAD", "C").replace("<title>BAD</title>", ""))
    fail_at(monkeypatch, owner, name, error, word="BAD, told" if name == "visible_text" else "BAD")
    if owner is Tags:
        fail_at(monkeypatch, IncomingStories, "_store_body", error)
    (outcome,) = refresh(library, fetcher, NOW + 10_000)
    assert (outcome.kind, outcome.new) == (OutcomeKind.CHANGED, 2)
    assert "please report it" in outcome.message or "memory" in outcome.message
    assert titles(library) == ["A", "B", "C"]
    monkeypatch.undo()
    server.answer("/feed", a_feed("A", "B", "BAD", "C", "D").replace("<title>BAD</title>", ""))
    (outcome,) = refresh(library, fetcher, NOW + 20_000)
    assert (outcome.new, outcome.message) == (2, "")


def test_a_revision_that_fails_leaves_its_story_as_it_was(
    library: Library, server: WebServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(library, server.answer("/feed", a_feed("A", "BAD", "C")), fetcher, CONFIG, NOW)
    fail_at(monkeypatch, minor_edits, "is_noticeable", ValueError("no such thing"))
    server.answer("/feed", a_feed("A", "BAD", "C", about="told anew from the beginning"))
    (outcome,) = refresh(library, fetcher, NOW + 10_000)
    assert (outcome.kind, outcome.updated) == (OutcomeKind.CHANGED, 2)
    assert "BAD could not be stored (ValueError: no such thing)" in outcome.message
    assert titles(library, "body:anew") == ["A", "C"]


def test_an_item_no_parser_gets_done_with_does_not_keep_the_others_from_being_read(
    library: Library, server: WebServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = vars(parsing)["read_items"]

    def slow(document: bytes) -> Any:
        while b"BAD" in document:
            pass
        return real(document)

    monkeypatch.setattr(parsing, "read_items", slow)
    monkeypatch.setattr(parsing, "_SECONDS", 0.5)
    monkeypatch.setattr(bad_items, "_SECONDS_AN_ITEM", 0.1)
    one = add(library, server.answer("/feed", a_feed("A", "BAD", "C")), fetcher, CONFIG, NOW)
    assert one.new == 2
    assert titles(library) == ["A", "C"]
    assert parsing.parse(a_feed("A", "BAD", "C").encode(), "https://x.example/").left_out == (
        "Story 2 takes too long to make sense of (more than 0.1 seconds of computing); it was not read.",
    )


def test_a_feed_whose_every_item_fails_fails_itself(
    library: Library, server: WebServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):
        add(library, server.answer(f"/{name}", a_feed(f"{name} A").replace("News", name)), fetcher, CONFIG, NOW)
        server.answer(f"/{name}", a_feed(f"{name} B", f"{name} C").replace("News", name))
    fail_at(monkeypatch, parsing, "raw_story_of", ValueError("no such thing"), word="one")
    by_title = {outcome.title: outcome for outcome in refresh(library, fetcher, NOW + 10_000)}
    assert by_title["one"].kind is OutcomeKind.FAILED
    assert by_title["two"].new == 2


def test_an_item_of_a_json_feed_that_fails_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    fail_at(monkeypatch, json_feed, "_content_of", ValueError("no such thing"))
    items = ", ".join(f'{{"id": "{name}", "title": "{name}"}}' for name in ("A", "BAD", "C"))
    feed = parsing.parse(f'{{"title": "J", "items": [{items}]}}'.encode(), "https://x.example/")
    assert [story.title for story in feed.stories] == ["A", "C"]
    assert feed.left_out == ("Story 2 met a fault in reader (ValueError: no such thing); please report it.",)


@pytest.mark.parametrize(("owner", "name"), [(documents, "_title_in"), (documents, "split_front_matter")], ids=str)
def test_a_document_that_fails_is_named_and_the_others_of_its_folder_are_read(
    owner: Any, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for title in ("A", "BAD", "C"):
        (tmp_path / f"{title}.md").write_text(f"# {title}\n\nwords")
    fail_at(monkeypatch, owner, name, ValueError("no such thing"))
    folder = documents.scan_folder(tmp_path)
    assert [story.title for story in folder.stories] == ["A", "C"]
    assert folder.warnings == ("BAD.md met a fault in reader (ValueError: no such thing); please report it.",)


def test_a_document_that_takes_for_ever_is_named_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = vars(documents)["split_front_matter"]

    def slow(text: str) -> Any:
        while "BAD" in text:
            pass
        return real(text)

    for title in ("A", "BAD"):
        (tmp_path / f"{title}.md").write_text(f"# {title}\n\nwords")
    monkeypatch.setattr(documents, "split_front_matter", slow)
    monkeypatch.setattr(documents, "_SECONDS", 0.1)
    folder = documents.scan_folder(tmp_path)
    assert [story.title for story in folder.stories] == ["A"]
    assert folder.warnings[0].startswith("BAD.md takes too long to make sense of")


def test_a_body_whose_words_cannot_be_told_keeps_no_other_story_from_being_found(
    library: Library, server: WebServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_at(monkeypatch, index, "visible_text", ValueError("no such thing"))
    add(library, server.answer("/feed", a_feed("A", "BAD", "C").replace("told.", "<b>told</b>.")), fetcher, CONFIG, NOW)
    assert library.search_index.pending() == 0
    assert titles(library, "body:told") == ["A", "C"]
    assert titles(library, "title:bad") == ["BAD"]


@pytest.mark.parametrize("fault", [ValueError("no such thing"), None], ids=["a fault", "a query it cannot read"])
def test_a_rule_that_cannot_be_followed_keeps_no_other_from_being_followed(
    fault: Exception | None, library: Library, server: WebServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = library.rules.add("told", RuleActions(star=True), NOW)
    library.rules.add("told", RuleActions(read=True), NOW)
    add(library, server.answer("/feed", a_feed("A")), fetcher, CONFIG, NOW)
    if fault:
        real = Rules.unprocessed
        monkeypatch.setattr(Rules, "unprocessed", lambda self, rule: [][1] if rule.id == first else real(self, rule))
    else:
        library._db.run("UPDATE rule SET query = 'newer:never' WHERE id = :id", {"id": first})
    told: list[str] = []
    assert follow_all(library, NOW, told.append) == 1
    assert titles(library, "is:read") == ["A"]
    assert len(told) == 1
    assert told[0].startswith("The rule ")
