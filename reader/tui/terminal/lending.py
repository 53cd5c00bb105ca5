"""Runs a pager, an editor or a player with the terminal to itself, and takes the terminal back when it ends.

Owns that nothing shown is lost: a pager that ends at once, as `less -F` does with a short text, leaves it on the usual
screen, and the interface comes back when Enter was pressed. Must not know stories, nor which program that is.
"""

import os
import select
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

from textual.app import App, SuspendNotSupported

from reader.errors import ReaderError
from reader.reading.cleaning import clean_line
from reader.tui.terminal.endings import ENDING

AT_ONCE_SECONDS = 1.0
"""A pager that ends sooner had no time to be read in."""

_LOOK_SECONDS = 0.2
_LOOKS = 5
"""How often a program that was told to end is looked at before it is killed."""

_ENTER = "\nThis was all of it. Press Enter to go back to reader. "


def show_in_pager(app: App[Any], program: Sequence[str], text: str) -> None:
    """Let a pager show `text` until it ends, and until Enter where it ends at once; raises ReaderError."""
    with _in_a_file(text) as file:
        _lend(app, [*program, str(file)], stay=True)


def show_in_editor(app: App[Any], program: Sequence[str], text: str) -> None:
    """Let an editor show `text` in a file until it ends; raises ReaderError."""
    with _in_a_file(text) as file:
        run_in_terminal(app, [*program, str(file)])


def run_in_terminal(app: App[Any], words: Sequence[str]) -> None:
    """Run a program with the terminal to itself until it ends; raises ReaderError."""
    _lend(app, words, stay=False)


@contextmanager
def _in_a_file(text: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="reader-") as folder:
        file = Path(folder) / "story.md"
        file.write_text(f"{text.rstrip()}\n", encoding="utf-8", errors="replace")
        yield file


def _lend(app: App[Any], words: Sequence[str], *, stay: bool) -> None:
    """Lend the terminal; `stay` there until Enter where the program ends at once."""
    try:
        with app.suspend(), _Borrower(words) as borrower:
            borrower.run()
            if stay and borrower.ended_at_once:
                borrower.wait_for_enter()
    except SuspendNotSupported as error:
        raise ReaderError("This terminal cannot be lent to another program.") from error
    if borrower.trouble:
        raise ReaderError(borrower.trouble)


class _Borrower:
    """A program that has the terminal; while this is entered, signals are for that program.

    ctrl+c stops what it does, and not this program. What ends this program ends the other first.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self.trouble = ""
        """What went wrong, "" where nothing did: nothing may be raised while the terminal is lent."""
        self.ended_at_once = False
        self._words = words
        self._process: subprocess.Popen[bytes] | None = None
        self._usual: dict[signal.Signals, Any] = {}
        self._ending = False
        self._told = False
        """Whether a signal came; a person who presses ctrl+c has seen something."""

    def __enter__(self) -> "_Borrower":
        for number in ENDING:
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._usual[number] = signal.signal(number, self._pass_on)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._usual.items():
            signal.signal(number, handler)

    def run(self) -> None:
        """Run it until it ends."""
        began = time.monotonic()
        try:
            self._process = subprocess.Popen(self._words)
            if self._ending:  # told while it was being started
                _end(self._process)
            self._process.wait()
        except (OSError, ValueError) as error:
            self.trouble = f"{clean_line(self._words[0])} could not be started: {clean_line(str(error))}."
        self.ended_at_once = not (self.trouble or self._told) and time.monotonic() - began < AT_ONCE_SECONDS

    def wait_for_enter(self) -> None:
        """Say below what the program left how to go on, and wait for that; a signal goes on too."""
        with suppress(OSError):
            os.write(2, _ENTER.encode())
            while not self._told:
                if select.select([0], [], [], _LOOK_SECONDS)[0]:
                    os.read(0, 1024)
                    return

    def _pass_on(self, number: int, frame: FrameType | None) -> None:
        self._told = True
        if number == signal.SIGINT:
            return
        self._ending = True
        if self._process is not None:
            _end(self._process)
        usual = self._usual[signal.Signals(number)]
        if callable(usual):
            usual(number, frame)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a program, gently first; within a signal's handler, so it is left to be waited for."""
    with suppress(ProcessLookupError, ChildProcessError):
        process.terminate()
        for _ in range(_LOOKS):
            if os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
                return
            time.sleep(_LOOK_SECONDS)
        process.kill()
