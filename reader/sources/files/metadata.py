"""What a document says of itself: the YAML front matter of a text, or the head of a HTML page.

Owns which of their keys count, and their limits. Must not know files.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from warnings import catch_warnings, simplefilter

from reader.reading.cleaning import clean_line, clean_text
from reader.sources.addresses import resolved_link
from reader.sources.dates import from_datetime, read_date

_LONGEST_NAME = 200
_MOST_TAGS = 50
_LONGEST_NOTE = 100_000
_LONGEST_FRONT_MATTER = 400 * 1024
"""Characters looked through: enough for the longest note, and read in seconds whatever they are."""

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
    import yaml

    try:
        settings = yaml.load(block[1], getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, ValueError, TypeError, LookupError, RecursionError, OverflowError):
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
    """Return what a page of HTML says of itself."""
    from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning
    from bs4.filter import SoupStrainer

    with catch_warnings():
        simplefilter("ignore", XMLParsedAsHTMLWarning)  # a page of XHTML says it is XML
        page = BeautifulSoup(text, "lxml", parse_only=SoupStrainer(["title", "h1", "meta", "link", "time"]))
    told = {_attribute(tag, "name") or _attribute(tag, "property"): _attribute(tag, "content") for tag in page("meta")}
    times = [_attribute(tag, "datetime") for tag in page("time")]
    canonical = [
        _attribute(tag, "href") for tag in page("link") if "canonical" in _attribute(tag, "rel").lower().split()
    ]
    titles = [clean_line(tag.get_text()) for tag in (*page("title"), *page("h1"))]
    return Metadata(
        title=next((title for title in titles if title), ""),
        author=clean_line(told.get("author", ""), _LONGEST_NAME),
        url=resolved_link(canonical[0], "") if canonical else "",
        published=first_of(*(read_date(moment) for moment in (told.get("article:published_time", ""), *times[:20]))),
        categories=_labels(_words_of(told.get("keywords", ""))),
    )


def _attribute(tag: Any, name: str) -> str:
    value = tag.get(name) or ""
    return " ".join(value) if isinstance(value, list) else str(value)


def first_of(*moments: int | None) -> int | None:
    """Return the first of some times that is known."""
    return next((moment for moment in moments if moment is not None), None)
