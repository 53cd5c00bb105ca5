"""Every way out of the interface gives the terminal back whole: keys, signals, ctrl+z, errors, a terminal that goes."""

import contextlib
import os
import re
import shlex
import shutil
import signal
import sys
import termios
from pathlib import Path

import pytest
from end_to_end.program import READER, environment, listed, start
from end_to_end.terminal import DEADLINE, Terminal
from end_to_end.ways_out import is_given_back, is_taken, keyboards, modes

pytestmark = pytest.mark.usefixtures("started_before")

CALLED = shlex.join(READER)
PROMPT = "shell>"


def started_with(home: Path, change: str) -> Terminal:
    """Start the program with a change in its code."""
    code = f"import sys, time, reader.__main__ as program; sys.argv = ['reader']\n{change}\nprogram.main()"
    return Terminal(100, 30, (sys.executable, "-c", code), environment(home))


def in_a_shell(home: Path, first: str = "") -> Terminal:
    """Start a shell with job control, and in it what is wanted `first`."""
    shell = shutil.which("bash")
    if shell is None:
        pytest.skip("needs bash")
    terminal = Terminal(100, 30, (shell, "--norc", "--noprofile", "-i"), {**environment(home), "PS1": PROMPT})
    terminal.wait_for(PROMPT)
    terminal.type(f"bind 'set enable-bracketed-paste off'; {first}\r")  # that mode is the shell's own
    return terminal


def process_in(terminal: Terminal) -> int:
    """Return the process that has the keys."""
    return os.tcgetpgrp(terminal.descriptor)


def is_alive(process: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, 0)
        return True
    return False


def test_a_signal_ends_it_with_the_terminal_given_back_and_what_was_done_kept(tmp_path: Path) -> None:
    with start(tmp_path, 100, 30) as terminal:
        before = termios.tcgetattr(terminal.descriptor)
        terminal.wait_for("INKubator")
        assert is_taken(terminal)
        terminal.press("ctrl+z")
        terminal.wait_for("There is no shell here to go back to: q quits.")
        terminal.press("s")
        terminal.wait_for("★")
        os.kill(terminal.process.pid, signal.SIGTERM)
        assert terminal.wait_for_exit() == 143
        assert is_given_back(terminal)
        assert termios.tcgetattr(terminal.descriptor) == before
    assert len(listed(tmp_path, "is:starred")) == 1


def test_signals_in_a_row_are_one(tmp_path: Path) -> None:
    with start(tmp_path, 100, 30) as terminal:
        terminal.wait_for("INKubator")
        for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGHUP):
            os.kill(terminal.process.pid, number)
        assert terminal.wait_for_exit() in (130, 129, 143)  # of several at once the system chooses which comes first
        assert is_given_back(terminal)


def test_a_signal_that_comes_again_ends_it_where_nothing_else_goes_on(tmp_path: Path) -> None:
    stuck = (
        "import reader.tui.app as app, reader.tui.terminal.endings as endings\n"
        "endings._TOGETHER_SECONDS = 0\n"
        "def stuck(self):\n    self.title = 'x'; open('stuck', 'w').close()\n    while True: time.sleep(0.01)\n"
        f"import os; os.chdir({str(tmp_path)!r}); app.ReaderApp.action_help_quit = stuck"
    )
    with started_with(tmp_path, stuck) as terminal:
        before = termios.tcgetattr(terminal.descriptor)
        terminal.wait_for("INKubator")
        terminal.press("ctrl+c")
        terminal.wait_until((tmp_path / "stuck").exists, "the program being stuck")
        os.kill(terminal.process.pid, signal.SIGTERM)
        terminal.wait_until(lambda: _tell_again(terminal), "the end")
        assert terminal.wait_for_exit() == 143
        assert is_given_back(terminal)
        assert termios.tcgetattr(terminal.descriptor) == before


def _tell_again(terminal: Terminal) -> bool:
    os.kill(terminal.process.pid, signal.SIGTERM)
    return is_given_back(terminal)


def test_it_ends_where_its_terminal_has_gone_even_if_nohup_keeps_the_signal_away(tmp_path: Path) -> None:
    with Terminal(100, 30, ("/bin/sh", "-c", f"trap '' HUP; exec {CALLED}"), environment(tmp_path)) as terminal:
        terminal.wait_for("INKubator")
        terminal.hang_up()
        assert terminal.process.wait(DEADLINE) == 129


def test_it_ends_where_what_started_it_was_killed(tmp_path: Path) -> None:
    as_uv_does = f"import subprocess, sys; subprocess.call({[*READER]!r})"
    with in_a_shell(tmp_path, f"{READER[0]} -c {shlex.quote(as_uv_does)}") as terminal:
        terminal.wait_for("INKubator")
        leader = process_in(terminal)
        os.kill(leader, signal.SIGKILL)
        terminal.wait_until(lambda: b"Killed" in terminal.raw, "the shell seeing it")
        terminal.wait_until(lambda: not _group_is_alive(leader), "the end")
        assert is_given_back(terminal)


