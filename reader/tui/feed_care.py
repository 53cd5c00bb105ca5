"""What the health screen needs to show and to cure feeds, put together.

Must not know how the screen looks, nor how panes stand.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from reader.model import FeedId
from reader.tui.feed_acts import FeedActs
from reader.tui.library_thread import LibraryThread
from reader.tui.refresh_child import Children
from reader.tui.refreshing import Refreshing
from reader.tui.status_line import StatusLine
from reader.tui.story_acts import StoryActs
from reader.tui.upkeep import Upkeep
from reader.tui.writing import Writing

if TYPE_CHECKING:
    from reader.tui.health_screen import HealthScreen


class FeedCare:
    """Makes health screens; what is done there is written by `writer` or by a child, and shown by `upkeep`."""

    def __init__(
        self,
        upkeep: Upkeep,
        writer: LibraryThread,
        children: Children,
        refreshing: Refreshing,
        steps: StoryActs,
        status: StatusLine,
        now: Callable[[], int],
    ) -> None:
        self._upkeep = upkeep
        self._children = children
        self._refreshing = refreshing
        self._steps = steps
        self._status = status
        self._now = now
        writing = Writing(writer, now, lambda: upkeep.stories_changed(None))
        self._acts = FeedActs(writer, writing, status.say)

    def screen(self) -> "HealthScreen":
        """Return a health screen on the feeds as they are, and as they become."""
        from reader.tui.health_screen import HealthActs, HealthScreen

        acts = HealthActs(self._acts, self._retry, self._readdress, self._steps.undo, self._steps.redo)
        return HealthScreen(lambda: self._upkeep.feeds, self._status, acts, self._now)

    def _retry(self, feed: FeedId) -> None:
        self._refreshing.refresh([feed])

    async def _readdress(self, feed: FeedId, address: str) -> str:
        said = await self._children.readdress(feed, address)
        self._upkeep.look_again()
        return said
