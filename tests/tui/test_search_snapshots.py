"""What searching, saved searches and lists in other orders look like; look at the pictures before taking new ones."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from builders import NOW
from textual.pilot import Pilot
from tui.stage import an_app, library_of, press, until
from tui.test_snapshots import Compare, a_rich_library, settled

from reader.tui.app import ReaderApp

SIZES = [(120, 40), (80, 24)]
LIGHT, DARK = "reader-light", "reader-dark"
SECONDS = 0.004
"""How long every search is said to have taken."""

both_sizes = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")


def a_searchable_app(folder: Path, theme: str = DARK) -> ReaderApp:
    """Return the app on a rich library whose words are in the index, with two saved searches."""
    a_rich_library(folder)
    library = library_of(folder)
    library.search_index.catch_up()
    library.saved_searches.save("Films and models", "tag:media OR tag:ai", 4, NOW)
    library.saved_searches.save("Proofs", "title:proof", None, NOW)
    library.close()
    app = an_app(folder)
    app.theme = theme
    return app


def after(*keys: str) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """Return what presses keys once all is there, waiting after each until all is there again."""

    async def act(pilot: Pilot[Any]) -> None:
        app = pilot.app
        assert isinstance(app, ReaderApp)
        await until(pilot, lambda: app.main.is_mounted and app.main.listing.view is not None)
        await settled(pilot)
        for key in keys:
            await press(pilot, key)
            await settled(pilot)
        app.main.listing.seconds = SECONDS
        app.main.searching.show_count()
        await settled(pilot)

    return act


@both_sizes
def test_search_with_hits(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    keys = ("slash", *"paragraph", "space", *"tag", "colon", *"ai", "space")
    assert snap_compare(a_searchable_app(tmp_path), terminal_size=size, run_before=after(*keys))


def test_search_with_hits_light(snap_compare: Compare, tmp_path: Path) -> None:
    app = a_searchable_app(tmp_path, LIGHT)
    assert snap_compare(app, terminal_size=(120, 40), run_before=after("slash", *"studio"))


@both_sizes
def test_search_with_completions(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    keys = ("slash", *"tag", "colon", "m")
    assert snap_compare(a_searchable_app(tmp_path), terminal_size=size, run_before=after(*keys))


@both_sizes
def test_search_with_an_error(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    keys = ("slash", *"proof", "space", *"tagg", "colon", "x")
    assert snap_compare(a_searchable_app(tmp_path), terminal_size=size, run_before=after(*keys))


@both_sizes
def test_keeping_a_search(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    keys = ("slash", *"proof", "enter", "S", *"Sums")
    assert snap_compare(a_searchable_app(tmp_path), terminal_size=size, run_before=after(*keys))


@both_sizes
def test_going_to_a_day(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    assert snap_compare(a_searchable_app(tmp_path), terminal_size=size, run_before=after("D", *"soon", "enter"))


@both_sizes
def test_saved_searches_in_the_feed_tree(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    assert snap_compare(a_searchable_app(tmp_path), terminal_size=size, run_before=after("4", "h"))


@both_sizes
def test_a_list_by_feed(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    keys = ("2", *("backslash",) * 3)
    assert snap_compare(a_searchable_app(tmp_path), terminal_size=size, run_before=after(*keys))
