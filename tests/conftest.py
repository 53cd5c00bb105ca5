"""What holds for every test."""

import gc
import os

import pytest


def pytest_xdist_auto_num_workers() -> int:
    """Return how many tests run at a time: three on a small machine too, as most of them mostly wait."""
    return max(3, os.cpu_count() or 1)


@pytest.fixture(autouse=True, scope="module")
def unburdened() -> None:
    """Keep what is left of earlier tests out of the garbage collector's way, which would go through it ever again."""
    gc.collect()
    gc.freeze()
