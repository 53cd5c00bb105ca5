"""A few seconds of two interfaces, a refresh and a shell at one library."""

import subprocess
import sys
from pathlib import Path


def test_nothing_is_refused_or_lost_where_interfaces_a_refresh_and_a_shell_work_at_once() -> None:
    command = [sys.executable, str(Path(__file__).with_name("together.py")), "--minutes", "0.03", "--seed", "5"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    assert "none refused, none lost, no error" in done.stdout
