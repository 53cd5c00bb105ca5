"""Refreshes due feeds while the program is open; whether any are is checked once a minute.

Owns when a refresh begins unasked. Only what is due is asked for, so any number of starts costs a server nothing.
Must not know how a refresh is done.
"""

from collections.abc import Callable, Sequence

from reader.library import Library
from reader.model import Feed
from reader.tui.feeds.refresh_runner import RefreshRunner
from reader.tui.library_thread import LibraryThread

FIRST_SECONDS = 2.0
"""How long after the first paint to check for the first time."""

CHECK_SECONDS = 60.0
"""How often to check after that; a clock and no timer to the minute, so that a suspended computer wakes up to it."""

PAUSE = 300
"""Seconds between two refreshes at least, so that being offline costs little and is noticed soon to be over."""

_LOCAL_PAUSE = 3600


def is_wanted(due: Sequence[Feed], pending: int, last: int | None, now: int) -> bool:
    """Say whether to refresh: where something to be fetched is due, or what lies on disk has not been read for an hour.

    Stories that are not searchable yet, of which there are `pending`, are a reason too: a refresh finishes the index.
    `last` is when the last refresh of this kind began, if one did.
    """
    if last is None or not 0 <= now - last < _LOCAL_PAUSE:
        return bool(due or pending)
    return now - last >= PAUSE and (pending > 0 or any(feed.is_fetched for feed in due))


class BackgroundRefresh:
    """Starts a refresh when feeds are due."""

    def __init__(self, thread: LibraryThread, refreshing: RefreshRunner, now: Callable[[], int]) -> None:
        self._thread = thread
        self._refreshing = refreshing
        self._now = now
        self._last: int | None = None

    def check(self) -> None:
        """Refresh what is due, where something is and no refresh is running."""
        now = self._now()
        if not self._refreshing.running:
            self._thread.ask("due", lambda library: _reasons(library, now), lambda reasons: self._decide(*reasons, now))

    def _decide(self, due: Sequence[Feed], pending: int, now: int) -> None:
        if is_wanted(due, pending, self._last, now):
            self._last = now
            self._refreshing.refresh_quietly()


def _reasons(library: Library, now: int) -> tuple[Sequence[Feed], int]:
    """Return the feeds that are due, and how many stories are not searchable yet."""
    return library.feeds.due(now), library.search_index.pending()
