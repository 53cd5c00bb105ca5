"""Milliseconds into percentiles, and those into columns; and the surroundings a measured program runs in."""

import os
import statistics
from collections.abc import Sequence
from pathlib import Path


def percentiles(seconds: Sequence[float]) -> tuple[float, float, float]:
    """Return the median, the 95th percentile and the worst of `seconds`, in milliseconds."""
    ordered = sorted(1000 * one for one in seconds)
    return statistics.median(ordered), ordered[int(0.95 * (len(ordered) - 1))], ordered[-1]


def columns(seconds: Sequence[float]) -> str:
    """Return the three as columns under `HEADER`."""
    return "".join(f"{one:9.1f}" for one in percentiles(seconds))


HEADER = f"{'p50':>9}{'p95':>9}{'worst':>9}"


def surroundings(home: Path) -> dict[str, str]:
    """Return the environment of a program whose files are under `home`, with compiled modules as people have them."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return environment | {"READER_HOME": str(home), "TERM": "xterm-256color", "COLORTERM": "truecolor"}
