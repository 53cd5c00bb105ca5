"""A small dose of kills in mid-run; and one of the interface at the very moment a tag shows."""

import subprocess
import sys
from pathlib import Path

from end_to_end.program import listed, run_here, start, tag


def test_what_was_acknowledged_survives_kills_in_the_middle_of_everything() -> None:
    command = [sys.executable, str(Path(__file__).with_name("kills.py")), "--count", "12", "--seed", "3"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    assert "12 kills in mid-run" in done.stdout


def test_a_tag_survives_a_kill_at_the_moment_it_shows(tmp_path: Path) -> None:
    run_here(tmp_path, "list")
    with start(tmp_path, 120, 40) as terminal:
        terminal.wait_for("INKubator")
        tag(terminal, "ai")
        terminal.wait_for("● ai")
        terminal.kill()
    assert len(listed(tmp_path, "tag:ai")) == 1
    with start(tmp_path, 120, 40) as terminal:
        terminal.wait_for("● ai")