def _group_is_alive(group: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, 0)
        return True
    return False


# Stopping and going on


def test_ctrl_z_goes_back_to_the_shell_and_fg_brings_the_whole_screen_again(tmp_path: Path) -> None:
    with in_a_shell(tmp_path, CALLED) as terminal:
        terminal.wait_for("INKubator")
        terminal.press("ctrl+z")
        terminal.wait_for("Stopped")
        assert is_given_back(terminal)
        terminal.type("echo s$((40+2))q\r")  # with the keys that star and quit
        terminal.wait_for("s42q")
        terminal.resize(80, 24)
        bring_forward(terminal, "? keys")
        assert not terminal.shows(PROMPT)
        terminal.press("/")  # where something is typed, too
        terminal.type("unre")
        terminal.wait_for("unre")
        terminal.press("ctrl+z")
        terminal.wait_for("Stopped")
        bring_forward(terminal, "unre")
        terminal.press("esc")
        terminal.wait_until(lambda: not terminal.shows("unre"), "the end of the search")
        terminal.press("q")
        terminal.wait_until(lambda: is_given_back(terminal), "the end")
        terminal.type("echo status $?.\r")
        terminal.wait_for("status 0.")
    assert listed(tmp_path, "is:starred") == []


def test_it_is_stopped_and_ended_from_outside_and_leaves_the_shell_its_terminal(tmp_path: Path) -> None:
    with in_a_shell(tmp_path, CALLED) as terminal:
        terminal.wait_for("INKubator")
        program = process_in(terminal)
        for number in (signal.SIGTSTP, signal.SIGSTOP):
            os.kill(program, number)
            terminal.wait_for("Stopped")
            assert is_given_back(terminal) == (number == signal.SIGTSTP)  # nobody is asked before SIGSTOP
            terminal.type("clear\r")
            terminal.wait_until(lambda: not terminal.shows("Stopped"), "the shell's screen")
            terminal.type("bg\r")  # it has no terminal in the background, and stops again
            terminal.type("until jobs -s | grep .; do :; done; echo it st$((00))pped again\r")
            terminal.wait_for("it st0pped again")
            assert is_given_back(terminal), (number, modes(terminal), keyboards(terminal))
            bring_forward(terminal, "INKubator")
            os.kill(program, signal.SIGCONT)  # means nothing to what runs
        terminal.press("ctrl+z")
        terminal.wait_until(lambda: is_given_back(terminal), "the shell")
        terminal.type("clear\r")
        terminal.wait_until(lambda: not terminal.shows("INKubator"), "the shell's screen")
        written = len(terminal.raw)
        terminal.type(f"kill %1; while kill -0 {program}; do :; done 2>&-; wait %1; echo status $?.\r")
        terminal.wait_for("status 143.")
        assert b"\x1b[?" not in terminal.raw[written:]
        terminal.type("stty -a\r")
        terminal.wait_for("isig icanon iexten echo ")


def test_it_ends_where_it_waits_in_the_background_for_its_terminal(tmp_path: Path) -> None:
    with in_a_shell(tmp_path, f"{CALLED} &") as terminal:
        terminal.type("until jobs -s | grep .; do :; done; echo it st$((00))pped\r")
        terminal.wait_for("it st0pped")
        terminal.type("kill %1; while kill -0 %1; do :; done 2>&-; wait %1; echo status $?.\r")
        terminal.wait_for("status 143.")


def bring_forward(terminal: Terminal, text: str) -> None:
    """Bring the program forward by the shell's own command, and wait for its screen."""
    terminal.type("fg\r")
    terminal.wait_until(lambda: is_taken(terminal) and terminal.shows(text), "the whole screen again")


def test_where_the_shell_was_replaced_it_says_so(tmp_path: Path) -> None:
    # not the leader of the session, but of a group whose parent is in no other one: nobody would continue it
    alone = f"import os, subprocess; raise SystemExit(subprocess.call({[*READER]!r}))"
    with Terminal(100, 30, (sys.executable, "-c", alone), environment(tmp_path)) as terminal:
        terminal.wait_for("INKubator")
        terminal.press("ctrl+z")
        terminal.wait_for("No shell stopped reader, so it goes on: q quits.")
        assert is_taken(terminal)
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
        assert is_given_back(terminal)


# What nobody expected


BROKEN = """
import reader.tui.app as app, reader.tui.help_screen as help_screen
def fail(*_): raise {kind}('inside')
"""


def failing(what: str, kind: str = "KeyError") -> str:
    return f"{BROKEN.format(kind=kind)}\n{what}"


WAYS_TO_FAIL = """
import threading
ways = iter([
    lambda self: fail(),
    lambda self: self.set_timer(0.01, fail),
    lambda self: self.run_worker(fail, thread=True),
    lambda self: self.main.stories.call_later(fail),
    lambda self: threading.Thread(target=fail).start(),
])
app.ReaderApp.action_help_quit = lambda self: next(ways)(self)
help_screen.HelpScreen.compose = fail
import reader.tui.unexpected
reader.tui.unexpected._AGAIN_SECONDS = 0
"""


