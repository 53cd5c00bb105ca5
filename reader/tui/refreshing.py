"""Refreshing while one reads on: starting the child, saying how far it is and what came of it.

Owns that there is one refresh at a time. Must not know the library; what was stored is noticed by whoever watches it.
"""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from reader.errors import ReaderError
from reader.model import FeedId
from reader.tui.refresh_child import Children, Progress
from reader.tui.status_line import StatusLine

Start = Callable[[Coroutine[Any, Any, None]], object]
"""Runs something beside everything else."""


class Refreshing:
    """Refreshes some feeds or all of them; `stored` is told now and then, and at the end."""

    def __init__(self, children: Children, status: StatusLine, start: Start, stored: Callable[[], None]) -> None:
        self._children = children
        self._status = status
        self._start = start
        self._stored = stored
        self._running = False

    def refresh(self, feeds: Sequence[FeedId]) -> None:
        """Refresh these feeds, or all where none is named, whatever their schedule."""
        self._begin(lambda: self._refresh(["--force", *(f"--feed={feed}" for feed in feeds)]))

    def subscribe_to_starters(self) -> None:
        """Subscribe to the bundled selection of feeds, and fetch what is due."""
        self._begin(self._subscribe_to_starters)

    def _begin(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        if self._running:
            self._status.say("already refreshing")
            return
        self._running = True
        self._status.say("")
        self._status.show_progress(Progress().text)
        self._start(self._run(work))

    async def _run(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await work()
        except ReaderError as error:
            self._status.alarm(str(error))
        finally:
            self._running = False
            self._status.show_progress("")
            self._stored()

    async def _refresh(self, arguments: Sequence[str]) -> None:
        progress = await self._children.refresh(arguments, self._show)
        self._status.say(progress.text)

    async def _subscribe_to_starters(self) -> None:
        await self._children.subscribe_to_starters()
        self._stored()
        await self._refresh([])

    def _show(self, progress: Progress) -> None:
        self._status.show_progress(progress.text)
