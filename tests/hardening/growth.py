"""How CPU time and memory of every stage of reading and of sources grow with the size of what is read, whatever it is.

Run as `python tests/hardening/growth.py`; with `--size`, `--stage` and `--shape` only a part of it, with `--jobs` so
many at once. Every stage that a stranger's text passes takes every nasty shape at one MiB, each in a process of its
own, so that one that never ends or swallows all memory ends alone. A finding is a stage that takes more than two
seconds of CPU time or 300 MiB of memory for a MiB, or whose time more than 2.7-folds where the size doubles, and again
where it doubles once more: what has a limit, and is taken another way beyond it, jumps once. Exits with 1 where there
is one.

Steps are judged only where they take long enough to be measured, and twice more before they are called a finding.
"""

import argparse
import multiprocessing
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from hardening import reading_stages, source_stages
from hardening.nasty_shapes import SHAPES

STAGES: Mapping[str, reading_stages.Stage] = {**reading_stages.STAGES, **source_stages.STAGES}

CPU_SECONDS = 2.0
MEMORY = 300
"""What a stage may take for a MiB: seconds of CPU time, MiB of memory."""

MOST_GROWTH = 2.7
"""By what its time may be multiplied where the size doubles."""

_JUDGED = 0.05
"""Seconds below which a time is too short to be compared with another."""

_TRIES = 3
"""How often a stage is run before it is said to grow, of which the quickest counts."""

_LIMIT = 10
"""Seconds of CPU time after which a stage is ended, size or no size."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a stage took: seconds of CPU time, MiB of memory; `trouble` where it did not come to its end."""

    seconds: float
    memory: float
    trouble: str = ""


def cost(stage: str, shape: str, size: int) -> Cost:
    """Return what a stage takes for a shape of so many characters, in a process of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _run(stage, shape, size, writing)
    os.close(writing)
    with os.fdopen(reading) as told:
        words = told.read()
    status = os.waitpid(child, 0)[1]
    if not words:
        return Cost(float(_LIMIT), 0.0, f"was ended after {_LIMIT} s" if os.WIFSIGNALED(status) else "ended early")
    seconds, memory, trouble = words.split(" ", 2)
    return Cost(float(seconds), float(memory), trouble)


def _run(stage: str, shape: str, size: int, writing: int) -> None:
    """Run a stage, write what it took, and end this process."""
    text = SHAPES[shape](size)
    resource.setrlimit(resource.RLIMIT_CPU, (_LIMIT, _LIMIT + 1))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    before, began, trouble = _most_memory(), time.process_time(), ""
    try:
        STAGES[stage](text)
    except Exception as error:
        trouble = repr(error)[:200]
    words = f"{time.process_time() - began} {_most_memory() - before} {trouble}"
    os.write(writing, words.encode(errors="replace"))
    os._exit(0)


def _most_memory() -> float:
    """Return the most memory this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def findings(stage: str, shape: str, size: int) -> Iterator[str]:
    """Yield what is wrong with a stage at a shape of `size` characters, in words."""
    share = max(1.0, size / 1024**2)
    whole = cost(stage, shape, size)
    if whole.trouble:
        yield whole.trouble
        return
    if whole.seconds > CPU_SECONDS * share:
        yield f"{whole.seconds:.2f} s"
    if whole.memory > MEMORY * share:
        yield f"{whole.memory:.0f} MiB"
    growth = _growth(stage, shape, size, whole.seconds)
    if growth and _growth(stage, shape, size * 2, 0.0):
        yield growth


def _growth(stage: str, shape: str, size: int, seconds: float) -> str:
    """Say by what the time of a stage is multiplied up to `size`, "" where that is not too much; `seconds` if known."""
    wholes = [seconds or cost(stage, shape, size).seconds]
    if wholes[0] < _JUDGED:
        return ""
    halves = [cost(stage, shape, size // 2).seconds]
    while len(wholes) < _TRIES and min(wholes) > MOST_GROWTH * min(halves):
        halves.append(cost(stage, shape, size // 2).seconds)
        wholes.append(cost(stage, shape, size).seconds)
    if min(wholes) <= MOST_GROWTH * min(halves):
        return ""
    return f"grows {min(wholes) / min(halves):.1f}-fold, {min(halves):.2f} to {min(wholes):.2f} s"


def _findings_of(pair: tuple[str, str, int]) -> list[str]:
    return [f"{pair[0]}, {pair[1]}: {finding}" for finding in findings(*pair)]


def main() -> int:
    """Print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--size", type=int, default=1024**2, help="characters of the largest text")
    parser.add_argument("--stage", default="", help="only stages with this in their name")
    parser.add_argument("--shape", default="", help="only shapes with this in their name")
    parser.add_argument("--jobs", type=int, default=1, help="how many processes run at once")
    options = parser.parse_args()
    stages = [name for name in STAGES if options.stage in name]
    pairs = [(stage, shape, options.size) for stage in stages for shape in SHAPES if options.shape in shape]
    found = 0
    with multiprocessing.Pool(options.jobs) as pool:
        for told in pool.imap(_findings_of, pairs):
            found += len(told)
            print("\n".join(told), end="\n" if told else "", flush=True)
    print(f"{len(pairs):,} pairs of a stage and a shape at {options.size:,} characters, {found} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
