"""What demanding articles look like in the reading pane; look at the pictures before taking new ones."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from builders import NOW, a_feed, a_story, keep
from layouts import lay_out
from shapes import ARTICLES
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.pilot import Pilot
from textual.widgets import Input, TextArea
from tui.stage import HOUR, a_row, an_app, library_of, places_in, press, until

import reader.tui
from reader.model import Body, BodyFormat, Enclosure
from reader.reading.article import article_of
from reader.sources.files.documents import read_document
from reader.tui.app import ReaderApp
from reader.tui.article.view import ArticleView
from reader.tui.themes import OURS, variables_for

WIDTHS = (40, 80, 160)
WIDEST = 78
LIGHT, DARK = "reader-light", "reader-dark"
SEEDS = Path(reader.tui.__file__).parents[2] / "seeds"
SAVED = "a story as people save it"
"""The bundled story, told in plain text with the remains of a paywall at its end."""


def body_of(name: str) -> Body:
    """Return one of the demanding articles, or the saved story."""
    if name == SAVED:
        return read_document(SEEDS / "netflix-inkubator.txt", name).body
    return Body(BodyFormat.HTML, ARTICLES[name], "https://base.example.com/")


def title_of(name: str) -> str:
    """Return what stands above it."""
    return read_document(SEEDS / "netflix-inkubator.txt", name).title if name == SAVED else f"An article: {name}"


class Pane(App[None]):
    """The reading pane as wide as a small, a usual and a large terminal, side by side, with one article in each."""

    CSS_PATH = Path(reader.tui.__file__).parent / "reader.tcss"

    def __init__(self, name: str, theme: str) -> None:
        super().__init__()
        self._views = [ArticleView(WIDEST) for _ in WIDTHS]
        self._article = name
        for each in OURS:
            self.register_theme(each)
        self.theme = theme

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variables_for(self.current_theme)

    def compose(self) -> ComposeResult:
        with Horizontal():
            for view, width in zip(self._views, WIDTHS, strict=True):
                view.styles.width = width
                view.styles.margin = (0, 1, 0, 0)
                yield view

    def on_mount(self) -> None:
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        story, body = a_row(1, title_of(self._article), words=0), body_of(self._article)
        article = article_of(body, story.title)
        for view in self._views:
            view.show_header(story)
            view.show_body(story.id, lay_out(article, view.measure, body.base_url))


def height_of(name: str) -> int:
    """Return the lines it takes to show all of an article where there is the least room."""
    article = article_of(body_of(name), title_of(name))
    return len(lay_out(article, WIDTHS[0] - 4).lines) + 5


@pytest.mark.parametrize("theme", [DARK, LIGHT])
@pytest.mark.parametrize("name", [*ARTICLES, SAVED])
def test_articles(snap_compare: Callable[..., bool], name: str, theme: str) -> None:
    assert snap_compare(Pane(name, theme), terminal_size=(sum(WIDTHS) + len(WIDTHS), height_of(name)))


FILES = (
    Enclosure("https://news.example/episodes/twelve-weeks-in-a-lighthouse.mp3", "audio/mpeg", 81_400_000, 3725),
    Enclosure("https://news.example/paper.pdf", "application/pdf", 1_200_000),
)


def the_keys(*keys: str) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """Return what opens the story, presses keys, and waits until all is there."""

    async def act(pilot: Pilot[Any]) -> None:
        app = pilot.app
        assert isinstance(app, ReaderApp)
        await until(pilot, lambda: app.main.is_mounted and app.main.listing.view is not None)
        await press(pilot, "enter")
        await until(pilot, lambda: app.main.article.is_whole and app.main.idle)
        for key in keys:
            await press(pilot, key)
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
    [("slash", *"text"), ("i",), ("f",), ("F", "j"), ("m", *"Compare with part two.")],
    ids=["finding", "the outline", "where the links lead", "attached files", "a note"],
)
def test_keys_in_the_article(
    snap_compare: Callable[..., bool], tmp_path: Path, keys: tuple[str, ...], size: tuple[int, int]
) -> None:
    places_in(tmp_path).data.mkdir(parents=True)
    library = library_of(tmp_path)
    body = Body(BodyFormat.HTML, ARTICLES["headings"] + ARTICLES["links"], enclosures=FILES)
    keep(library, a_feed(library, "Verge"), a_story("Headings and links", body=body), published=NOW - HOUR)
    library.close()
    assert snap_compare(an_app(tmp_path, "feed:verge"), terminal_size=size, run_before=the_keys(*keys))
