"""One connection to the library's file: safe opening, transactions, and SQLite's errors as sentences.

Must not know what the tables mean.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Literal

from reader.errors import Interrupted, LibraryError, NoRoomError, ReaderError, RefusedValueError

APPLICATION_ID = 0x52454144
BUSY_SECONDS = 10.0
_RETRY_SECONDS = 0.001
_LITTLE_ROOM = 1024 * 1024
"""Bytes free on a disk below which nothing else is to blame."""
_STEPS_BETWEEN_LOOKS = 2000
"""Steps of SQLite's machine, some 50 µs, between two looks at the clock."""

SQLITE_VERSION = sqlite3.sqlite_version

REFUSALS = (sqlite3.Error, UnicodeError, MemoryError, OverflowError)
"""What SQLite raises where it will not or cannot: a damaged file can make it quote no text, or ask for all memory."""

_VALUES = (sqlite3.IntegrityError, sqlite3.DataError, UnicodeEncodeError)
"""What SQLite and Python say of values that cannot be stored."""

Durability = Literal["FULL", "NORMAL"]
Parameters = Mapping[str, Any] | Sequence[Any]


class Database:
    """A connection that belongs to the thread that opened it.

    `durability` is SQLite's `synchronous`: with FULL a committed change survives a power cut, with NORMAL
    only the death of the program; what a refresh stores can be fetched again, what a person did cannot.
    """

    def __init__(self, path: Path, durability: Durability = "FULL") -> None:
        self.path = path
        self.connection = self._connect()
        self._identity = _identity(path)
        try:
            self._prepare(durability)
        except BaseException:
            self.connection.close()
            raise

    def run(self, sql: str, parameters: Parameters = ()) -> sqlite3.Cursor:
        """Execute one statement; raises LibraryError with a sentence where SQLite refuses.

        Where another process writes, this waits for a gap. SQLite's own waiting sleeps longer and longer, up to 100 ms,
        and so misses the gaps a busy refresh leaves.
        """
        return self._execute(self.connection.cursor(lambda connection: _Cursor(connection, self.path)), sql, parameters)

    def _execute(self, cursor: sqlite3.Cursor, sql: str, parameters: Parameters) -> sqlite3.Cursor:
        last = None
        while True:
            try:
                cursor.execute(sql, parameters)
            except REFUSALS as error:
                now = time.monotonic()
                last = last or now + BUSY_SECONDS
                if "locked" not in str(error) or self.connection.in_transaction or now > last:
                    _log_refusal(error)
                    raise failure(error, self.path) from error
                time.sleep(_RETRY_SECONDS)
            else:
                if last is not None:
                    _log_wait(BUSY_SECONDS - (last - time.monotonic()))
                return cursor

    def run_many(self, sql: str, parameters: Sequence[Parameters]) -> None:
        """Execute one statement once for each of `parameters`."""
        try:
            self.connection.executemany(sql, parameters)
        except REFUSALS as error:
            raise failure(error, self.path) from error

    def rows(self, sql: str, parameters: Parameters = ()) -> Iterator[sqlite3.Row]:
        """Yield the rows of a statement as they are found; raises as `run` does, at the first or any later."""
        return self._fetched(self._execute(self.connection.cursor(), sql, parameters))

    def tuples(self, sql: str, parameters: Parameters = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the same rows bare, which is quicker."""
        cursor = self._execute(self.connection.cursor(), sql, parameters)
        cursor.row_factory = None
        return self._fetched(cursor)

    def _fetched(self, cursor: sqlite3.Cursor) -> Iterator[Any]:
        try:
            yield from cursor
        except REFUSALS as error:
            raise failure(error, self.path) from error
        finally:
            cursor.close()

    @contextmanager
    def time_limit(self, seconds: float) -> Iterator[None]:
        """Give up questions asked inside, with Interrupted, once so many seconds have gone by."""
        last = time.monotonic() + seconds
        self.connection.set_progress_handler(lambda: time.monotonic() > last, _STEPS_BETWEEN_LOOKS)
        try:
            yield
        finally:
            self.connection.set_progress_handler(None, 0)

    def value(self, sql: str, parameters: Parameters = ()) -> Any:
        """Return the first column of the first row, or None where there is no row."""
        row = self.run(sql, parameters).fetchone()
        return None if row is None else row[0]

    def changes_of(self, sql: str, parameters: Parameters = ()) -> int:
        """Execute one statement and return how many rows it wrote, those of hidden tables included."""
        before = self.connection.total_changes
        self.run(sql, parameters)
        return self.connection.total_changes - before

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make what is written inside one unit, all or nothing; inside another transaction, part of that one."""
        if self.connection.in_transaction:
            yield
            return
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            with suppress(*REFUSALS):  # where that fails too, what came first is what the person is told
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
            raise

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Take back what is written inside where it fails; for a part of a transaction."""
        self.run("SAVEPOINT part")
        try:
            yield
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK TO part")
                self.connection.execute("RELEASE part")
            raise
        self.run("RELEASE part")

    def define(self, name: str, function: Callable[..., Any]) -> None:
        """Let statements and triggers call `function`, which depends on its arguments alone."""
        self.connection.create_function(name, -1, function, deterministic=True)

    def interrupt(self) -> None:
        """Make what is running on this connection raise Interrupted; may be called from any thread."""
        self.connection.interrupt()

    def check_in_place(self) -> None:
        """Raise LibraryError where the file is not the one that was opened: what is written now goes nowhere."""
        if _identity(self.path) != self._identity:
            raise LibraryError(
                f"The library {self.path} was moved, deleted or replaced while it was open: what is done now is lost."
                " Quit, and start again when it is in its place."
            )

    def close(self) -> None:
        """Close the connection; the file stays whole whether or not this is reached."""
        self.connection.close()

    def _connect(self) -> sqlite3.Connection:
        try:
            self._make_file()
            if _is_writable(self.path):
                return sqlite3.connect(self.path, timeout=0, isolation_level=None)
            self._refuse_unread_changes()
            # Write-ahead logging needs a side file even for reading; what cannot be written is read as it lies there.
            return sqlite3.connect(f"{self.path.absolute().as_uri()}?immutable=1", uri=True, isolation_level=None)
        except (OSError, *REFUSALS) as error:
            raise LibraryError(explain(error, self.path)) from error

    def _refuse_unread_changes(self) -> None:
        side = self.path.with_name(self.path.name + "-wal")
        if side.exists() and side.stat().st_size:
            raise LibraryError(
                f"The library {self.path} is read-only, and its newest changes still stand in {side.name}, which"
                " cannot be read without writing: copy both files to where you may write, and set READER_HOME."
            )

    def _make_file(self) -> None:
        """Create the file so that only its owner can read it; SQLite's side files inherit that."""
        if self.path.exists():
            return
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))

    def _prepare(self, durability: Durability) -> None:
        self.connection.row_factory = sqlite3.Row
        self.connection.text_factory = _TEXT
        self.run("PRAGMA foreign_keys = ON")
        self.run(f"PRAGMA synchronous = {durability}")
        self.run("PRAGMA temp_store = MEMORY")
        owner = self.value("PRAGMA application_id")
        if owner not in (0, APPLICATION_ID) or (owner == 0 and self.value("SELECT count(*) FROM sqlite_master")):
            raise LibraryError(f"{self.path} is a database of another program; move it away or set READER_HOME.")


