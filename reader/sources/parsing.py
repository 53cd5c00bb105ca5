"""Feeds of every dialect: bytes in, ParsedFeed out.

Owns feedparser, and what is done to bytes before and to its entries after. The only module that knows it. Must not
fetch: feedparser is given bytes and no address, so it neither opens anything nor builds an identity from a URL.
"""

import calendar
import html
import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax import SAXException

import feedparser

from reader.errors import SourceError
from reader.model import BodyFormat, Enclosure, ParsedFeed
from reader.reading.cleaning import clean_line
from reader.sources import saxreading
from reader.sources.addresses import shown_address
from reader.sources.charsets import decode
from reader.sources.dates import read_date
from reader.sources.drafts import MOST_STORIES, Draft, openable, plain_title, stories_of
from reader.sources.jsonfeed import parse_json_feed
from reader.sources.repairing import (
    first_items,
    refuse_crowded_tags,
    with_entities_replaced,
    with_texts_shortened,
    without_bad_characters,
)
from reader.sources.sniffing import Kind, binary_kind, is_binary, kind_of, read_prolog, root_at

_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    SAXException,
    TypeError,
    ValueError,
    re.error,
)
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "html", "xhtml"})
_MARKDOWN_TYPES = frozenset({"text/markdown", "text/x-markdown"})
_DATE_KEYS = ("published", "created", "updated")
_ANY_TAG = re.compile(r"<[A-Za-z/!]")
_PLACES = re.compile(
    r"</?(?:gml|georss|geo):[^<>]*>|\s(?:xml:base|srsName)\s*=\s*(?:\"[^\"]*\"|'[^']*')", re.IGNORECASE
)
_PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_LONGEST_TEXT = 4 * 1024 * 1024
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'

feedparser.api.PREFERRED_XML_PARSERS = [saxreading.__name__]

Entry = Mapping[str, Any]


def parse(content: bytes, url: str, content_type: str = "") -> ParsedFeed:
    """Return the feed in `content`, which came from `url`; raises SourceError where it is none.

    RSS 0.9 to 2.0, RDF, Atom and JSON Feed, however mislabelled or ill-formed (RULES.md, A3). The same bytes and
    address always give the same feed. `content_type` is the header's value and only a hint.
    """
    shown = shown_address(url)
    if binary := binary_kind(content):
        raise SourceError(f"{shown} is not a feed (it is {binary}).")
    text = decode(content, content_type)
    if not text.strip("\ufeff\0 \t\r\n"):
        raise SourceError(f"{shown} sent nothing.")
    kind = kind_of(text)
    if kind == Kind.JSON:
        return parse_json_feed(content, url)
    if kind == Kind.PAGE:
        raise SourceError(f"{shown} is a web page, not a feed.")
    if kind == Kind.OUTLINE:
        raise SourceError(f"{shown} is a subscription list (OPML), not a feed; import it instead.")
    if kind == Kind.OTHER:
        raise SourceError(f"{shown} is not a feed{' (it is binary)' if is_binary(content) else ''}.")
    return _parse_xml(text, url)


def _parse_xml(text: str, url: str) -> ParsedFeed:
    shown = shown_address(url)
    _, _, declarations = read_prolog(text)
    text, cut = first_items(text[root_at(text) :], MOST_STORIES)
    text = without_bad_characters(with_texts_shortened(text, _LONGEST_TEXT))
    text = with_entities_replaced(text, declarations, shown)
    refuse_crowded_tags(text, shown)
    found = _ask_feedparser(text, shown)
    if not found.get("entries") and not found.get("version"):
        raise SourceError(f"{shown} is not a feed.")
    return _feed_of(found, url, _warnings(text, cut))


def _ask_feedparser(text: str, shown: str) -> Entry:
    """Return what feedparser makes of `text`; where it fails, of `text` without what it is known to fail on, once."""
    for repair in (str, _without_places):
        try:
            answer: Entry = feedparser.parse(
                (_DECLARATION + repair(text)).encode("utf-8", "replace"),
                response_headers={"content-type": "application/xml; charset=utf-8"},
                sanitize_html=False,
                resolve_relative_uris=False,
            )
        except _FAULTS:
            continue
        return answer
    raise SourceError(f"{shown} is broken in a way that cannot be read.")


def _without_places(text: str) -> str:
    return _PLACES.sub("", text)


def _warnings(text: str, cut: int) -> tuple[str, ...]:
    warnings = []
    if cut:
        warnings.append(f"Only the first {MOST_STORIES} of {MOST_STORIES + cut} stories were read.")
    if "\ufffd" in text:
        warnings.append("Some characters could not be read and are shown as \ufffd.")
    return tuple(warnings)


def _feed_of(found: Entry, url: str, warnings: tuple[str, ...]) -> ParsedFeed:
    feed = found.get("feed") or {}
    site_url = openable(_text(feed, "link"), url)
    is_atom = _text(found, "version").startswith("atom")
    author = _author_of(feed) if is_atom else ""
    drafts = [_draft_of(entry, author) for entry in found.get("entries", ())[:MOST_STORIES]]
    return ParsedFeed(
        clean_line(_title_of(feed)), site_url, stories_of(drafts, url, site_url), warnings, _rest_of(feed)
    )


def _rest_of(feed: Entry) -> int | None:
    """Return the seconds between two checks the feed asks for: `ttl` of RSS 2.0, in minutes, or `sy:updatePeriod`."""
    minutes, times = _text(feed, "ttl").strip(), _text(feed, "sy_updatefrequency").strip()
    if _is_count(minutes):
        return int(minutes) * 60
    period = _PERIODS.get(_text(feed, "sy_updateperiod").strip().lower())
    if period is None:
        return None
    return period // max(1, int(times)) if _is_count(times) else period


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 8


