"""What a person does about how a feed is checked: pausing it, slowing it down, giving it another address.

Each is a step of the journal, so that it can be undone. Must not know how a feed is fetched, nor what is wrong with it.
"""

from reader.errors import ReaderError
from reader.library.feeds import Feeds
from reader.library.journal import Change, Journal
from reader.model import Feed

_HOUR, _DAY, _WEEK = 3600, 86_400, 604_800

SLOWEST = 30 * _DAY
"""The most seconds a person may want between two checks."""


class Cures:
    """The steps that change how feeds are checked."""

    def __init__(self, feeds: Feeds, journal: Journal) -> None:
        self._feeds = feeds
        self._journal = journal

    def pause(self, feed_id: int, now: int) -> None:
        """Have the feed checked only when it is named, until it is resumed. Raises NotFoundError."""
        self._set_paused(self._feeds.get(feed_id), True, now)

    def resume(self, feed_id: int, now: int) -> None:
        """Have a paused feed checked again when it is due. Raises NotFoundError."""
        self._set_paused(self._feeds.get(feed_id), False, now)

    def slow(self, feed_id: int, seconds: int, now: int) -> None:
        """Leave so many seconds between two checks at least; 0 leaves it to the feed. Raises NotFoundError."""
        feed = self._feeds.get(feed_id)
        change = Change("feed.slowness", (feed.id,), feed.slowness, seconds)
        self._journal.perform(f"set {feed.title} to be checked {pace(seconds)}", [change], now)

    def give_address(self, feed_id: int, url: str, now: int) -> None:
        """Have the feed checked at another address; its stories stay what they are.

        Raises NotFoundError, or ReaderError where another subscription has that address.
        """
        feed, other = self._feeds.get(feed_id), self._feeds.by_url(url)
        if other is not None and other.id != feed.id:
            raise ReaderError(f"Feed {other.id}, {other.title}, has that address already: nothing was changed.")
        change = Change("feed.url", (feed.id,), feed.url, url)
        self._journal.perform(f"gave {feed.title} another address", [change], now)

    def _set_paused(self, feed: Feed, paused: bool, now: int) -> None:
        change = Change("feed.paused", (feed.id,), int(feed.paused), int(paused))
        self._journal.perform(f"{'paused' if paused else 'resumed'} {feed.title}", [change], now)


def pace(seconds: int) -> str:
    """Return how often a feed is checked at most, in words; 0 means as often as it publishes."""
    if not seconds:
        return "as often as it publishes"
    for unit, name in ((_WEEK, "week"), (_DAY, "day"), (_HOUR, "hour")):
        if seconds % unit == 0:
            count = seconds // unit
            return f"every {name} at most" if count == 1 else f"every {count} {name}s at most"
    return f"every {seconds // 60} minutes at most"