_TEXT = partial(str, encoding="utf-8", errors="replace")
"""Makes text of what a column holds, whatever that is: doctor finds what is none, and nothing else stops at it."""


class _Cursor(sqlite3.Cursor):
    """The rows of a statement; SQLite finds them one by one, and may refuse or be interrupted at any of them."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        super().__init__(connection)
        self._path = path

    def __next__(self) -> Any:
        try:
            return super().__next__()
        except REFUSALS as error:
            raise failure(error, self._path) from error

    def fetchone(self) -> Any:
        try:
            return super().fetchone()
        except REFUSALS as error:
            raise failure(error, self._path) from error

    def fetchall(self) -> list[Any]:
        try:
            return super().fetchall()
        except REFUSALS as error:
            raise failure(error, self._path) from error


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another one of its name; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _is_writable(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _log_wait(seconds: float) -> None:
    """Log that another process kept a statement waiting. Only here is logging imported: most verbs do without."""
    from reader.log import logger

    logger(__name__).info("busy: waited %d ms for another writer", seconds * 1000)


def _log_refusal(error: Exception) -> None:
    if "interrupted" not in str(error):
        from reader.log import logger

        logger(__name__).warning("SQLite refused a statement: %s", getattr(error, "sqlite_errorname", "unknown"))


def failure(error: Exception, path: Path) -> ReaderError:
    """Return what to raise for what SQLite said about the library at `path`."""
    if isinstance(error, sqlite3.Error) and "interrupted" in str(error):
        return Interrupted("The question was given up.")
    if isinstance(error, _VALUES) or "user-defined function" in str(error):
        return RefusedValueError(explain(error, path))
    if _is_full(str(error), path):
        return NoRoomError(explain(error, path))
    return LibraryError(explain(error, path))


def explain(error: Exception, path: Path) -> str:
    """Return one sentence for what SQLite or the file system said about the library at `path`."""
    said = str(error)
    if isinstance(error, OSError):
        return f"The library {path} cannot be opened: {error.strerror or said}."
    if isinstance(error, MemoryError):
        return f"The library {path} asks for more memory than there is. {SEE_DOCTOR}"
    if isinstance(error, UnicodeError):
        return f"The library {path} is damaged (what should be text is none). {SEE_DOCTOR}"
    if _is_full(said, path):
        return f"The disk that holds {path} is full: nothing was changed. Make room and try again."
    for words, sentence in _SENTENCES:
        if any(word in said for word in words):
            return sentence.format(path=path, said=said)
    return f"The library {path} answered: {said}."


def complaints(said: str) -> list[str]:
    """Return what SQLite's check found, one thing each: it puts many into one text, under a heading with stars."""
    found = [" ".join(line.split()) for line in said.splitlines() if not line.startswith("***")]
    return [line for line in found if line] or [" ".join(said.split())]


