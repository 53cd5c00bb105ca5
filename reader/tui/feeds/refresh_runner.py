"""Runs `reader refresh` as a child process, one at a time, and shows its progress.

Must not know the library; what was stored is noticed by whoever watches it.
"""

from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from reader.errors import ReaderError
from reader.model import FeedId
from reader.tui.processes.child_output import Progress
from reader.tui.processes.children import Children
from reader.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from textual.worker import Worker

Work = Callable[[], Coroutine[Any, Any, None]]


Begin = Callable[[Coroutine[Any, Any, None]], "Worker[None]"]
"""Runs work in the background."""


class RefreshRunner:
    """Refreshes some feeds or all of them; `stored` is called at the end."""

    def __init__(self, children: Children, status: StatusLine, begin: Begin, stored: Callable[[], None]) -> None:
        self._children = children
        self._status = status
        self._run_in_background = begin
        self._stored = stored
        self._running = False
        self._quiet = False
        self._offline = False
        self._next: Work | None = None
        self._started: Worker[None] | None = None

    @property
    def running(self) -> bool:
        """Whether a refresh is under way."""
        return self._running

    def refresh(self, feeds: Sequence[FeedId]) -> None:
        """Refresh these feeds, or all where none is named, whatever their schedule."""
        self._begin(lambda: self._refresh(["--force", *(f"--feed={feed}" for feed in feeds)]))

    def refresh_quietly(self) -> None:
        """Refresh what is due without a word, where no refresh is under way; one that is asked for comes after it."""
        if not self._running:
            self._running = self._quiet = True
            self._started = self._run_in_background(self._run(self._refresh_quietly))

    def stop(self) -> None:
        """End the refresh that is under way; what came in stays, and the rest is as due as it was."""
        if self._started is None or not self._running:
            self._status.say("no refresh is running")
            return
        self._next = None
        self._started.cancel()
        self._status.say("refresh stopped, what came in stays")

    def subscribe_to_starters(self) -> None:
        """Subscribe to the bundled selection of feeds, and fetch what is due."""
        self._begin(self._subscribe_to_starters)

    def _begin(self, work: Work) -> None:
        if self._running and not self._quiet:
            self._status.say("already refreshing · : and 'stop refreshing' ends it")
            return
        if self._quiet:
            self._next = work
            self._status.show_progress(Progress().text)
            return
        self._running = True
        self._status.say("")
        self._status.show_progress(Progress().text)
        self._started = self._run_in_background(self._run(work))

    async def _run(self, work: Work) -> None:
        try:
            await work()
        except ReaderError as error:
            self._status.alarm(str(error))
        finally:
            self._running = self._quiet = False
            self._status.show_progress("")
            self._stored()
        self._go_on()

    def _go_on(self) -> None:
        """Begin what was asked for during a quiet refresh."""
        work, self._next = self._next, None
        if work is not None:
            self._begin(work)

    async def _refresh(self, arguments: Sequence[str]) -> None:
        progress = await self._children.refresh(arguments, self._show)
        self._offline = bool(progress.offline)
        self._status.say(progress.text)

    async def _refresh_quietly(self) -> None:
        progress = await self._children.refresh([], self._show_quietly)
        if progress.offline and not self._offline:
            self._status.say(progress.offline)
        self._offline = bool(progress.offline)

    async def _subscribe_to_starters(self) -> None:
        await self._children.subscribe_to_starters()
        self._stored()
        await self._refresh([])

    def _show_quietly(self, progress: Progress) -> None:
        new = f" · {progress.new:,} new ↑" if progress.new else ""
        self._status.show_progress(Progress().text if self._next else f"⟳{new}" if progress.feeds else "")

    def _show(self, progress: Progress) -> None:
        self._status.show_progress(progress.text)
