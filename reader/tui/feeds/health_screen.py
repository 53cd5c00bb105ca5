"""The screen of the feeds' health: those in trouble first, all that is known of one, and the keys that cure it.

Follows the feeds as they change. Must not know the library: what is done to feeds is `HealthActs`.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content

from reader.errors import ReaderError
from reader.model import Feed, FeedId, FeedKind, Health
from reader.reading.cleaning import clean_line
from reader.refreshing import health
from reader.tui.commands import Where
from reader.tui.feeds.acts import FeedActs
from reader.tui.feeds.health_list import HealthHead, HealthLine, HealthList
from reader.tui.feeds.rows import mark_of
from reader.tui.status_line import StatusLine
from reader.tui.widgets.list_screen import ListScreen, screen_bindings

FOLLOW_SECONDS = 0.1
"""How often to look whether there is something else to show."""


@dataclass(frozen=True, slots=True)
class HealthActs:
    """What can be done from here: to `feeds`, `retry` one, `readdress` it ("": as its site says), a step back or on."""

    feeds: FeedActs
    retry: Callable[[FeedId], None]
    readdress: Callable[[FeedId, str], Awaitable[str]]
    undo: Callable[[], None]
    redo: Callable[[], None]


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
    """A list of feeds, and an account of one; left with the feed whose stories are wanted, if any are.

    `feeds` gives the feeds, another tuple whenever something has changed; `told` is the status line of the program.
    """

    BINDINGS = screen_bindings(Where.HEALTH, "q,exclamation_mark")
    HINTS = (
        ("r", "try now"),
        ("e", "address"),
        ("f", "find it"),
        ("w", "slower"),
        ("p", "pause"),
        ("d", "unsubscribe"),
        ("?", "keys"),
    )
    AUTO_FOCUS = "HealthList"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (12, "-high")]
    where = Where.HEALTH

    def __init__(
        self, feeds: Callable[[], tuple[Feed, ...]], told: StatusLine, acts: HealthActs, now: Callable[[], int]
    ) -> None:
        self._list = HealthList()
        super().__init__(self._list, lambda _: acts.undo(), lambda _: acts.redo())
        self._feeds = feeds
        self._told = told
        self._acts = acts
        self._now = now
        self._shown: tuple[Feed, ...] | None = None
        self._places: dict[FeedId, int] = {}
        self._heard = ""

    def compose_list(self) -> ComposeResult:
        """Put the names of the columns above the list."""
        yield HealthHead()
        yield self._list

    def on_mount(self) -> None:
        """Show the feeds, and follow what becomes of them."""
        self._heard = self._told.message
        self._follow()
        self.set_interval(FOLLOW_SECONDS, self._follow)

    def _follow(self) -> None:
        feeds = self._feeds()
        if feeds is not self._shown:
            self._shown = feeds
            now = self._now()
            self.show_heading(head_of(feeds))
            self._list.show([line_of(feed, now) for feed in self._in_place(feeds)])
        if self._told.progress != self.status.progress:
            self.status.show_progress(self._told.progress)
        if self._told.message != self._heard:
            self._heard = self._told.message
            self.status.alarm(self._heard) if self._told.alarming else self.status.say(self._heard)

    def _in_place(self, feeds: Sequence[Feed]) -> list[Feed]:
        """Return feeds, the worst first when the screen is opened; none moves while one works through them."""
        for feed in health.worst_first(feeds):
            self._places.setdefault(feed.id, len(self._places))
        return sorted(feeds, key=lambda feed: self._places[feed.id])

    @property
    def _feed(self) -> Feed | None:
        return next((feed for feed in self._shown or () if feed.id == self._list.feed), None)

    @on(HealthList.Highlighted)
    def _feed_highlighted(self) -> None:
        self.query_one(".screen-account").set_class(self._feed is None, "-empty")
        if self._feed is not None:
            self.show_account(_account(self._feed, self._now()))

    @on(HealthList.Opened)
    def _feed_opened(self, event: HealthList.Opened) -> None:
        self.dismiss(event.feed)

    def action_open(self) -> None:
        """Show the stories of the feed."""
        if self._feed is not None:
            self.dismiss(self._feed.id)

    def action_retry(self) -> None:
        """Check the feed now."""
        if self._feed is not None:
            self._acts.retry(self._feed.id)

    def action_pause(self) -> None:
        """Pause the feed, or resume it."""
        if self._feed is not None:
            self._acts.feeds.toggle_pause(self._feed.id)

    def action_slow(self) -> None:
        """Have the feed checked less often, or as often as it publishes again."""
        if self._feed is not None:
            self._acts.feeds.slow_down(self._feed.id)

    def action_always_full_text(self) -> None:
        """Have the full texts of the feed's stories fetched when they are read, or no more."""
        if self._feed is not None:
            self._acts.feeds.toggle_full_text(self._feed.id)

    def action_unsubscribe(self) -> None:
        """Unsubscribe from the feed; where stories of it would stay, only when that is answered."""
        if self._feed is not None:
            feed = self._feed
            self._acts.feeds.ask_to_unsubscribe(feed, lambda question: self._ask(feed.id, question))

    def _ask(self, feed: FeedId, question: str) -> None:
        from reader.tui.widgets.dialogs import SureDialog

        if self.is_current:
            self.app.push_screen(
                SureDialog(question), lambda sure: self._acts.feeds.unsubscribe(feed) if sure else None
            )

    async def action_address(self) -> None:
        """Ask for another address of the feed."""
        from reader.sources.addresses import without_credentials
        from reader.tui.feeds.address_dialog import AddressDialog

        feed = self._feed
        if feed is None or not self._is_from_web(feed):
            return
        dialog = AddressDialog(
            feed.title, without_credentials(feed.url), lambda url: self._acts.readdress(feed.id, url)
        )
        await self.app.push_screen(dialog, lambda said: self._told.say(said) if said else None)

    def action_find_address(self) -> None:
        """Look for the feed's address on its site."""
        if self._feed is not None and self._is_from_web(self._feed):
            self._told.say(f"looking on the site of {self._feed.title} …")
            self._find_address(self._feed.id)

    @work(group="address", exclusive=True, exit_on_error=False)
    async def _find_address(self, feed: FeedId) -> None:
        try:
            self._told.say(await self._acts.readdress(feed, ""))
        except ReaderError as error:
            self._told.alarm(str(error))

    def _is_from_web(self, feed: Feed) -> bool:
        if feed.kind is FeedKind.WEB:
            return True
        self._told.say(f"{feed.title} does not come from the web: it has no other address")
        return False


def _account(feed: Feed, now: int) -> Content:
    from reader.sources.addresses import shown_address

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
