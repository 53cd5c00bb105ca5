"""What the tests of refreshing share: an empty library, a server on loopback, and something to fetch with."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import a_library
from web_server import WebServer

from reader.library import Library
from reader.sources.web import Fetcher, Limits


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = a_library(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as running:
        yield running


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    made = Fetcher(Limits(seconds=2, max_bytes=200_000), "test")
    yield made
    made.close()
