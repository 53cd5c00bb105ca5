"""From a web page to the feeds it names in its head.

Pure: takes bytes, gives addresses. Must not know how pages are fetched.
"""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin

from reader.reading.cleaning import clean_line, clean_url
from reader.sources.addresses import is_web
from reader.sources.charsets import decode

_HEAD_BYTES = 512 * 1024
_MOST = 50
_LINK = re.compile(r"<(link|base)\b([^<>]{0,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-z-]{1,20})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "application/json"}
)


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed a page names: its address, and what the page calls it."""

    url: str
    title: str


def find_feeds(content: bytes, page: str) -> tuple[FoundFeed, ...]:
    """Return the feeds the page at `page` names (HTML, section 4.6.7.1), the likeliest first, each once.

    A feed of comments stands behind the others; what is no web address is left out.
    """
    found: dict[str, FoundFeed] = {}
    base = page
    for tag, inside in _LINK.findall(_COMMENT.sub("", decode(content[:_HEAD_BYTES])))[:_MOST]:
        said = _attributes(inside)
        if tag.lower() == "base":
            base = urljoin(page, clean_url(said.get("href", "")))
            continue
        url = clean_url(urljoin(base, clean_url(said.get("href", "")))) if _names_a_feed(said) else ""
        if is_web(url) and said.get("href", "").strip():
            found.setdefault(url, FoundFeed(url, clean_line(said.get("title", ""))))
    return tuple(sorted(found.values(), key=_is_about_comments))


def _attributes(inside: str) -> dict[str, str]:
    return {
        name.lower(): unescape(double or single or bare) for name, double, single, bare in _ATTRIBUTE.findall(inside)
    }


def _names_a_feed(said: dict[str, str]) -> bool:
    if "alternate" not in said.get("rel", "").lower().split():
        return False
    media_type = said.get("type", "").partition(";")[0].strip().lower()
    return media_type in _TYPES and "/wp-json/" not in said.get("href", "")


def _is_about_comments(feed: FoundFeed) -> bool:
    return "comment" in f"{feed.url} {feed.title}".lower()
