"""A real pseudo-terminal with a program in it, for tests: keys go in, the screen is read back.

Owns the terminal and the process group started in it. Must not know which program runs there.
Every wait is for a fact, with a deadline: it goes on when the fact holds and never merely passes time.
"""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType

import pyte

DEADLINE = 60.0
"""Seconds a fact may take to hold; generous, because it is spent only when a test fails."""

_PAUSE = 0.04
"""Seconds without output after which the screen counts as drawn."""

_LONGEST_FRAME = 1.0
"""Seconds after which the screen is judged even though output goes on."""

_COLOURS = re.compile(rb"\x1b\[([\d;]*)m")
_UNFINISHED = re.compile(rb"\x1b(\[[\d;]*)?$")

KEYS = {
    "enter": "\r",
    "esc": "\x1b",
    "tab": "\t",
    "space": " ",
    "backspace": "\x7f",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "page up": "\x1b[5~",
    "page down": "\x1b[6~",
    "ctrl+c": "\x03",
    "ctrl+p": "\x10",
    "ctrl+r": "\x12",
    "ctrl+z": "\x1a",
}
"""What a terminal sends for the keys that are not a letter."""

_TAKE_THE_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execvp(sys.argv[1], sys.argv[1:])"
)
"""Makes the pseudo-terminal the controlling one, so that a resize reaches the program as SIGWINCH."""


class _Screen(pyte.Screen):
    """Takes in what a program writes, its colours a sequence at a time: pyte would go through them by the character."""

    def __init__(self, columns: int, rows: int) -> None:
        super().__init__(columns, rows)
        self._stream = pyte.ByteStream(self)
        self._unread = b""

    def take_in(self, output: bytes) -> None:
        """Show what was written; a sequence that is cut off waits for its rest."""
        output = self._unread + output
        cut = _UNFINISHED.search(output)
        self._unread = cut[0] if cut else b""
        for at, part in enumerate(_COLOURS.split(output.removesuffix(self._unread))):
            if at % 2:
                self.select_graphic_rendition(*(int(number or 0) for number in part.split(b";")))
            elif part:
                self._stream.feed(part)


class Terminal:
    """A pseudo-terminal of `columns` × `rows` running `argv` with exactly the environment `env`."""

    def __init__(self, columns: int, rows: int, argv: Sequence[str], env: Mapping[str, str]) -> None:
        self.raw = bytearray()
        self.screen = _Screen(columns, rows)
        self._closed = False
        self._master, slave = pty.openpty()
        try:
            _set_size(slave, columns, rows)
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", _TAKE_THE_TERMINAL, *argv],
                stdin=slave,
                stdout=slave,
                stderr=slave,
                env=dict(env),
                start_new_session=True,
            )
        finally:
            os.close(slave)

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # What a person does

    def press(self, *keys: str) -> None:
        """Press keys one after the other: names of KEYS, or characters."""
        for key in keys:
            self.type(KEYS.get(key, key))

    def type(self, text: str) -> None:
        """Send `text` as it is."""
        unsent = text.encode()
        while unsent:
            self._pump(0)
            unsent = unsent[os.write(self._master, unsent) :]

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size; the program hears of it."""
        self._pump(0)
        self.screen.resize(rows, columns)
        _set_size(self._master, columns, rows)

    def hang_up(self) -> None:
        """Take the terminal away, as a window that is closed does."""
        os.close(self._master)
        self._master = os.open(os.devnull, os.O_RDONLY)

    @property
    def descriptor(self) -> int:
        """The other side of the terminal, to ask it for its settings."""
        return self._master

    def wait_a_moment(self, seconds: float) -> None:
        """Take in what the program writes, for some time or until it has ended; for long runs, not for facts."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and self._pump(left):
            continue

    # What a person sees

    def lines(self) -> list[str]:
        """Return the rows of the screen, from the top."""
        columns, rows = range(self.screen.columns), range(self.screen.lines)
        return ["".join(self.screen.buffer[row][column].data for column in columns) for row in rows]

    def screen_text(self) -> str:
        """Return the screen as text, a line a row, without the blanks at their ends."""
        return "\n".join(line.rstrip() for line in self.lines())

    def line_with(self, text: str) -> str:
        """Return the first row that shows `text`; "" where none does."""
        return next((line for line in self.lines() if text in line), "")

    def shows(self, text: str) -> bool:
        """Tell whether some row shows `text`."""
        return self.line_with(text) != ""

    # Waiting

    def wait_for(self, text: str, deadline: float = DEADLINE) -> None:
        """Wait until some row shows `text`; AssertionError with the screen after `deadline` seconds."""
        self.wait_until(lambda: self.shows(text), f"{text!r} on the screen", deadline)

    def wait_until(self, holds: Callable[[], bool], what: str, deadline: float = DEADLINE) -> None:
        """Wait until `holds()`; AssertionError naming `what`, with the screen, after `deadline` seconds."""
        end = time.monotonic() + deadline
        running = self._take_in_a_frame()
        while not holds():
            if not running:
                raise AssertionError(f"The program ended before {what}. The screen:\n{self.screen_text()}")
            if time.monotonic() > end:
                raise AssertionError(f"Waited {deadline:.0f} s for {what}. The screen:\n{self.screen_text()}")
            running = self._take_in_a_frame()

    def wait_for_exit(self, deadline: float = DEADLINE) -> int:
        """Wait until the program has ended, and return its exit status."""
        end = time.monotonic() + deadline
        while self._pump(0.25):
            if time.monotonic() > end:
                raise AssertionError(f"Still running after {deadline:.0f} s. The screen:\n{self.screen_text()}")
        return self.process.wait(deadline)

    # The end

    def kill(self) -> None:
        """Kill the program and its children as kill -9 does, and wait until it is gone."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(DEADLINE)

    def close(self) -> None:
        """Kill what still runs and give the terminal back."""
        if self._closed:
            return
        self._closed = True
        self.kill()
        os.close(self._master)

    def _take_in_a_frame(self) -> bool:
        """Take in output until the program pauses, so that no half-drawn screen is judged; False once it has ended."""
        end = time.monotonic() + _LONGEST_FRAME
        while time.monotonic() < end:
            before = len(self.raw)
            if not self._pump(_PAUSE):
                return False
            if len(self.raw) == before:
                return True
        return True

    def _pump(self, seconds: float) -> bool:
        """Take in what the program wrote, waiting at most `seconds` for the first byte; False once it has ended."""
        if not select.select([self._master], [], [], seconds)[0]:
            return True
        try:
            output = os.read(self._master, 65536)
        except OSError:
            return False
        self.raw += output
        self.screen.take_in(output)
        return output != b""


def _set_size(descriptor: int, columns: int, rows: int) -> None:
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
