"""The log: where it is written, how much, that it stays out of the way, and what never stands in it."""

import json
import logging
import os
import re
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from builders import a_library
from end_to_end.program import READER, environment, start
from end_to_end.terminal import Terminal
from web_server import WebServer

from reader import __version__
from reader.errors import ConfigError, LibraryError
from reader.library.database import Database
from reader.log import LARGEST, _Formatter
from reader.log import start as start_log

LINE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (DEBUG|INFO|WARNING|ERROR|CRITICAL) \d+ reader[\w.]* \[.+\] "
)

SECRETS = ("hunter2", "tok3nvalue", "h3adervalue", "Quicksilver", "Wintergreen", "Marigold", "ada@", "nonesuchword")
"""A password, a token, a header, a title, words of a text, a tag, a name to sign in with, words searched for."""

CONFIG = """
[feeds."127.0.0.1"]
headers = { X-Token = "h3adervalue" }
"""


def call(home: Path, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run one call of the program, with more variables in its environment."""
    env = {**environment(home), **variables}
    return subprocess.run([*READER, *arguments], env=env, capture_output=True, text=True, timeout=60, check=False)


def a_feed(*, broken: bool = False) -> str:
    item = {"id": "1", "title": "Quicksilver", "content_html": "<p>Wintergreen</p>"}
    return "<broken Quicksilver" if broken else json.dumps({"version": "1.1", "title": "Quicksilver", "items": [item]})


@pytest.mark.parametrize("named", ["option", "variable"])
def test_a_call_logs_its_start_and_its_end(tmp_path: Path, named: str) -> None:
    file = tmp_path / "reader.log"
    if named == "option":
        done = call(tmp_path, "--log", str(file), "list", "--limit", "1")
    else:
        done = call(tmp_path, "list", "--limit", "1", READER_LOG=str(file))
    assert (done.returncode, done.stderr) == (0, "")
    lines = file.read_text().splitlines()
    assert f"started: reader {__version__}, list" in lines[0]
    assert "migrated from schema 0" in lines[1]
    assert " ended after " in lines[-1]
    assert all(LINE.match(line) for line in lines)
    assert file.stat().st_mode & 0o777 == 0o600


def test_without_one_nothing_is_written_and_logging_is_not_even_imported(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['reader', 'list', '--limit', '1']; from reader.__main__ import main\n"
        "try: main()\nfinally: print('logging' in sys.modules)"
    )
    call(tmp_path, "list")
    done = subprocess.run([sys.executable, "-c", code], env=environment(tmp_path), capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "False"
    assert list(tmp_path.glob("*.log*")) == []


@pytest.mark.parametrize("arguments", [("list",), ()])
@pytest.mark.parametrize(
    ("file", "level", "sentence"),
    [
        ("missing/reader.log", "info", "missing/reader.log cannot be written: No such file or directory."),
        ("reader.log", "loud", "There is no log level 'loud'; it can be debug, info, warning, error."),
    ],
)
def test_a_log_that_cannot_be_is_a_sentence_before_anything_is_done(
    tmp_path: Path, arguments: tuple[str, ...], file: str, level: str, sentence: str
) -> None:
    done = call(tmp_path, "--log", str(tmp_path / file), "--log-level", level, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "data").exists()


def test_the_level_says_how_much(tmp_path: Path) -> None:
    file = tmp_path / "reader.log"
    call(tmp_path, "list", READER_LOG=str(file), READER_LOG_LEVEL="WARNING")
    assert file.read_text() == ""


def test_a_large_log_is_put_aside_by_the_next_call(tmp_path: Path) -> None:
    file = tmp_path / "reader.log"
    file.write_bytes(b"x" * (LARGEST + 1))
    call(tmp_path, "list", READER_LOG=str(file))
    assert (tmp_path / "reader.log.1").stat().st_size == LARGEST + 1
    assert "started" in file.read_text()


def test_a_refresh_tells_every_outcome_and_no_secret(tmp_path: Path) -> None:
    file = tmp_path / "reader.log"
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text(CONFIG)
    with WebServer() as server:
        good, bad = server.answer("/good?token=tok3nvalue", a_feed()), server.answer("/bad?key=tok3nvalue", a_feed())
        for url in (good, bad):
            added = call(tmp_path, "add", url.replace("://", "://ada:hunter2@"), READER_LOG=str(file))
            assert added.returncode == 0, added.stderr
        call(tmp_path, "tag", "Quicksilver", "--add", "Marigold", READER_LOG=str(file), READER_LOG_LEVEL="debug")
        server.answer("/bad?key=tok3nvalue", a_feed(broken=True))
        done = call(tmp_path, "--log", str(file), "--log-level", "debug", "refresh", "--force")
        call(tmp_path, "hunter2", "Wintergreen", READER_LOG=str(file))
    assert done.returncode == 1
    text = file.read_text()
    assert re.search(r"feed 1 \(127\.0\.0\.1\): unchanged, 0 new, 0 updated, after \d+ ms", text)
    assert re.search(r"WARNING .*feed 2 \(127\.0\.0\.1\): failed", text)
    assert re.search(r"DEBUG .*feed 1: asked for \d+ ms", text)
    assert not [secret for secret in SECRETS if secret in text.replace("started: reader", "")]


def test_the_interface_its_threads_and_its_children_write_one_log_without_what_is_read(tmp_path: Path) -> None:
    file = tmp_path / "reader.log"
    with WebServer() as server:
        url = server.answer("/feed?token=tok3nvalue", a_feed()).replace("://", "://ada:hunter2@")
        call(tmp_path, "add", url)
        with start(tmp_path, 120, 40, "--query", "Quicksilver", "--log", str(file), "--log-level", "debug") as terminal:
            terminal.wait_for("Wintergreen")
            terminal.press("t")
            terminal.type("Marigold")
            terminal.press("enter")
            terminal.wait_for("● Marigold")
            terminal.press("/")
            terminal.type("nonesuchword")
            terminal.press("enter")
            terminal.wait_for("0 stories · best first")
            terminal.press("esc")
            terminal.wait_for("Wintergreen")
            terminal.press("R")
            terminal.wait_until(lambda: "ended: status 0" in file.read_text(), "the child's end in the log")
            terminal.press("q")
            assert terminal.wait_for_exit() == 0
    text = file.read_text()
    assert text.count("started: reader") == 2
    assert "started: reader " + __version__ + ", the interface" in text
    assert "library thread started" in text
    assert "library thread ended" in text
    assert re.search(r"child \d+ started: refresh", text)
    assert re.search(r"refresh ended after \d+ ms", text)
    assert [line for line in text.splitlines() if not LINE.match(line)] == []
    assert not [secret for secret in SECRETS if secret in text]


def test_an_exception_is_logged_with_where_it_was_raised_but_not_with_what_it_says() -> None:
    try:
        try:
            json.loads("{Wintergreen")
        except ValueError as error:
            raise RuntimeError("hunter2") from error
    except RuntimeError:
        record = logging.makeLogRecord({"msg": "it failed", "exc_info": sys.exc_info()})
    text = _Formatter("%(message)s").format(record)
    assert "test_log.py" in text
    assert re.findall(r"^\w+Error$", text, re.MULTILINE) == ["JSONDecodeError", "RuntimeError"]
    assert not [secret for secret in SECRETS if secret in re.sub(r"^    .*$", "", text, flags=re.MULTILINE)]


def test_what_ends_the_program_unexpectedly_is_logged(tmp_path: Path) -> None:
    file = tmp_path / "reader.log"
    code = (
        "import sys, reader.cli, reader.__main__; sys.argv = ['reader', 'list']\n"
        "def run(): raise KeyError('hunter2')\n"
        "reader.cli.run = run; reader.__main__.main()"
    )
    env = {**environment(tmp_path), "READER_LOG": str(file)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    assert (done.returncode, "KeyError: 'hunter2'" in done.stderr) == (1, True)
    text = file.read_text()
    assert re.search(r"CRITICAL .* ended by an exception\nTraceback:\n", text)
    assert "KeyError" in text
    assert "hunter2" not in text


def test_what_ends_the_interface_unexpectedly_is_logged(tmp_path: Path) -> None:
    file = tmp_path / "reader.log"
    code = (
        "import sys, reader.tui.app, reader.__main__; sys.argv = ['reader']\n"
        "def on_mount(self): raise KeyError('hunter2')\n"
        "reader.tui.app.ReaderApp.on_mount = on_mount; reader.__main__.main()"
    )
    env = {**environment(tmp_path), "READER_LOG": str(file)}
    with Terminal(80, 24, (sys.executable, "-c", code), env) as terminal:
        assert terminal.wait_for_exit() == 1
    text = file.read_text()
    assert re.search(r"CRITICAL .* the interface was ended by an exception\nTraceback:\n(.*\n)*KeyError\n", text)
    assert "hunter2" not in text


def test_a_disk_that_is_full_does_not_disturb(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    done = call(tmp_path, "list", "--limit", "1", READER_LOG="/dev/full")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_library_that_keeps_one_waiting_is_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    a_library(tmp_path).close()
    other = sqlite3.connect(tmp_path / "library.db", isolation_level=None)
    database = Database(tmp_path / "library.db")
    try:
        other.execute("BEGIN IMMEDIATE")
        monkeypatch.setattr(time, "sleep", lambda _: other.rollback())
        with caplog.at_level("INFO"), database.transaction():
            pass
        assert re.search(r"busy: waited \d+ ms for another writer", caplog.text)
        with caplog.at_level("INFO"), pytest.raises(LibraryError):
            database.run("SELECT Wintergreen FROM nothing")
        assert "SQLite refused a statement: SQLITE_ERROR" in caplog.text
    finally:
        database.close()
        other.close()


def test_a_level_that_is_none_starts_nothing(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        start_log(str(tmp_path / "reader.log"), "loud", "list")
    assert "READER_LOG" not in os.environ
    assert list(tmp_path.iterdir()) == []
