"""Signals that end the interface: gently, and at once where that does not help."""

import asyncio
import os
import signal
from collections.abc import Iterator

import pytest

from reader.tui.terminal import endings
from reader.tui.terminal.endings import ENDING, Endings


@pytest.fixture(autouse=True)
def usual_signals() -> Iterator[None]:
    """Put the handlers back, and no alarm is left."""
    before = {number: signal.getsignal(number) for number in (*ENDING, signal.SIGALRM)}
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    for number, handler in before.items():
        signal.signal(number, handler)


class Left(Exception):  # noqa: N818
    """The process was ended."""


@pytest.mark.parametrize("number", ENDING, ids=lambda number: signal.Signals(number).name)
async def test_a_signal_asks_the_interface_to_leave_with_its_status_once(number: int) -> None:
    statuses: list[int] = []
    ending = Endings(statuses.append, lambda: None)
    ending.listen()
    for _ in range(3):
        os.kill(os.getpid(), number)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert statuses == [128 + number]
    assert 0 < signal.getitimer(signal.ITIMER_REAL)[0] <= endings._PATIENCE_SECONDS


async def test_one_that_comes_again_later_restores_and_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[object] = []

    def leave(status: int) -> None:
        done.append(status)
        raise Left

    monkeypatch.setattr(os, "_exit", leave)
    monkeypatch.setattr(endings, "_TOGETHER_SECONDS", -1)
    ending = Endings(lambda _: None, lambda: done.append("restored"))
    ending.listen()
    ending.end(143)
    with pytest.raises(Left):
        os.kill(os.getpid(), signal.SIGTERM)
    assert done == ["restored", 143]


async def test_a_signal_the_program_was_started_to_ignore_stays_ignored() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    statuses: list[int] = []
    Endings(statuses.append, lambda: None).listen()
    os.kill(os.getpid(), signal.SIGHUP)
    await asyncio.sleep(0)
    assert statuses == []
