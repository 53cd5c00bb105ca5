"""Work on what is not in sight stands back while what is in sight is painted."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any, cast

import pytest
from builders import a_feed, a_library
from textual.geometry import Size
from tui.stage import a_row, put

from reader.library import Library
from reader.model import Story, StoryId
from reader.reading.layout.page import Layout
from reader.tui.article.converter import Converter
from reader.tui.article.loader import ArticleLoader
from reader.tui.article.positions import ReadingPositions
from reader.tui.article.view import ArticleView
from reader.tui.library_thread import LibraryThread
from reader.tui.pictures.known import KnownPictures

LONG = "".join(f"<p>Paragraph {number} says a little more of what there is to say.</p>" for number in range(1500))


class Noting(Event):
    """Notes how often it was waited for."""

    waits = 0

    def wait(self, timeout: float | None = None) -> bool:
        self.waits += 1
        return True


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = a_library(tmp_path)
    yield library
    library.close()


def layouts(library: Library, painted: Event | None) -> list[Layout]:
    story_id = put(library, a_feed(library, "Verge"), "A long story", 1, LONG)
    converter = Converter(lambda *_: None, lambda: 0)
    return list(converter.lay_out(library, a_row(story_id), 80, unfolded=False, original=False, painted=painted))


def test_the_rest_of_an_article_waits_until_its_beginning_is_painted(library: Library) -> None:
    painted = Noting()
    found = layouts(library, painted)
    assert [layout.whole for layout in found] == [False] * (len(found) - 1) + [True]
    assert painted.waits == len(found) - 1 > 1


def test_where_nobody_looks_only_the_whole_is_made(library: Library) -> None:
    (layout,) = layouts(library, None)
    assert layout.whole


class Screen:
    """Stands for the thread and for the pane: it keeps what is asked, and paints when it is told to."""

    def __init__(self) -> None:
        self.story: Story | None = None
        self.measure = 80
        self.size = Size(80, 24)
        self.asked: dict[str, Callable[[Layout], None]] = {}
        self._after: list[Callable[[], object]] = []

    def ask(self, *_: object) -> None:
        pass

    def do(self, *_: object) -> None:
        pass

    def options_for(self, height: int) -> None:
        pass

    def drop(self, topic: str) -> None:
        self.asked.pop(topic, None)

    def stream(self, topic: str, work: object, each: Callable[[Layout], None]) -> None:
        self.asked[topic] = each

    def show_header(self, story: Story) -> None:
        self.story = story

    def show_body(self, *_: object) -> None:
        pass

    def show_story(self, story: Story, *_: object) -> None:
        self.story = story

    def call_after_refresh(self, callback: Callable[[], object]) -> None:
        self._after.append(callback)

    def paint(self) -> None:
        for callback in self._after:
            callback()
        self._after.clear()


def a_loader(screen: Screen) -> ArticleLoader:
    either = cast(Any, screen)
    positions = ReadingPositions(either, either)
    next_story = a_row(99)
    return ArticleLoader(
        cast(LibraryThread, either),
        cast(ArticleView, either),
        positions,
        cast(KnownPictures, either),
        lambda: next_story,
        lambda: 0,
    )


def test_the_next_article_is_made_ready_once_this_one_is_painted() -> None:
    screen = Screen()
    loader = a_loader(screen)
    loader.show_now(a_row(1))
    screen.asked["the article"](Layout(80, ()))
    assert "the next article" not in screen.asked
    screen.paint()
    assert "the next article" in screen.asked


def test_one_that_is_at_hand_is_painted_before_the_next_is_made_ready() -> None:
    screen = Screen()
    loader = a_loader(screen)
    loader.show_now(a_row(1))
    screen.asked["the article"](Layout(80, ()))
    screen.paint()
    screen.asked.clear()
    loader.show_now(a_row(1))
    assert screen.asked == {}
    screen.paint()
    assert set(screen.asked) == {"the next article"}
    assert screen.story is not None and screen.story.id == StoryId(1)
