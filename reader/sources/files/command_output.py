"""What the command of a "cmd:" feed prints.

Owns running it: an argument list and never a shell, within limits of time and size. Must not know what it prints.
"""

import os
import shlex
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from typing import IO

from reader.errors import SourceError
from reader.model import COMMAND_URL
from reader.reading.cleaning import clean_line
from reader.reading.masking import shown_address

_ERROR_BYTES = 4096


def arguments_of(url: str) -> list[str]:
    """Return the program and arguments a "cmd:" address names, quoted as in a shell; raises SourceError."""
    try:
        arguments = shlex.split(url.removeprefix(COMMAND_URL))
    except ValueError:
        raise SourceError(f"{shown_address(url)} cannot be read: a quotation mark is not closed.") from None
    if not arguments:
        raise SourceError("Say which command prints the feed, after cmd: as you would in a shell.")
    return [str(Path(arguments[0]).expanduser()), *arguments[1:]]


def output_of(url: str, seconds: float, max_bytes: int) -> bytes:
    """Return what the command of a "cmd:" address prints.

    Raises SourceError where it cannot be run, fails, takes more than `seconds`, or prints more than `max_bytes`.
    """
    name = shown_address(url)
    with TemporaryFile() as errors:
        try:
            process = subprocess.Popen(
                arguments_of(url),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            reason = clean_line(getattr(error, "strerror", None) or str(error), 100)
            raise SourceError(f"{name} cannot be run: {reason}.") from None
        timer = Timer(seconds, _end, [process])
        timer.start()
        try:
            with process:
                assert process.stdout is not None
                content = process.stdout.read(max_bytes + 1)
                if len(content) > max_bytes:
                    _end(process)
                    raise SourceError(f"{name} prints more than {max_bytes / 2**20:g} MiB; it was not read.")
                status = process.wait()
            late = timer.finished.is_set()
        finally:
            timer.cancel()
        if late:
            raise SourceError(f"{name} did not end within {seconds:g} seconds.")
        if status:
            raise SourceError(f"{name} {_ending(status)}{_last_line(errors)}.")
    return content


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a command that was not waited for yet, with all it started."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def _ending(status: int) -> str:
    return f"was ended by signal {-status}" if status < 0 else f"ended with status {status}"


def _last_line(errors: IO[bytes]) -> str:
    """Return what the command said last of what went wrong, behind a colon."""
    errors.seek(max(0, errors.seek(0, os.SEEK_END) - _ERROR_BYTES))
    lines = [line for line in map(clean_line, errors.read().decode("utf-8", "replace").splitlines()) if line]
    return f": {clean_line(lines[-1], 150).rstrip('.')}" if lines else ""
