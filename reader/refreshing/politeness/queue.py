"""The queue of feeds to be fetched, which holds to the limits of each host: connections, and rest between requests.

Pure: times come in as seconds, and nothing is fetched here.
"""

import heapq
from collections import defaultdict, deque
from collections.abc import Iterable

from reader.model import Feed
from reader.refreshing.politeness.hosts import LimitsOf, host_key, limits_of


class HostQueue:
    """Feeds waiting to be asked for, given out as the limits of each host allow; in order within a host."""

    def __init__(self, feeds: Iterable[Feed], host_limits: LimitsOf = limits_of) -> None:
        self._limits_of = host_limits
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
        if self._running[host] < self._limits_of(host).connections:
            self._line_up(host, now + self._limits_of(host).gap)
        return feed

    def give_back(self, feed: Feed, now: float) -> None:
        """Take note that the request for `feed` is over."""
        host = host_key(feed.url)
        self._free(host, now + self._limits_of(host).gap)

    def skip(self, feed: Feed) -> None:
        """Take note that `feed` was not asked for after all, so that its host needs no rest."""
        self._free(host_key(feed.url), 0.0)

    def rest(self, now: float) -> float | None:
        """Return the seconds until a host has rested enough, or None where all wait for requests under way."""
        return max(0.0, self._ready[0][0] - now) if self._ready else None

    def _free(self, host: str, ready: float) -> None:
        was_full = self._running[host] >= self._limits_of(host).connections
        self._running[host] -= 1
        if was_full:
            self._line_up(host, ready)

    def _line_up(self, host: str, ready: float) -> None:
        if host in self._waiting:
            self._order += 1
            heapq.heappush(self._ready, (ready, self._order, host))
