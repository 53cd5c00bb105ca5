"""Saved searches from a shell: every verb, --json, the sentences where something cannot be."""

import json
from pathlib import Path

import pytest
from builders import a_feed, a_story, keep
from command_line import CommandLine

from reader.library import open_library


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """A command line whose library holds two stories."""
    library = open_library(tmp_path / "data" / "library.db")
    keep(library, a_feed(library), a_story("A film"), a_story("A kernel"))
    library.close()
    return CommandLine(tmp_path, monkeypatch, capsys)


def test_a_search_is_saved_listed_changed_and_removed(reader: CommandLine) -> None:
    assert reader("searches", "add", "Film", "film", "-later", "--digit", 4).out == "Saved: Film, on 4.\n"
    assert reader("searches", "add", "All", "", "--json").json == {
        "name": "All",
        "query": "",
        "digit": None,
        "unread": 2,
    }
    assert reader("searches").out == "4\tFilm\t1\tfilm -later\n\tAll\t2\t\n"
    assert reader("searches", "rename", "film", "Films").out == "film is now called Films.\n"
    assert reader("searches", "query", "Films", "-kernel").out == "Films now finds -kernel.\n"
    assert reader("searches", "digit", "All", "4").out == "All is now on 4.\n"
    assert reader("searches", "move", "all", 1).out == "All is now at place 1.\n"
    assert [search["name"] for search in reader("searches", "--json").json] == ["All", "Films"]
    assert "undo" in reader("searches", "remove", "All").out
    assert reader("searches", "--json").json == [{"name": "Films", "query": "-kernel", "digit": None, "unread": 1}]
    assert reader("undo").out.startswith("undone: removed the search All (")
    assert len(reader("searches", "--json").json) == 2


def test_a_search_is_asked_for_by_its_name(reader: CommandLine) -> None:
    reader("searches", "add", "Old films", "film", "sort:oldest")
    assert [story["title"] for story in reader("list", "--search", "old FILMS", "--json").json] == ["A film"]
    assert reader("list", "--search", "old films", "--limit", 0, "--json").json == []
    assert reader("list", "--search", "Jobs").status == 1
    assert reader("list", "--search", "Old films", "kernel").status == 2


def test_a_query_that_is_wrong_is_pointed_at(reader: CommandLine) -> None:
    said = reader("searches", "add", "Film", "film", "tagg:x")
    assert said.status == 2
    assert said.err.splitlines()[:2] == ["film tagg:x", "     ^^^^^"]
    assert reader("searches", "--json").json == []


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (("add", "FILM", "x"), 1, "There is a saved search “Film” already"),
        (("add", " ", "x"), 1, "needs a name"),
        (("add", "New"), 2, "Missing argument"),
        (("add", "New", "x", "--digit", "3"), 2, "'3' is not one of"),
        (("rename", "Nothing", "x"), 1, "There is no saved search “Nothing”"),
        (("move", "Film", "0"), 2, "0 is not in the range"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    reader: CommandLine, arguments: tuple[str, ...], status: int, sentence: str
) -> None:
    reader("searches", "add", "Film", "film")
    said = reader("searches", *arguments)
    assert (said.status, sentence in said.err) == (status, True), said.err
    assert len(reader("searches", "--json").json) == 1


def test_what_is_printed_can_be_brought_into_another_library(
    reader: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reader("searches", "add", "Film — “new”", '"page cache"', "OR", "tag:médias", "--digit", 7)
    reader("searches", "add", "Jobs", "-tag:jobs")
    printed = reader("searches", "--json")
    file = tmp_path / "searches.json"
    file.write_text(printed.out)
    other = CommandLine(tmp_path / "other", monkeypatch, capsys)
    assert other("searches", "import", file).out == "2 of 2 searches are new.\n"
    without_counts = [{**search, "unread": 0} for search in other("searches", "--json").json]
    assert without_counts == [{**search, "unread": 0} for search in printed.json]
    again = other("searches", "import", "-", "--json", stdin=printed.out)
    assert again.json == {"searches": 2, "new": 0}
    assert "Jobs is left out" in again.err


@pytest.mark.parametrize(
    "content", ["", "[", "{}x", "[1]", '[{"name": "x"}]', '[{"name": 1, "query": "x"}]', "3", '{"name": "x"}']
)
def test_a_file_that_is_no_list_is_refused(reader: CommandLine, tmp_path: Path, content: str) -> None:
    (tmp_path / "list.json").write_text(content)
    said = reader("searches", "import", tmp_path / "list.json")
    assert (said.status, "is not a list of saved searches" in said.err) == (1, True)


def test_a_list_with_a_query_that_is_wrong_brings_nothing(reader: CommandLine, tmp_path: Path) -> None:
    records = [{"name": "Good", "query": "film"}, {"name": "Bad", "query": "tagg:x", "digit": None}]
    (tmp_path / "list.json").write_text(json.dumps(records))
    said = reader("searches", "import", tmp_path / "list.json")
    assert (said.status, "Nothing was imported" in said.err) == (1, True)
    assert reader("searches", "--json").json == []
