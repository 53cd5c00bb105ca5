"""The screen of the feeds' health: those in trouble first, the details of one, and the keys that repair it.

Follows the feeds as they change. Must not know the library: what is done to feeds is in `actions`.
"""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from reader.model import Feed, FeedId, Health
from reader.reading.cleaning import clean_line
from reader.refreshing import health
from reader.tui.commands import Where
from reader.tui.context import Context
from reader.tui.feeds.health_list import HealthHead, HealthLine, HealthList
from reader.tui.feeds.rows import mark_of
from reader.tui.list_screen import ListScreen, screen_bindings

FOLLOW_SECONDS = 0.1
"""How often to look whether there is something else to show."""


def line_of(feed: Feed, now: int) -> HealthLine:
    """Return what the line of a feed says."""
    failing = feed.in_trouble or (feed.paused and feed.failures > 0)
    since = feed.trouble_since if failing else None
    return HealthLine(
        feed.id,
        mark_of(feed),
        feed.title,
        health.state(feed),
        since="" if since is None else health.moment(since, now),
        times=f"{feed.failures:,}×" if failing and feed.failures else "",
        good="never" if feed.succeeded is None else health.moment(feed.succeeded, now),
        next=_next_of(feed, now),
        alarming=feed.in_trouble,
    )


def head_of(feeds: Sequence[Feed]) -> str:
    """Return the line above the list: "Feed health · 3 in trouble · 1 paused · 42 feeds"."""
    troubled, paused = sum(feed.in_trouble for feed in feeds), sum(feed.paused for feed in feeds)
    parts = [f"{troubled:,} in trouble" if troubled else "none in trouble"] if feeds else []
    parts += [f"{paused:,} paused"] if paused else []
    return " · ".join(["Feed health", *parts, "1 feed" if len(feeds) == 1 else f"{len(feeds):,} feeds"])


class HealthScreen(ListScreen[FeedId], inherit_bindings=False):
    """A list of feeds, and the details of one; left with the feed whose stories are wanted, if any are.

    It follows the feeds as the sidebar has counted them, and what is said on the main screen.
    """

    BINDINGS = screen_bindings(Where.HEALTH, "q,exclamation_mark")
    HINTS = (
        "health.retry",
        "health.address",
        "health.find",
        "health.slow",
        "health.pause",
        "health.unsubscribe",
        "app.help",
    )
    AUTO_FOCUS = "HealthList"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (12, "-high")]
    where = Where.HEALTH

    def __init__(self, context: Context) -> None:
        self._list = HealthList()
        super().__init__(context, self._list)
        self.context = context  # what is said here is said on the main screen's line, which this one follows
        self._main_status = context.status
        self._shown: tuple[Feed, ...] | None = None
        self._places: dict[FeedId, int] = {}
        self._last_message = ""

    def compose_list(self) -> ComposeResult:
        """Put the names of the columns above the list."""
        yield HealthHead()
        yield self._list

    def on_mount(self) -> None:
        """Show the feeds, and follow what becomes of them."""
        self._last_message = self._main_status.message
        self._follow()
        self.set_interval(FOLLOW_SECONDS, self._follow)

    def _follow(self) -> None:
        """Show what the sidebar counted and the main status line; polled, as neither sends a message of changes."""
        feeds = self.context.main.sidebar.feeds
        if feeds is not self._shown:
            self._shown = feeds
            now = self.context.now()
            self.show_heading(head_of(feeds))
            self._list.show([line_of(feed, now) for feed in self._in_place(feeds)])
        if self._main_status.progress != self.status.progress:
            self.status.show_progress(self._main_status.progress)
        if self._main_status.message != self._last_message:
            self._last_message = self._main_status.message
            self.status.alarm(self._last_message) if self._main_status.alarming else self.status.say(self._last_message)

    def _in_place(self, feeds: Sequence[Feed]) -> list[Feed]:
        """Return feeds, the worst first when the screen is opened; none moves while one works through them."""
        for feed in health.worst_first(feeds):
            self._places.setdefault(feed.id, len(self._places))
        return sorted(feeds, key=lambda feed: self._places[feed.id])

    @property
    def feed(self) -> Feed | None:
        """The feed under the cursor."""
        return next((feed for feed in self._shown or () if feed.id == self._list.feed), None)

    @on(HealthList.Highlighted)
    def _feed_highlighted(self) -> None:
        self.query_one(".screen-details").set_class(self.feed is None, "-empty")
        if self.feed is not None:
            self.show_details(_details(self.feed, self.context.now()))

    @on(HealthList.Opened)
    def _feed_opened(self, event: HealthList.Opened) -> None:
        self.dismiss(event.feed)


def _details(feed: Feed, now: int) -> Content:
    from reader.reading.masking import shown_address

    return Content.assemble(
        (clean_line(feed.title, 200), "bold"),
        (f"  {shown_address(feed.url)}\n", "$reader-dim"),
        f"{clean_line(health.verdict(feed), 600)}\n",
        (clean_line(health.facts(feed, now)), "$reader-dim"),
    )


def _next_of(feed: Feed, now: int) -> str:
    if feed.health in (Health.GONE, Health.PAUSED) or not (feed.is_fetched or feed.slowness):
        return "–"
    return "now" if feed.next_check <= now else health.moment(feed.next_check, now)
