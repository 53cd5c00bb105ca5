"""Styles are read by whoever needs them, and nothing shows through that is never drawn."""

import importlib
import pkgutil
from pathlib import Path

import pytest
from textual.screen import Screen
from tui.stage import an_app, library_of, press, running, until

import reader.tui
from reader.tui.app import ReaderApp
from reader.tui.main_screen import MainScreen
from reader.tui.themes import LIGHT
from reader.tui.widgets.blank_container import BlankContainer


def screens() -> list[type[Screen[object]]]:
    """Return every screen there is but the main one."""
    for module in pkgutil.walk_packages(reader.tui.__path__, "reader.tui."):
        importlib.import_module(module.name)
    found: list[type] = []
    left: list[type] = [Screen]
    while left:
        subclasses: list[type] = left.pop().__subclasses__()
        left += subclasses
        found += [one for one in subclasses if one.__module__.startswith("reader.") and one is not MainScreen]
    return found


def files_read(app: ReaderApp) -> set[str]:
    """Return the names of the style files that were read."""
    return {Path(path).name for path, _ in app.stylesheet.source if path.endswith(".tcss")}


def test_every_screen_but_the_main_one_brings_its_styles() -> None:
    assert len(screens()) > 10
    assert {one.__name__ for one in screens() if Path(str(one.CSS_PATH)).name != "screens.tcss"} == set()


async def test_styles_of_other_screens_are_read_when_the_first_of_them_opens(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        assert files_read(app) == {"reader.tcss"}
        await press(pilot, "question_mark")
        assert files_read(app) == {"reader.tcss", "screens.tcss"}


async def test_the_first_styles_are_those_of_the_theme_chosen_last_time(tmp_path: Path) -> None:
    library = library_of(tmp_path)
    library.state.set("theme", LIGHT.name)
    library.close()
    app = an_app(tmp_path)
    async with running(app):
        assert app.theme == LIGHT.name
        assert app.screen.styles.background.hex.lower() == LIGHT.background


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 20)], ids=str)
@pytest.mark.parametrize("keys", [(), ("h",), ("z",), ("slash",), ("t",), ("l", "slash")], ids=str)
async def test_what_is_not_drawn_is_covered_wholly(tmp_path: Path, size: tuple[int, int], keys: tuple[str]) -> None:
    app = an_app(tmp_path)
    async with running(app, size) as pilot:
        await press(pilot, *keys)
        await until(pilot, lambda: app.main.idle)
        for y in range(size[1]):
            for x in range(size[0]):
                widget, _ = app.screen.get_widget_at(x, y)
                assert not isinstance(widget, BlankContainer | MainScreen), (x, y, widget)
