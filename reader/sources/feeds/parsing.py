"""Feeds of every format parsed: bytes in, ParsedFeed out.

Owns the order of things: what the bytes are, repairs, the fast path, and feedparser for the rest. Must not fetch.
"""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from reader.errors import SourceError
from reader.model import ParsedFeed
from reader.reading.cleaning import clean_line
from reader.reading.masking import shown_address, without_secrets
from reader.sources.addresses import resolved_link
from reader.sources.charsets import decode
from reader.sources.containment import contained_within
from reader.sources.feeds.bad_items import without_bad_items
from reader.sources.feeds.entries import Entry, author_of, has_unreadable_date, raw_story_of, text_of, title_of
from reader.sources.feeds.fast_path import Item, read_items
from reader.sources.feeds.feedparser_adapter import ask_feedparser
from reader.sources.feeds.json_feed import parse_json_feed
from reader.sources.feeds.raw_story import MOST_STORIES, RawStory, own_guid, stories_of
from reader.sources.feeds.repairing import (
    first_items,
    refuse_crowded_tags,
    with_entities_replaced,
    with_texts_shortened,
    without_bad_characters,
)
from reader.sources.sniffing import Kind, binary_kind, is_binary, kind_of, read_prolog, root_at

_PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_SECONDS = 10.0
_SECONDS_PER_MIB = 4.0
_ENDS = re.compile(rb"</(?:[\w.-]+:)?(?:rss|feed|rdf|channel)\s*>", re.IGNORECASE)
_LONGEST_TEXT = 4 * 1024 * 1024
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


@dataclass(frozen=True, slots=True)
class FeedAndGuids:
    """A feed, and the guid each of its items brings itself, in order, "" where one brings none.

    `guids` is None where the document could only be read as a whole, so that nothing is known of its single items.
    """

    feed: ParsedFeed
    guids: tuple[str, ...] | None = None


def parse(content: bytes, url: str, content_type: str = "") -> ParsedFeed:
    """Return the feed in `content`, which came from `url`; raises SourceError where it is none.

    RSS 0.9 to 2.0, RDF, Atom and JSON Feed, however mislabelled or ill-formed. The same bytes and
    address always give the same feed. `content_type` is the header's value and only a hint.
    """
    return parse_with_guids(content, url, content_type).feed


def parse_with_guids(content: bytes, url: str, content_type: str = "") -> FeedAndGuids:
    """Return what `parse` does, and the guids of the items; raises SourceError.

    Where the whole cannot be read, it is without the items that cannot be read by themselves.
    """
    seconds = _SECONDS + _SECONDS_PER_MIB * len(content) / 2**20
    url = without_secrets(url)
    try:
        return _read_within(seconds, content, url, content_type)
    except SourceError:
        rest, left_out = without_bad_items(content, lambda part: _read(part, url, content_type), seconds)
        if not left_out:
            raise
        feed = _read_within(seconds, rest, url, content_type).feed
    return FeedAndGuids(replace(feed, left_out=(*left_out, *feed.left_out)))


def _read_within(seconds: float, content: bytes, url: str, content_type: str) -> FeedAndGuids:
    with contained_within(shown_address(url), seconds):
        return _read(content, url, content_type)


def _read(content: bytes, url: str, content_type: str) -> FeedAndGuids:
    shown = shown_address(url)
    if binary := binary_kind(content):
        raise SourceError(f"{shown} is not a feed (it is {binary}).")
    text = decode(content, content_type)
    if not text.strip("\ufeff\0 \t\r\n"):
        raise SourceError(f"{shown} sent nothing.")
    kind = kind_of(text)
    if kind == Kind.JSON:
        return FeedAndGuids(parse_json_feed(content, url))
    if kind == Kind.PAGE:
        raise SourceError(f"{shown} is a web page, not a feed.")
    if kind == Kind.OUTLINE:
        raise SourceError(f"{shown} is a subscription list (OPML), not a feed; import it instead.")
    if kind == Kind.OTHER:
        raise SourceError(f"{shown} is not a feed{' (it is binary)' if is_binary(content) else ''}.")
    return _read_xml(text, url)


