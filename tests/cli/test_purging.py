"""Keeping stories for a time, from a shell and after a refresh."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import CommandLine
from web_server import WebServer

from reader.library import open_library

DAY = 86_400
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>{title}</title><id>q</id>
<updated>2026-11-20T10:00:00Z</updated>
<entry><id>1</id><title>A proof</title><updated>2026-11-20T10:00:00Z</updated>
<content type="html">&lt;p&gt;{text}&lt;/p&gt;</content></entry>
<entry><id>2</id><title>A star</title><updated>2026-11-20T10:00:00Z</updated></entry></feed>"""


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as running:
        yield running


@pytest.fixture
def reader(
    tmp_path: Path, server: WebServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    """A command line whose library holds a story and a starred one of the same feed, both a year old."""
    reader = CommandLine(tmp_path, monkeypatch, capsys)
    assert reader("add", server.answer("/atom", ATOM.format(title="Quanta", text="forty"))).status == 0
    library = open_library(tmp_path / "data" / "library.db")
    library._db.run("UPDATE story SET published = published - 365 * 86400, arrived = arrived - 365 * 86400")
    library.close()
    reader("mark", "starred", "title:star")
    return reader


def configure(reader: CommandLine, text: str) -> None:
    (reader.home / "config").mkdir(exist_ok=True)
    (reader.home / "config" / "config.toml").write_text(text)


def titles(reader: CommandLine) -> list[str]:
    return sorted(story["title"] for story in reader("list", "--json").json)


def test_a_dry_run_says_what_would_go_and_changes_nothing(reader: CommandLine) -> None:
    said = reader("purge", "--older", "6m", "--dry-run")
    assert said.out.splitlines() == [
        "1\t1\t0 KiB\tQuanta",
        "1 story of 1 feed would go: 1 of them unread, 0 KiB of text. Nothing was changed; a purge cannot be undone.",
    ]
    assert reader("purge", "--older", "6m", "--dry-run", "--json").json == {
        "dry_run": True,
        "stories": 1,
        "unread": 1,
        "bytes": len("<p>forty</p>"),
        "feeds": [{"id": 1, "title": "Quanta", "stories": 1, "unread": 1, "bytes": len("<p>forty</p>")}],
    }
    assert titles(reader) == ["A proof", "A star"]
    assert "Nothing is that old" in reader("purge", "--older", "2y", "--dry-run").out


def test_what_was_purged_is_no_step_and_does_not_come_back(reader: CommandLine, server: WebServer) -> None:
    said = reader("purge", "--older", "6m")
    assert said.out.endswith("That cannot be undone; the stories will not come back as new.\n")
    assert titles(reader) == ["A star"]
    for text in ("forty", "forty-one"):
        server.answer("/atom", ATOM.format(title="Quanta", text=text))
        assert reader("refresh", "--force", "--json").json["new"] == 0
    assert titles(reader) == ["A star"]
    for _ in reader("undo", "--list", "--json").json:
        reader("undo")
        assert "A proof" not in titles(reader)


def test_without_a_span_the_settings_hold(reader: CommandLine) -> None:
    said = reader("purge")
    assert (said.status, "set keep_days in config.toml" in said.err) == (2, True)
    configure(reader, "keep_days = 400")
    assert reader("purge", "--json").json["stories"] == 0
    configure(reader, "keep_days = 300")
    assert reader("purge", "--json").json["stories"] == 1


@pytest.mark.parametrize("span", ["", "6", "6x", "0d", "-6m", "six months", "6h"])
def test_a_span_that_is_none_is_refused(reader: CommandLine, span: str) -> None:
    said = reader("purge", "--older", span)
    assert (said.status, "is no span of time" in said.err) == (2, True)
    assert len(titles(reader)) == 2


def test_a_feed_that_is_kept_for_good_is_left_alone(reader: CommandLine, server: WebServer) -> None:
    configure(reader, f'keep_days = 30\n[feeds."{server.address}"]\nkeep_days = 0\n')
    assert reader("purge", "--json").json["stories"] == 0
    assert reader("purge", "--older", "6m", "--json").json["stories"] == 0
    configure(reader, f'[feeds."{server.address}"]\nkeep_days = 30\n')
    assert reader("purge", "--dry-run", "--json").json["stories"] == 1


def test_a_refresh_purges_only_where_that_is_wanted(reader: CommandLine) -> None:
    reader("refresh", "--force")
    assert titles(reader) == ["A proof", "A star"]
    configure(reader, "keep_days = 300")
    assert reader("refresh", "--force").out.splitlines()[-1] == "1 story purged, older than keep_days."
    assert titles(reader) == ["A star"]
    assert reader("refresh", "--force").out == "1 feed checked, 0 stories new, 0 failed.\n"
