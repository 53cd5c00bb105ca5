"""The real program for tests: how it is called, with a home of its own and nothing of this machine's settings.

Owns the command line, the environment the program gets, and how one tags. Must not know what a test does with it.
What is only set up or looked up by the command line is done in this process: a process more takes a third of a second.
"""

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

from end_to_end.terminal import DEADLINE, Terminal

from reader import cli

READER = (sys.executable, "-m", "reader")

_INHERITED = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")


def environment(home: Path) -> Mapping[str, str]:
    """Return an environment with `home` for everything the program keeps, in a terminal that has all colours."""
    kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return kept | {
        "READER_HOME": str(home),
        "HOME": str(home),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "BROWSER": "true",
    }


def start(home: Path, columns: int, rows: int, *arguments: str) -> Terminal:
    """Start the program in a terminal of `columns` × `rows`."""
    return Terminal(columns, rows, (*READER, *arguments), environment(home))


def run(home: Path, *arguments: str) -> str:
    """Run one command in a process of its own and return what it printed; AssertionError unless all went well."""
    done = subprocess.run(
        [*READER, *arguments], env=environment(home), capture_output=True, text=True, timeout=DEADLINE, check=False
    )
    assert done.returncode == 0, f"reader {' '.join(arguments)}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def run_here(home: Path, *arguments: str) -> str:
    """Run one command in this process and return what it printed; AssertionError unless all went well."""
    status, out, err = call_here(home, *arguments)
    assert status == 0, f"reader {' '.join(arguments)}: {status}\n{out}\n{err}"
    return out


def call_here(home: Path, *arguments: str) -> tuple[int, str, str]:
    """Run one command in this process; return its status, and what it printed to standard output and error."""
    out, err, status = io.StringIO(), io.StringIO(), 0
    given = patch.object(sys, "argv", ["reader", *arguments])
    with given, patch.dict(os.environ, environment(home), clear=True), redirect_stdout(out), redirect_stderr(err):
        try:
            cli.run()
        except SystemExit as ended:
            status = int(ended.code or 0)
    return status, out.getvalue(), err.getvalue()


def listed(home: Path, query: str = "") -> list[dict[str, Any]]:
    """Return the stories `reader list` prints for a query."""
    stories: list[dict[str, Any]] = json.loads(run_here(home, "list", query, "--json"))
    return stories


def tag(terminal: Terminal, tags: str) -> None:
    """Tag the untagged story the cursor is on, by `t`, typing and Enter."""
    terminal.press("t")
    terminal.wait_for("no tags yet")
    terminal.type(tags)
    terminal.wait_for(tags)
    terminal.press("enter")
