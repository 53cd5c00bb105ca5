"""Stopping as a job of the shell, and going on: what ctrl+z, `fg` and `kill -TSTP` mean.

How it works: a shell stops and continues a *process group*, which is this program and, say, the `uv run` that started
it; so the whole group is stopped, and by the signal's own default, as the shell expects. Whether anybody stopped it
shows afterwards: who was continued got SIGCONT. Where nobody can continue it (the program is all there is in its
terminal window, or `exec` put it in the shell's place) the system does not stop it.

Must not know the screen.
"""

import os
import signal
import time
from collections.abc import Callable
from types import FrameType

_LOOKS, _LOOK_SECONDS = 25, 0.02
"""How often, and how long each time, a stop is waited for."""


class Job:
    """This program as a job of the shell; `asked_to_stop` and `continued` are called within a signal's handler.

    Made before anything else handles SIGTSTP.
    """

    def __init__(self, asked_to_stop: Callable[[], object], continued: Callable[[], object]) -> None:
        self._asked_to_stop = asked_to_stop
        self._continued = continued
        self._went_on = False
        self._stoppable = signal.getsignal(signal.SIGTSTP) is not signal.SIG_IGN

    def listen(self) -> None:
        """Handle the signals from now on; where the shell wants SIGTSTP ignored it stays so."""
        signal.signal(signal.SIGTSTP, self._on_stop if self._stoppable else signal.SIG_IGN)
        signal.signal(signal.SIGCONT, self._on_continue)

    @property
    def has_shell(self) -> bool:
        """Whether there may be a shell that continues what is stopped; False where there is certainly none."""
        return self._stoppable and os.getsid(0) != os.getpid()

    def stop(self, number: int) -> bool:
        """Stop the whole group until it is continued; False where the system did not stop it, as nobody would."""
        self._went_on = False
        before = signal.signal(number, signal.SIG_DFL)
        try:
            os.kill(0, number)
            for _ in range(_LOOKS):  # another thread may be the one that takes the signal, a moment later
                if self._went_on:
                    break
                time.sleep(_LOOK_SECONDS)
        finally:
            signal.signal(number, before)
        return self._went_on

    def _on_stop(self, _: int, __: FrameType | None) -> None:
        self._asked_to_stop()

    def _on_continue(self, _: int, __: FrameType | None) -> None:
        self._went_on = True
        self._continued()


def is_in_foreground(terminal: int) -> bool:
    """Say whether keys go to this job; True where the terminal is not one with jobs."""
    try:
        return os.tcgetpgrp(terminal) in (0, os.getpgrp())
    except OSError:
        return True
