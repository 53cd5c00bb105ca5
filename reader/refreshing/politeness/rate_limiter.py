"""The rate limiter: which hosts must not be asked now, by budgets an hour and waits they asked for, kept over restarts.

How it works: each public host has a budget of requests an hour, kept as a leaky bucket. Each request adds one to the
host's count, and one leaks away every 2 / budget of an hour; once half the budget is counted, the host's other feeds
wait. With at most half in the bucket and half leaking away in an hour, no hour ever sees more than the whole budget,
wherever it begins. The count and the time it began to leak are written down with the host, so that a restart, or cron
starting a process every minute, changes nothing. A host that asks to wait (Retry-After, or 429 without a time) is left
alone until then, with all its feeds; nothing overrides that. Refusals in a row double the wait where no time was given.

Between `hosts`, which knows the limits, and the library, which remembers counts and waits.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from threading import Lock
from typing import TypeVar

from reader.errors import SourceError
from reader.library import Library
from reader.library.refresh_state.hosts import HostState
from reader.model import NextCheck, in_calendar
from reader.refreshing.politeness.hosts import LimitsOf, default_wait, host_key, limits_of
from reader.sources.addresses import host_of
from reader.sources.private_network import is_private_host
from reader.sources.web import BeforeRequest, Fetched, Fetcher, FetchError

T = TypeVar("T")

_HOUR = 3600
_UNKNOWN = HostState()


@dataclass(frozen=True, slots=True)
class Delay:
    """Why an address is not asked for now, in words, and when it may be."""

    reason: str
    until: NextCheck


class RateLimiter:
    """Counts requests and waits by host, against the limits of each.

    What the library knows is read once. What is learnt since is known here, and saved in the thread of the library.
    """

    def __init__(self, library: Library, host_limits: LimitsOf) -> None:
        self._hosts = library.hosts
        self._limits_of = host_limits
        self._states = library.hosts.all()
        self._unwritten: set[str] = set()
        self._lock = Lock()

    def delay(self, url: str, now: int) -> Delay | None:
        """Return why `url` must not be asked for now, or None where it may be; nothing overrides that."""
        host = host_key(url)
        state = self._state(host, now)
        until = max(state.waits_until, self._state(url, now).waits_until)
        if until > now:
            reason = f"{host_of(url)} asks to be left alone until {_clock_time(until, now)}."
            return Delay(reason, NextCheck(until, asked=True))
        budget = self._limits_of(host).per_hour
        if budget is None or state.requests < capacity(budget):
            return None
        over = empty_at(state, budget)
        times, until_then = capacity(budget), _clock_time(over, now)
        return Delay(
            f"{host} was asked {times} times of late, so its other feeds wait until {until_then}.", NextCheck(over)
        )

    def count_request(self, url: str, now: int) -> None:
        """Count a request that is about to be made."""
        with self._lock:
            self._count(url, now)
        self.save()

    def count_follow_up(self, url: str, now: int) -> None:
        """Count a request that an answer leads to, from any thread; raises FetchError where it must not be made."""
        with self._lock:
            delay = self.delay(url, now)
            if delay is not None:
                raise FetchError(f"The answer leads on to a place that cannot be asked now. {delay.reason}", url=url)
            self._count(url, now)

    def save(self) -> None:
        """Save the requests that were counted; for the thread of the library."""
        while self._unwritten:
            host = self._unwritten.pop()
            state = self._states[host]
            self._hosts.count(host, state.since, state.requests)

    def note_answer(self, url: str) -> None:
        """Take note that the host of `url` answers."""
        for name in (url, host_key(url)):
            if name in self._states and self._states[name].refusals:
                with self._lock:
                    self._states[name] = replace(self._states[name], refusals=0)
                self._hosts.clear_refusals(name)

    def note_refusal(self, url: str, error: FetchError, now: int) -> None:
        """Take note of an answer that asks to wait: for all of a public host, for one address of one's own network."""
        wait = self._wait_of(url, error, now)
        if not wait:
            return
        host = host_key(error.url or url)
        for name in (url,) if is_private_host(host) else (url, host):
            with self._lock:
                state = self._state(name, now)
                until = max(state.waits_until, now + wait)
                self._states[name] = replace(state, waits_until=until, refusals=state.refusals + 1)
            self._hosts.block_until(name, now + wait)

    def _state(self, name: str, now: int) -> HostState:
        state, budget = self._states.get(name, _UNKNOWN), self._limits_of(name).per_hour
        return state if budget is None else after_leaking(state, budget, now)

    def _count(self, url: str, now: int) -> None:
        host = host_key(url)
        if self._limits_of(host).per_hour is not None:
            state = self._state(host, now)
            self._states[host] = replace(state, requests=state.requests + 1)
            self._unwritten.add(host)

    def _wait_of(self, url: str, error: FetchError, now: int) -> int:
        if error.retry_after is not None:
            return error.retry_after
        if error.status != HTTPStatus.TOO_MANY_REQUESTS:
            return 0
        names = (url, host_key(error.url or url))
        return default_wait(max(self._state(name, now).refusals for name in names))


def after_leaking(state: HostState, per_hour: int, now: int) -> HostState:
    """Return what of a host's requests counts at `now`.

    One is forgotten after another, half the budget in an hour. Where no more than half of it may count at a time,
    no hour ever sees more than the whole, wherever it begins.
    """
    pace = -(-_HOUR // capacity(per_hour))
    forgotten = max(0, now - state.since) // pace
    if forgotten >= state.requests:
        return replace(state, since=now, requests=0)
    since = min(now, state.since + forgotten * pace)
    return replace(state, since=since, requests=state.requests - forgotten)


def empty_at(state: HostState, per_hour: int) -> int:
    """Return when nothing of a host's requests counts any more."""
    return state.since + state.requests * -(-_HOUR // capacity(per_hour))


def capacity(per_hour: int) -> int:
    """Return how many requests of an hour's budget may count at a time."""
    return max(1, per_hour // 2)


def fetch_politely(library: Library, url: str, fetcher: Fetcher, now: int, typed: str = "") -> Fetched:
    """Fetch `url` within the limits of its host; `typed` as for `Fetcher.fetch`. Raises SourceError."""
    return request_politely(
        library, url, now, lambda before_request: fetcher.fetch(url, before_request=before_request, typed=typed)
    )


def request_politely(library: Library, url: str, now: int, ask: Callable[[BeforeRequest], T]) -> T:
    """Return what `ask` returns, called once the limits of the host of `url` allow a request; raises SourceError.

    `ask` gets what is to be called before each further request.
    """
    limiter = RateLimiter(library, limits_of)
    if delay := limiter.delay(url, now):
        raise SourceError(delay.reason)
    limiter.count_request(url, now)
    try:
        return ask(lambda further: limiter.count_follow_up(further, now))
    except FetchError as error:
        limiter.note_refusal(url, error, now)
        raise
    finally:
        limiter.save()


def _clock_time(moment: int, now: int) -> str:
    """Return a local time of day, with the date where that is another day."""
    then = datetime.fromtimestamp(in_calendar(moment)).astimezone()
    same_day = then.date() == datetime.fromtimestamp(now).astimezone().date()
    return f"{then:%H:%M}" if same_day else f"{then.day} {then:%B, %H:%M}"
