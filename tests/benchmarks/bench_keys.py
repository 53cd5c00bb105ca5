"""A key to its paint in libraries of several sizes: moving, paging, to the end and back, toggling read.

    python tests/benchmarks/bench_keys.py [stories …]

The program runs in a pseudo-terminal of 120 × 40 and lists all stories. Keys while feeds are refreshed are measured by
bench_busy_keys.py.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.figures import HEADER, columns, surroundings
from benchmarks.keyboard import press_while
from benchmarks.made_library import library_of
from end_to_end.terminal import Terminal

PAGE_DOWN, PAGE_UP = "\x04", "\x15"
CASES = {
    "moving": (["j", "j", "j", "k"], 100),
    "paging": ([PAGE_DOWN, PAGE_DOWN, PAGE_DOWN, PAGE_UP], 40),
    "to the end and back": (["G", "g"], 40),
    "paging at the end": (["G", PAGE_UP, PAGE_UP, PAGE_DOWN], 40),
    "read, unread": (["r", "k", "u", "j"], 60),
}
"""The keys of each case, and how many are pressed."""
GOAL = 30


def main() -> None:
    """Print a table for each size."""
    for stories in [int(argument) for argument in sys.argv[1:]] or [1_000, 100_000]:
        home = library_of(stories)
        print(f"{f'{stories:,} stories, ms':28}{HEADER}   goal: p95 ≤ {GOAL}")
        with Terminal(120, 40, [sys.executable, "-m", "reader"], surroundings(home)) as terminal:
            terminal.wait_for("stories")
            terminal.press("2")
            terminal.wait_for("All ·")
            press_while(terminal, ["j", "k"], lambda pressed: pressed < 20)
            for name, (keys, count) in CASES.items():
                latencies = press_while(terminal, keys, lambda pressed, count=count: pressed < count)  # type: ignore[misc]
                print(f"{name:28}{columns(latencies)}", flush=True)
        print()


if __name__ == "__main__":
    main()
