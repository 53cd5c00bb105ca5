"""One thread with a library connection of its own, for what must not keep the keys waiting.

Owns the thread and the order of its jobs. Must not know Textual, nor what the jobs do.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from reader.errors import Interrupted, ReaderError
from reader.library import Library, open_once_more
from reader.library.database import BUSY_SECONDS
from reader.log import logger

T = TypeVar("T")

_log = logger(__name__)

_WRITE_SECONDS = BUSY_SECONDS + 5
"""How long the end waits for writing: as long as a busy library may keep it waiting, and a little."""

_READ_SECONDS = 2
_SLOW_SECONDS = 0.2
"""How long a job takes that is logged."""


@dataclass(slots=True)
class _Job:
    topic: str
    work: Callable[[Library], Iterator[Any]]
    each: Callable[[Any], None]
    failed: Callable[[], None] | None = None
    dropped: bool = False


class LibraryThread:
    """Does jobs one after the other; `post` brings an answer to the thread of the interface, `failed` a failure."""

    def __init__(
        self, path: Path, post: Callable[[Callable[[], None]], object], failed: Callable[[Exception], None]
    ) -> None:
        self._path = path
        self._post = post
        self._failed = failed
        self._jobs: list[_Job] = []
        self._newest: dict[str, _Job] = {}
        self._running: _Job | None = None
        self._wake = threading.Condition()
        self._ended = False
        self._thread: threading.Thread | None = None
        self._library: Library | None = None

    def do(
        self, work: Callable[[Library], T], done: Callable[[T], None], failed: Callable[[], None] | None = None
    ) -> None:
        """Do `work` after all that was asked before, whatever is asked later, and hand its result to `done`.

        Where it cannot be done `failed` is called, after why was told.
        """
        self._add(_Job("", _once(work), done, failed))

    def ask(self, topic: str, work: Callable[[Library], T], done: Callable[[T], None]) -> None:
        """Do `work` unless something newer is asked on this topic first; the answer to an older question is dropped."""
        self.stream(topic, _once(work), done)

    def stream(self, topic: str, work: Callable[[Library], Iterator[T]], each: Callable[[T], None]) -> None:
        """Hand each part of an answer to `each` as it comes, until something newer is asked on this topic."""
        self.drop(topic)
        job = self._newest[topic] = _Job(topic, work, each)
        self._add(job)

    def drop(self, topic: str) -> None:
        """Forget what was asked on this topic; what is being answered is given up at once, answers on their way too."""
        with self._wake:
            job = self._newest.pop(topic, None)
            if job is not None:
                job.dropped = True
            self._jobs = [job for job in self._jobs if not job.dropped]
            self._give_up_what_was_dropped()

    @property
    def idle(self) -> bool:
        """Whether nothing is left to do."""
        with self._wake:
            return not self._jobs and self._running is None

    def end(self) -> None:
        """Finish what `do` was asked, drop the rest, and end the thread; returns when all is written."""
        with self._wake:
            self._ended = True
            for job in [*self._jobs, self._running]:
                if job is not None and job.topic:
                    job.dropped = True
            self._jobs = [job for job in self._jobs if not job.dropped]
            self._give_up_what_was_dropped()
            writing = bool(self._jobs) or (self._running is not None and not self._running.dropped)
            self._wake.notify()
        if self._thread is not None:
            self._thread.join(timeout=_WRITE_SECONDS if writing else _READ_SECONDS)

    def _give_up_what_was_dropped(self) -> None:
        """Called with the lock, so that no other job can have begun meanwhile."""
        if self._running is not None and self._running.dropped and self._library is not None:
            self._library.interrupt()

    def _add(self, job: _Job) -> None:
        with self._wake:
            if self._ended:
                return
            self._jobs.append(job)
            self._wake.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="reader library", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        _log.info("library thread started")
        try:
            while (job := self._next()) is not None:
                began = time.monotonic()
                library = self._open(job)
                if library is not None and not job.dropped:  # it may have been while the library was opened
                    self._perform(job, library)
                if (seconds := time.monotonic() - began) > _SLOW_SECONDS:
                    _log.warning("a job (%s) took %d ms", job.topic or "to be done", seconds * 1000)
        finally:
            with self._wake:
                library, self._library = self._library, None
            if library is not None:
                library.close()
            _log.info("library thread ended")

    def _open(self, job: _Job) -> Library | None:
        """Return the library, opened at the first job; where that fails it is said, and tried again at the next."""
        if self._library is None:
            try:
                self._library = open_once_more(self._path)
            except ReaderError as error:
                self._report(error, job)
        return self._library

    def _next(self) -> _Job | None:
        with self._wake:
            self._running = None
            self._wake.wait_for(lambda: self._jobs or self._ended)
            self._running = self._jobs.pop(0) if self._jobs else None
            return self._running

    def _perform(self, job: _Job, library: Library) -> None:
        try:
            for part in job.work(library):
                if job.dropped:
                    return
                self._post(lambda part=part: None if job.dropped else job.each(part))  # type: ignore[misc]
        except Interrupted:
            return  # nobody waits for the answer any more
        except Exception as error:  # the boundary of the thread: whatever went wrong is said, and the next job done
            self._report(error, job)

    def _report(self, error: Exception, job: _Job) -> None:
        if not (self._ended and isinstance(error, RuntimeError)):  # then it is only that nobody takes the answer
            _log.error("a job failed", exc_info=error)
        with suppress(RuntimeError):  # the interface has gone
            self._post(lambda: self._failed(error))
            if job.failed is not None:
                self._post(job.failed)


def _once(work: Callable[[Library], T]) -> Callable[[Library], Iterator[T]]:
    def parts(library: Library) -> Iterator[T]:
        yield work(library)

    return parts
