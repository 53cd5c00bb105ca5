"""Where the tests of the interface take place: a clock that stands still, a library with a few stories, and waiting."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar, cast

from builders import NOW, a_feed, a_library, a_story, copy_library, keep
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget

import reader.tui
from reader.config import Config, Directories
from reader.library import Library
from reader.model import Feed, FeedId, FeedKind, Story, StoryId
from reader.tui.app import ReaderApp, make_app
from reader.tui.commands import BY_ID
from reader.tui.context import Context
from reader.tui.themes import OURS, variables_for

M = TypeVar("M", bound=Message)

HOUR = 3600
HOSTILE = "[/b] [@click=app.quit]x[/] \x1b]0;pwned\x07 \x9b31m \u202eevil"
ESCAPES = ("\x1b", "\x07", "\x9b", "\u202e")

NETFLIX = "Netflix builds in-house AI studio to produce animated shorts"
ARTICLE = (
    '<p>A studio called <b>INKubator</b> makes short films, <a href="https://theverge.example/x">The Verge</a> says.'
    "</p><h2>Where it is heading</h2>"
    + "".join(f"<p>Paragraph {number} says a little more of what there is to say.</p>" for number in range(40))
    + "<h2>What it means</h2><p>The end.</p>"
)


def clock() -> int:
    """Return the time, which stands still."""
    return NOW


def places_in(folder: Path) -> Directories:
    """Return the directories of a reader under a folder."""
    return Directories(folder / "config", folder / "data", folder / "state")


def seed(folder: Path, more: int = 0) -> Directories:
    """Make a library with three feeds, eight stories and `more` old ones; return where it is."""
    directories = places_in(folder)
    copy_library(directories.library, _fill, more)
    return directories


def _fill(library: Library, more: int) -> None:
    """Fill a library with three feeds, eight stories and `more` old ones."""
    verge, lwn, quanta = a_feed(library, "Verge", "Tech"), a_feed(library, "LWN", "Tech"), a_feed(library, "Quanta")
    netflix = put(library, verge, NETFLIX, 2, ARTICLE)
    put(library, lwn, "The state of the page cache", 3)
    proof = put(library, quanta, "A proof that needed forty years", 5)
    put(library, verge, "What the job listing said before it was changed", 6)
    put(library, lwn, "Writing a parser in an afternoon", 26)
    sky = put(library, quanta, "Why the sky is not violet", 27)
    put(library, verge, "A phone that folds twice", 28)
    put(library, lwn, "How do panes know their size?", 80)
    for number in range(more):
        put(library, verge, f"Old story {number}", 100 + number)
    library.tags.apply([netflix], ["ai", "media/film"], [], NOW)
    library.tags.apply([proof], ["maths"], [], NOW)
    library.stories.mark_read([sky], NOW)
    library.stories.star([proof], NOW)


def put(library: Library, feed: FeedId, title: str, hours: int, content: str = "") -> StoryId:
    """Store a story published so many hours ago."""
    story = a_story(title, url="https://example.org/story", content=content or f"<p>{title}, told in full.</p>")
    return keep(library, feed, story, published=NOW - hours * HOUR)[0]


def an_app(folder: Path, query: str = "", **settings: Any) -> ReaderApp:
    """Return the app on a seeded library."""
    directories = places_in(folder)
    if not directories.library.exists():
        seed(folder)
    return make_app(
        directories, Config(**({"refresh_in_background": False, "suggest_in_list": False} | settings)), query, clock
    )


def library_of(folder: Path) -> Library:
    """Open the library of an app once more, or make it where there is none."""
    return a_library(places_in(folder).data)


def a_row(story_id: int, title: str = "A story", **properties: Any) -> Story:
    """A story as the list shows it."""
    values: dict[str, Any] = {
        "feed_id": FeedId(1),
        "feed_title": "Verge",
        "author": "",
        "url": "https://example.org/story",
        "published": NOW - story_id * HOUR,
        "arrived": NOW,
        "words": 300,
        "read": False,
        "starred": False,
    }
    return Story(id=StoryId(story_id), title=title, **(values | properties))


def a_feed_row(feed_id: int, title: str, **properties: Any) -> Feed:
    """A feed as the feed tree shows it."""
    return Feed(FeedId(feed_id), f"https://{feed_id}.example", FeedKind.WEB, title, **properties)


class Host(App[None]):
    """A tiny app with one widget, in our colours; `stage` runs it and keeps the messages sent in it."""

    CSS_PATH = [Path(reader.tui.__file__).parent / name for name in ("reader.tcss", "screens.tcss")]

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self.widget = widget
        self.messages: list[Message] = []
        for theme in OURS:
            self.register_theme(theme)
        self.theme = OURS[0].name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variables_for(self.current_theme)

    async def action_run(self, name: str) -> None:
        """Run a command of the table, as the program does; every pane is the one widget."""
        panes = SimpleNamespace(feeds=self.widget, stories=self.widget, article=self.widget)
        done = BY_ID[name].run(cast(Context, SimpleNamespace(app=self, main=panes)))
        if done is not None:
            await done

    def compose(self) -> ComposeResult:
        yield self.widget

    def on_mount(self) -> None:
        self.widget.focus()

    def of(self, kind: type[M]) -> list[M]:
        """Return the messages of a kind, in order, each once."""
        return list({id(message): message for message in self.messages if isinstance(message, kind)}.values())


@asynccontextmanager
async def on_stage(widget: Widget, size: tuple[int, int] = (80, 24)) -> AsyncIterator[tuple[Host, Pilot[None]]]:
    """Run a widget on a host of its own."""
    host = Host(widget)
    async with host.run_test(size=size, message_hook=host.messages.append) as pilot:
        await pilot.pause()
        yield host, pilot


@asynccontextmanager
async def running(app: ReaderApp, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Pilot[None]]:
    """Run the whole app, until its first list is there."""
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.main.is_mounted and app.main.listing.view is not None)
        await pilot.pause()
        yield pilot


def shown(app: App[Any]) -> str:
    """Return the screen as text."""
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in line).rstrip() for line in lines)


async def until(pilot: Pilot[Any], holds: Callable[[], object], seconds: float = 60) -> None:
    """Wait until `holds()`, and until that is painted; AssertionError with the screen where it takes longer.

    Looking is cheap, and is all that is done meanwhile: `pause` asks every widget whether it is done.
    """
    if holds():
        return
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"It did not come to hold. The screen:\n{shown(pilot.app)}")
        await asyncio.sleep(0.01)
    await pilot.pause(0)


async def until_shown(pilot: Pilot[Any], *texts: str) -> None:
    """Wait until all of `texts` are on the screen."""
    await until(pilot, lambda: all(text in shown(pilot.app) for text in texts))


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys, waiting for the last one's effect to be painted."""
    await pilot.press(*keys)
    await pilot.pause()
