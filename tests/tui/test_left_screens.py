"""What is left of screens that were opened and left: nothing that grows with every visit."""

import gc
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget
from tui.stage import an_app, press, running, until

from reader.tui.app import ReaderApp

VISITS = 3


async def visit(pilot: Pilot[Any], app: ReaderApp, key: str) -> None:
    """Open a screen, wait until it is drawn, and leave it."""
    await press(pilot, key)
    await until(pilot, lambda: app.screen is not app.main)
    await pilot.pause()
    await press(pilot, "escape")
    await until(pilot, lambda: app.screen is app.main)
    await pilot.pause()


def alive() -> tuple[int, int]:
    """Count the widgets and the drawn lines that something still holds."""
    gc.collect()
    things = gc.get_objects()
    return sum(isinstance(thing, Widget) for thing in things), sum(isinstance(thing, Strip) for thing in things)


@pytest.mark.parametrize("key", ["H", "exclamation_mark", "question_mark", "ctrl+p"])
async def test_neither_widgets_nor_lines_of_a_screen_that_was_left_stay_in_memory(tmp_path: Path, key: str) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await visit(pilot, app, key)
        before = alive()
        for _ in range(VISITS):
            await visit(pilot, app, key)
        widgets, lines = alive()
        assert widgets - before[0] < VISITS
        assert lines - before[1] < VISITS
