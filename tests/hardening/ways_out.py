"""Signals at any moment of the interface's life: each time the terminal must be whole again, and the program gone.

    python tests/hardening/ways_out.py --count 200 --seed 1

Every round starts the program in a pseudo-terminal, presses a few keys and sends one or more signals, or takes the
terminal away, at a moment drawn from the seed: from the first instruction to the last. Prints how the rounds ended, and
exits with 1 and the seed of the round where a mode stayed on, a setting stayed changed or the program stayed.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import termios
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from end_to_end.program import run_here, start
from end_to_end.terminal import DEADLINE, Terminal
from end_to_end.ways_out import is_given_back

SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1)  # ctrl+c is for a pager, where one runs
KEYS = ("j", "enter", "space", "/", "u", "esc", "?", "s", "m", "tab", "ctrl+z", "R", "P", "q")
LONGEST = 2.5
"""Seconds a program lives before it is told to end."""


def round_of(home: Path, seed: int) -> str:
    """Run one round; return how it ended, or what is wrong after "!"."""
    chance = random.Random(seed)
    with start(home, 100, 30) as terminal:
        settings = termios.tcgetattr(terminal.descriptor)
        end = time.monotonic() + chance.uniform(0.05, LONGEST)
        while time.monotonic() < end:
            if terminal.raw and chance.random() < 0.3:
                terminal.press(chance.choice(KEYS))
            terminal.wait_a_moment(0.05)
        if chance.random() < 0.1:
            terminal.hang_up()
            terminal.process.wait(DEADLINE)
            return "terminal gone"
        told = [chance.choice(SIGNALS) for _ in range(chance.choice((1, 1, 1, 2, 3)))]
        for number in told:
            if terminal.process.poll() is None:
                os.kill(terminal.process.pid, number)
        return _judge(terminal, settings)


def _judge(terminal: Terminal, settings: list[object]) -> str:
    try:
        status = terminal.wait_for_exit()
    except (AssertionError, subprocess.TimeoutExpired):
        return "! it stayed"
    if terminal.raw.count(b"\x1b[?1049h") and not is_given_back(terminal):
        return f"! the terminal is not whole after status {status}"
    if termios.tcgetattr(terminal.descriptor) != settings:
        return f"! the terminal's settings are not what they were after status {status}"
    return f"status {status}"


def rounds(count: int, seed: int) -> Counter[str]:
    """Run so many rounds; return how often each came to what."""
    ends: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        run_here(home, "list")
        os.environ["PAGER"] = "cat"
        for number in range(seed, seed + count):
            came_to = round_of(home, number)
            ends[f"{came_to} (seed {number})" if came_to.startswith("!") else came_to] += 1
    return ends


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the rounds asked for and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    ends = rounds(asked.count, asked.seed)
    for came_to, times in sorted(ends.items()):
        print(f"{times:6} {came_to}")
    return int(any(came_to.startswith("!") for came_to in ends))


if __name__ == "__main__":
    sys.exit(main())
