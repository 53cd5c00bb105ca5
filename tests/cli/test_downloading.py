"""`reader download` as scripts and the open program use it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from builders import a_feed, a_story, keep
from command_line import CommandLine
from web_server import Answer, WebServer

from reader.library import open_library
from reader.model import Enclosure

SOUND = b"sound" * 50_000


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    home = tmp_path / "home"
    (home / "config").mkdir(parents=True)
    (home / "config" / "config.toml").write_text(f'download_folder = "{tmp_path / "files"}"\ndownload_mib = 1\n')
    return CommandLine(home, monkeypatch, capsys)


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as running:
        yield running


def a_story_with(reader: CommandLine, *urls: str) -> int:
    (reader.home / "data").mkdir(exist_ok=True)
    library = open_library(reader.home / "data" / "library.db")
    story = a_story("An episode")
    enclosures = tuple(Enclosure(url, "audio/mpeg") for url in urls)
    (kept,) = keep(library, a_feed(library), replace(story, body=replace(story.body, enclosures=enclosures)))
    library.close()
    return kept


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


def test_what_is_attached_to_a_story_is_kept(reader: CommandLine, server: WebServer, tmp_path: Path) -> None:
    urls = server.answer("/one.mp3", SOUND), server.answer("/two.mp3", b"two", chunked=True)
    story = a_story_with(reader, *urls)
    said = reader("download", story)
    one, two = tmp_path / "files" / "one.mp3", tmp_path / "files" / "two.mp3"
    assert said.out == f"Downloaded {one} (250 KB).\nDownloaded {two} (3 bytes).\n"
    assert files(tmp_path / "files") == {"one.mp3": SOUND, "two.mp3": b"two"}


def test_one_of_them_can_be_named_and_is_called_by_its_type(
    reader: CommandLine, server: WebServer, tmp_path: Path
) -> None:
    urls = server.answer("/one", SOUND), server.answer("/two", b"two", headers={"Content-Type": "audio/mpeg; x=y"})
    story = a_story_with(reader, *urls)
    said = reader("download", story, "--number", 2, "--folder", tmp_path / "here", "--json")
    assert said.json == {"files": [{"path": str(tmp_path / "here" / "two.mp3"), "bytes": 3}]}
    refused = reader("download", story, "--number", 3)
    assert (refused.status, refused.err) == (1, "reader: There is no file 3: 2 files are attached to An episode.\n")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(b"", 404), "says the page is not there (404)"),
        (Answer(SOUND, cut=1000), "broke off in the middle of its answer"),
        (
            Answer(b"x" * 1_100_000),
            "sends more than 1 MiB; it was not read (download_mib in config.toml sets the limit)",
        ),
        (Answer(b"x" * 1_100_000, chunked=True), "sends more than 1 MiB"),
        (Answer(b""), "is empty: nothing was kept"),
    ],
)
def test_a_failure_says_why_and_leaves_nothing(
    reader: CommandLine, server: WebServer, tmp_path: Path, answer: Answer, why: str
) -> None:
    server.then_answer("/one.mp3", answer)
    said = reader("download", server.url("/one.mp3"))
    assert said.status == 1
    assert why in said.err
    assert files(tmp_path / "files") == {}


@pytest.mark.parametrize(
    ("target", "status", "why"),
    [
        ("99", 1, "There is no story 99"),
        ("file:///etc/passwd", 2, "neither the number of a story nor a web address"),
        ("nonsense", 2, "neither the number of a story nor a web address"),
    ],
)
def test_what_is_no_file_is_said(reader: CommandLine, target: str, status: int, why: str) -> None:
    said = reader("download", target)
    assert said.status == status
    assert why in said.err


def test_a_story_without_files_says_so(reader: CommandLine) -> None:
    assert reader("download", a_story_with(reader)).err == "reader: No file is attached to An episode.\n"


def child(reader: CommandLine, url: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "reader", "download", "--events", "--", url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "READER_HOME": str(reader.home)},
    )


def test_events_tell_how_far_it_is(reader: CommandLine, server: WebServer, tmp_path: Path) -> None:
    with child(reader, server.answer("/one.mp3", SOUND)) as process:
        assert process.stdout is not None
        events = [json.loads(line) for line in process.stdout]
    assert events[0] == {"event": "progress", "bytes": events[0]["bytes"], "total": len(SOUND)}
    path = tmp_path / "files" / "one.mp3"
    assert events[-1] == {"event": "done", "path": str(path), "bytes": len(SOUND)}
    assert process.returncode == 0


@pytest.mark.parametrize("by", ["the end of its input", "a signal"])
def test_what_is_ended_leaves_nothing(reader: CommandLine, server: WebServer, tmp_path: Path, by: str) -> None:
    server.then_answer("/one.mp3", Answer(SOUND, hold=True, headers={"Content-Length": "400000"}))
    with child(reader, server.url("/one.mp3")) as process:
        assert process.stdout is not None and process.stdin is not None
        assert json.loads(process.stdout.readline())["total"] == 400_000
        assert list(files(tmp_path / "files")) == ["one.mp3.part"]
        process.stdin.close() if by != "a signal" else process.terminate()
        process.wait()
    assert files(tmp_path / "files") == {}
