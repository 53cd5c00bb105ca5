"""Turns an entry, in the shape feedparser gives it, into a RawStory.

Owns which of an entry's texts counts as what. Must not know whether the entry comes from feedparser or from the fast
path, which gives the same.
"""

import calendar
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from reader.model import BodyFormat, Enclosure
from reader.reading.cleaning import unescaped
from reader.sources.dates import read_date, read_duration
from reader.sources.feeds.raw_story import RawStory, plain_title

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "html", "xhtml"})
_MARKDOWN_TYPES = frozenset({"text/markdown", "text/x-markdown"})
_PLAYING = ("audio/", "video/")
_DATE_KEYS = ("published", "created", "updated")
_ANY_TAG = re.compile(r"<[A-Za-z/!]")

Entry = Mapping[str, Any]


def raw_story_of(entry: Entry, feed_author: str) -> RawStory:
    """Return what an entry says; `feed_author` is who wrote it where it does not say so itself."""
    form, content, base = _content_of(entry)
    return RawStory(
        guid=text_of(entry, "id"),
        title=title_of(entry),
        link=_link_of(entry),
        author=author_of(entry) or feed_author,
        published=_published_of(entry),
        format=form,
        content=content,
        base=base,
        enclosures=_enclosures_of(entry),
        categories=tuple(text_of(tag, "term") or text_of(tag, "label") for tag in parts_of(entry, "tags")),
    )


def title_of(owner: Entry) -> str:
    """Return the title of an entry or a feed as plain text."""
    title = text_of(owner, "title")
    detail = owner.get("title_detail")
    kind = text_of(detail, "type") if isinstance(detail, Mapping) else ""
    return plain_title(title) if kind in _HTML_TYPES else title


def _link_of(entry: Entry) -> str:
    """Return the entry's own link; a guid that merely stands in for one counts only if it is an address."""
    link = text_of(entry, "link")
    alternates = [text_of(part, "href") for part in parts_of(entry, "links") if part.get("rel") in (None, "alternate")]
    own = [href for href in alternates if href]
    if own:
        return link if link in own else own[0]
    return link if link.strip().lower().startswith(("http://", "https://")) else ""


def author_of(owner: Entry) -> str:
    """Return who wrote an entry or a feed, several with commas between, or ""."""
    names = [text_of(author, "name").strip() for author in parts_of(owner, "authors")]
    named = [name for name in dict.fromkeys(names) if name]
    if named:
        return ", ".join(named[:20])
    return text_of(owner, "author")


def has_unreadable_date(entry: Entry) -> bool:
    """Say whether an entry is dated, and only in ways that `read_date` cannot read."""
    return any(text_of(entry, key) for key in _DATE_KEYS) and _read_dates(entry) is None


def _read_dates(entry: Entry) -> int | None:
    for key in _DATE_KEYS:
        if key in entry and (moment := read_date(text_of(entry, key))) is not None:
            return moment
    return None


def _published_of(entry: Entry) -> int | None:
    """Return when the entry was published: from the raw text first, from feedparser's reading of it last."""
    if (moment := _read_dates(entry)) is not None:
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
    contents = [part for part in parts_of(entry, "content") if text_of(part, "value").strip() and _is_text(part)]
    summary = _summary_of(entry)
    if not contents:
        return summary
    best = max(contents, key=_richness)
    form, content, base = _body_of(best)
    if len(content) >= len(summary[1]) or content in summary[1]:
        return (form, content, base) if len(content) >= len(summary[1]) else summary
    return BodyFormat.HTML, f"{_as_html(form, content)}\n<hr>\n{_as_html(summary[0], summary[1])}", base or summary[2]


def _richness(part: Entry) -> tuple[bool, int]:
    return text_of(part, "type") in _HTML_TYPES, len(text_of(part, "value"))


def _is_text(part: Entry) -> bool:
    kind = text_of(part, "type") or "text/plain"
    return kind.startswith("text") or kind in _HTML_TYPES or kind.endswith(("xml", "html"))


def _summary_of(entry: Entry) -> tuple[BodyFormat, str, str]:
    detail = entry.get("summary_detail")
    if isinstance(detail, Mapping) and text_of(detail, "value").strip():
        return _body_of(detail)
    text = text_of(entry, "summary") or text_of(entry, "media_description") or text_of(entry, "subtitle")
    return (BodyFormat.HTML if _ANY_TAG.search(text) else BodyFormat.TEXT), text, ""


def _body_of(part: Entry) -> tuple[BodyFormat, str, str]:
    kind, value, base = text_of(part, "type"), text_of(part, "value"), text_of(part, "base")
    if kind in _MARKDOWN_TYPES:
        return BodyFormat.MARKDOWN, value, base
    if kind not in _HTML_TYPES and not kind.endswith("xml"):
        return BodyFormat.TEXT, value, base
    if "\n" in value.strip() and not _ANY_TAG.search(value):
        return BodyFormat.TEXT, unescaped(value), base
    return BodyFormat.HTML, value, base


def _as_html(form: BodyFormat, content: str) -> str:
    return content if form == BodyFormat.HTML else f"<p>{html.escape(content)}</p>"


def _enclosures_of(entry: Entry) -> tuple[Enclosure, ...]:
    links = [part for part in parts_of(entry, "links") if part.get("rel") == "enclosure"]
    found = [Enclosure(text_of(part, "href"), text_of(part, "type"), _length_of(part, "length")) for part in links]
    found += [_media_enclosure(part) for part in parts_of(entry, "media_content")]
    seconds = read_duration(text_of(entry, "itunes_duration"))
    return tuple(_with_duration(enclosure, seconds) for enclosure in found) if seconds else tuple(found)


def _media_enclosure(part: Entry) -> Enclosure:
    """Return what Media RSS says of a file."""
    seconds = read_duration(text_of(part, "duration"))
    return Enclosure(text_of(part, "url"), text_of(part, "type"), _length_of(part, "filesize"), seconds)


def _length_of(part: Entry, key: str) -> int | None:
    digits = text_of(part, key).strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 16 else None


def _with_duration(enclosure: Enclosure, seconds: int) -> Enclosure:
    """Return a file with the time its episode takes, where it plays and says nothing of that itself."""
    plays = enclosure.media_type.lower().startswith(_PLAYING) or not enclosure.media_type
    return replace(enclosure, seconds=seconds) if plays and enclosure.seconds is None else enclosure


def text_of(owner: Entry, key: str) -> str:
    """Return the text under `key`, "" where there is none; `in` first, since feedparser answers for absent keys."""
    if key not in owner:
        return ""
    value = owner[key]
    return value if isinstance(value, str) else ""


def parts_of(owner: Entry, key: str) -> list[Entry]:
    """Return the mappings in the list under `key`."""
    value = owner[key] if key in owner else None  # noqa: SIM401
    return [part for part in value if isinstance(part, Mapping)] if isinstance(value, list) else []
