"""What demanding articles look like in the reading pane; look at the pictures before taking new ones."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from builders import a_feed
from shapes import ARTICLES
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input, TextArea
from tui.stage import a_row, an_app, library_of, places_in, press, put, until

import reader.tui
from reader.model import Body, BodyFormat
from reader.reading.article import article_of
from reader.reading.layout import lay_out
from reader.tui.app import ReaderApp
from reader.tui.article_view import ArticleView
from reader.tui.themes import OURS, variables_for

WIDTHS = (40, 80, 160)
LIGHT, DARK = "reader-light", "reader-dark"


class Pane(App[None]):
    """The reading pane alone, with one article."""

    CSS_PATH = Path(reader.tui.__file__).parent / "reader.tcss"

    def __init__(self, name: str, theme: str) -> None:
        super().__init__()
        self._view = ArticleView(78)
        self._article = name
        for each in OURS:
            self.register_theme(each)
        self.theme = theme

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variables_for(self.current_theme)

    def compose(self) -> ComposeResult:
        yield self._view

    def on_mount(self) -> None:
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        story = a_row(1, f"An article: {self._article}", words=0)
        body = Body(BodyFormat.HTML, ARTICLES[self._article], "https://base.example.com/")
        self._view.show_header(story)
        self._view.show_body(story.id, lay_out(article_of(body, ""), self._view.measure, body.base_url))


def height_of(name: str, width: int) -> int:
    """Return the lines it takes to show all of an article."""
    article = article_of(Body(BodyFormat.HTML, ARTICLES[name], "https://base.example.com/"), "")
    return len(lay_out(article, min(78, width - 4), "https://base.example.com/").lines) + 4


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ARTICLES)
def test_articles_in_the_dark(snap_compare: Callable[..., bool], name: str, width: int) -> None:
    assert snap_compare(Pane(name, DARK), terminal_size=(width, height_of(name, width)))


@pytest.mark.parametrize("name", ARTICLES)
def test_articles_in_the_light(snap_compare: Callable[..., bool], name: str) -> None:
    assert snap_compare(Pane(name, LIGHT), terminal_size=(80, height_of(name, 80)))


def the_keys(*keys: str) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """Return what opens the story, presses keys, and waits until all is there."""

    async def act(pilot: Pilot[Any]) -> None:
        app = pilot.app
        assert isinstance(app, ReaderApp)
        await until(pilot, lambda: app.main.is_mounted and app.main.listing.view is not None)
        await press(pilot, "enter")
        await until(pilot, lambda: app.main.article.is_whole and app.main.idle)
        await press(pilot, *keys)
        await until(pilot, lambda: app.main.idle)
        for area in app.screen.query(TextArea):
            area.cursor_blink = False
        for line in app.screen.query(Input):
            line.cursor_blink = False
        await pilot.pause()

    return act


@pytest.mark.parametrize("size", [(100, 30), (40, 20)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(
    "keys",
    [("slash", *"text"), ("i",), ("f",), ("m", *"Compare with part two.")],
    ids=["finding", "the outline", "where the links lead", "a note"],
)
def test_keys_in_the_article(
    snap_compare: Callable[..., bool], tmp_path: Path, keys: tuple[str, ...], size: tuple[int, int]
) -> None:
    places_in(tmp_path).data.mkdir(parents=True)
    library = library_of(tmp_path)
    put(library, a_feed(library, "Verge"), "Headings and links", 1, ARTICLES["headings"] + ARTICLES["links"])
    library.close()
    assert snap_compare(an_app(tmp_path, "feed:verge"), terminal_size=size, run_before=the_keys(*keys))