def _draft_of(entry: Entry, feed_author: str) -> Draft:
    form, content, base = _content_of(entry)
    return Draft(
        guid=_text(entry, "id"),
        title=_title_of(entry),
        link=_link_of(entry),
        author=_author_of(entry) or feed_author,
        published=_published_of(entry),
        format=form,
        content=content,
        base=base,
        enclosures=_enclosures_of(entry),
        categories=tuple(_text(tag, "term") or _text(tag, "label") for tag in _parts(entry, "tags")),
    )


def _title_of(owner: Entry) -> str:
    title = _text(owner, "title")
    detail = owner.get("title_detail")
    kind = _text(detail, "type") if isinstance(detail, Mapping) else ""
    return plain_title(title) if kind in _HTML_TYPES else title


def _link_of(entry: Entry) -> str:
    """Return the entry's own link; a guid that merely stands in for one counts only if it is an address."""
    link = _text(entry, "link")
    alternates = [_text(part, "href") for part in _parts(entry, "links") if part.get("rel") in (None, "alternate")]
    own = [href for href in alternates if href]
    if own:
        return link if link in own else own[0]
    return link if link.strip().lower().startswith(("http://", "https://")) else ""


def _author_of(owner: Entry) -> str:
    names = [_text(author, "name").strip() for author in _parts(owner, "authors")]
    named = [name for name in dict.fromkeys(names) if name]
    if named:
        return ", ".join(named[:20])
    return _text(owner, "author")


def _published_of(entry: Entry) -> int | None:
    """Return when the entry was published: from the raw text first, from feedparser's reading of it last."""
    for key in _DATE_KEYS:
        if key in entry and (moment := read_date(_text(entry, key))) is not None:
            return moment
    for key in _DATE_KEYS:
        parsed = entry.get(f"{key}_parsed") if f"{key}_parsed" in entry else None
        if parsed and (moment := _from_tuple(parsed)) is not None:
            return moment
    return None


def _from_tuple(parsed: Sequence[int]) -> int | None:
    try:
        return calendar.timegm(tuple(parsed))
    except (ValueError, OverflowError, TypeError):
        return None


def _content_of(entry: Entry) -> tuple[BodyFormat, str, str]:
    """Return format, text and base of the fullest the entry holds; a longer summary is kept beside a short content."""
    contents = [part for part in _parts(entry, "content") if _text(part, "value").strip() and _is_text(part)]
    summary = _summary_of(entry)
    if not contents:
        return summary
    best = max(contents, key=_richness)
    form, content, base = _body_of(best)
    if len(content) >= len(summary[1]) or content in summary[1]:
        return (form, content, base) if len(content) >= len(summary[1]) else summary
    return BodyFormat.HTML, f"{_as_html(form, content)}\n<hr>\n{_as_html(summary[0], summary[1])}", base or summary[2]


def _richness(part: Entry) -> tuple[bool, int]:
    return _text(part, "type") in _HTML_TYPES, len(_text(part, "value"))


def _is_text(part: Entry) -> bool:
    kind = _text(part, "type") or "text/plain"
    return kind.startswith("text") or kind in _HTML_TYPES or kind.endswith(("xml", "html"))


def _summary_of(entry: Entry) -> tuple[BodyFormat, str, str]:
    detail = entry.get("summary_detail")
    if isinstance(detail, Mapping) and _text(detail, "value").strip():
        return _body_of(detail)
    text = _text(entry, "summary") or _text(entry, "media_description") or _text(entry, "subtitle")
    return (BodyFormat.HTML if _ANY_TAG.search(text) else BodyFormat.TEXT), text, ""


def _body_of(part: Entry) -> tuple[BodyFormat, str, str]:
    kind, value, base = _text(part, "type"), _text(part, "value"), _text(part, "base")
    if kind in _MARKDOWN_TYPES:
        return BodyFormat.MARKDOWN, value, base
    if kind not in _HTML_TYPES and not kind.endswith("xml"):
        return BodyFormat.TEXT, value, base
    if "\n" in value.strip() and not _ANY_TAG.search(value):
        return BodyFormat.TEXT, html.unescape(value), base
    return BodyFormat.HTML, value, base


def _as_html(form: BodyFormat, content: str) -> str:
    return content if form == BodyFormat.HTML else f"<p>{html.escape(content)}</p>"


def _enclosures_of(entry: Entry) -> tuple[Enclosure, ...]:
    links = [part for part in _parts(entry, "links") if part.get("rel") == "enclosure"]
    found = [_enclosure_of(part, "href", "length") for part in links]
    found += [_enclosure_of(part, "url", "filesize") for part in _parts(entry, "media_content")]
    return tuple(found)


def _enclosure_of(part: Entry, address: str, size: str) -> Enclosure:
    digits = _text(part, size).strip()
    length = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 16 else None
    return Enclosure(_text(part, address), _text(part, "type"), length)


def _text(owner: Entry, key: str) -> str:
    """Return the text under `key`, "" where there is none; `in` first, since feedparser answers for absent keys."""
    if key not in owner:
        return ""
    value = owner[key]
    return value if isinstance(value, str) else ""


def _parts(owner: Entry, key: str) -> list[Entry]:
    value = owner[key] if key in owner else None  # noqa: SIM401
    return [part for part in value if isinstance(part, Mapping)] if isinstance(value, list) else []
