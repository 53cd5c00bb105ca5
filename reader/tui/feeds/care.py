"""What the health screen needs to show and to cure feeds, put together.

Must not know how the screen looks, nor how panes stand.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from reader.model import FeedId
from reader.tui.child_processes import Children
from reader.tui.feeds.acts import FeedActs
from reader.tui.feeds.refreshing import Refreshing
from reader.tui.library_sync import Upkeep
from reader.tui.status_line import StatusLine
from reader.tui.stories.acts import StoryActs

if TYPE_CHECKING:
    from reader.tui.feeds.health_screen import HealthScreen


class FeedCare:
    """Makes health screens; what is done there is written by `acts` or by a child, and shown by `upkeep`."""

    def __init__(
        self,
        upkeep: Upkeep,
        acts: FeedActs,
        children: Children,
        refreshing: Refreshing,
        steps: StoryActs,
        status: StatusLine,
        now: Callable[[], int],
    ) -> None:
        self._upkeep = upkeep
        self._acts = acts
        self._children = children
        self._refreshing = refreshing
        self._steps = steps
        self._status = status
        self._now = now

    def screen(self) -> "HealthScreen":
        """Return a health screen on the feeds as they are, and as they become."""
        from reader.tui.feeds.health_screen import HealthActs, HealthScreen

        acts = HealthActs(self._acts, self._retry, self._readdress, self._steps.undo, self._steps.redo)
        return HealthScreen(lambda: self._upkeep.feeds, self._status, acts, self._now)

    def _retry(self, feed: FeedId) -> None:
        self._refreshing.refresh([feed])

    async def _readdress(self, feed: FeedId, address: str) -> str:
        said = await self._children.readdress(feed, address)
        self._upkeep.look_again()
        return said
