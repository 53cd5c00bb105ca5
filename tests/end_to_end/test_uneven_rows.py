"""Rows with text whose cells terminals count differently: what stands beside them stays in its column."""

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from end_to_end.program import READER, environment, run_here, start
from end_to_end.terminal import DEADLINE

TITLES = (
    "নমস্কার हिन्दी காபி, a title long enough to fill its column to the very end",
    "👩‍👩‍👧‍👦 family ☧️ 🗳️ ❤️ 1️⃣ 👍🏽 🇩🇪 a title long enough to fill its column to the end",
    "Plain, a title long enough to fill its column to the very end, and more than that",
)


def add_uneven_stories(home: Path) -> None:
    items = [
        {
            "id": title[:1],
            "title": title,
            "content_html": f"<p>{title} {title}</p><table><tr><td>{title[:9]}<td>1</table>",
        }
        for title in TITLES
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Family 👩‍👩‍👧‍👦 परिवार", "items": items}
    (home / "feed.json").write_text(json.dumps(feed))
    run_here(home, "add", str(home / "feed.json"))
    run_here(home, "tag", "1", "2", "3", "--add", "हिन्दी,film")


def test_borders_are_straight_in_a_terminal_that_knows_no_clusters(tmp_path: Path) -> None:
    add_uneven_stories(tmp_path)
    with start(tmp_path, 110, 30) as terminal:
        terminal.wait_for("the end")
        for _ in TITLES:
            rows = [terminal.screen.buffer[row] for row in range(28)]
            borders = [[column for column in (22, 66) if row[column].data == "│"] for row in rows]
            assert borders == [[22, 66]] * 28
            terminal.press("j")
            terminal.wait_until(lambda: True, "a frame")


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_borders_are_straight_in_tmux(tmp_path: Path) -> None:
    add_uneven_stories(tmp_path)
    with in_tmux(tmp_path, 110, 30) as tmux:
        wait_until(lambda: "the end" in tmux("capture-pane", "-p"))
        # What stands to the right of the last border begins in the same column, counted by tmux itself.
        tmux("copy-mode")
        columns = set()
        for row in range(9):
            tmux("send-keys", "-X", "top-line")
            tmux("send-keys", "-X", "start-of-line")
            if row:
                tmux("send-keys", "-N", str(row), "-X", "cursor-down")
            tmux("send-keys", "-X", "jump-forward", "│")
            first = tmux("display-message", "-p", "#{copy_cursor_x}").strip()
            tmux("send-keys", "-X", "jump-again")
            columns.add((first, tmux("display-message", "-p", "#{copy_cursor_x}").strip()))
        assert columns == {("22", "66")}


@contextmanager
def in_tmux(home: Path, columns: int, rows: int) -> Iterator[Callable[..., str]]:
    """Start the program in a tmux of its own; yield what calls its commands."""

    def tmux(*words: str) -> str:
        call = ["tmux", "-u", "-f", "/dev/null", "-S", str(home / "tmux"), *words]
        return subprocess.run(
            call, env=environment(home), capture_output=True, text=True, timeout=DEADLINE, check=True
        ).stdout

    tmux("new-session", "-d", "-x", str(columns), "-y", str(rows), *READER)
    try:
        yield tmux
    finally:
        tmux("kill-server")


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + DEADLINE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)
