"""A terminal too small for anything is no reason to crash."""

from pathlib import Path

import pytest
from end_to_end.program import start
from end_to_end.terminal import Terminal

pytestmark = pytest.mark.usefixtures("started_before")


def test_a_terminal_of_20_by_5_starts_and_quits(tmp_path: Path) -> None:
    with start(tmp_path, 20, 5) as terminal:
        terminal.wait_until(lambda: terminal.screen_text().strip() != "", "anything at all")
        terminal.press("j", "enter", "q")
        assert terminal.wait_for_exit() == 0


def fills_the_screen(terminal: Terminal) -> bool:
    """Tell whether the status line stands in the last row and reaches to its end."""
    last = terminal.lines()[-1].rstrip()
    return last.endswith("? keys") and len(last) >= terminal.screen.columns - 2


def test_a_terminal_that_shrinks_and_grows_keeps_the_story(tmp_path: Path) -> None:
    with start(tmp_path, 120, 40) as terminal:
        terminal.wait_for("INKubator")
        for columns, rows in [(20, 5), (200, 50), (59, 9), (110, 8), (80, 24)]:
            terminal.resize(columns, rows)
            terminal.wait_until(lambda: fills_the_screen(terminal), f"a screen of {columns} × {rows}")
        terminal.wait_for("INKubator")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
