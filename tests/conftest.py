"""What holds for every test: how many run at a time, which are quick, and that nothing is made twice for nothing."""

import gc
import os
import shutil
import signal
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
"""What one worker compiles the others and the next run need not, whatever the environment says."""

settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")  # how long an example takes depends on who else is at work

_IGNORED_AT_TIMES = (signal.SIGHUP, signal.SIGQUIT, signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2, signal.SIGTTOU)


def take_signals_as_usual() -> None:
    """Take signals as any program does: a shell that runs the tests in the background has some of them ignored."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in _IGNORED_AT_TIMES:
        signal.signal(number, signal.SIG_DFL)


take_signals_as_usual()

gc.set_threshold(50_000, 20, 20)  # tests make much and keep little: looking for garbage all the time finds none

MEMORY = Path("/dev/shm")
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 2 * 1024**3:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))  # where a commit need not wait for a disk

TESTS = Path(__file__).parent
QUICK = (
    "query/",
    "reading/",
    "sources/feeds/",
    "sources/files/",
    "tagging/",
    "refreshing/test_decide.py",
    "refreshing/test_schedule.py",
    "test_config.py",
)
"""Where the quick tests are: those of pure code, and of no more than a small library beside it."""
SLOW = ("end_to_end/", "test_collecting.py", "refreshing/test_gauntlet.py", "test_log.py")
"""What starts programs, or waits."""
NOT_QUICK = ("sources/feeds/test_hostile_feeds.py",)
"""What among them starts processes and waits for them."""


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Return how many tests run at a time: six on a small machine too, as many mostly wait; quick ones do not."""
    processors = os.cpu_count() or 1
    return processors if config.option.markexpr == "quick" else max(6, processors)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave files without quick tests unread where no others are asked for."""
    quick_alone = config.option.markexpr == "quick" and collection_path.name.startswith("test_")
    return True if quick_alone and not is_quick(collection_path) else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the quick tests; begin with those that start programs and wait, so that none is left over at the end."""
    for item in items:
        if is_quick(item.path):
            item.add_marker("quick")
    items.sort(key=lambda item: not is_slow(item.path))


def pytest_collection_finish() -> None:
    """Keep what was found out of the garbage collector's way: it stays to the end."""
    gc.freeze()


@cache
def is_slow(file: Path) -> bool:
    """Tell whether the tests in a file start programs, or wait."""
    return file.relative_to(TESTS).as_posix().startswith(SLOW)


@cache
def is_quick(file: Path) -> bool:
    """Tell whether the tests in a file are quick."""
    place = file.relative_to(TESTS).as_posix()
    return place.startswith(QUICK) and not place.startswith(NOT_QUICK)


@pytest.fixture(autouse=True, scope="module")
def unburdened() -> None:
    """Keep what is left of earlier tests out of the garbage collector's way, and signals as they usually are."""
    gc.collect()
    gc.freeze()
    take_signals_as_usual()
