"""Feed discovery: from an address to the feeds it leads to, fetched and parsed.

Fetches as politely as a refresh does, and at most 12 times. Must not know what becomes of what it finds.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from reader.errors import SourceError
from reader.library import Library
from reader.model import Feed, FeedKind, ParsedFeed
from reader.reading.masking import shown_address
from reader.refreshing.politeness.rate_limiter import fetch_politely
from reader.sources.addresses import without_credentials
from reader.sources.charsets import decode
from reader.sources.feeds.parsing import parse
from reader.sources.sniffing import Kind, binary_kind, kind_of
from reader.sources.web import Fetched, Fetcher
from reader.sources.web.feed_links import find_feeds, find_in_header, find_links, usual_places
from reader.sources.web.known_sites import channel_in, feed_addresses

MOST_REQUESTS = 12
_MOST_NAMED = 5
_KEEP = "'reader add --page' with its address keeps it as a story."


@dataclass(frozen=True, slots=True)
class Found:
    """A feed with what it holds now, the feed it is `subscribed` as, and in words what else its page names."""

    url: str
    fetched: Fetched
    parsed: ParsedFeed
    subscribed: Feed | None = None
    others: tuple[str, ...] = ()


def find(
    library: Library, url: str, fetcher: Fetcher, now: int, typed: str = "", enough: int = _MOST_NAMED
) -> tuple[Found, ...]:
    """Return the feeds the address leads to, the likeliest first, one at least and `enough` at most.

    `typed` is the address a person gave that this goes back to, as for `Fetcher.fetch`. At most 12 requests are made,
    each as the hosts allow. Raises SourceError where it leads to none.
    """
    return _Search(library, fetcher, now, typed).find(url, enough)


def subscribed_feed(library: Library, *urls: str) -> Feed | None:
    """Return the feed that is subscribed to under one of these addresses, however it is spelt."""
    wanted = {_comparable(url) for url in urls}
    web = (feed for feed in library.feeds.all() if feed.kind is FeedKind.WEB)
    return next((feed for feed in web if _comparable(feed.url) in wanted), None)


class _Search:
    """One search for feeds, with the requests it may still make."""

    def __init__(self, library: Library, fetcher: Fetcher, now: int, typed: str) -> None:
        self._library = library
        self._fetcher = fetcher
        self._now = now
        self._typed = typed
        self._left = MOST_REQUESTS

    def find(self, url: str, enough: int) -> tuple[Found, ...]:
        """Return the feeds `url` leads to; raises SourceError where there is none."""
        if known := self._feeds_at(feed_addresses(url), enough):
            return known
        page = self._fetch(url)
        try:
            return (self._found(url, page),)
        except SourceError as error:
            if not _is_page(page):
                raise
            if found := self._feeds_of(page, enough):
                return found
            raise SourceError(
                f"{shown_address(url)} is a web page, not a feed, and it leads to none. {_KEEP}"
            ) from error

    def _feeds_of(self, page: Fetched, enough: int) -> tuple[Found, ...]:
        """Return the feeds of a page: those it names, else those it links to, else one in a usual place."""
        channel = channel_in(page.content) if (urlsplit(page.url).hostname or "").endswith("youtube.com") else ""
        said = [*find_feeds(page.content, page.url), *find_in_header(page.links, page.url)]
        named = [channel] if channel else [feed.url for feed in said]
        linked = [feed.url for feed in find_links(page.content, page.url)]
        for addresses in (named, linked):
            others = [url for url in dict.fromkeys(addresses) if url != page.url]
            if found := self._feeds_at(others[:_MOST_NAMED], enough):
                return _with_others(found, others)
        return self._feeds_at(usual_places(page.url), 1, unmoved=True)

    def _feeds_at(self, urls: Iterable[str], enough: int, *, unmoved: bool = False) -> tuple[Found, ...]:
        found: list[Found] = []
        for one in self._each_feed(urls, unmoved):
            found.append(one)
            if len(found) == enough:
                break
        return tuple(found)

    def _each_feed(self, urls: Iterable[str], unmoved: bool) -> Iterator[Found]:
        for url in urls:
            if not self._left:
                return
            try:
                answer = self._fetch(url)
                if not unmoved or answer.url == without_credentials(url):
                    yield self._found(url, answer)
            except SourceError:
                continue

    def _found(self, url: str, answer: Fetched) -> Found:
        parsed = parse(answer.content, answer.url, answer.content_type)
        return Found(url, answer, parsed, subscribed_feed(self._library, url, answer.url))

    def _fetch(self, url: str) -> Fetched:
        self._left -= 1
        return fetch_politely(self._library, url, self._fetcher, self._now, self._typed)


def _is_page(answer: Fetched) -> bool:
    return not binary_kind(answer.content) and kind_of(decode(answer.content, answer.content_type)) is Kind.PAGE


def _with_others(found: tuple[Found, ...], named: list[str]) -> tuple[Found, ...]:
    """Return what was found, the first with a word on what the page names beside it."""
    first = found[0]
    others = [url for url in named if url not in {one.url for one in found}]
    if not others:
        return found
    words = f"The page names other feeds too: {', '.join(map(shown_address, others[:_MOST_NAMED]))}."
    return (Found(first.url, first.fetched, first.parsed, first.subscribed, (words,)), *found[1:])


def _comparable(url: str) -> str:
    """Return an address without what two spellings of it may differ in."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    query = f"?{parts.query}" if parts.query else ""
    user = parts.netloc.rpartition("@")[0]
    return f"{user}@{parts.hostname}{port}{parts.path.rstrip('/')}{query}"
