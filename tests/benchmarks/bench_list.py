"""`reader list QUERY --json --limit 50` beside `reader --version`, which only starts and ends.

python tests/benchmarks/bench_list.py [stories …]
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.figures import surroundings
from benchmarks.made_library import TAGS, library_of

RUNS = 9
GOAL = 60
"""Milliseconds that a list of 50 may take longer than the version at 100,000 stories."""

QUERIES = (
    "",
    "is:unread",
    "about",
    "netflix",
    '"of the"',
    f"tag:{TAGS[7]} time",
    "kernel OR museum",
    "climate -netflix",
)


def run(arguments: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Run the program; return its wall and its CPU milliseconds. Raises where it fails."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "reader", *arguments], env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"reader {arguments} ended with {process.returncode}")
    return 1000 * (time.perf_counter() - began), 1000 * (used.ru_utime + used.ru_stime)


def table(stories: int) -> None:
    """Print the table of one size."""
    environment = surroundings(library_of(stories))
    calls = {"reader --version": ["--version"]}
    calls |= {f"reader list {query}": ["list", query, "--json", "--limit", "50"] for query in QUERIES}
    runs: dict[str, list[tuple[float, float]]] = {name: [] for name in calls}
    for turn in range(RUNS + 1):
        for name, arguments in calls.items():
            one = run(arguments, environment)
            if turn:  # the first warms the caches
                runs[name].append(one)
    walls = {name: statistics.median(wall for wall, _ in all_of_them) for name, all_of_them in runs.items()}
    floor = walls["reader --version"]
    print(f"{f'{stories:,} stories':34}{'wall ms':>9}{'more':>8}{'CPU ms':>9}   median of {RUNS}; goal: {GOAL} more")
    for name, all_of_them in runs.items():
        cpu = statistics.median(cpu for _, cpu in all_of_them)
        print(f"{name:34}{walls[name]:9.0f}{walls[name] - floor:8.0f}{cpu:9.0f}")
    print()


def main() -> None:
    """Print a table for each size."""
    for stories in [int(argument) for argument in sys.argv[1:]] or [1_000, 100_000]:
        table(stories)


if __name__ == "__main__":
    main()
