"""What is owed to the servers feeds come from: which feed may be asked for next, and how long hosts are left alone.

Pure: times come in as seconds, and nothing is fetched here. Rules H12 and H14 of politeness.
"""

import heapq
import ipaddress
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlsplit

from reader.library.refresh_state.hosts import HostState
from reader.model import Feed

MOST_AT_ONCE = 16
"""Requests under way at a time, whatever is configured."""

_HOUR = 3600
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
class Manners:
    """What is owed to one host: requests at a time, seconds between two of them, and requests in an hour at most."""

    connections: int = 1
    gap: float = 1.0
    per_hour: int | None = 600


AT_HOME = Manners(connections=12, gap=0.0, per_hour=None)
"""For hosts of one's own network; fewer than may be under way in all, so that a slow one does not stop the rest."""

_KNOWN_STRICT = {"reddit.com": Manners(gap=60.0, per_hour=60)}

Owed = Callable[[str], Manners]


def owed_to(host: str) -> Manners:
    """Return the manners a host, as `host_key` names it, is due."""
    if is_at_home(host):
        return AT_HOME
    return _KNOWN_STRICT.get(host, Manners())


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
    return parts.netloc.rpartition("@")[2].lower() if is_at_home(host) else host


@lru_cache(maxsize=4096)
def is_at_home(host: str) -> bool:
    """Say whether a host, perhaps with a port, is this machine or one of a private network, by its name alone."""
    name = (urlsplit(f"//{host}").hostname or "") if not _is_bare_ipv6(host) else host
    try:
        return not ipaddress.ip_address(name).is_global
    except ValueError:
        return "." not in name or name.endswith(_LOCAL_NAMES)


def still_counted(state: HostState, per_hour: int, now: int) -> HostState:
    """Return what of a host's requests counts at `now`.

    One is forgotten after another, half the budget in an hour. Where no more than half of it may count at a time,
    no hour ever sees more than the whole, wherever it begins.
    """
    pace = -(-_HOUR // at_once(per_hour))
    forgotten = max(0, now - state.since) // pace
    if forgotten >= state.requests:
        return replace(state, since=now, requests=0)
    since = min(now, state.since + forgotten * pace)
    return replace(state, since=since, requests=state.requests - forgotten)


def forgotten_at(state: HostState, per_hour: int) -> int:
    """Return when nothing of a host's requests counts any more."""
    return state.since + state.requests * -(-_HOUR // at_once(per_hour))


def at_once(per_hour: int) -> int:
    """Return how many requests of an hour's budget may count at a time."""
    return max(1, per_hour // 2)


def wait_unasked(refusals: int) -> int:
    """Return the seconds to leave a host alone that said 429 without saying for how long, for the nth time, from 0."""
    return min(_FIRST_WAIT << min(refusals, 10), _LONGEST_WAIT)


class HostQueue:
    """Feeds waiting to be asked for, given out so that each host gets what it is owed; in order within a host."""

    def __init__(self, feeds: Iterable[Feed], owed: Owed = owed_to) -> None:
        self._owed = owed
        self._waiting: dict[str, deque[Feed]] = {}
        self._running: dict[str, int] = defaultdict(int)
        for feed in feeds:
            self._waiting.setdefault(host_key(feed.url), deque()).append(feed)
        self._ready = [(0.0, order, host) for order, host in enumerate(self._waiting)]
        self._order = len(self._ready)

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def take(self, now: float) -> Feed | None:
        """Return a feed whose host may be asked now, or None; `give_back` or `skip` must follow."""
        if not self._ready or self._ready[0][0] > now:
            return None
        _, _, host = heapq.heappop(self._ready)
        feed = self._waiting[host].popleft()
        if not self._waiting[host]:
            del self._waiting[host]
        self._running[host] += 1
        if self._running[host] < self._owed(host).connections:
            self._line_up(host, now + self._owed(host).gap)
        return feed

    def give_back(self, feed: Feed, now: float) -> None:
        """Take note that the request for `feed` is over."""
        host = host_key(feed.url)
        self._free(host, now + self._owed(host).gap)

    def skip(self, feed: Feed) -> None:
        """Take note that `feed` was not asked for after all, so that its host needs no rest."""
        self._free(host_key(feed.url), 0.0)

    def rest(self, now: float) -> float | None:
        """Return the seconds until a host has rested enough, or None where all wait for requests under way."""
        return max(0.0, self._ready[0][0] - now) if self._ready else None

    def _free(self, host: str, ready: float) -> None:
        was_full = self._running[host] >= self._owed(host).connections
        self._running[host] -= 1
        if was_full:
            self._line_up(host, ready)

    def _line_up(self, host: str, ready: float) -> None:
        if host in self._waiting:
            self._order += 1
            heapq.heappush(self._ready, (ready, self._order, host))


def _is_bare_ipv6(host: str) -> bool:
    return host.count(":") > 1 and not host.startswith("[")
