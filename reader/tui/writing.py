"""Writing what a person does, in the order asked: what was asked is on disk before anything says so.

Must not know what is written, nor keys or screens.
"""

from collections.abc import Callable

from reader.library import Library
from reader.tui.library_access import LibraryThread

Work = Callable[[Library, int], str]
"""Writes as of a time in seconds since 1970, and returns what was done in words."""


class Writing:
    """Writes with `thread`, as of the moment it is asked; `changed` is told before anything is said."""

    def __init__(self, thread: LibraryThread, now: Callable[[], int], changed: Callable[[], None]) -> None:
        self._thread = thread
        self._now = now
        self._changed = changed

    def do(self, work: Work, said: Callable[[str], None]) -> None:
        """Do `work` after all that was asked before, and tell `said` what it returned."""
        now = self._now()

        def done(words: str) -> None:
            self._changed()
            said(words)

        self._thread.do(lambda library: work(library, now), done)
