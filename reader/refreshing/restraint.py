"""Who must not be asked now, and what is written down of requests and refusals so that a restart changes nothing.

Between `hosts`, which knows what is owed, and the library, which remembers what was said. Rule H12 of politeness.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from threading import Lock

from reader.library import Library
from reader.library.refresh_state.hosts import HostState
from reader.model import NextCheck
from reader.refreshing.hosts import Owed, at_once, forgotten_at, host_key, is_at_home, still_counted, wait_unasked
from reader.sources.addresses import host_of
from reader.sources.web import FetchError

_UNKNOWN = HostState()


@dataclass(frozen=True, slots=True)
class Hold:
    """Why an address is not asked for now, in words, and when it may be."""

    reason: str
    until: NextCheck


class Restraint:
    """What a library remembers of hosts, against what they are owed.

    It is read once. What is learnt since is known here, and written down in the thread of the library.
    """

    def __init__(self, library: Library, owed: Owed) -> None:
        self._hosts = library.hosts
        self._owed = owed
        self._states = library.hosts.all()
        self._unwritten: set[str] = set()
        self._lock = Lock()

    def hold(self, url: str, now: int) -> Hold | None:
        """Return why `url` must not be asked for now, or None where it may be; nothing overrides that."""
        host = host_key(url)
        state = self._state(host, now)
        until = max(state.waits_until, self._state(url, now).waits_until)
        if until > now:
            reason = f"{host_of(url)} asks to be left alone until {_said(until, now)}."
            return Hold(reason, NextCheck(until, asked=True))
        budget = self._owed(host).per_hour
        if budget is None or state.requests < at_once(budget):
            return None
        over = forgotten_at(state, budget)
        reason = f"{host} was asked {at_once(budget)} times of late, so its other feeds wait until {_said(over, now)}."
        return Hold(reason, NextCheck(over))

    def asking(self, url: str, now: int) -> None:
        """Count a request that is about to be made."""
        with self._lock:
            self._count(url, now)
        self.write_down()

    def asking_further(self, url: str, now: int) -> None:
        """Count a request that an answer leads to, from any thread; raises FetchError where it must not be made."""
        with self._lock:
            hold = self.hold(url, now)
            if hold is not None:
                raise FetchError(f"The answer leads on to a place that cannot be asked now. {hold.reason}", url=url)
            self._count(url, now)

    def write_down(self) -> None:
        """Write down the requests that were counted, in the thread of the library."""
        while self._unwritten:
            host = self._unwritten.pop()
            state = self._states[host]
            self._hosts.count(host, state.since, state.requests)

    def answered(self, url: str) -> None:
        """Take note that the host of `url` answers."""
        for name in (url, host_key(url)):
            if name in self._states and self._states[name].refusals:
                with self._lock:
                    self._states[name] = replace(self._states[name], refusals=0)
                self._hosts.forgive(name)

    def refused(self, url: str, error: FetchError, now: int) -> None:
        """Take note of an answer that asks to wait: for all of a public host, for one address of one's own network."""
        wait = self._wait_of(url, error, now)
        if not wait:
            return
        host = host_key(error.url or url)
        for name in (url,) if is_at_home(host) else (url, host):
            with self._lock:
                state = self._state(name, now)
                until = max(state.waits_until, now + wait)
                self._states[name] = replace(state, waits_until=until, refusals=state.refusals + 1)
            self._hosts.leave_alone(name, now + wait)

    def _state(self, name: str, now: int) -> HostState:
        state, budget = self._states.get(name, _UNKNOWN), self._owed(name).per_hour
        return state if budget is None else still_counted(state, budget, now)

    def _count(self, url: str, now: int) -> None:
        host = host_key(url)
        if self._owed(host).per_hour is not None:
            state = self._state(host, now)
            self._states[host] = replace(state, requests=state.requests + 1)
            self._unwritten.add(host)

    def _wait_of(self, url: str, error: FetchError, now: int) -> int:
        if error.retry_after is not None:
            return error.retry_after
        if error.status != HTTPStatus.TOO_MANY_REQUESTS:
            return 0
        names = (url, host_key(error.url or url))
        return wait_unasked(max(self._state(name, now).refusals for name in names))


def _said(moment: int, now: int) -> str:
    """Return a time as a clock on the wall shows it, with the date where that is another day."""
    then = datetime.fromtimestamp(moment).astimezone()
    same_day = then.date() == datetime.fromtimestamp(now).astimezone().date()
    return f"{then:%H:%M}" if same_day else f"{then.day} {then:%B, %H:%M}"
