"""What holds for every test."""

import gc

import pytest


@pytest.fixture(autouse=True, scope="module")
def unburdened() -> None:
    """Keep what is left of earlier tests out of the garbage collector's way, which would go through it ever again."""
    gc.collect()
    gc.freeze()
