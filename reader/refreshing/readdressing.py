"""Another address for a feed: one a person names, or one found on the feed's site; looked at before it is taken.

Must not know the interface.
"""

from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import urlsplit, urlunsplit

from reader.config import Config
from reader.errors import SourceError
from reader.library import Library
from reader.model import Feed, FeedKind
from reader.refreshing.finding import Found, find
from reader.refreshing.keeping import keep_fetched
from reader.sources.addresses import shown_address, tidy_address
from reader.sources.feeds.new_items import Sifted
from reader.sources.web import Fetcher


def readdress(library: Library, feed: Feed, wanted: str, fetcher: Fetcher, config: Config, now: int) -> Feed:
    """Give `feed` the address `wanted`, or the feed's that the page there names, and what is there now; return it.

    "" stands for the feed's site. Raises SourceError, and changes nothing, where no feed is found.
    """
    if feed.kind is not FeedKind.WEB:
        raise SourceError(f"{feed.title} does not come from the web: only a feed that does can get another address.")
    starts = [_named(wanted)] if wanted.strip() else _site_of(feed)
    found = _first_found(library, starts, fetcher, now)
    if found.url == feed.url and not wanted.strip():
        raise SourceError(f"The site of {feed.title} names the address it has already.")
    with library.transaction():
        library.feeds.give_address(feed.id, found.url, now)
        keep_fetched(library, feed.id, found.fetched, Sifted(found.parsed), now, config.floor(found.url))
    library.search_index.catch_up()
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


def _first_found(library: Library, starts: Sequence[str], fetcher: Fetcher, now: int) -> Found:
    """Return the feed found from the first of `starts` that leads to one; raises what the last one met."""
    for start in starts[:-1]:
        with suppress(SourceError):
            return find(library, start, fetcher, now, enough=1)[0]
    return find(library, starts[-1], fetcher, now, enough=1)[0]
