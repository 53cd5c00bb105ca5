"""The full text of the story shown: fetched by a child process, or shown and put away where it is there.

Owns what the key for it does. Must not know how a page is fetched, nor how an article is made.
"""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from reader.errors import ReaderError
from reader.model import Story, StoryId
from reader.tui.article_loader import ArticleLoader
from reader.tui.library_thread import LibraryThread
from reader.tui.status_line import StatusLine

Fetching = Callable[[StoryId], Awaitable[int]]
"""Fetches the full text of a story and returns its words; raises ReaderError with a sentence."""


class FullTexts:
    """Fetches and shows full texts; `begin` starts work that goes on while keys are pressed."""

    def __init__(
        self,
        thread: LibraryThread,
        loader: ArticleLoader,
        status: StatusLine,
        fetch: Fetching,
        begin: Callable[[Coroutine[Any, Any, None]], object],
    ) -> None:
        self._thread = thread
        self._loader = loader
        self._status = status
        self._fetch = fetch
        self._begin = begin
        self._fetching: set[StoryId] = set()

    def toggle(self, story: Story) -> None:
        """Show the full text of a story, fetching it where it is not there; or the publisher's own text again."""
        self._thread.do(
            lambda library: library.full_texts.get(story.id) is not None, lambda there: self._go(story, there)
        )

    def _go(self, story: Story, there: bool) -> None:
        if there:
            own = self._loader.toggle_own(story.id)
            self._status.say("the publisher's own text · x shows the full text" if own else "the full text")
        elif story.id not in self._fetching:
            self._fetching.add(story.id)
            self._status.say("⟳ fetching the full text …")
            self._begin(self._fetch_it(story))

    async def _fetch_it(self, story: Story) -> None:
        try:
            words = await self._fetch(story.id)
        except ReaderError as error:
            self._status.alarm(str(error))
            return
        finally:
            self._fetching.discard(story.id)
        self._loader.show_full(story.id)
        self._status.say(f"full text, {words:,} words · x shows the publisher's own")
