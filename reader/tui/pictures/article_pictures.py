"""Fetches the pictures of the story shown in a child process, and shows one large.

Owns what the key for them does, and when they are fetched without it. Must not know how a picture is fetched or drawn.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual.timer import Timer

from reader.errors import ReaderError
from reader.model import Story, StoryId
from reader.reading.cleaning import clean_line
from reader.tui.context import Context
from reader.tui.pictures.drawings import DrawingCache
from reader.tui.pictures.known import KnownPictures
from reader.tui.processes.browser import open_in_browser

if TYPE_CHECKING:
    from textual.worker import Worker

    from reader.reading.layout.pictures import Picture
    from reader.tui.pictures.terminal import TerminalGraphics

BATCH_SECONDS = 0.3
"""How long pictures that have come wait for others, so that the text below moves seldom."""


class ArticlePictures:
    """Fetches and shows pictures."""

    def __init__(self, context: Context, known: KnownPictures, drawings: DrawingCache) -> None:
        self._context = context
        self._article = context.main.article
        self._known = known
        self._drawings = drawings
        self._status = context.status
        self._fetching: StoryId | None = None
        self._seen: tuple[StoryId, tuple[str, ...]] | None = None
        self._started: Worker[None] | None = None
        self._batching: Timer | None = None
        self._graphics: TerminalGraphics | None = None

    def show(self) -> None:
        """Fetch the pictures of the story shown; where that is done, show the one in sight large."""
        story = self._article.story
        if story is None:
            return
        if self._known.mode == "off":
            self._status.say(self._known.off_reason)
        elif self._fetching == story.id:
            self._status.say("the pictures are on their way")
        elif self._not_fetched or (self._missing and not self._article.pictures.drawn):
            self._fetch(story)
        elif self._article.pictures.drawn:
            self.enlarge(self._article.pictures.from_line(self._article.scroll_offset.y))
        else:
            self._status.say("no pictures in this story")

    def enlarge(self, index: int) -> None:
        """Show a picture of the story alone, by its number among those that are here."""
        from reader.tui.pictures.screen import PictureScreen
        from reader.tui.pictures.terminal import TerminalGraphics

        if self._graphics is None:
            self._graphics = TerminalGraphics(self._context.app)
        pictures, graphics = self._article.pictures.drawn, self._graphics.widget()
        screen = PictureScreen(pictures, index, self._known, self._drawings, self._link_of, graphics)
        self._context.app.push_screen(screen, lambda url: open_in_browser(self._context, url) if url else None)

    def fit(self) -> None:
        """Draw the pictures of the story smaller, or larger, where the pane has another height now."""
        if self._article.pictures.all and not self._known.fits(self._article.size.height):
            self._batch()

    def fetch_if_wanted(self) -> None:
        """Fetch pictures without being asked where a person wants that, once a story is being read."""
        story = self._article.story
        wanted = self._known.mode == "on" and self._article.has_focus and self._article.is_whole
        if not wanted or story is None:
            return
        seen = (story.id, tuple(picture.url for picture in self._article.pictures.all))
        if seen != self._seen and self._not_fetched:
            self._fetch(story)
        self._seen = seen

    @property
    def _not_fetched(self) -> bool:
        return any(self._known.state_of(picture.url) is None for picture in self._missing)

    @property
    def _missing(self) -> "list[Picture]":
        return [picture for picture in self._article.pictures.all if picture.awaited]

    def _link_of(self, number: int) -> str:
        links = self._article.page.links
        return links[number - 1][1] if 0 < number <= len(links) else ""

    def _fetch(self, story: Story) -> None:
        if self._started is not None and self._fetching is not None:
            self._started.cancel()
        self._fetching = story.id
        self._status.say("⟳ fetching the pictures …")
        self._started = self._context.run_in_background(self._fetch_them(story))

    async def _fetch_them(self, story: Story) -> None:
        came: list[bool] = []

        def arrived(event: dict[str, Any]) -> None:
            if event.get("event") == "picture":
                trouble = clean_line(str(event.get("message", "")))
                self._known.note(str(event.get("url", "")), trouble)
                came.append(not trouble)
                self._batch()

        own = ("--own",) if self._context.main.loader.shows_original(story.id) else ()
        try:
            await self._context.children.run_with_events(arrived, "pictures", "--events", *own, "--", str(story.id))
        except ReaderError as error:
            self._status.alarm(str(error))
        else:
            self._status.say(_summary(came, self._known.key))
        finally:
            if self._fetching == story.id:
                self._fetching = None

    def _batch(self) -> None:
        if self._batching is None:
            self._batching = self._article.set_timer(BATCH_SECONDS, self._lay_out)

    def _lay_out(self) -> None:
        self._batching = None
        self._context.main.loader.show_pictures()


def _summary(came: Sequence[bool], key: str) -> str:
    count, everything = sum(came), len(came)
    pictures = "1 picture" if everything == 1 else f"{everything} pictures"
    if not count:
        return f"{pictures} could not be had"
    return f"{pictures if count == everything else f'{count} of {pictures}'} · {key} shows one large"
