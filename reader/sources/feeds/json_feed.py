"""JSON Feed 1.0 and 1.1 (jsonfeed.org), read even where a value has another type than it should.

Owns the format alone: identity, titles and limits are those of every feed. Must not fetch: `next_url` is ignored.
"""

import json
from typing import Any

from reader.errors import SourceError
from reader.model import BodyFormat, Enclosure, ParsedFeed
from reader.reading.cleaning import clean_line
from reader.reading.masking import shown_address
from reader.sources.addresses import resolved_link
from reader.sources.charsets import decode
from reader.sources.containment import each_contained
from reader.sources.dates import read_date, read_duration
from reader.sources.feeds.raw_story import MOST_STORIES, RawStory, stories_of

_DECODER = json.JSONDecoder(strict=False, parse_int=str, parse_float=str, parse_constant=lambda _: None)


def parse_json_feed(content: bytes, url: str) -> ParsedFeed:
    """Return the feed in `content`; raises SourceError where it is no JSON or no feed.

    Numbers are taken as the text they are written in, so none is too large or loses a digit as an id.
    """
    feed = _read(content, url)
    items = feed.get("items")
    if not isinstance(items, list) or not ("jsonfeed.org" in _text(feed.get("version")) or _text(feed.get("title"))):
        raise SourceError(f"{shown_address(url)} is JSON, but not a JSON Feed.")
    site_url = resolved_link(_text(feed.get("home_page_url")), url)
    raw_stories, unread = each_contained(_objects(items[:MOST_STORIES]), lambda item: _raw_story_of(item, feed))
    stories, left_out = stories_of(raw_stories, url, site_url)
    title = clean_line(_text(feed.get("title")))
    return ParsedFeed(title, site_url, stories, _warnings(items), left_out=(*unread, *left_out))


def _read(content: bytes, url: str) -> dict[str, Any]:
    text = decode(content).lstrip("\ufeff \t\r\n")
    try:
        value, _ = _DECODER.raw_decode(text)
    except json.JSONDecodeError as error:
        raise SourceError(f"{shown_address(url)} is broken JSON: line {error.lineno}, column {error.colno}.") from None
    except RecursionError:
        raise SourceError(f"{shown_address(url)} is JSON nested too deeply; it was not read.") from None
    return value if isinstance(value, dict) else {}


def _raw_story_of(item: dict[str, Any], feed: dict[str, Any]) -> RawStory:
    form, content = _content_of(item)
    return RawStory(
        guid=_text(item.get("id")),
        title=_text(item.get("title")),
        link=_text(item.get("url")) or _text(item.get("external_url")),
        author=_authors_of(item) or _authors_of(feed),
        published=read_date(_text(item.get("date_published"))) or read_date(_text(item.get("date_modified"))),
        format=form,
        content=content,
        enclosures=tuple(_enclosure_of(part) for part in _objects(item.get("attachments"))),
        categories=tuple(_text(tag) for tag in _list(item.get("tags"))),
    )


def _content_of(item: dict[str, Any]) -> tuple[BodyFormat, str]:
    markup = _text(item.get("content_html"))
    if markup.strip():
        return BodyFormat.HTML, markup
    return BodyFormat.TEXT, _text(item.get("content_text")) or _text(item.get("summary"))


def _authors_of(owner: dict[str, Any]) -> str:
    authors = _objects(owner.get("authors")) or _objects([owner.get("author")])
    names = [_text(author.get("name")).strip() for author in authors[:20]]
    return ", ".join(name for name in names if name)


def _enclosure_of(part: dict[str, Any]) -> Enclosure:
    size = _text(part.get("size_in_bytes"))
    length = int(size) if size.isascii() and size.isdecimal() and len(size) < 16 else None
    seconds = read_duration(_text(part.get("duration_in_seconds")))
    return Enclosure(_text(part.get("url")), _text(part.get("mime_type")), length, seconds)


def _warnings(items: list[Any]) -> tuple[str, ...]:
    return () if len(items) <= MOST_STORIES else (f"Only the first {MOST_STORIES} of {len(items)} stories were read.",)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _objects(value: Any) -> list[dict[str, Any]]:
    return [part for part in _list(value) if isinstance(part, dict)]
