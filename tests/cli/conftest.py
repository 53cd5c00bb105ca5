"""A command line with a library of its own, and a web server, for the tests of every verb."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import ATOM, CommandLine
from web_server import WebServer


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(tmp_path / "home", monkeypatch, capsys)


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as running:
        yield running


@pytest.fixture
def subscribed(reader: CommandLine, server: WebServer) -> CommandLine:
    """A command line whose library holds one feed with one story, id 1."""
    assert reader("add", server.answer("/atom", ATOM)).status == 0
    return reader
