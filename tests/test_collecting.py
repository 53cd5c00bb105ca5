"""What pytest finds: the same tests in the same order for every worker, whenever it looks, and in a moment."""

import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
NARROWED = ("keyword", "markexpr", "deselect", "ignore", "ignore_glob", "lf", "failedfirst", "newfirst", "stepwise")
"""Options of pytest by which a session finds fewer tests than there are, or others first."""


def collected() -> list[str]:
    """Return the names of all tests, as a process of its own finds them."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-p", "no:cacheprovider", "-n", "0", str(TESTS)]
    found = subprocess.run(command, cwd=TESTS.parent, capture_output=True, text=True, check=True)
    return [line for line in found.stdout.splitlines() if "::" in line]


def found_by(session: pytest.Session) -> list[str]:
    """Return the names of all tests, as a session that was asked for them has found them; else as another process does.

    The session found them seconds ago, and what is tested is that the second does not matter.
    """
    config = session.config
    asked = [(config.invocation_params.dir / name).resolve() for name in config.args]
    if asked != [TESTS] or any(getattr(config.option, name, None) for name in NARROWED):
        return collected()
    return [item.nodeid for item in session.items]


def test_two_processes_a_second_apart_find_the_same_tests(request: pytest.FixtureRequest) -> None:
    first, second = found_by(request.session), collected()
    assert len(first) > 3000
    assert first == second
