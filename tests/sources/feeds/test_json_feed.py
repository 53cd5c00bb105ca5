"""JSON Feed, with the wrong types anywhere."""

import json
from typing import Any

import pytest
from feed_texts import URL, assert_clean
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.errors import SourceError
from reader.model import BodyFormat, Enclosure, ParsedFeed, ParsedStory
from reader.sources.feeds.json_feed import parse_json_feed

VERSION = "https://jsonfeed.org/version/1.1"


def read(*items: Any, **feed: Any) -> ParsedFeed:
    document = {"version": VERSION, "title": "Example", "items": list(items), **feed}
    return parse_json_feed(json.dumps(document).encode(), URL)


def only_story(item: Any, **feed: Any) -> ParsedStory:
    (story,) = read(item, **feed).stories
    return story


def the_refusal(content: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        parse_json_feed(content, URL)
    return str(caught.value)


def test_p12_a_whole_item() -> None:
    story = only_story(
        {
            "id": "1",
            "url": "/p",
            "title": "T",
            "content_html": "<p>x</p>",
            "content_text": "x",
            "summary": "s",
            "date_published": "2020-01-02T03:04:05+01:00",
            "date_modified": "2021-01-01T00:00:00Z",
            "authors": [{"name": "Ann"}, {"name": "Bob"}],
            "author": {"name": "Old"},
            "tags": ["a", "b", "a"],
            "attachments": [{"url": "https://p.example/e", "mime_type": "audio/mpeg", "size_in_bytes": 12}],
        }
    )
    assert (story.guid, story.url, story.title, story.author) == ("1", "https://example.org/p", "T", "Ann, Bob")
    assert (story.body.format, story.body.content) == (BodyFormat.HTML, "<p>x</p>")
    assert story.body.enclosures == (Enclosure("https://p.example/e", "audio/mpeg", 12),)
    assert story.categories == ("a", "b")
    assert story.published == 1577930645


@pytest.mark.parametrize(
    ("written", "guid"),
    [
        ('"a"', "a"),
        ("1", "1"),
        ("12345678901234567890123", "12345678901234567890123"),
        ("1.50", "1.50"),
        ("1e400", "1e400"),
    ],
)
def test_an_id_is_the_text_it_is_written_in(written: str, guid: str) -> None:
    content = f'{{"version": "{VERSION}", "items": [{{"id": {written}, "title": "x"}}]}}'
    assert parse_json_feed(content.encode(), URL).stories[0].guid == guid


@pytest.mark.parametrize("blank", ["", " ", None, [], {}, True])
def test_a_blank_id_is_stood_in_for_by_the_link(blank: Any) -> None:
    assert only_story({"id": blank, "url": "https://example.org/1"}).guid == "https://example.org/1"


def test_plain_text_is_text_and_a_summary_is_the_last_resort() -> None:
    assert only_story({"id": "1", "content_text": "a <b>\nc"}).body.content == "a <b>\nc"
    assert only_story({"id": "1", "content_text": "a"}).body.format == BodyFormat.TEXT
    assert only_story({"id": "1", "summary": "s"}).body.content == "s"


def test_authors_fall_back_from_items_to_feed_and_from_new_to_old() -> None:
    assert only_story({"id": "1", "author": {"name": "Old"}}).author == "Old"
    assert only_story({"id": "1"}, authors=[{"name": "Feed"}]).author == "Feed"
    assert only_story({"id": "1"}, author={"name": "Feed"}).author == "Feed"


def test_the_external_url_is_the_link_where_there_is_no_other() -> None:
    assert only_story({"id": "1", "external_url": "https://e.example/"}).url == "https://e.example/"


@pytest.mark.parametrize("wrong", [None, 1, 1.5, True, "text", [], [[]], {}, {"a": []}, [None, 1, "x", {}]])
def test_p12_wrong_types_anywhere_are_survived(wrong: Any) -> None:
    texts = ("id", "url", "external_url", "title", "content_html", "content_text", "summary")
    for key in (*texts, "date_published", "date_modified", "authors", "author", "tags", "attachments"):
        assert_clean(read({"id": "1", key: wrong}, wrong))
    for key in ("title", "home_page_url", "authors", "author", "version"):
        assert_clean(read({"id": "1"}, **{"title": "Example", key: wrong}))


def test_repeated_ids_follow_the_rules_of_every_feed() -> None:
    feed = read(*({"id": "1", "url": f"https://e.example/{name}"} for name in "aba"))
    assert [story.guid for story in feed.stories] == ["1", "1|https://e.example/b"]


def test_a_mark_duplicate_keys_infinities_and_trailing_junk_are_survived() -> None:
    numbers = "[NaN, -Infinity, 1e999]"
    inside = f'"version": "{VERSION}", "title": "A", "title": "B", "x": {numbers}, "items": [{{"id": 1}}]'
    content = f"\ufeff {{{inside}}} <!-- x -->"
    feed = parse_json_feed(content.encode(), URL)
    assert feed.title == "B"
    assert feed.stories[0].title == "(untitled)"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32", "utf-16-le"])
def test_encodings(encoding: str) -> None:
    content = json.dumps({"version": VERSION, "title": "é", "items": []}, ensure_ascii=False).encode(encoding)
    assert parse_json_feed(content, URL).title == "é"


def test_control_characters_and_lone_surrogates_do_not_come_out() -> None:
    hostile = "\x1b]52;c;x\x07 \ud800 \u202e \x00"
    story = dict.fromkeys(("id", "url", "title", "content_html", "content_text"), hostile)
    feed = read({**story, "tags": [hostile], "authors": [{"name": hostile}]}, title=hostile)
    assert_clean(feed)
    raw = f'{{"version": "{VERSION}", "title": "a\x1b\x00b\nc", "items": []}}'
    assert parse_json_feed(raw.encode(), URL).title == "ab c"


def test_a_thousand_items_are_read() -> None:
    feed = read(*({"id": str(number)} for number in range(1001)))
    assert len(feed.stories) == 1000
    assert feed.warnings == ("Only the first 1000 of 1001 stories were read.",)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "is broken JSON: line 1, column 2."),
        (b'{"a":\n x}', "is broken JSON: line 2, column 2."),
        (b"", "is broken JSON: line 1, column 1."),
        (b"[]", "is JSON, but not a JSON Feed."),
        (b'{"items": []}', "is JSON, but not a JSON Feed."),
        (b'{"version": "https://jsonfeed.org/version/1"}', "is JSON, but not a JSON Feed."),
        (b'{"items":' + b"[" * 200_000, "is JSON nested too deeply; it was not read."),
        (b'{"items":' + b'{"a":' * 200_000, "is JSON nested too deeply; it was not read."),
    ],
)
def test_what_is_no_json_feed_is_said(content: bytes, said: str) -> None:
    assert the_refusal(content) == f"{URL} {said}"


KEYS = ("id", "url", "title", "items", "authors", "name", "tags", "attachments", "version", "content_html")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just(VERSION),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(JSON, st.integers(0, 60))
def test_p12_any_json_and_any_torn_json_gives_a_feed_or_a_sentence(value: Any, torn: int) -> None:
    whole = json.dumps({"version": VERSION, "items": value}).encode()
    for content in (whole, json.dumps(value).encode(), whole[:-torn]):
        try:
            assert_clean(parse_json_feed(content, URL))
        except SourceError as error:
            assert URL in str(error)
