"""`reader purge` as scripts use it."""

from pathlib import Path

import pytest
from command_line import CommandLine
from web_server import WebServer

from reader.library import open_library

AGED = """<feed xmlns="http://www.w3.org/2005/Atom"><title>{title}</title><id>q</id>
<updated>2026-11-20T10:00:00Z</updated>
<entry><id>1</id><title>A proof</title><updated>2026-11-20T10:00:00Z</updated>
<content type="html">&lt;p&gt;{text}&lt;/p&gt;</content></entry>
<entry><id>2</id><title>A star</title><updated>2026-11-20T10:00:00Z</updated></entry></feed>"""


@pytest.fixture
def aged(
    tmp_path: Path, server: WebServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    """A command line whose library holds a story and a starred one of the same feed, both a year old."""
    aged = CommandLine(tmp_path, monkeypatch, capsys)
    assert aged("add", server.answer("/atom", AGED.format(title="Quanta", text="forty"))).status == 0
    library = open_library(tmp_path / "data" / "library.db")
    library._db.run("UPDATE story SET published = published - 365 * 86400, arrived = arrived - 365 * 86400")
    library.close()
    aged("mark", "starred", "title:star")
    return aged


def configure(aged: CommandLine, text: str) -> None:
    (aged.home / "config").mkdir(exist_ok=True)
    (aged.home / "config" / "config.toml").write_text(text)


def titles(aged: CommandLine) -> list[str]:
    return sorted(story["title"] for story in aged("list", "--json").json)


def test_a_dry_run_says_what_would_go_and_changes_nothing(aged: CommandLine) -> None:
    said = aged("purge", "--older", "6m", "--dry-run")
    assert said.out.splitlines() == [
        "1\t1\t0 KiB\tQuanta",
        "1 story of 1 feed would go: 1 of them unread, 0 KiB of text. Nothing was changed; a purge cannot be undone.",
    ]
    assert aged("purge", "--older", "6m", "--dry-run", "--json").json == {
        "dry_run": True,
        "stories": 1,
        "unread": 1,
        "bytes": len("<p>forty</p>"),
        "feeds": [{"id": 1, "title": "Quanta", "stories": 1, "unread": 1, "bytes": len("<p>forty</p>")}],
    }
    assert titles(aged) == ["A proof", "A star"]
    assert "Nothing is that old" in aged("purge", "--older", "2y", "--dry-run").out


def test_what_was_purged_is_no_step_and_does_not_come_back(aged: CommandLine, server: WebServer) -> None:
    said = aged("purge", "--older", "6m")
    assert said.out.endswith("That cannot be undone; the stories will not come back as new.\n")
    assert titles(aged) == ["A star"]
    for text in ("forty", "forty-one"):
        server.answer("/atom", AGED.format(title="Quanta", text=text))
        assert aged("refresh", "--force", "--json").json["new"] == 0
    assert titles(aged) == ["A star"]
    for _ in aged("undo", "--list", "--json").json:
        aged("undo")
        assert "A proof" not in titles(aged)


def test_without_a_span_the_settings_hold(aged: CommandLine) -> None:
    said = aged("purge")
    assert (said.status, "set keep_days in config.toml" in said.err) == (2, True)
    configure(aged, "keep_days = 400")
    assert aged("purge", "--json").json["stories"] == 0
    configure(aged, "keep_days = 300")
    assert aged("purge", "--json").json["stories"] == 1


@pytest.mark.parametrize("span", ["", "6", "6x", "0d", "-6m", "six months", "6h"])
def test_a_span_that_is_none_is_refused(aged: CommandLine, span: str) -> None:
    said = aged("purge", "--older", span)
    assert (said.status, "is no span of time" in said.err) == (2, True)
    assert len(titles(aged)) == 2


def test_a_feed_that_is_kept_for_good_is_left_alone(aged: CommandLine, server: WebServer) -> None:
    configure(aged, f'keep_days = 30\n[feeds."{server.address}"]\nkeep_days = 0\n')
    assert aged("purge", "--json").json["stories"] == 0
    assert aged("purge", "--older", "6m", "--json").json["stories"] == 0
    configure(aged, f'[feeds."{server.address}"]\nkeep_days = 30\n')
    assert aged("purge", "--dry-run", "--json").json["stories"] == 1


def test_a_refresh_purges_only_where_that_is_wanted(aged: CommandLine) -> None:
    aged("refresh", "--force")
    assert titles(aged) == ["A proof", "A star"]
    configure(aged, "keep_days = 300")
    assert aged("refresh", "--force").out.splitlines()[-1] == "1 story purged, older than keep_days."
    assert titles(aged) == ["A star"]
    assert aged("refresh", "--force").out == "1 feed checked, 0 stories new, 0 failed.\n"
