"""`reader rules` as scripts use it."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from builders import a_feed, a_story, keep
from web_server import WebServer

from reader.cli import run
from reader.library import Library, open_library
from reader.query import parse

FEED = """<rss version="2.0"><channel><title>F</title><item><guid>1</guid><title>A tagged thing</title>
<description>with body words in it</description></item></channel></rss>"""


class Calls:
    """Calls `reader` in this process; `last` is how it ended."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys
        self.path = home / "data" / "library.db"
        self.last = 0
        monkeypatch.setenv("READER_HOME", str(home))

    def __call__(self, *arguments: object) -> str:
        self._monkeypatch.setattr(sys, "argv", ["reader", *map(str, arguments)])
        self._capsys.readouterr()
        self.last = 0
        try:
            run()
        except SystemExit as ended:
            self.last = int(ended.code or 0)
        said = self._capsys.readouterr()
        return said.out + said.err

    def json(self, *arguments: object) -> Any:
        return json.loads(self(*arguments, "--json"))


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Calls:
    calls = Calls(tmp_path, monkeypatch, capsys)
    calls.path.parent.mkdir(parents=True)
    library = open_library(calls.path)
    feed = a_feed(library)
    keep(library, feed, *(a_story(title) for title in ("Netflix one", "Netflix two", "The page cache")))
    library.close()
    return calls


@pytest.fixture
def library(reader: Calls) -> Iterator[Library]:
    opened = open_library(reader.path)
    yield opened
    opened.close()


def test_categories_become_tags_by_a_rule(reader: Calls) -> None:
    assert reader("rules", "add", "feed:verge", "--categories").startswith("Rule 1 made.")
    assert "tag its categories" in reader("rules")
    assert reader.json("rules", "edit", 1, "--no-categories", "--star")["categories"] is False
    made = reader.json("rules", "edit", 1, "--categories")
    assert (made["categories"], made["star"]) == (True, True)


def test_a_rule_is_made_listed_and_run_with_a_preview(reader: Calls) -> None:
    made = reader("rules", "add", "title:netflix", "--add", "film, tv", "--star")
    assert made == "Rule 1 made. 2 stories that are there already would change: reader rules run 1\n"
    assert reader("rules") == "1\ton\ttitle:netflix\ttag film, tv · star\t0 stories\n"
    shown = reader("rules", "run", 1, "--dry-run")
    assert shown.startswith("2 stories would change, of 2 that match.\n")
    assert "Netflix two" in shown
    assert reader.json("rules", "run", 1, "--dry-run")["changing"][0]["tags"] == []
    assert reader("rules", "run", 1) == "2 stories changed, of 2 that match.\n"
    assert reader.json("rules", "run", 1) == {"rule": 1, "matching": 2, "changed": 0}
    assert reader.json("rules")[0] == {
        "id": 1,
        "query": "title:netflix",
        "add": ["film", "tv"],
        "remove": [],
        "read": False,
        "star": True,
        "hide": False,
        "categories": False,
        "position": 1,
        "on": True,
        "stories": 2,
    }


def test_a_rule_is_changed_moved_switched_and_removed(reader: Calls, library: Library) -> None:
    for query in ("one", "two"):
        reader("rules", "add", query, "--add", "a", "--remove", "b", "--read")
    assert reader.json("rules", "edit", 2, "--query", "cache", "--add", "c", "--no-read")["add"] == ["c"]
    changed = library.rules.get(2)
    assert (changed.query, changed.actions.remove, changed.actions.read) == ("cache", ("b",), False)
    assert reader("rules", "move", 2, 1) == "Rule 2 is number 1 now.\n"
    assert [rule.id for rule in library.rules.all()] == [2, 1]
    assert reader("rules", "off", 2) == "Rule 2 is off.\n"
    assert reader.json("rules", "on", 2)["on"] is True
    reader("rules", "run", 2)
    assert reader("rules", "off", 2, "--take-back") == "Rule 2 is off. What it did to 1 story is taken back.\n"
    assert reader("rules", "remove", 1) == "Rule 1 removed; what it did stays.\n"
    assert [rule.id for rule in library.rules.all()] == [2]
    assert reader("undo").startswith("undone: removed the rule one (made in the shell, ")


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("add", "tagg:x", "--add", "a"), 2, "did you mean tag:?"),
        (("add", "x"), 1, "A rule must do something"),
        (("run", 9), 1, "There is no rule 9"),
        (("edit", 9, "--read"), 1, "There is no rule 9"),
        (("off", "x"), 2, "Invalid value"),
    ],
)
def test_what_cannot_be_is_said(reader: Calls, arguments: tuple[object, ...], status: int, said: str) -> None:
    assert said in reader("rules", *arguments)
    assert reader.last == status


def test_a_refresh_and_an_added_source_follow_the_rules(reader: Calls, library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "one.md").write_text("# A kernel note\n\nAbout schedulers.")
    reader("rules", "add", "schedulers", "--add", "linux")
    reader("add", folder)
    (folder / "two.md").write_text("# Another\n\nMore about schedulers.")
    reader("refresh", "--force")
    assert [story.tags for story in library.stories.rows(library.stories.ids(parse("")))][:2] == [
        ("linux",),
        ("linux",),
    ]


def test_stories_of_the_web_are_tagged_once_they_are_stored(reader: Calls, library: Library) -> None:
    reader("rules", "add", "body words", "--add", "web")
    with WebServer() as server:
        reader("add", server.answer("/feed", FEED))
    tagged = [story for story in library.stories.rows(library.stories.ids(parse(""))) if story.tags]
    assert [(story.title, story.ruled) for story in tagged] == [("A tagged thing", ("web",))]
