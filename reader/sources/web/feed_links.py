"""Links to feeds in a web page: in its head, its Link header and its body, and where feeds usually are.

Pure: takes bytes, gives addresses. Must not know how pages are fetched.
"""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from reader.reading.cleaning import clean_line, clean_url, unescaped
from reader.sources.addresses import is_web
from reader.sources.charsets import decode

_HEAD_BYTES = 512 * 1024
_MOST = 50
_LINK = re.compile(r"<(link|base)\b([^<>]{0,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-z-]{1,20})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_TARGET = re.compile(r"<([^<>]{1,2000})>((?:\s*;\s*[^\s=;,<>]+(?:\s*=\s*(?:\"[^\"]*\"|[^\s\";,<>]*))?)*)")
_PARAMETER = re.compile(r";\s*([^\s=;,<>\"]+)\s*=\s*(?:\"([^\"]*)\"|([^\s\";,<>]*))")
_HEADER_CHARACTERS = 16 * 1024
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ANCHOR = re.compile(r"<a\b([^<>]{0,4000})>([^<]{0,200})", re.IGNORECASE)
_FEED_WORD = re.compile(r"\b(?:feeds?|rss2?|atom|xml|json)\b", re.IGNORECASE)
_NO_FEEDS = (".html", ".htm", ".php", ".png", ".jpg", ".svg", ".css", ".js", ".pdf", ".zip")
_PAGE_BYTES = 2 * 1024 * 1024
_MOST_LINKS = 2000
_USUAL_NAMES = ("feed.xml", "atom.xml", "rss.xml", "index.xml", "feed/", "rss/", "feed.json", "index.rss", "feed.atom")
_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "application/json"}
)


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed a page names: its address, and what the page calls it."""

    url: str
    title: str


def find_feeds(content: bytes, page: str) -> tuple[FeedLink, ...]:
    """Return the feeds the page at `page` names (HTML, section 4.6.7.1), the likeliest first, each once.

    Podcasts stand behind the others, and feeds of comments behind those; of one feed in two formats, the second is
    left out, and what is no web address too.
    """
    found: dict[str, FeedLink] = {}
    formats: dict[str, str] = {}
    base = page
    for tag, inside in _LINK.findall(_COMMENT.sub("", decode(content[:_HEAD_BYTES])))[:_MOST]:
        said = _attributes(inside)
        if tag.lower() == "base":
            base = urljoin(page, clean_url(said.get("href", "")))
            continue
        url = clean_url(urljoin(base, clean_url(said.get("href", "")))) if _names_a_feed(said) else ""
        title, form = clean_line(said.get("title", "")), said.get("type", "").lower()
        in_two_formats = title and formats.setdefault(title, form) != form
        if is_web(url) and said.get("href", "").strip() and not in_two_formats:
            found.setdefault(url, FeedLink(url, title))
    return tuple(sorted(found.values(), key=_rank))


def find_in_header(links: str, page: str) -> tuple[FeedLink, ...]:
    """Return the feeds the Link header of the answer at `page` names (RFC 8288), in order, each once."""
    found: dict[str, FeedLink] = {}
    for target, parameters in _TARGET.findall(links[:_HEADER_CHARACTERS]):
        said = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(parameters)}
        said["href"] = target
        url = clean_url(urljoin(page, clean_url(target))) if _names_a_feed(said) else ""
        if is_web(url):
            found.setdefault(url, FeedLink(url, clean_line(said.get("title", ""))))
    return tuple(found.values())


def find_links(content: bytes, page: str) -> tuple[FeedLink, ...]:
    """Return what links in the page at `page` to places of its own site that look like feeds, the likeliest first."""
    found: dict[str, int] = {}
    host = urlsplit(page).hostname
    for order, (inside, words) in enumerate(_ANCHOR.findall(decode(content[:_PAGE_BYTES]))[:_MOST_LINKS]):
        href = clean_url(_attributes(inside).get("href", ""))
        url = clean_url(urljoin(page, href)) if href else ""
        score = _likeness(url, words) - min(order, 40) // 8
        if is_web(url) and url != page and _same_site(urlsplit(url).hostname, host) and _likeness(url, words) > 0:
            found[url] = max(score, found.get(url, score))
    ranked = sorted(found, key=lambda url: -found[url])
    return tuple(FeedLink(url, "") for url in ranked[:_MOST])


def usual_places(page: str) -> tuple[str, ...]:
    """Return where a site that names no feed may have one: in the folder of the page, and at the root."""
    folders = dict.fromkeys((urljoin(page, "./"), urljoin(page, "/")))
    return tuple(urljoin(folder, name) for name in _USUAL_NAMES for folder in folders)


def _likeness(url: str, words: str) -> int:
    """Return how much a link looks like one to a feed; 0 where it does not at all."""
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}".lower()
    if parts.path.lower().endswith(_NO_FEEDS) or not (_FEED_WORD.search(path) or _FEED_WORD.search(words)):
        return 0
    score = 50 + 5 * ("rss" in path) + 5 * path.startswith("/index.xml") + 10 * bool(_FEED_WORD.search(path))
    return score - 10 * ("comment" in path) - 10 * ("podcast" in path)


def _same_site(one: str | None, other: str | None) -> bool:
    plain = [(host or "").removeprefix("www.") for host in (one, other)]
    return plain[0] == plain[1] or plain[0].endswith(f".{plain[1]}")


def _attributes(inside: str) -> dict[str, str]:
    return {
        name.lower(): unescaped(double or single or bare) for name, double, single, bare in _ATTRIBUTE.findall(inside)
    }


def _names_a_feed(said: dict[str, str]) -> bool:
    if "alternate" not in said.get("rel", "").lower().split():
        return False
    media_type = said.get("type", "").partition(";")[0].strip().lower()
    return media_type in _TYPES and "/wp-json/" not in said.get("href", "")


def _rank(feed: FeedLink) -> int:
    words = f"{feed.url} {feed.title}".lower()
    return 2 if "comment" in words else 1 if "podcast" in words else 0
