"""Hosts: the name requests to one are counted under, whether it is in a private network, and the limits it gets.

Pure.
"""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

MOST_AT_ONCE = 16
"""Requests under way at a time, whatever is configured."""

_FIRST_WAIT = 600
_LONGEST_WAIT = 86_400
_LOCAL_NAMES = (".localhost", ".local", ".lan", ".home.arpa", ".internal")
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


@lru_cache(maxsize=4096)
def is_private_host(host: str) -> bool:
    """Say whether a host, perhaps with a port, is this machine or one of a private network, by its name alone."""
    name = (urlsplit(f"//{host}").hostname or "") if not _is_bare_ipv6(host) else host
    try:
        return not ipaddress.ip_address(name).is_global
    except ValueError:
        return "." not in name or name.endswith(_LOCAL_NAMES)


def default_wait(refusals: int) -> int:
    """Return the seconds to leave a host alone that said 429 without saying for how long, for the nth time, from 0."""
    return min(_FIRST_WAIT << min(refusals, 10), _LONGEST_WAIT)


def _is_bare_ipv6(host: str) -> bool:
    return host.count(":") > 1 and not host.startswith("[")
