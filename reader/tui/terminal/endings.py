"""The signals that end the program, and its end: gently as long as that is possible, at once where it is not.

How it works: the first signal asks the interface to end as `q` does, with status 128 + its own number, so that what a
person did reaches the disk. A closed window sends several in a row; only one that comes seconds later, or an end that
takes longer than the longest wait for the library, gives the terminal back here and now and ends the process.

Must not know the screen, nor how the terminal is given back.
"""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import NoReturn

ENDING = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2)
"""The signals that end a program that does not expect them, as far as people and systems send them."""

TERMINAL_GONE = 128 + signal.SIGHUP
"""The exit status where there is no terminal any more."""

_PATIENCE_SECONDS = 20.0
"""How long a gentle end may take: writing waits up to 15 seconds for a busy library."""

_TOGETHER_SECONDS = 2.0
"""Signals this close together are one wish."""


class Endings:
    """Ends the interface by `leave`, called with the exit status in its event loop; else by `restore` and at once.

    Made in the running event loop.
    """

    def __init__(self, leave: Callable[[int], object], restore: Callable[[], object]) -> None:
        self.status = 0
        self._leave = leave
        self._restore = restore
        self._loop = asyncio.get_running_loop()
        self._since = 0.0

    def listen(self) -> None:
        """Handle the signals from now on, but for those the program was started to ignore, as by nohup."""
        for number in ENDING:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._told)
        signal.signal(signal.SIGALRM, self._end_at_once)

    def end(self, status: int) -> None:
        """Ask the interface to end with this status; may be called anywhere, and again."""
        if self.status:
            return
        self.status, self._since = status, time.monotonic()
        signal.setitimer(signal.ITIMER_REAL, _PATIENCE_SECONDS)
        with suppress(RuntimeError):  # the loop is closed: it is ending already
            self._loop.call_soon_threadsafe(self._leave, status)

    def _told(self, number: int, _: FrameType | None) -> None:
        if self.status and time.monotonic() - self._since > _TOGETHER_SECONDS:
            self._end_at_once()
        self.end(128 + number)

    def _end_at_once(self, *_: object) -> NoReturn:
        self._restore()
        os._exit(self.status or 1)
