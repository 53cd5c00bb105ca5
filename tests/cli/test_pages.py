"""`reader add --page` as scripts use it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import CommandLine
from refreshing.on_demand.test_saved_pages import HTML, a_page
from web_server import WebServer


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(tmp_path / "home", monkeypatch, capsys)


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as running:
        yield running


def test_pages_are_kept_and_failures_said(reader: CommandLine, server: WebServer) -> None:
    url, missing = server.answer("/essay", a_page(), headers=HTML), server.answer("/x", "", status=404)
    said = reader("add", "--page", url, missing)
    assert (said.status, "404" in said.err) == (1, True)
    assert said.out.startswith("Kept An essay as story ")
    assert said.out.endswith(", tagged later.\n")
    (story,) = reader("list", "is:later", "--json").json
    assert (story["title"], story["feed"]) == ("An essay", "Documents")


def test_as_json_it_is_a_story(reader: CommandLine, server: WebServer) -> None:
    said = reader("add", "--page", "--json", server.answer("/essay", a_page(), headers=HTML))
    assert (said.status, [story["title"] for story in said.json["stories"]]) == (0, ["An essay"])
