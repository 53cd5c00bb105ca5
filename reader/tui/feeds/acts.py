"""What a person does to a feed: pausing it, slowing it down, wanting its full texts, unsubscribing.

Must not know keys or screens.
"""

from collections.abc import Callable

from reader.library import Library
from reader.model import Feed, FeedId
from reader.tui.library_access import LibraryThread
from reader.tui.writing import Writing

DAY, WEEK = 86_400, 604_800

_NEXT_SLOWNESS = {0: DAY, DAY: WEEK}


def kept(stories: int) -> str:
    """Return how many stories stay when their feed is left, in a sentence; there is one at least."""
    which = "1 story" if stories == 1 else f"{stories:,} stories"
    return f"{which} you tagged, starred or noted {'stays' if stories == 1 else 'stay'}."


class FeedActs:
    """Counts with `thread`; `say` gets a sentence once something is done."""

    def __init__(self, thread: LibraryThread, writing: Writing, say: Callable[[str], None]) -> None:
        self._thread = thread
        self._writing = writing
        self._say = say

    def toggle_pause(self, feed_id: FeedId) -> None:
        """Pause a feed, or resume it, going by what was asked before and not by what is shown yet."""

        def toggle(library: Library, now: int) -> str:
            feed = library.feeds.get(feed_id)
            (library.feeds.resume if feed.paused else library.feeds.pause)(feed_id, now)
            return f"{'resumed' if feed.paused else 'paused'} {feed.title} · U undoes"

        self._writing.do(toggle, self._say)

    def slow_down(self, feed_id: FeedId) -> None:
        """Have a feed checked every day at most, then every week, then as often as it publishes again."""

        def slow(library: Library, now: int) -> str:
            from reader.library.feeds import pace

            feed = library.feeds.get(feed_id)
            seconds = _NEXT_SLOWNESS.get(feed.slowness, 0)
            library.feeds.slow(feed_id, seconds, now)
            return f"{feed.title} is checked {pace(seconds)} · U undoes"

        self._writing.do(slow, self._say)

    def toggle_full_text(self, feed_id: FeedId | None) -> None:
        """Have the full texts of a feed's stories fetched when they are read, or no more."""
        if feed_id is None:
            self._say("go to a feed first, or to a story of it")
            return

        def toggle(library: Library, now: int) -> str:
            feed = library.feeds.get(feed_id)
            library.full_texts.set_always(feed_id, not feed.full_text, now)
            if feed.full_text:
                return f"stories of {feed.title} come as the feed gives them · U undoes"
            return f"stories of {feed.title} get their full text when you read them · U undoes"

        self._writing.do(toggle, self._say)

    def ask_to_unsubscribe(self, feed: Feed, ask: Callable[[str], None]) -> None:
        """Take a feed out; where stories of it would stay, first `ask` whether that is meant."""

        def found(staying: int) -> None:
            if staying:
                ask(f"Unsubscribe from {feed.title}? {kept(staying)} U brings the feed back.")
            else:
                self.unsubscribe(feed.id)

        self._thread.do(lambda library: library.retention.count_kept(feed.id), found)

    def unsubscribe(self, feed_id: FeedId) -> None:
        """Take a feed out; its tagged, starred and noted stories stay."""

        def leave(library: Library, now: int) -> str:
            feed, staying = library.feeds.get(feed_id), library.retention.count_kept(feed_id)
            library.feeds.unsubscribe(feed_id, now)
            return f"unsubscribed from {feed.title}{f' · {kept(staying)}' if staying else ''} · U undoes"

        self._writing.do(leave, self._say)
