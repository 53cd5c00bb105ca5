"""Standard input, output and error as a verb meets them: closed, full, or a pipe that nobody reads any more.

How it works: what is written to standard output raises OutputLost where it is not taken, so that no verb mistakes that
for trouble with a file of its own. A pipe closed by its reader, as `| head -1` does, ends the verb quietly with status
0: nothing failed. Anything else is a sentence and status 1. A stream that was closed from the start (`>&-`) is opened
such that its use fails in words, and no file of the library gets its number. Where standard error cannot be written
there is nobody to tell.

Must not know any verb.
"""

import io
import os
import sys
from collections.abc import Callable
from typing import TextIO

from reader.errors import SourceError

QUIET_STATUS = 0
"""The exit status where the reader of a pipe has seen enough."""


class OutputLost(Exception):  # noqa: N818 — an event, not always an error
    """Standard output was not taken; `reason` is why, "" where its reader has gone."""

    def __init__(self, error: OSError) -> None:
        self.reason = "" if isinstance(error, BrokenPipeError) else error.strerror or str(error)
        super().__init__(self.reason)


class _Output(io.FileIO):
    def write(self, content: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        try:
            return super().write(content)
        except OSError as error:
            raise OutputLost(error) from error


class _Errors(io.FileIO):
    def write(self, content: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        try:
            return super().write(content)
        except OSError:
            return len(content)


def prepare() -> None:
    """Open what is closed, and let what is written be watched; a character the terminal has not is replaced."""
    for number, mode in ((0, os.O_WRONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        if _is_closed(number):
            os.open(os.devnull, mode)  # the lowest number that is free: this one
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)), "utf-8")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    sys.stdout = _text(_Output(1, "w", closefd=False), sys.stdout, "replace")
    sys.stderr = _text(_Errors(2, "w", closefd=False), sys.stderr, "backslashreplace")


def give_up() -> None:
    """Let what is still to be written go nowhere, as Python's own last flush wants it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


def read_input() -> str:
    """Return what standard input holds, to its end; raises SourceError where it cannot be read."""
    try:
        return sys.stdin.read()
    except OSError as error:
        raise SourceError(f"Standard input cannot be read: {error.strerror}.") from error


def when_nobody_reads(end: Callable[[], object]) -> None:
    """Call `end`, in a thread, as soon as nobody reads standard output any more; only where that is a pipe."""
    import select
    import stat
    import threading

    if not stat.S_ISFIFO(os.fstat(1).st_mode):
        return

    def watch() -> None:
        pipe = select.poll()
        pipe.register(1, 0)
        pipe.poll()  # with nothing to wait for but the end of its reader
        end()

    threading.Thread(target=watch, daemon=True).start()


def _is_closed(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return True
    return False


def _text(raw: io.FileIO, usual: "TextIO | None", errors: str) -> io.TextIOWrapper:
    encoding = usual.encoding if usual is not None else "utf-8"
    return io.TextIOWrapper(io.BufferedWriter(raw), encoding, errors, line_buffering=raw.isatty())
