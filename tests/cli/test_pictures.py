"""`reader pictures` as scripts and the interface use it."""

import json
import signal
import subprocess
from pathlib import Path

import pytest
from builders import NOW, a_library, a_story, keep
from command_line import CommandLine
from end_to_end.program import READER, environment
from made_pictures import a_picture, png_bomb
from web_server import WebServer

from reader.model import Body, BodyFormat, FeedKind


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(tmp_path, monkeypatch, capsys)


def a_story_with(home: Path, server: WebServer, *paths: str) -> int:
    (home / "data").mkdir(exist_ok=True)
    library = a_library(home / "data")
    feed = library.feeds.subscribe(server.url("/feed"), FeedKind.WEB, "Home", NOW)
    body = Body(BodyFormat.HTML, "".join(f'<p><img src="{path}"></p>' for path in paths), server.url())
    story = keep(library, feed, a_story("A story", body=body))[0]
    library.close()
    return story


def test_it_keeps_the_pictures_of_a_story_and_says_which_failed(reader: CommandLine, tmp_path: Path) -> None:
    with WebServer() as server:
        server.answer("/a.png", a_picture())
        server.answer("/bomb.png", png_bomb())
        story = a_story_with(tmp_path, server, "/a.png", "/bomb.png")
        said = reader("pictures", story)
        assert (said.status, said.out) == (1, "1 of 2 pictures are kept.\n")
        assert "bomb.png: The picture has more than 40 million pixels" in said.err
        kept = reader("pictures", story, "--json").json["pictures"]
        assert Path(kept[0]["file"]).read_bytes().startswith(b"\x89PNG")
        assert Path(kept[0]["file"]).is_relative_to(tmp_path / "cache")
        events = [json.loads(line) for line in reader("pictures", story, "--events").out.splitlines()]
        assert [(event["event"], bool(event["message"])) for event in events] == [("picture", False), ("picture", True)]


def test_pictures_have_limits_of_their_own(reader: CommandLine, tmp_path: Path) -> None:
    with WebServer() as server:
        server.answer("/a.png", a_picture(), headers={"Content-Length": "10485761"})
        (tmp_path / "config").mkdir()
        (tmp_path / "config" / "config.toml").write_text('[feeds."127.0.0.1"]\nfetch_mib = 500\n')
        said = reader("pictures", a_story_with(tmp_path, server, "/a.png"))
        assert said.err.endswith("/a.png sends more than 10 MiB; it was not read.\n")


def test_a_story_without_pictures_is_no_failure(reader: CommandLine, tmp_path: Path) -> None:
    with WebServer() as server:
        story = a_story_with(tmp_path, server)
        assert reader("pictures", story).out == "0 of 0 pictures are kept.\n"
    assert reader("pictures", 99).status == 1


def test_killed_in_the_middle_it_leaves_no_broken_picture(tmp_path: Path) -> None:
    with WebServer() as server:
        paths = [f"/{number}.jpg" for number in range(30)]
        for path in paths:
            server.answer(path, a_picture(1200, 900, "JPEG"))
        story = a_story_with(tmp_path, server, *paths)
        argv = [*READER, "pictures", str(story), "--events"]
        child = subprocess.Popen(argv, env=environment(tmp_path), stdout=subprocess.PIPE)
        with child:
            assert child.stdout is not None
            for _ in range(3):
                assert child.stdout.readline()
            child.send_signal(signal.SIGKILL)
        kept = list((tmp_path / "cache" / "pictures").glob("*.png"))
        assert kept
        whole = {file.stat().st_size for file in kept}
        assert len(whole) == 1  # the same picture, whole each time
