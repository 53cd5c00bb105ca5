"""Builders of feeds as text, and what must hold for every parsed one."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

import pytest

from reader.errors import SourceError
from reader.model import ParsedFeed, ParsedStory
from reader.reading.cleaning import clean_text, is_openable
from reader.sources.feeds.parsing import parse

URL = "https://example.org/blog/feed.xml"
PREFIXES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dcterms="http://purl.org/dc/terms/"'
)


def rss(*items: str, head: str = "<title>Example</title><link>https://example.org/</link>") -> str:
    wrapped = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0" {PREFIXES}><channel>{head}{wrapped}</channel></rss>'


def atom(*entries: str, head: str = "<title>Example</title>", attributes: str = "") -> str:
    wrapped = "".join(f"<entry>{entry}</entry>" for entry in entries)
    space = 'xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"'
    return f"<feed {space} {attributes}>{head}{wrapped}</feed>"


def read(text: str | bytes, content_type: str = "") -> ParsedFeed:
    return parse(text.encode() if isinstance(text, str) else text, URL, content_type)


def only_story(text: str | bytes) -> ParsedStory:
    stories = read(text).stories
    assert len(stories) == 1
    return stories[0]


def the_refusal(content: bytes | str, url: str = URL) -> str:
    with pytest.raises(SourceError) as caught:
        parse(content.encode() if isinstance(content, str) else content, url)
    return str(caught.value)


def every_string(value: Any) -> Iterator[str]:
    """Give every string anywhere in `value`."""
    if isinstance(value, str) and not isinstance(value, Enum):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from every_string(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from every_string(getattr(value, field.name))


def assert_clean(feed: ParsedFeed) -> None:
    for text in every_string(feed):
        assert text == clean_text(text)
    guids = [story.guid for story in feed.stories]
    assert len(guids) == len(set(guids))
    for story in feed.stories:
        assert story.guid
        assert story.title
        assert "\n" not in story.title + story.author
        assert story.url == "" or is_openable(story.url)
        assert story.body.base_url == "" or is_openable(story.body.base_url)
        assert all(is_openable(enclosure.url) for enclosure in story.body.enclosures)
