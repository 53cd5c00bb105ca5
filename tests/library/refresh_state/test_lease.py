"""One refresh at a time: a lease that is taken, renewed, given up, and stolen from the dead and the silent."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import NOW, a_library

from reader.library import Library
from reader.library.refresh_state.lease import Holder, this_process

ELSEWHERE = Holder(7, "elsewhere.example")
ME = this_process()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = a_library(tmp_path)
    yield opened
    opened.close()


def test_one_has_it_until_it_is_given_up(library: Library) -> None:
    assert library.lease.acquire(ELSEWHERE, NOW) is None
    assert library.lease.acquire(ME, NOW + 89) == ELSEWHERE
    library.lease.give_up(ME)
    assert library.lease.acquire(ME, NOW + 89) == ELSEWHERE
    library.lease.give_up(ELSEWHERE)
    assert library.lease.acquire(ME, NOW + 89) is None


def test_it_is_lost_after_90_seconds_of_silence(library: Library) -> None:
    library.lease.acquire(ELSEWHERE, NOW)
    library.lease.renew(ELSEWHERE, NOW + 80)
    assert library.lease.acquire(ME, NOW + 169) == ELSEWHERE
    assert library.lease.acquire(ME, NOW + 170) is None
    library.lease.renew(ELSEWHERE, NOW + 171)
    assert library.lease.acquire(ELSEWHERE, NOW + 172) == ME


def test_a_clock_that_was_ahead_holds_it_no_longer(library: Library) -> None:
    library.lease.acquire(ELSEWHERE, NOW + 10_000)
    assert library.lease.acquire(ME, NOW) is None


def test_the_dead_lose_it_at_once(library: Library) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    library.lease.acquire(Holder(process.pid, ME.host), NOW)
    assert library.lease.acquire(ME, NOW) is None


def test_the_living_keep_it(library: Library) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        living = Holder(process.pid, ME.host)
        library.lease.acquire(living, NOW)
        assert library.lease.acquire(ME, NOW) == living
        process.kill()


def test_renewing_often_writes_rarely(library: Library) -> None:
    library.lease.acquire(ME, NOW)
    before = library._db.connection.total_changes
    for second in range(15):
        library.lease.renew(ME, NOW + second)
    assert library._db.connection.total_changes == before
