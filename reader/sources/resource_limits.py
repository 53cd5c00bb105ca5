"""How long one document may be pondered over, and how much memory that may take: a few bytes can be made to keep a
parser busy for hours, or to fill a computer.

Owns the limits on computing time and memory (RULES.md, P1). Must not know what is computed.
"""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

_AGAIN = 0.2


class ImpatienceError(BaseException):
    """The computing went on too long. No Exception, so that what a parser forgives itself does not swallow it."""


@contextmanager
def computing_at_most(seconds: float) -> Iterator[None]:
    """Raise ImpatienceError inside the block once this thread has computed for so many seconds of CPU time in it.

    Holds in the main thread, of systems that have interval timers; elsewhere there is no limit.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    end = time.thread_time() + seconds

    def look_at_the_clock(_: int, __: FrameType | None) -> None:
        if time.thread_time() >= end:  # the timer counts the computing of all threads
            raise ImpatienceError

    before = signal.signal(signal.SIGPROF, look_at_the_clock)
    signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextmanager
def remembering_at_most(size: int) -> Iterator[None]:
    """Let whatever asks for more memory inside the block meet MemoryError once this process holds `size` bytes.

    Holds on systems that have such limits; elsewhere there is none.
    """
    try:
        import resource
    except ImportError:
        yield
        return
    before, most = resource.getrlimit(resource.RLIMIT_DATA)
    allowed = [size, *(one for one in (before, most) if one != resource.RLIM_INFINITY)]
    resource.setrlimit(resource.RLIMIT_DATA, (min(allowed), most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (before, most))


@contextmanager
def remembering_more(size: int) -> Iterator[None]:
    """Let whatever asks for more than `size` bytes beyond what this process holds now meet MemoryError in the block.

    Holds where what a process holds can be read from /proc; elsewhere there is no limit.
    """
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[5])
    except (OSError, ValueError, IndexError):
        yield
        return
    with remembering_at_most(pages * os.sysconf("SC_PAGE_SIZE") + size):
        yield