def _read_xml(text: str, url: str) -> FeedAndGuids:
    shown = shown_address(url)
    _, _, declarations = read_prolog(text)
    text, cut = first_items(text[root_at(text) :], MOST_STORIES)
    text = without_bad_characters(with_texts_shortened(text, _LONGEST_TEXT))
    text = with_entities_replaced(text, declarations, shown)
    refuse_crowded_tags(text, shown)
    document = (_DECLARATION + text).encode("utf-8", "replace")
    warnings = _warnings(text, cut)
    return _read_by_item(document, url, warnings) or FeedAndGuids(_read_whole(document, url, warnings))


def _read_by_item(document: bytes, url: str, warnings: tuple[str, ...]) -> FeedAndGuids | None:
    """Return the feed, of which feedparser gets only the head and the unusual items; None where it must get all."""
    items = read_items(document)
    if items is None:
        return None
    unusual = {n for n, item in enumerate(items) if item.entry is None or has_unreadable_date(item.entry)}
    found = ask_feedparser(_without_items(document, items, unusual), shown_address(url))
    asked = iter(found.get("entries", ()))
    if found.get("bozo") or not found.get("version") or len(found.get("entries", ())) != len(unusual):
        return None
    entries = [next(asked) if item.entry is None or n in unusual else item.entry for n, item in enumerate(items)]
    raw_stories = _raw_stories_of(found, entries)
    return FeedAndGuids(_feed_of(found, raw_stories, url, warnings), tuple(map(own_guid, raw_stories)))


def _read_whole(document: bytes, url: str, warnings: tuple[str, ...]) -> ParsedFeed:
    found = ask_feedparser(document, shown_address(url))
    if not found.get("entries") and not found.get("version"):
        raise SourceError(f"{shown_address(url)} is not a feed.")
    if not found.get("entries") and found.get("bozo") and not _ENDS.search(document):
        raise SourceError(f"{shown_address(url)} breaks off before its first story.")
    return _feed_of(found, _raw_stories_of(found, found.get("entries", ())), url, warnings)


def _without_items(document: bytes, items: Sequence[Item], kept: Container[int]) -> bytes:
    """Return `document` without its items but those numbered in `kept`."""
    pieces, at = [], 0
    for n, item in enumerate(items):
        if n not in kept:
            pieces.append(document[at : item.start])
            at = item.end
    return b"".join([*pieces, document[at:]])


def _warnings(text: str, cut: int) -> tuple[str, ...]:
    warnings = []
    if cut:
        warnings.append(f"Only the first {MOST_STORIES} of {MOST_STORIES + cut} stories were read.")
    if "\ufffd" in text:
        warnings.append("Some characters could not be read and are shown as \ufffd.")
    return tuple(warnings)


def _raw_stories_of(found: Entry, entries: Sequence[Entry]) -> list[RawStory]:
    is_atom = text_of(found, "version").startswith("atom")
    author = author_of(found.get("feed") or {}) if is_atom else ""
    return [raw_story_of(entry, author) for entry in entries[:MOST_STORIES]]


def _feed_of(found: Entry, raw_stories: Sequence[RawStory], url: str, warnings: tuple[str, ...]) -> ParsedFeed:
    feed = found.get("feed") or {}
    site_url = resolved_link(text_of(feed, "link"), url)
    stories, left_out = stories_of(raw_stories, url, site_url)
    return ParsedFeed(clean_line(title_of(feed)), site_url, stories, warnings, _rest_of(feed), left_out)


def _rest_of(feed: Entry) -> int | None:
    """Return the seconds between two checks the feed asks for: `ttl` of RSS 2.0, in minutes, or `sy:updatePeriod`."""
    minutes, times = text_of(feed, "ttl").strip(), text_of(feed, "sy_updatefrequency").strip()
    if _is_count(minutes):
        return int(minutes) * 60
    period = _PERIODS.get(text_of(feed, "sy_updateperiod").strip().lower())
    if period is None:
        return None
    return period // max(1, int(times)) if _is_count(times) else period


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 8
