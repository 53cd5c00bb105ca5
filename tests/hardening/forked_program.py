"""A home of the program, and the program in forks of this process: no start of Python each time.

This process imports all of reader but the interface, and must open no library and start no thread before it forks.
"""

import importlib
import os
import pkgutil
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from end_to_end.program import environment
from hardening.recorded_actions import Expected, Record

import reader
from reader import cli

_GONE = (ProcessLookupError, PermissionError, FileNotFoundError)
"""What is raised where a process or a file has just gone by itself."""


def warm_up() -> None:
    """Import what a verb may need, so that a fork has it."""
    for module in pkgutil.walk_packages(reader.__path__, "reader."):
        if not module.name.startswith(("reader.tui", "reader.__main__")):
            importlib.import_module(module.name)


class Home:
    """A home of the program, a record beside it, and what must be in its library: now, and before the record began."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "home"
        self.library = self.folder / "data" / "library.db"
        self.record = Record(folder / "record")
        self.output = folder / "output"
        self.expected = self.before = Expected()
        self.acknowledged = 0
        self.stories: list[int] = []
        self.folder.mkdir()

    def verb(self, *arguments: str) -> str:
        """Run a verb to its end; return what it printed. Raises AssertionError where it fails."""
        status, printed = self.status_of(*arguments)
        if status:
            raise AssertionError(f"'reader {' '.join(arguments)}' ended with {status}: {printed}")
        return printed

    def status_of(self, *arguments: str) -> tuple[int, str]:
        """Run a verb to its end; return its exit status and what it printed."""
        return self.status_after(self.fork(lambda: call(*arguments)))

    def status_after(self, child: int) -> tuple[int, str]:
        """Wait until a fork has ended; return its exit status and what it printed."""
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status), self.output.read_text(errors="replace")

    def fork(self, work: Callable[[], int]) -> int:
        """Begin some work in a process group of its own, its output in a file; return the process's id."""
        self.output.write_bytes(b"")
        child = os.fork()
        if child:
            with suppress(*_GONE):
                os.setpgid(child, child)
            return child
        os.setpgid(0, 0)
        os.environ.clear()
        os.environ.update(environment(self.folder))
        descriptor = os.open(self.output, os.O_WRONLY | os.O_APPEND)
        for standard in (1, 2):
            os.dup2(descriptor, standard)
        status = 70
        try:
            status = work()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def files(self) -> dict[str, tuple[int, int]]:
        """Return what can be seen of writing: each file's size and time, but for those SQLite makes when it reads."""
        seen = {}
        for file in self.folder.rglob("*"):
            with suppress(*_GONE):
                about = file.stat()
                if not file.name.endswith("-shm") and (about.st_size or not file.name.endswith("-wal")):
                    seen[str(file)] = (about.st_size, about.st_mtime_ns)
        return seen


def call(*arguments: str) -> int:
    """Call a verb in this process as a shell would; return its exit status."""
    sys.argv = ["reader", *arguments]
    try:
        cli.run()
    except SystemExit as ended:
        sys.stdout.flush()
        return int(ended.code or 0)
    return 0


def kill(child: int) -> bool:
    """Kill a process and its group as kill -9 does; say whether it was alive.

    Raises AssertionError where it had ended by a failure of its own.
    """
    with suppress(*_GONE):
        os.killpg(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise AssertionError(f"the work failed by itself, with {os.WEXITSTATUS(status)}")
    return os.WIFSIGNALED(status)
