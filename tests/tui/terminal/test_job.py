"""The program as a job of the shell, without stopping the tests."""

import os
import pty
import signal
from collections.abc import Iterator

import pytest

from reader.tui.terminal.job import Job, is_in_foreground


@pytest.fixture(autouse=True)
def usual_signals() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTSTP, signal.SIGCONT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_signals_are_passed_on() -> None:
    told: list[str] = []
    job = Job(lambda: told.append("stop"), lambda: told.append("continued"))
    job.listen()
    os.kill(os.getpid(), signal.SIGTSTP)
    os.kill(os.getpid(), signal.SIGCONT)
    assert told == ["stop", "continued"]


def test_what_is_stopped_and_continued_knows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    job = Job(lambda: None, lambda: None)
    job.listen()
    sent: list[tuple[int, int]] = []
    kill = os.kill

    def stop_and_continue(process: int, number: int) -> None:
        sent.append((process, number))
        kill(os.getpid(), signal.SIGCONT)

    monkeypatch.setattr(os, "kill", stop_and_continue)
    assert job.stop(signal.SIGTSTP)
    monkeypatch.setattr(os, "kill", lambda *sending: sent.append(sending))
    assert not job.stop(signal.SIGTSTP)
    assert sent == [(0, signal.SIGTSTP)] * 2
    assert signal.getsignal(signal.SIGTSTP) == job._on_stop


def test_where_stopping_is_ignored_there_is_no_shell_to_go_to() -> None:
    signal.signal(signal.SIGTSTP, signal.SIG_IGN)
    job = Job(lambda: None, lambda: None)
    job.listen()
    assert not job.has_shell
    assert signal.getsignal(signal.SIGTSTP) is signal.SIG_IGN


def test_a_terminal_that_is_not_ours_takes_no_keys_away() -> None:
    master, slave = pty.openpty()
    try:
        assert is_in_foreground(slave)
    finally:
        os.close(master)
        os.close(slave)
