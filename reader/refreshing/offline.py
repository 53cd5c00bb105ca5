"""Whether this computer is offline, told by the requests of one refresh: then no feed has failed, and none is put off.

Pure: what became of requests goes in, an answer comes out. Hosts of one's own network prove nothing either way.
"""

from urllib.parse import urlsplit

from reader.model import Feed
from reader.refreshing.politeness.hosts import host_key
from reader.sources.private_network import is_private_host
from reader.sources.web import FetchError, Unreachable

ENOUGH_HOSTS = 8
"""Hosts that cannot be reached, and no other that can, after which no more of them are asked."""


def unreachable_by(feed: Feed, error: BaseException | None) -> Unreachable | None:
    """Return what kept `feed` from being asked for; None where its host answered, if only to send us elsewhere."""
    if not isinstance(error, FetchError) or error.unreachable is None:
        return None
    return error.unreachable if host_key(error.url or feed.url) == host_key(feed.url) else None


class OfflineDetector:
    """Tells from the requests of one refresh whether there is a network."""

    def __init__(self) -> None:
        self._proven = False
        self._no_network: set[str] = set()
        self._no_name: set[str] = set()

    def record(self, feed: Feed, unreachable: Unreachable | None) -> bool:
        """Record what a request for `feed` met; say whether that may be the network's fault."""
        if _is_private(feed):
            return False
        if unreachable is None:
            self._proven = True
        elif unreachable is Unreachable.NETWORK:
            self._no_network.add(host_key(feed.url))
        elif not feed.trouble:  # a host that had no name the last time is no news of the network
            self._no_name.add(host_key(feed.url))
        return unreachable is not None

    def should_skip(self, feed: Feed) -> bool:
        """Say whether to skip `feed`, as so many others could not be reached."""
        return self.offline and len(self._no_network | self._no_name) >= ENOUGH_HOSTS and not _is_private(feed)

    @property
    def offline(self) -> bool:
        """Whether no host could be reached; one host whose name is not found is not enough, as it may be gone."""
        return not self._proven and (bool(self._no_network) or len(self._no_name) > 1)


def offline_sentence(unchecked: int, total: int) -> str:
    """Return what to tell of a refresh of `total` feeds of which so many could not be reached, once."""
    if unchecked >= total:
        return "You seem to be offline: nothing was checked."
    feeds = "1 feed was" if unchecked == 1 else f"{unchecked:,} feeds were"
    return f"You seem to be offline: {feeds} not checked."


def _is_private(feed: Feed) -> bool:
    return is_private_host(urlsplit(feed.url).hostname or "")
