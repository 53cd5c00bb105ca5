"""What pytest finds: the same tests in the same order for every worker, whenever it looks, and in a moment."""

import subprocess
import sys
import time
from pathlib import Path

TESTS = Path(__file__).parent


def collected(after: float) -> list[str]:
    """Return the names of all tests, as a process of its own finds them; it begins `after` seconds from now."""
    time.sleep(after)  # what is tested is that the second it is does not matter
    command = [sys.executable, "-m", "pytest", "--collect-only", "-p", "no:cacheprovider", "-n", "0", str(TESTS)]
    found = subprocess.run(command, cwd=TESTS.parent, capture_output=True, text=True, check=True)
    return [line for line in found.stdout.splitlines() if "::" in line]


def test_two_processes_a_second_apart_find_the_same_tests() -> None:
    first, second = collected(0), collected(1.1)
    assert len(first) > 3000
    assert first == second
