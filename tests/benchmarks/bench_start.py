"""Start to the first painted list, against an empty Textual app in the same run.

    python tests/benchmarks/bench_start.py [stories …]

Each program starts in a pseudo-terminal of 120 × 40; the figure is the time until its mark is on the screen,
and the CPU seconds and resident memory it had used by then. A library of 1000000 takes long to make, the first time.
"""

import os
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.figures import surroundings
from benchmarks.made_library import NEWEST, library_of
from end_to_end.terminal import DEADLINE, Terminal

RUNS = 7
EMPTY_APP = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self):
        yield Static("an empty app")
Empty().run()
"""


@dataclass(frozen=True)
class Start:
    """One start: seconds until painted, CPU seconds and resident MiB by then."""

    wall: float
    cpu: float
    resident: float


def start(argv: list[str], mark: str, home: Path) -> Start:
    """Start a program and wait for its mark."""
    environment = surroundings(home)
    began = time.perf_counter()
    with Terminal(120, 40, argv, environment) as terminal:
        while mark.encode() not in terminal.raw and time.perf_counter() - began < DEADLINE:
            terminal.raw += os.read(terminal._master, 65536)  # unread by the emulator, which would take time of its own
        wall = time.perf_counter() - began
        return Start(wall, cpu_of(terminal.process.pid), resident_of(terminal.process.pid))


def cpu_of(pid: int) -> float:
    """Return the CPU seconds a process has used, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_of(pid: int) -> float:
    """Return the resident memory of a process in MiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def median(starts: list[Start]) -> Start:
    """Return the median of each figure."""
    return Start(
        statistics.median(one.wall for one in starts),
        statistics.median(one.cpu for one in starts),
        statistics.median(one.resident for one in starts),
    )


def main() -> None:
    """Print the table."""
    sizes = [int(argument) for argument in sys.argv[1:]] or [1_000, 100_000]
    programs = {"an empty Textual app": ([sys.executable, "-c", EMPTY_APP], "an empty app", Path("/nonexistent"))}
    for stories in sizes:
        programs[f"reader, {stories:,} stories"] = ([sys.executable, "-m", "reader"], NEWEST, library_of(stories))
    starts: dict[str, list[Start]] = {name: [] for name in programs}
    for run in range(RUNS + 1):
        for name, program in programs.items():
            one = start(*program)
            if run:  # the first run warms the caches
                starts[name].append(one)
    floor = median(starts["an empty Textual app"])
    print("goals: wall ≤ 1.3 × an empty app, ≤ 100 MiB at 1,000,000")
    print(f"{'':28} {'wall s':>8} {'×':>6} {'CPU s':>8} {'×':>6} {'MiB':>8}   median of {RUNS}")
    for name, all_of_them in starts.items():
        one = median(all_of_them)
        ratios = f"{one.wall / floor.wall:6.2f} {one.cpu:8.2f} {one.cpu / floor.cpu:6.2f}"
        print(f"{name:28} {one.wall:8.2f} {ratios} {one.resident:8.0f}")


if __name__ == "__main__":
    main()
