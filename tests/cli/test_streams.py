"""Output that is not taken and input that is not there: what a shell may do to a verb, in processes of their own."""

import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import NOW, a_feed, a_library, a_story, keep
from end_to_end.program import READER, environment
from end_to_end.terminal import DEADLINE, Terminal
from web_server import WebServer

from reader.model import FeedKind

CALLED = shlex.join(READER)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A library with more stories than a pipe holds."""
    (tmp_path / "data").mkdir()
    library = a_library(tmp_path / "data")
    feed = a_feed(library, "Verge")
    keep(library, feed, *(a_story(f"Story {number} " + "x" * 200) for number in range(400)), published=NOW)
    library.close()
    return tmp_path


def in_shell(home: Path, line: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run a line of shell, in which R is this program."""
    shell = shutil.which("bash")
    if shell is None:
        pytest.skip("needs bash")
    env = {**environment(home), **more}
    argv = [shell, "-c", line.replace("R ", f"{CALLED} ")]
    return subprocess.run(argv, env=env, capture_output=True, text=True, timeout=60, check=False, errors="replace")


def test_a_pipe_closed_by_its_reader_ends_a_verb_quietly(home: Path) -> None:
    done = in_shell(
        home, "set -o pipefail; R list | head -1; R list --json | head -c 5; R --help | true; R feeds | true"
    )
    assert done.returncode == 0
    assert done.stderr == ""
    assert "Story" in done.stdout


@pytest.mark.parametrize("verb", ["list", "--version", "refresh --events"])
def test_output_nothing_takes_is_one_sentence(home: Path, verb: str) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    full = in_shell(home, f"R {verb} > /dev/full")
    assert full.stderr == "reader: standard output cannot be written: No space left on device.\n"
    assert full.returncode == 1
    closed = in_shell(home, f"R {verb} >&-")
    assert closed.stderr == "reader: standard output cannot be written: Bad file descriptor.\n"
    assert closed.returncode == 1


def test_a_closed_or_full_standard_error_is_no_trouble(home: Path) -> None:
    for where in ("2>&-", "2>/dev/full"):
        assert in_shell(home, f"R list --limit 1 {where}").returncode == 0
        assert in_shell(home, f"R show 99999 {where}").returncode == 1
    assert in_shell(home, "R 2>&- <&-").returncode == 2


def test_standard_input_that_cannot_be_read_is_one_sentence(home: Path) -> None:
    done = in_shell(home, "R tag - --add x <&-")
    assert (done.returncode, done.stderr) == (1, "reader: Standard input cannot be read: Bad file descriptor.\n")
    done = in_shell(home, "printf '1 \\377\\n' | R tag - --add x")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_character_the_output_has_not_is_replaced(home: Path) -> None:
    done = in_shell(home, "R tag 1 --add 新聞; R show 1 --format json; R list 'tag:新聞'", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[Path]:
    """A home whose one feed is at a server that does not answer."""
    (tmp_path / "data").mkdir()
    with WebServer() as server:
        library = a_library(tmp_path / "data")
        library.feeds.subscribe(server.answer("/slow", hang=True), FeedKind.WEB, "Slow", NOW)
        library.close()
        yield tmp_path


def test_a_refresh_ends_when_nobody_reads_its_events_any_more(waiting: Path) -> None:
    called = [*READER, "refresh", "--events", "--force"]
    with subprocess.Popen(called, env=environment(waiting), stdout=subprocess.PIPE) as refresh:
        assert refresh.stdout is not None
        assert b"start" in refresh.stdout.readline()
        refresh.stdout.close()
        assert refresh.wait(DEADLINE) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["TERM", "INT"])
def test_a_refresh_that_a_signal_ends_shows_the_cursor_again(waiting: Path, number: int) -> None:
    with Terminal(80, 24, (*READER, "refresh", "--force"), environment(waiting)) as terminal:
        terminal.wait_until(lambda: b"\x1b[?25l" in terminal.raw, "the bar")
        os.kill(terminal.process.pid, number)
        assert terminal.wait_for_exit() == 128 + number
        assert terminal.raw.rindex(b"\x1b[?25h") > terminal.raw.rindex(b"\x1b[?25l")
        assert terminal.shows("reader: interrupted; what came in until now is kept.")


def test_ctrl_c_ends_a_verb_with_the_status_of_that(home: Path) -> None:
    with subprocess.Popen([*READER, "tag", "-", "--add", "x"], env=environment(home), stdin=subprocess.PIPE) as tagging:
        assert tagging.stdin is not None
        tagging.send_signal(signal.SIGINT)
        assert tagging.wait(DEADLINE) in (130, -signal.SIGINT)  # before Python has begun it is the system that ends it
