"""The log: its file, its level, and what it never contains.

Off unless `--log FILE` or READER_LOG names a file. Owns the standard logger "reader" and its one handler. Knows
errors and the version alone.

How it works. `start` is called once, by `__main__`, and puts file and level into the environment: child processes find
them there and write to the same file. Each line is appended with one write, so lines of several processes do not mix.
Several processes must not rotate a file under each other; so a file over 5 MB is put aside as FILE.1 by the next
process that starts, and those that have it open notice and open the new one (WatchedFileHandler).

No text of a story, no title and no secret is written: callers hand ids, hosts, counts and times, never what they work
on. Of an exception there is its kind and where it was raised, not what it says, as that may quote what was being read.
"""

import atexit
import logging
import os
import sqlite3
import sys
import threading
import time
import traceback
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from reader import __version__
from reader.errors import ConfigError

FILE, LEVEL = "READER_LOG", "READER_LOG_LEVEL"
"""The variables of the environment: a file, and one of LEVELS."""

LEVELS = ("debug", "info", "warning", "error")
LARGEST = 5 * 1024 * 1024
"""Bytes from which on a log is put aside."""

_ROOT = "reader"
_MOST_CAUSES = 10
logging.getLogger(_ROOT).addHandler(logging.NullHandler())  # else warnings go to standard error where there is no log


def logger(module: str) -> logging.Logger:
    """Return the logger of a module, given its `__name__`."""
    return logging.getLogger(module)


def start(file: str, level: str, verb: str) -> None:
    """Write the log to `file` from now on; `verb` is what the program was called for.

    Raises ConfigError with a sentence where the file cannot be written or the level is not one of LEVELS.
    """
    if level.lower() not in LEVELS:
        raise ConfigError(f"There is no log level {level!r}; it can be {', '.join(LEVELS)}.")
    path = Path(file).expanduser().absolute()
    try:
        _make_room(path)
        handler = _handler(path)
    except OSError as error:
        raise ConfigError(f"The log {path} cannot be written: {error.strerror}. Name another file, or none.") from error
    os.environ[FILE], os.environ[LEVEL] = str(path), level.lower()
    root = logging.getLogger(_ROOT)
    root.addHandler(handler)
    root.setLevel(level.upper())
    what = verb if verb.isalpha() else "options" if verb else "the interface"  # a word mistyped may be an address
    root.info("started: reader %s, %s, Python %s", __version__, what, sys.version.split()[0])
    atexit.register(_log_end, time.monotonic())
    sys.excepthook = _logged_exception
    threading.excepthook = _logged_thread_exception


def _make_room(path: Path) -> None:
    """Put a file aside that has grown large; see to it that only its owner can read it, a new one or an old one."""
    if path.is_file() and path.stat().st_size > LARGEST:
        path.replace(path.with_name(path.name + ".1"))
    if not path.exists():
        path.touch(mode=0o600)
    elif path.is_file():
        with suppress(OSError):  # another user's
            path.chmod(path.stat().st_mode & 0o700)


def _handler(path: Path) -> logging.Handler:
    from logging.handlers import WatchedFileHandler

    class Handler(WatchedFileHandler):
        """Says nothing where a line cannot be written, as when the disk is full: the log must not disturb."""

        def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 — the name of logging
            """Go on without the line."""

    handler = Handler(path, encoding="utf-8", errors="backslashreplace")
    form = "%(asctime)s.%(msecs)03dZ %(levelname)s %(process)d %(name)s [%(threadName)s] %(message)s"
    handler.setFormatter(_Formatter(form, "%Y-%m-%dT%H:%M:%S"))
    return handler


class _Formatter(logging.Formatter):
    """Lines with times in UTC, and of an exception its kind and where it was raised, but not its words."""

    converter = staticmethod(time.gmtime)

    def formatException(  # noqa: N802 — the name of logging
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """Return a traceback without what the exceptions say."""
        parts: list[str] = []
        error = ei[1]
        while error is not None and len(parts) < _MOST_CAUSES:
            frames = "".join(traceback.format_tb(error.__traceback__)).rstrip()
            parts.insert(0, f"Traceback:\n{frames}\n{_kind(error)}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(parts)


def _kind(error: BaseException) -> str:
    """Return the kind of an exception, with the code that SQLite or the system gave it."""
    code = error.strerror if isinstance(error, OSError) else None
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorname", None)
    return f"{type(error).__name__} ({code})" if code else type(error).__name__


def _log_end(began: float) -> None:
    logging.getLogger(_ROOT).info("ended after %.1f s", time.monotonic() - began)


def _logged_exception(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger(_ROOT).critical("ended by an exception", exc_info=(kind, error, trace))
    sys.__excepthook__(kind, error, trace)


def _logged_thread_exception(told: threading.ExceptHookArgs) -> None:
    if told.exc_value is not None:
        logging.getLogger(_ROOT).critical("a thread ended by an exception", exc_info=told.exc_value)
    threading.__excepthook__(told)
