"""`reader fulltext`, `pictures` and `download` as scripts and the interface use them."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from builders import HOME, NOW, a_feed, a_library, a_story, keep
from command_line import CommandLine
from end_to_end.program import READER, environment
from made_pictures import a_picture, png_bomb
from web_server import Answer, WebServer

from reader.library import open_library
from reader.model import Body, BodyFormat, Enclosure, FeedKind

PARAGRAPHS = "".join(f"<p>Paragraph {n} says at some length what there is to say of it.</p>" for n in range(12))
SOUND = b"sound" * 50_000


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    home = tmp_path / "home"
    (home / "config").mkdir(parents=True)
    (home / "config" / "config.toml").write_text(f'download_folder = "{tmp_path / "files"}"\ndownload_mib = 1\n')
    return CommandLine(home, monkeypatch, capsys)


def a_story_with_files(reader: CommandLine, *urls: str) -> int:
    (reader.home / "data").mkdir(exist_ok=True)
    library = open_library(reader.home / "data" / "library.db")
    story = a_story("An episode")
    enclosures = tuple(Enclosure(url, "audio/mpeg") for url in urls)
    (kept,) = keep(library, a_feed(library, url=HOME), replace(story, body=replace(story.body, enclosures=enclosures)))
    library.close()
    return kept


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


def test_what_is_attached_to_a_story_is_kept(reader: CommandLine, server: WebServer, tmp_path: Path) -> None:
    urls = server.answer("/one.mp3", SOUND), server.answer("/two.mp3", b"two", chunked=True)
    story = a_story_with_files(reader, *urls)
    said = reader("download", story)
    one, two = tmp_path / "files" / "one.mp3", tmp_path / "files" / "two.mp3"
    assert said.out == f"Downloaded {one} (250 KB).\nDownloaded {two} (3 bytes).\n"
    assert files(tmp_path / "files") == {"one.mp3": SOUND, "two.mp3": b"two"}


def test_one_of_them_can_be_named_and_is_called_by_its_type(
    reader: CommandLine, server: WebServer, tmp_path: Path
) -> None:
    urls = server.answer("/one", SOUND), server.answer("/two", b"two", headers={"Content-Type": "audio/mpeg; x=y"})
    story = a_story_with_files(reader, *urls)
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
    assert reader("download", a_story_with_files(reader)).err == "reader: No file is attached to An episode.\n"


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


def test_it_keeps_the_full_text_and_says_how_long_it_is(reader: CommandLine, server: WebServer) -> None:
    page = f"<!doctype html><html><body><article><h1>A story</h1>{PARAGRAPHS}</article></body></html>"
    url = server.answer("/a", page, headers={"Content-Type": "text/html"})
    missing = server.answer("/b", "", status=404)
    (reader.home / "data").mkdir()
    library = open_library(reader.home / "data" / "library.db")
    stories = a_story("A story", url=url, content="<p>It begins […]</p>"), a_story("Gone", url=missing)
    story, gone = keep(library, a_feed(library, url=HOME), *stories)
    library.close()
    assert reader("fulltext", story, "--json").json["words"] > 100
    said = reader("fulltext", gone)
    assert (said.status, "404" in said.err) == (1, True)


def a_story_with_pictures(home: Path, server: WebServer, *paths: str) -> int:
    (home / "data").mkdir(exist_ok=True)
    library = a_library(home / "data")
    feed = library.feeds.subscribe(server.url("/feed"), FeedKind.WEB, "Home", NOW)
    body = Body(BodyFormat.HTML, "".join(f'<p><img src="{path}"></p>' for path in paths), server.url())
    story = keep(library, feed, a_story("A story", body=body))[0]
    library.close()
    return story


def test_it_keeps_the_pictures_of_a_story_and_says_which_failed(reader: CommandLine) -> None:
    with WebServer() as server:
        server.answer("/a.png", a_picture())
        server.answer("/bomb.png", png_bomb())
        story = a_story_with_pictures(reader.home, server, "/a.png", "/bomb.png")
        said = reader("pictures", story)
        assert (said.status, said.out) == (1, "1 of 2 pictures are kept.\n")
        assert "bomb.png: The picture has more than 40 million pixels" in said.err
        kept = reader("pictures", story, "--json").json["pictures"]
        assert Path(kept[0]["file"]).read_bytes().startswith(b"\x89PNG")
        assert Path(kept[0]["file"]).is_relative_to(reader.home / "cache")
        events = [json.loads(line) for line in reader("pictures", story, "--events").out.splitlines()]
        assert [(event["event"], bool(event["message"])) for event in events] == [("picture", False), ("picture", True)]


def test_pictures_have_limits_of_their_own(reader: CommandLine) -> None:
    with WebServer() as server:
        server.answer("/a.png", a_picture(), headers={"Content-Length": "10485761"})
        (reader.home / "config" / "config.toml").write_text('[feeds."127.0.0.1"]\nfetch_mib = 500\n')
        said = reader("pictures", a_story_with_pictures(reader.home, server, "/a.png"))
        assert said.err.endswith("/a.png sends more than 10 MiB; it was not read.\n")


def test_a_story_without_pictures_is_no_failure(reader: CommandLine) -> None:
    with WebServer() as server:
        story = a_story_with_pictures(reader.home, server)
        assert reader("pictures", story).out == "0 of 0 pictures are kept.\n"
    assert reader("pictures", 99).status == 1


def test_killed_in_the_middle_it_leaves_no_broken_picture(reader: CommandLine) -> None:
    with WebServer() as server:
        paths = [f"/{number}.jpg" for number in range(30)]
        for path in paths:
            server.answer(path, a_picture(1200, 900, "JPEG"))
        story = a_story_with_pictures(reader.home, server, *paths)
        argv = [*READER, "pictures", str(story), "--events"]
        child = subprocess.Popen(argv, env=environment(reader.home), stdout=subprocess.PIPE)
        with child:
            assert child.stdout is not None
            for _ in range(3):
                assert child.stdout.readline()
            child.send_signal(signal.SIGKILL)
        kept = list((reader.home / "cache" / "pictures").glob("*.png"))
        assert kept
        whole = {file.stat().st_size for file in kept}
        assert len(whole) == 1  # the same picture, whole each time
