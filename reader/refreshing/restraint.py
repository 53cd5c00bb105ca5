"""Who must not be asked now, and what is written down of requests and refusals so that a restart changes nothing.

Between `hosts`, which knows what is owed, and the library, which remembers what was said. Rule H12 of politeness.
"""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from reader.library import Library
from reader.model import NextCheck
from reader.refreshing.hosts import Owed, host_key, is_at_home, wait_unasked
from reader.sources.addresses import host_of
from reader.sources.fetching import FetchError

_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Hold:
    """Why an address is not asked for now, in words, and when it may be."""

    reason: str
    until: NextCheck


class Restraint:
    """What a library remembers of hosts, against what they are owed."""

    def __init__(self, library: Library, owed: Owed) -> None:
        self._hosts = library.hosts
        self._owed = owed

    def hold(self, url: str, now: int) -> Hold | None:
        """Return why `url` must not be asked for now, or None where it may be; nothing overrides that."""
        host = host_key(url)
        state = self._hosts.state(host, now)
        until = max(state.waits_until, self._hosts.state(url, now).waits_until)
        if until > now:
            reason = f"{host_of(url)} asks to be left alone until {_said(until, now)}."
            return Hold(reason, NextCheck(until, asked=True))
        budget = self._owed(host).per_hour
        if budget is not None and state.requests >= budget:
            over = state.hour + _HOUR
            reason = (
                f"{host} has been asked {budget} times in an hour, so its other feeds wait until {_said(over, now)}."
            )
            return Hold(reason, NextCheck(over))
        return None

    def asking(self, url: str, now: int) -> None:
        """Count a request that is about to be made."""
        host = host_key(url)
        if self._owed(host).per_hour is not None:
            self._hosts.count(host, now)

    def answered(self, url: str) -> None:
        """Take note that the host of `url` answers."""
        self._hosts.forgive(url)
        self._hosts.forgive(host_key(url))

    def refused(self, url: str, error: FetchError, now: int) -> None:
        """Take note of an answer that asks to wait: for all of a public host, for one address of one's own network."""
        wait = self._wait_of(url, error, now)
        if wait:
            self._hosts.leave_alone(url, now + wait)
            host = host_key(error.url or url)
            if not is_at_home(host):
                self._hosts.leave_alone(host, now + wait)

    def _wait_of(self, url: str, error: FetchError, now: int) -> int:
        if error.retry_after is not None:
            return error.retry_after
        if error.status != HTTPStatus.TOO_MANY_REQUESTS:
            return 0
        names = (url, host_key(error.url or url))
        return wait_unasked(max(self._hosts.state(name, now).refusals for name in names))


def _said(moment: int, now: int) -> str:
    """Return a time as a clock on the wall shows it, with the date where that is another day."""
    then = datetime.fromtimestamp(moment).astimezone()
    same_day = then.date() == datetime.fromtimestamp(now).astimezone().date()
    return f"{then:%H:%M}" if same_day else f"{then.day} {then:%B, %H:%M}"
