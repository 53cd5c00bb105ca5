"""What a document says of itself: the YAML front matter of a text, or the head of a HTML page.

Owns which of their keys count, and their limits. Must not know files.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from reader.reading.cleaning import clean_line, clean_text
from reader.sources.addresses import resolved_link
from reader.sources.dates import from_datetime, read_date
from reader.sources.long_tags import without_long_tags

_LONGEST_NAME = 200
_MOST_TAGS = 50
_LONGEST_NOTE = 100_000
_LONGEST_FRONT_MATTER = 400 * 1024
"""Characters looked through: enough for the longest note, and read in seconds whatever they are."""

_LONGEST_HEAD = 1024 * 1024
"""Characters of a page looked through for its title, its date and the like."""

_MOST_READ = 20
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says of itself, each part cleaned and empty where it says nothing."""

    title: str = ""
    author: str = ""
    url: str = ""
    published: int | None = None
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    starred: bool = False
    note: str = ""


def split_front_matter(text: str) -> tuple[Metadata, str]:
    """Return what the YAML block at the top says and the rest; all of it is the rest where there is no such block."""
    block = _FRONT_MATTER.match(text, 0, _LONGEST_FRONT_MATTER)
    if not block:
        return Metadata(), text
    from reader.sources.files.front_matter import read_yaml

    try:
        settings = read_yaml(block[1])
    except ValueError:
        return Metadata(), text
    if not isinstance(settings, dict) or not all(isinstance(key, str) for key in settings):
        return Metadata(), text
    return _metadata_of({key.lower(): value for key, value in settings.items()}), text[block.end() :].lstrip("\n")


def without_front_matter(text: str) -> str:
    """Return a text without the block at its top, whether or not that is YAML one can read."""
    block = _FRONT_MATTER.match(text, 0, _LONGEST_FRONT_MATTER)
    return text[block.end() :] if block else text


def _metadata_of(settings: Mapping[str, Any]) -> Metadata:
    return Metadata(
        title=clean_line(_scalar(settings.get("title"))),
        author=clean_line(", ".join(_words_of(settings.get("author") or settings.get("authors"))), _LONGEST_NAME),
        url=resolved_link(_scalar(settings.get("url") or settings.get("link")), ""),
        published=first_of(_moment(settings.get("date")), _moment(settings.get("published"))),
        tags=_labels(_words_of(settings.get("tags"))),
        starred=settings.get("starred") is True,
        note=clean_text(_scalar(settings.get("note"))).strip()[:_LONGEST_NOTE],
    )


def _words_of(value: Any) -> list[str]:
    """Return a list of scalars, or a text with commas, as the words in it."""
    if isinstance(value, list):
        return [_scalar(part) for part in value[:1000] if _scalar(part)]
    return [part.strip() for part in _scalar(value).split(",") if part.strip()]


def _labels(words: list[str]) -> tuple[str, ...]:
    cleaned = (clean_line(word, _LONGEST_NAME).removeprefix("#").strip() for word in words)
    return tuple(dict.fromkeys(word for word in cleaned if word))[:_MOST_TAGS]


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    try:
        return str(value) if isinstance(value, str | int | float | date) else ""
    except ValueError:
        return ""


def _moment(value: Any) -> int | None:
    return _from_date(value) if isinstance(value, date) else read_date(_scalar(value))


def _from_date(value: date) -> int | None:
    try:
        return from_datetime(value)
    except (ValueError, OverflowError):
        return None


def html_metadata(text: str) -> Metadata:
    """Return what the first MiB of a page of HTML says of itself."""
    from lxml import etree

    content = without_long_tags(text[:_LONGEST_HEAD]).replace("\0", "").encode("utf-8", "replace")
    page = etree.fromstring(content or b" ", etree.HTMLParser(encoding="utf-8"))
    if page is None:
        return Metadata()
    tags = {name: list(page.iter(name)) for name in ("title", "h1", "meta", "link", "time")}
    told = {tag.get("name") or tag.get("property") or "": tag.get("content") or "" for tag in tags["meta"]}
    times = [tag.get("datetime") or "" for tag in tags["time"][:_MOST_READ]]
    canonical = [tag.get("href") or "" for tag in tags["link"] if "canonical" in (tag.get("rel") or "").lower().split()]
    titles = (clean_line("".join(tag.itertext())) for tag in [*tags["title"], *tags["h1"]][:_MOST_READ])
    return Metadata(
        title=next((title for title in titles if title), ""),
        author=clean_line(told.get("author", ""), _LONGEST_NAME),
        url=resolved_link(canonical[0], "") if canonical else "",
        published=first_of(*(read_date(moment) for moment in (told.get("article:published_time", ""), *times))),
        categories=_labels(_words_of(told.get("keywords", ""))),
    )


def first_of(*moments: int | None) -> int | None:
    """Return the first of some times that is known."""
    return next((moment for moment in moments if moment is not None), None)