def test_what_nobody_expected_is_told_and_logged_and_it_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "reader.log"
    logged = f"import os; os.environ['READER_LOG'] = {str(log)!r}\n"
    with started_with(tmp_path, logged + failing(WAYS_TO_FAIL)) as terminal:
        terminal.wait_for("INKubator")
        for number, key in enumerate(
            ["ctrl+c"] * 5 + ["?"], 1
        ):  # a key, a timer, a worker, a message, a thread, a screen
            terminal.press(key)
            terminal.wait_until(lambda n=number: log.read_text().count("nobody expected") == n, "the log")  # type: ignore[misc]
        terminal.wait_for("Something went wrong inside reader (KeyError); the log says where.")
        terminal.wait_until(lambda: not terminal.shows("esc leaves"), "the screen that failed being left")
        terminal.press("s")
        terminal.wait_for("★")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
        assert is_given_back(terminal)
    assert len(listed(tmp_path, "is:starred")) == 1
    assert re.search(r"Traceback:\n(.*\n)*KeyError\n", log.read_text())
    assert "'inside'" not in re.sub(r"^    .*$", "", log.read_text(), flags=re.M)


def test_what_cannot_be_drawn_says_so_and_keeps_nothing_else_from_working(tmp_path: Path) -> None:
    once = (
        "from reader.tui.stories.story_list import StoryList\n"
        "from reader.tui.widgets.status_line import StatusLine\n"
        "usual = app.ReaderApp._shown\n"
        "def shown(self):\n    usual(self)\n"
        "    StoryList.render_line = StatusLine.render_line = fail\n    self.refresh()\n"
        "app.ReaderApp._shown = shown"
    )
    log = tmp_path / "reader.log"
    with started_with(tmp_path, f"import os; os.environ['READER_LOG'] = {str(log)!r}\n{failing(once)}") as terminal:
        terminal.wait_for("This cannot be shown (KeyError).")
        terminal.press("s", "j", "k", "j")
        terminal.wait_until(lambda: len(listed(tmp_path, "is:starred")) == 1, "the star")
        busy = _cpu_seconds(terminal.process.pid)
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
    assert log.read_text().count("nobody expected") == 1  # one place, told once
    assert busy < 20


def _cpu_seconds(process: int) -> float:
    stat = Path(f"/proc/{process}/stat")
    if not stat.exists():
        return 0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_an_error_before_the_first_screen_is_one_sentence(tmp_path: Path) -> None:
    with started_with(tmp_path, failing("app.ReaderApp.on_mount = fail")) as terminal:
        assert terminal.wait_for_exit() == 1
        assert is_given_back(terminal)
        said = re.sub(rb"\x1b\[[\d;?<>]*[a-zA-Z$]", b"", bytes(terminal.raw)).decode()
    assert "reader: the interface ended by an error of its own (KeyError); call it with --log FILE" in said
    assert "Traceback" not in said


# The terminal lent


PAGER = """#!/bin/sh
tail -n 1 "$1"
echo that was it
test -e later || exit
echo reading $$.
exec sleep 1000
"""


def test_a_pager_that_ends_at_once_leaves_its_text_until_enter_and_one_that_stays_ends_with_a_signal(
    tmp_path: Path,
) -> None:
    pager = tmp_path / "pager"
    pager.write_text(PAGER)
    pager.chmod(0o700)
    change = (
        "import reader.tui.terminal.lending as lending, os; lending.AT_ONCE_SECONDS = 1000\n"
        f"os.environ['PAGER'] = os.environ['EDITOR'] = {str(pager)!r}; os.chdir({str(tmp_path)!r})"
    )
    with started_with(tmp_path, change) as terminal:
        terminal.wait_for("INKubator")
        terminal.press("P")
        terminal.wait_for("This was all of it. Press Enter to go back to reader.")
        assert terminal.shows("that was it")
        assert is_given_back(terminal)
        terminal.press("enter")
        terminal.wait_until(lambda: is_taken(terminal) and terminal.shows("INKubator"), "the whole screen again")
        terminal.press("E")
        terminal.wait_until(lambda: terminal.raw.count(b"\x1b[?1049h") == 3 and is_taken(terminal), "it again")
        assert terminal.raw.count(b"Press Enter") == 1  # an editor that ends at once has shown nothing
        (tmp_path / "later").touch()
        terminal.press("P")
        terminal.wait_until(lambda: b"reading" in terminal.raw, "the pager")
        terminal.wait_until(lambda: re.search(rb"reading \d+\.", bytes(terminal.raw)) is not None, "the pager")
        reading = int(re.findall(rb"reading (\d+)\.", bytes(terminal.raw))[-1])
        os.kill(terminal.process.pid, signal.SIGTERM)
        assert terminal.wait_for_exit() == 143
        assert is_given_back(terminal)
        assert not is_alive(reading)
