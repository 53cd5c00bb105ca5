"""A small dose of upgrades, backups and restorings that are killed."""

import subprocess
import sys
from pathlib import Path


def test_killed_upgrades_backups_and_restorings_leave_the_old_library_or_the_new_one() -> None:
    command = [sys.executable, str(Path(__file__).with_name("upgrades.py")), "--count", "10", "--seed", "7"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    assert "upgrade: " in done.stdout
