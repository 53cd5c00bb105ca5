"""Feeds that live elsewhere now: when a permanent redirect is believed, and what becomes of the subscription.

Rule H9 of politeness. Must not know how redirects are followed.
"""

from enum import Enum, auto
from urllib.parse import urlsplit

from reader.library import Library
from reader.library.refresh_state.checks import FetchState
from reader.model import Feed
from reader.sources.addresses import shown_address
from reader.sources.web import Fetched

_PROBATION = 86_400


class Verdict(Enum):
    """What to make of where a server says its feed lives now."""

    STAYS = auto()
    ON_PROBATION = auto()
    WAITS = auto()
    MOVED = auto()


def judge(url: str, moved_to: str, state: FetchState, now: int) -> Verdict:
    """Return whether a feed at `url` has moved: said twice, a day or more apart, or at once to the same place by https.

    `moved_to` is where permanent redirects led, "" where none did. A move that would lose a password is none.
    """
    if not moved_to or moved_to == url or _loses_credentials(url, moved_to):
        return Verdict.STAYS
    if _only_gains_tls(url, moved_to):
        return Verdict.MOVED
    if moved_to != state.moved_to or state.moved_since is None or state.moved_since > now:
        return Verdict.ON_PROBATION
    return Verdict.MOVED if now - state.moved_since >= _PROBATION else Verdict.WAITS


def follow(library: Library, feed: Feed, state: FetchState, fetched: Fetched, now: int) -> str:
    """Write down what an answer says of a feed's address; return what to tell about it, "" where there is nothing."""
    verdict = judge(feed.url, fetched.moved_to, state, now)
    if verdict is Verdict.STAYS and state.moved_to:
        library.checks.note_move(feed.id, "", None)
    if verdict is Verdict.ON_PROBATION:
        library.checks.note_move(feed.id, fetched.moved_to, now)
    return _relocate(library, feed, fetched.moved_to, now) if verdict is Verdict.MOVED else ""


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
