"""Keeping the page behind a link as a story of its own, by a child process.

Owns that a page is not asked for twice at a time. Must not know how a page is fetched, nor where it is kept.
"""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from reader.errors import ReaderError
from reader.tui.status_line import StatusLine

Keeping = Callable[[str], Awaitable[str]]
"""Keeps the page at an address and returns its title; raises ReaderError with a sentence."""


class PageKeeping:
    """Keeps pages; `begin` starts work that goes on while keys are pressed."""

    def __init__(self, keep: Keeping, status: StatusLine, begin: Callable[[Coroutine[Any, Any, None]], object]) -> None:
        self._keep = keep
        self._status = status
        self._begin = begin
        self._under_way: set[str] = set()

    def keep(self, url: str) -> None:
        """Begin to keep the page at an address."""
        if url not in self._under_way:
            self._under_way.add(url)
            self._status.say(f"⟳ keeping {url} …")
            self._begin(self._keep_it(url))

    async def _keep_it(self, url: str) -> None:
        try:
            title = await self._keep(url)
        except ReaderError as error:
            self._status.alarm(str(error))
            return
        finally:
            self._under_way.discard(url)
        self._status.say(f"kept {title}, tagged later")
