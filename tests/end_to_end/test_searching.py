"""Searching in the real program, in a real terminal: typed, completed, mended, kept under a digit, found again."""

from pathlib import Path

import pytest
from end_to_end.program import start

pytestmark = pytest.mark.usefixtures("started_before")


@pytest.mark.parametrize(("columns", "lines"), [(120, 40), (80, 24)])
def test_a_search_is_typed_completed_mended_kept_and_found_again(tmp_path: Path, columns: int, lines: int) -> None:
    with start(tmp_path, columns, lines) as terminal:
        terminal.wait_for("Netflix is setting up")
        terminal.press("/")
        terminal.type("inkub")
        terminal.wait_until(lambda: terminal.shows("Netflix opens") and terminal.shows(" of 11 · "), "what was found")
        terminal.type(" tagg:media")
        terminal.wait_for("did you mean tag:?")
        terminal.type("\x15")  # ctrl+u
        terminal.wait_until(lambda: not terminal.shows("tagg"), "an empty line")
        terminal.type("fe")
        terminal.wait_for("in the feed's title or address")
        terminal.press("tab")
        terminal.type("news")
        terminal.press("tab")
        terminal.wait_for('feed:"News of reader"')
        terminal.press("enter")
        terminal.wait_for('feed:"News of reader" · 2 stories')
        terminal.press("S")
        terminal.wait_for("Keep this search")
        terminal.type("Ours")
        terminal.press("enter")
        terminal.wait_for("kept as Ours, 4 shows it")
        terminal.press("esc")
        terminal.wait_for("Unread · 11 stories")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
    with start(tmp_path, columns, lines) as terminal:
        terminal.wait_for("Netflix is setting up")
        terminal.press("4")
        terminal.wait_for("Ours · 2 stories")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
