"""A few seconds of two interfaces, a refresh and a shell at one library; and how such a run is judged."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from hardening.driven_interface import Interface
from hardening.together import LEAVE, STEADY_MINUTES, Together, end


def test_nothing_is_refused_or_lost_where_interfaces_a_refresh_and_a_shell_work_at_once() -> None:
    command = [sys.executable, str(Path(__file__).with_name("together.py")), "--minutes", "0.03", "--seed", "5"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    assert "none refused, none lost, no error" in done.stdout


@pytest.fixture
def together() -> Together:
    return Together(Path(), 0.0)


def an_interface(resident: list[int], status: int = 0) -> tuple[Interface, list[str]]:
    """Return an interface that needed so much memory and ends with a status, and the keys it will have got."""
    keys: list[str] = []
    terminal = SimpleNamespace(press=keys.append, wait_for_exit=lambda: status)
    return cast(Interface, SimpleNamespace(name="alpha", resident=resident, terminal=terminal)), keys


def test_memory_that_grows_after_the_warming_up_is_a_finding_and_so_is_how_the_interface_ends(
    together: Together,
) -> None:
    grows, keys = an_interface([1000] * 20 + [2000] * 40 + [2120] * 40, status=1)
    end(together, grows, STEADY_MINUTES)
    assert keys == [LEAVE]
    assert together.trouble == ["alpha: its memory grew by 6.0%", "alpha ended with 1"]


def test_memory_that_grows_while_warming_up_or_in_a_short_run_is_none(together: Together) -> None:
    end(together, an_interface([1000] * 20 + [2000] * 80)[0], STEADY_MINUTES)
    end(together, an_interface([1000] * 50 + [2000] * 50)[0], 1)
    end(together, an_interface([1000])[0], STEADY_MINUTES)
    assert not together.trouble


def test_a_run_is_judged_in_every_way_where_one_finds_something_or_cannot_be_done(together: Together) -> None:
    together.judge(lambda: ["an error in the log"])
    together.judge(lambda: [str(1 / 0)])
    together.judge(lambda: ["a tag is lost"])
    assert together.trouble == ["an error in the log", "judging: ZeroDivisionError: division by zero", "a tag is lost"]
