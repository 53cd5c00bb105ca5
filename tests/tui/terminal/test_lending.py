"""Running a program with the terminal to itself, the terminal aside."""

import os
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest
from textual.app import App, SuspendNotSupported

from reader.errors import ReaderError
from reader.tui.terminal import lending


class Lender:
    """An app that lends its terminal, and counts how often."""

    lent = 0

    @contextmanager
    def suspend(self) -> Iterator[None]:
        self.lent += 1
        yield


@pytest.fixture
def enter(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is waited for, instead of Enter."""
    waited: list[str] = []
    monkeypatch.setattr(lending._Borrower, "wait_for_enter", lambda _: waited.append("Enter"))
    return waited


def app() -> App[Any]:
    return cast(App[Any], Lender())


def test_a_pager_that_ends_at_once_waits_for_enter_an_editor_does_not(
    enter: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lending, "AT_ONCE_SECONDS", 1000)
    lending.show_in_editor(app(), ["true"], "text")
    assert enter == []
    lending.show_in_pager(app(), ["true"], "text")
    assert enter == ["Enter"]
    monkeypatch.setattr(lending, "AT_ONCE_SECONDS", 0)
    lending.show_in_pager(app(), ["true"], "text")
    assert enter == ["Enter"]


def test_the_text_is_in_a_file(tmp_path: Path, enter: list[str]) -> None:
    lending.show_in_editor(app(), ["sh", "-c", f'cat "$1" > {tmp_path}/copy', "sh"], "text \n\n")
    assert (tmp_path / "copy").read_text() == "text\n"


def test_what_cannot_be_run_is_a_sentence(tmp_path: Path, enter: list[str]) -> None:
    with pytest.raises(ReaderError, match="could not be started"):
        lending.show_in_pager(app(), [str(tmp_path)], "text")
    assert enter == []

    class Web(Lender):
        @contextmanager
        def suspend(self) -> Iterator[None]:
            raise SuspendNotSupported
            yield

    with pytest.raises(ReaderError, match="cannot be lent"):
        lending.run_in_terminal(cast(App[Any], Web()), ["true"])


def test_ctrl_c_is_for_the_program_and_what_ends_this_one_ends_it_first(enter: list[str]) -> None:
    ended: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: ended.append(number))
    usual = signal.getsignal(signal.SIGINT)
    parent = os.getpid()
    tell = "import os, signal, time; os.kill({}, signal.{}); {}"
    try:
        lending.show_in_pager(app(), [sys.executable, "-S", "-c", tell.format(parent, "SIGINT", "0")], "")
        lending.show_in_pager(app(), [sys.executable, "-S", "-c", tell.format(parent, "SIGTERM", "time.sleep(60)")], "")
        assert ended == [signal.SIGTERM]
        assert enter == []  # who pressed ctrl+c has seen something
        assert signal.getsignal(signal.SIGINT) is usual
    finally:
        signal.signal(signal.SIGTERM, before)


def test_enter_or_a_signal_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[bytes] = []
    ready = iter([[], [0]])
    monkeypatch.setattr(os, "write", lambda _, text: said.append(text))
    monkeypatch.setattr(os, "read", lambda *_: b"\n")
    monkeypatch.setattr(select, "select", lambda *_: (next(ready), [], []))
    borrower = lending._Borrower(["true"])
    borrower.wait_for_enter()
    assert list(ready) == []
    borrower._told = True
    borrower.wait_for_enter()
    assert said == [lending._ENTER.encode()] * 2
