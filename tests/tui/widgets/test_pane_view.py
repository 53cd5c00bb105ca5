"""Panes paint no more than has changed: counted, as a person would only feel it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.geometry import Region
from textual.screen import Screen
from textual.scrollbar import ScrollBar
from tui.stage import an_app, press, running, seed, until

from reader.tui.app import ReaderApp
from reader.tui.article.view import ArticleView
from reader.tui.feeds.tree import FeedTree
from reader.tui.stories.story_list import StoryList

PANES = (FeedTree, StoryList, ArticleView)


@pytest.fixture(autouse=True)
def undisturbed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have nothing looked at because time passes."""
    for name in ("WATCH_SECONDS", "AGES_SECONDS"):
        monkeypatch.setattr(f"reader.tui.main_screen.{name}", 3600.0)


@contextmanager
def painting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """Count the lines each pane draws, scroll bars that are made, and repaints of the whole screen."""
    painted: Counter[str] = Counter()
    with monkeypatch.context() as patch:
        for pane in PANES:
            patch.setattr(pane, "render_line", _counted(painted, pane.__name__, pane.render_line))
        patch.setattr(ScrollBar, "render", _counted(painted, "ScrollBar", ScrollBar.render))
        whole = Screen.refresh

        def refresh(self: Screen[Any], *regions: Region, **how: bool) -> Screen[Any]:
            painted["whole screen"] += not regions and how.get("repaint", True)
            return whole(self, *regions, **how)

        patch.setattr(Screen, "refresh", refresh)
        yield painted


def _counted(painted: Counter[str], name: str, method: Any) -> Any:
    def counted(self: object, *arguments: Any, **named: Any) -> Any:
        painted[name] += 1
        return method(self, *arguments, **named)

    return counted


async def at_rest(app: ReaderApp, pilot: Any) -> None:
    await until(pilot, lambda: app.main.idle and app.main.article.has_body)
    await pilot.pause()


async def test_the_tag_bar_is_all_that_is_painted_when_it_opens_but_for_the_cursor_that_lost_the_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "t", "escape")
        await at_rest(app, pilot)
        with painting(monkeypatch) as painted:
            await press(pilot, "t")
        assert app.main.tag_bar.is_open
        assert {name: lines for name, lines in painted.items() if lines} == {"StoryList": 1}


async def test_a_pane_that_gets_the_keys_leaves_the_others_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await at_rest(app, pilot)
        with painting(monkeypatch) as painted:
            await press(pilot, "l")
        assert app.focused is app.main.article
        assert not painted["FeedTree"] and not painted["whole screen"]


async def test_one_line_down_draws_two_lines_of_the_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await at_rest(app, pilot)
        with painting(monkeypatch) as painted:
            await press(pilot, "j")
        assert painted["StoryList"] == 2
        assert not painted["FeedTree"] and not painted["whole screen"]


async def test_a_pane_of_another_size_is_drawn_anew(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await at_rest(app, pilot)
        before = [strip.cell_length for strip in app.main.stories.render_lines(app.main.stories.size.region)]
        await pilot.resize_terminal(150, 40)
        await at_rest(app, pilot)
        after = app.main.stories.render_lines(app.main.stories.size.region)
        assert len(after) == app.main.stories.size.height
        assert after[0].cell_length > before[0]


async def test_the_cursor_stays_above_the_tag_bar_and_the_list_goes_back_when_that_closes(tmp_path: Path) -> None:
    seed(tmp_path, more=60)
    app = an_app(tmp_path, "is:unread")
    async with running(app) as pilot:
        await press(pilot, "G")
        await at_rest(app, pilot)
        stories, top = app.main.stories, app.main.stories.scroll_offset.y

        def line_of_cursor() -> int:
            text = [strip.text for strip in stories.render_lines(stories.size.region)]
            return stories.region.y + next(y for y, line in enumerate(text) if line.startswith("▌"))

        await press(pilot, "t")
        await until(pilot, lambda: line_of_cursor() < app.main.tag_bar.region.y)
        await press(pilot, "escape")
        await until(pilot, lambda: stories.scroll_offset.y == top)
        assert line_of_cursor() == stories.region.bottom - 1


async def test_a_list_whose_cursor_is_above_the_tag_bar_does_not_move(tmp_path: Path) -> None:
    seed(tmp_path, more=60)
    app = an_app(tmp_path, "is:unread")
    async with running(app) as pilot:
        await at_rest(app, pilot)
        size = app.main.stories.virtual_size
        await press(pilot, "t")
        assert app.main.tag_bar.is_open
        assert app.main.stories.virtual_size == size and app.main.stories.scroll_offset.y == 0


async def test_no_key_lays_the_screen_out_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await at_rest(app, pilot)
        laid_out: Counter[str] = Counter()
        monkeypatch.setattr(Screen, "_refresh_layout", _counted(laid_out, "times", Screen._refresh_layout))
        for key in ("j", "k", "r", "u", "s", "G", "g", "l", "d", "h"):
            await press(pilot, key)
            await at_rest(app, pilot)
            assert not laid_out, key


async def test_a_story_marked_read_draws_its_line_and_those_of_the_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = an_app(tmp_path, "is:unread")
    async with running(app) as pilot:
        await at_rest(app, pilot)
        with painting(monkeypatch) as painted:
            await press(pilot, "s")
            await until(pilot, lambda: app.main.idle)
            await pilot.pause()
        assert painted["StoryList"] == 1
        assert painted["FeedTree"] == 1
