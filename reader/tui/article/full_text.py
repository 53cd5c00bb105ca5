"""Full texts: fetched by a child process, and switched with the feed's own text where they are there.

Owns what the keys for it do, and when it is fetched unasked: where its feed's always are, once a story is being read.
Not in a refresh, which would ask for hundreds of pages nobody reads. Must not know how a page is fetched, nor how an
article is made.
"""

from textual.timer import Timer

from reader.errors import ReaderError
from reader.model import Story, StoryId
from reader.tui.context import Context

REST_SECONDS = 0.3
"""How long a story is before one's eyes before its page is asked for unasked: not those one skips."""

_OFFER = " · X always fetches it in this feed"


class FullTextFetcher:
    """Fetches and shows full texts."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._status = context.status
        self._access = context.library
        self._fetching: set[StoryId] = set()
        self._resting: Timer | None = None
        self._unasked: StoryId | None = None
        self._next: Story | None = None

    # Asked for

    def toggle(self, story: Story) -> None:
        """Show the full text of a story, fetching it where it is not there; or the publisher's own text again."""
        self._access.read_after_writes(
            lambda library: library.full_texts.get(story.id) is not None, lambda there: self._go(story, there)
        )

    def _go(self, story: Story, there: bool) -> None:
        if there:
            original = self._context.main.loader.toggle_original(story.id)
            self._status.say("the publisher's own text · x shows the full text" if original else "the full text")
        elif story.id not in self._fetching:
            self._status.say("⟳ fetching the full text …")
            self._context.run_in_background(self._fetch_it(story))

    async def _fetch_it(self, story: Story) -> None:
        try:
            words = await self._fetched(story)
        except ReaderError as error:
            self._status.alarm(str(error))
            return
        self._access.read_after_writes(
            lambda library: library.full_texts.fetched_twice(story.feed_id),
            lambda sought: self._say_what_came(words, _OFFER if sought else " · x shows the publisher's own"),
        )

    def _say_what_came(self, words: int, more: str) -> None:
        self._status.say(f"full text, {words:,} words{more}")

    # Unasked

    def read(self, story: Story) -> None:
        """Fetch the full text of a story that is being read, where its feed's always are, once one rests on it."""
        if self._resting is not None:
            self._resting.stop()
        self._resting = self._context.main.set_timer(REST_SECONDS, lambda: self._fetch_if_wanted(story))

    def _fetch_if_wanted(self, story: Story) -> None:
        now = self._context.now()
        self._access.writer.ask(  # the writer, as a failure may have been stored just now
            "the full text",
            lambda library: library.full_texts.wanted(story.id, now),
            lambda wanted: self._fetch_unasked(story) if wanted else None,
        )

    def _fetch_unasked(self, story: Story) -> None:
        """Fetch one at a time; of those that come up meanwhile, the last one is next."""
        if story.id in self._fetching:
            return
        if self._unasked is not None:
            self._next = story
            return
        self._unasked = story.id
        self._context.run_in_background(self._fetch_quietly(story))

    async def _fetch_quietly(self, story: Story) -> None:
        self._status.say("⟳ fetching the full text …")
        try:
            words = await self._fetched(story)
            self._say_what_came(words, " · x shows the publisher's own")
        except ReaderError as error:
            self._status.say(str(error))
            self._context.main.loader.reload()
        finally:
            following, self._unasked, self._next = self._next, None, None
        if following is not None:
            self._fetch_if_wanted(following)

    async def _fetched(self, story: Story) -> int:
        self._fetching.add(story.id)
        try:
            words = await self._context.children.full_text(story.id)
        finally:
            self._fetching.discard(story.id)
        self._context.main.loader.show_full(story.id)
        return words