def _is_full(said: str, path: Path) -> bool:
    """Say whether SQLite was refused for want of room, which it calls an I/O error where it needs a file beside."""
    if "disk is full" in said:
        return True
    try:
        disk = os.statvfs(path.parent)
    except OSError:
        return False
    return "I/O error" in said and disk.f_bavail * disk.f_frsize < _LITTLE_ROOM


SEE_DOCTOR = "Run 'reader doctor': it says what can still be read, and what to do."
"""What a person does about damage; doctor itself leaves it out."""

_SENTENCES = (
    (("is locked",), "The library {path} is being written by another program; try again in a moment."),
    (
        ("readonly database",),
        "The library {path} is read-only: nothing was changed. Check its permissions; then an open interface is to be"
        " started again.",
    ),
    (("I/O error",), "The disk that holds {path} fails ({said}): nothing was changed. " + SEE_DOCTOR),
    (
        ("malformed", "not a database", "no such", "constructor failed", "unsupported file format", "corrupt"),
        "The library {path} is damaged ({said}). " + SEE_DOCTOR,
    ),
    (
        (
            "user-defined function",
            "cannot store",
            "constraint failed",
            "mismatch",
            "too big",
            "too large",
            "already exists",
        ),
        "The library {path} holds something that is not as it should be ({said}): nothing was changed. " + SEE_DOCTOR,
    ),
    (("unable to open",), "The library {path} cannot be opened. Check that the folder exists and is yours."),
)
"""By what SQLite's message has in it, the first that fits."""
