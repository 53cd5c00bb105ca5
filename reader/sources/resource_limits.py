"""Limits on the CPU time and the memory of a block of code.

Needed as a few bytes can be made to keep a parser busy for hours, or to fill a computer. Must not know what is run.
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


class CpuTimeError(BaseException):
    """A block took too much CPU time. No Exception, so that no parser that catches its own errors swallows it."""


@contextmanager
def cpu_time_limit(seconds: float) -> Iterator[None]:
    """Raise CpuTimeError inside the block once this thread has used so many seconds of CPU time in it.

    Holds in the main thread, of systems that have interval timers; elsewhere there is no limit.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    end = time.thread_time() + seconds

    def check_time(_: int, __: FrameType | None) -> None:
        if time.thread_time() >= end:  # the timer counts the CPU time of all threads
            raise CpuTimeError

    before = signal.signal(signal.SIGPROF, check_time)
    signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextmanager
def memory_limit(size: int) -> Iterator[None]:
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
def extra_memory_limit(size: int) -> Iterator[None]:
    """Let whatever asks for more than `size` bytes beyond what this process holds now meet MemoryError in the block.

    Holds where what a process holds can be read from /proc; elsewhere there is no limit.
    """
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[5])
    except (OSError, ValueError, IndexError):
        yield
        return
    with memory_limit(pages * os.sysconf("SC_PAGE_SIZE") + size):
        yield
