"""Hosts: the name requests to one are counted under, and the limits it gets.

Pure.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from reader.sources.private_network import is_private_host

MOST_AT_ONCE = 16
"""Requests under way at a time, whatever is configured."""

_FIRST_WAIT = 600
_LONGEST_WAIT = 86_400
_SHARED_DOMAINS = (
    "blogspot.com",
    "bsky.app",
    "ghost.io",
    "github.io",
    "livejournal.com",
    "medium.com",
    "reddit.com",
    "substack.com",
    "tumblr.com",
    "wordpress.com",
    "youtube.com",
)


@dataclass(frozen=True, slots=True)
class HostLimits:
    """The limits of one host: requests at a time, seconds between two of them, and requests in an hour at most."""

    connections: int = 1
    gap: float = 1.0
    per_hour: int | None = 600


PRIVATE_NETWORK = HostLimits(connections=12, gap=0.0, per_hour=None)
"""For hosts of one's own network; fewer than may be under way in all, so that a slow one does not stop the rest."""

_KNOWN_STRICT = {"reddit.com": HostLimits(gap=60.0, per_hour=60)}

LimitsOf = Callable[[str], HostLimits]


def limits_of(host: str) -> HostLimits:
    """Return the limits of a host, as `host_key` names it."""
    if is_private_host(host):
        return PRIVATE_NETWORK
    return _KNOWN_STRICT.get(host, HostLimits())


@lru_cache(maxsize=4096)
def host_key(url: str) -> str:
    """Return the name requests to `url` are counted under.

    The host; the domain where a service gives each of its customers a host; host and port in one's own network.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    for domain in _SHARED_DOMAINS:
        if host == domain or host.endswith(f".{domain}"):
            return domain
    return parts.netloc.rpartition("@")[2].lower() if is_private_host(host) else host


def default_wait(refusals: int) -> int:
    """Return the seconds to leave a host alone that said 429 without saying for how long, for the nth time, from 0."""
    return min(_FIRST_WAIT << min(refusals, 10), _LONGEST_WAIT)
