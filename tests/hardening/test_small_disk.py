"""A small dose of upgrades, backups and restorings on a disk that fills up."""

import subprocess
import sys
from pathlib import Path

import pytest


def test_on_a_disk_that_fills_up_all_is_done_or_nothing_is() -> None:
    command = [sys.executable, str(Path(__file__).with_name("small_disk.py")), "--count", "5"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 2 and "Traceback" not in done.stderr:
        pytest.skip("this system lets nobody make a small disk")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    assert done.stdout.count("× done") == 4
