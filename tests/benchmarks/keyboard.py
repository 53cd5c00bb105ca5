"""A key to its paint: the time from writing a key to the last byte of the burst of output that answers it."""

import os
import select
import time
from collections.abc import Callable, Sequence

from end_to_end.terminal import KEYS, Terminal

PAUSE = 0.12
"""Seconds between two keys, as a fast hand leaves them."""
GAP = 0.004
"""Seconds of silence that end a burst."""


def latency(terminal: Terminal, key: str) -> float:
    """Return the seconds from pressing `key` to the end of the first burst of output after it."""
    while select.select([terminal._master], [], [], 0)[0]:
        terminal._pump(0)
    began = time.perf_counter()
    terminal.type(KEYS.get(key, key))
    select.select([terminal._master], [], [], 2)
    painted = time.perf_counter()
    while select.select([terminal._master], [], [], GAP)[0]:
        terminal.raw += os.read(terminal._master, 65536)
        painted = time.perf_counter()
    return painted - began


def press_while(terminal: Terminal, keys: Sequence[str], going_on: Callable[[int], bool]) -> list[float]:
    """Press keys in turn while something is going on; return the latencies in seconds."""
    latencies: list[float] = []
    while going_on(len(latencies)):
        latencies.append(latency(terminal, keys[len(latencies) % len(keys)]))
        rest = time.perf_counter() + PAUSE
        while (left := rest - time.perf_counter()) > 0:
            if select.select([terminal._master], [], [], left)[0]:
                terminal._pump(0)
    return latencies
