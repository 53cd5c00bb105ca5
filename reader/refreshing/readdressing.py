"""Another address for a feed: one a person names, or one found on the feed's site; looked at before it is taken.

The seam to discovery is `_addresses_named_by`. Must not know the interface.
"""

from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import urlsplit, urlunsplit

from reader.config import Config
from reader.errors import SourceError
from reader.library import Library
from reader.model import Feed, FeedKind, ParsedFeed
from reader.refreshing.hosts import owed_to
from reader.refreshing.keeping import keep_fetched
from reader.refreshing.restraint import Restraint
from reader.sources.addresses import shown_address, tidy_address
from reader.sources.discovery import find_feeds
from reader.sources.fetching import Fetched, Fetcher, FetchError
from reader.sources.parsing import parse
from reader.sources.sifting import Sifted


def readdress(library: Library, feed: Feed, wanted: str, fetcher: Fetcher, config: Config, now: int) -> Feed:
    """Give `feed` the address `wanted`, or the feed's that the page there names, and what is there now; return it.

    "" stands for the feed's site. Raises SourceError, and changes nothing, where no feed is found.
    """
    if feed.kind is not FeedKind.WEB:
        raise SourceError(f"{feed.title} is on this computer: only a feed from the web can get another address.")
    starts = [_named(wanted)] if wanted.strip() else _site_of(feed)
    url, fetched, parsed = _first_found(library, starts, fetcher, now)
    if url == feed.url and not wanted.strip():
        raise SourceError(f"The site of {feed.title} names the address it has already.")
    with library.transaction():
        library.cures.give_address(feed.id, url, now)
        keep_fetched(library, feed.id, fetched, Sifted(parsed), now, config.refresh_minutes * 60)
    library.search.catch_up()
    return library.feeds.get(feed.id)


def _named(wanted: str) -> str:
    url = tidy_address(wanted)
    if not url:
        raise SourceError(f"{shown_address(wanted)} is not a web address: it must start with http or https.")
    return url


def _site_of(feed: Feed) -> list[str]:
    """Return where a feed's own site may name it: its home page, then the front page of the host it comes from."""
    parts = urlsplit(feed.url)
    front = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], "/", "", ""))
    return list(dict.fromkeys(url for url in (tidy_address(feed.site_url), front) if url))


def _first_found(
    library: Library, starts: Sequence[str], fetcher: Fetcher, now: int
) -> tuple[str, Fetched, ParsedFeed]:
    """Return the feed found from the first of `starts` that leads to one; raises what the last one met."""
    for start in starts[:-1]:
        with suppress(SourceError):
            return _found(library, start, fetcher, now)
    return _found(library, starts[-1], fetcher, now)


def _found(library: Library, start: str, fetcher: Fetcher, now: int) -> tuple[str, Fetched, ParsedFeed]:
    """Return the feed at `start`, or the first one the page there names that can be read."""
    fetched = _fetch(library, start, fetcher, now)
    try:
        return start, fetched, parse(fetched.content, fetched.url, fetched.content_type)
    except SourceError as error:
        named = _addresses_named_by(fetched)
        if not named:
            raise SourceError(f"{shown_address(start)} names no feed.") from error
    there = _fetch(library, named[0], fetcher, now)
    return named[0], there, parse(there.content, there.url, there.content_type)


def _addresses_named_by(page: Fetched) -> list[str]:
    return [feed.url for feed in find_feeds(page.content, page.url) if feed.url != page.url]


def _fetch(library: Library, url: str, fetcher: Fetcher, now: int) -> Fetched:
    """Fetch as a refresh would, holding to what the host asked for and what it is owed."""
    restraint = Restraint(library, owed_to)
    if hold := restraint.hold(url, now):
        raise SourceError(hold.reason)
    restraint.asking(url, now)
    try:
        return fetcher.fetch(url)
    except FetchError as error:
        restraint.refused(url, error, now)
        raise
