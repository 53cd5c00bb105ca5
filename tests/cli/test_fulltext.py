"""`reader fulltext` as scripts use it."""

import json
import sys
from pathlib import Path

import pytest
from builders import a_feed, a_story, keep
from web_server import WebServer

from reader.cli import run
from reader.library import open_library

PARAGRAPHS = "".join(f"<p>Paragraph {n} says at some length what there is to say of it.</p>" for n in range(12))


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["reader", *arguments])
    try:
        run()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def test_it_keeps_the_full_text_and_says_how_long_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("READER_HOME", str(tmp_path))
    (tmp_path / "data").mkdir()
    with WebServer() as server:
        page = f"<!doctype html><html><body><article><h1>A story</h1>{PARAGRAPHS}</article></body></html>"
        url = server.answer("/a", page, headers={"Content-Type": "text/html"})
        missing = server.answer("/b", "", status=404)
        library = open_library(tmp_path / "data" / "library.db")
        stories = a_story("A story", url=url, content="<p>It begins […]</p>"), a_story("Gone", url=missing)
        story, gone = keep(library, a_feed(library), *stories)
        library.close()
        assert call(monkeypatch, "fulltext", str(story), "--json") == 0
        assert json.loads(capsys.readouterr().out)["words"] > 100
        assert call(monkeypatch, "fulltext", str(gone)) == 1
        assert "404" in capsys.readouterr().err
