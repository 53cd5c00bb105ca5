"""Going back to a backup while the program is open: it shows what was restored, and what it does next is kept."""

import json
from pathlib import Path

import pytest
from end_to_end.program import listed, run_here, start, tag

pytestmark = pytest.mark.usefixtures("started_before")


def test_an_open_interface_shows_what_was_restored_and_goes_on(tmp_path: Path) -> None:
    with start(tmp_path, 120, 40) as terminal:
        terminal.wait_for("INKubator")
        tag(terminal, "before")
        terminal.wait_for("● before")
        backup = json.loads(run_here(tmp_path, "backup", "--json"))["file"]
        run_here(tmp_path, "tag", "1", "--add", "after")
        terminal.wait_for("● after")
        run_here(tmp_path, "restore", backup)
        terminal.wait_until(
            lambda: terminal.shows("● before") and not terminal.shows("● after"), "the tags as they were"
        )
        terminal.press("s")
        terminal.wait_for("★")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
    assert [story["tags"] for story in listed(tmp_path, "is:starred")] == [["before"]]
    assert listed(tmp_path, "tag:after") == []
