"""Slots for so many requests at a time, where a request that hangs gives its slot back after a while.

Else as many silent servers as there are slots would keep all others waiting for the whole of a deadline.
Must not know what is requested.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Semaphore, get_ident

MOST_HANGING = 48
"""Requests that hang and need no slot, at a time."""

HANGS_AFTER = 3.0
"""Seconds after which a request is taken to hang."""


class RequestSlots:
    """So many requests at a time; safe to use from several threads."""

    def __init__(self, count: int) -> None:
        self._free = Semaphore(count)
        self._since: dict[int, float] = {}
        self._hanging: set[int] = set()

    @property
    def hanging(self) -> int:
        """How many requests are under way that hang and hold no slot."""
        return len(self._hanging)

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold a slot in this thread, waiting for one to be free."""
        thread = get_ident()
        self._free.acquire()
        self._since[thread] = time.monotonic()
        try:
            yield
        finally:
            if self._since.pop(thread, None) is not None:
                self._free.release()
            self._hanging.discard(thread)

    def release_hanging(self) -> None:
        """Free the slots of requests that hang, for others to use."""
        now = time.monotonic()
        for thread, since in tuple(self._since.items()):
            if now - since < HANGS_AFTER or len(self._hanging) >= MOST_HANGING:
                continue
            self._hanging.add(thread)
            if self._since.pop(thread, None) is None:
                self._hanging.discard(thread)  # it was over a moment ago
            else:
                self._free.release()
