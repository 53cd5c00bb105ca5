"""A feed's new address: one its server redirects to for good, one a person names, or one found on the feed's site.

How it works: a permanent redirect (301, 308) is followed but not believed at once, as it may be a server's mistake.
The first time, the new address is noted with the time, and the feed keeps its own; when an answer a day or more later
comes from the same new address, the feed moves there. An answer from the old one clears the note. Only from http to
https at the same host and path it moves at once, and a move that would lose a password is none. Where the new address
is subscribed to already, the two feeds become one.

An address a person names is looked at before it is taken. Must not know how redirects are followed.
"""

from collections.abc import Sequence
from contextlib import suppress
from enum import Enum, auto
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from reader.config import Config
from reader.errors import SourceError
from reader.library import Library
from reader.library.refresh_state.checks import FetchState
from reader.model import Feed, FeedKind
from reader.reading.masking import is_masked, shown_address, unmasked
from reader.refreshing.storing import store_fetched
from reader.sources.addresses import tidy_address
from reader.sources.feeds.known_items import FeedUpdate
from reader.sources.web import Fetched, Fetcher

if TYPE_CHECKING:
    from reader.refreshing.discovery import Found

_SECONDS_BETWEEN = 86_400


class MoveState(Enum):
    """What to make of where a server says its feed lives now."""

    STAYS = auto()
    FIRST_SEEN = auto()
    WAITS = auto()
    MOVED = auto()


def move_state(url: str, moved_to: str, state: FetchState, now: int) -> MoveState:
    """Return whether a feed at `url` has moved: said twice, a day or more apart, or at once to the same place by https.

    `moved_to` is where permanent redirects led, "" where none did. A move that would lose a password is none.
    """
    if not moved_to or moved_to == url or _loses_credentials(url, moved_to):
        return MoveState.STAYS
    if _only_gains_tls(url, moved_to):
        return MoveState.MOVED
    if moved_to != state.moved_to or state.moved_since is None or state.moved_since > now:
        return MoveState.FIRST_SEEN
    return MoveState.MOVED if now - state.moved_since >= _SECONDS_BETWEEN else MoveState.WAITS


def follow_redirect(library: Library, feed: Feed, state: FetchState, fetched: Fetched, now: int) -> str:
    """Write down what an answer says of a feed's address; return what to tell about it, "" where there is nothing."""
    move = move_state(feed.url, fetched.moved_to, state, now)
    if move is MoveState.STAYS and state.moved_to:
        library.checks.note_move(feed.id, "", None)
    if move is MoveState.FIRST_SEEN:
        library.checks.note_move(feed.id, fetched.moved_to, now)
    return _relocate(library, feed, fetched.moved_to, now) if move is MoveState.MOVED else ""


def _relocate(library: Library, feed: Feed, url: str, now: int) -> str:
    there = library.feeds.by_url(url)
    if there is None:
        library.feeds.relocate(feed.id, url)
        return f"{feed.title} has moved to {shown_address(url)}."
    library.feeds.merge(feed.id, there.id, now)
    return f"{feed.title} has moved to {shown_address(url)}, which you are subscribed to: the two are one now."


def _only_gains_tls(url: str, moved_to: str) -> bool:
    before, after = urlsplit(url), urlsplit(moved_to)
    return (
        (before.scheme, after.scheme) == ("http", "https")
        and before.hostname == after.hostname
        and (before.path or "/", before.query) == (after.path or "/", after.query)
    )


def _loses_credentials(url: str, moved_to: str) -> bool:
    return "@" in urlsplit(url).netloc and "@" not in urlsplit(moved_to).netloc


def readdress(library: Library, feed: Feed, wanted: str, fetcher: Fetcher, config: Config, now: int) -> Feed:
    """Give `feed` the address `wanted`, or the feed's that the page there names, and what is there now; return it.

    "" stands for the feed's site. Raises SourceError, and changes nothing, where no feed is found.
    """
    if feed.kind is not FeedKind.WEB:
        raise SourceError(f"{feed.title} does not come from the web: only a feed that does can get another address.")
    starts, typed = _starts(feed, wanted)
    found = _first_found(library, starts, fetcher, now, typed)
    if found.url == feed.url and not wanted.strip():
        raise SourceError(f"The site of {feed.title} names the address it has already.")
    with library.transaction():
        library.feeds.give_address(feed.id, found.url, now)
        store_fetched(library, feed.id, found.fetched, FeedUpdate(found.parsed), now, config.floor(found.url))
    library.search_index.catch_up()
    return library.feeds.get(feed.id)


def _starts(feed: Feed, wanted: str) -> tuple[list[str], str]:
    """Return where to look for a feed's address, and which address a person typed that this goes back to."""
    if not wanted.strip():
        return _site_of(feed), feed.url
    url = tidy_address(unmasked(wanted, feed.url))
    if is_masked(url):
        raise SourceError(f"{shown_address(url)} is another server: give the whole address, with its secret.")
    if not url:
        raise SourceError(f"{shown_address(wanted)} is not a web address: it must start with http or https.")
    return [url], url


def _site_of(feed: Feed) -> list[str]:
    """Return where a feed's own site may name it: its home page, then the front page of the host it comes from."""
    parts = urlsplit(feed.url)
    front = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], "/", "", ""))
    return list(dict.fromkeys(url for url in (tidy_address(feed.site_url), front) if url))


def _first_found(library: Library, starts: Sequence[str], fetcher: Fetcher, now: int, typed: str) -> "Found":
    """Return the feed found from the first of `starts` that leads to one; raises what the last one met."""
    from reader.refreshing.discovery import find  # brings feedparser, which a refresh without news does without

    for start in starts[:-1]:
        with suppress(SourceError):
            return find(library, start, fetcher, now, typed, enough=1)[0]
    return find(library, starts[-1], fetcher, now, typed, enough=1)[0]
