"""`reader list`, `show`, `tag`, `mark`, `undo` and `redo` as scripts use them."""

import re

import pytest
from command_line import CommandLine

from reader.library import open_library


def test_a_fresh_library_starts_with_the_bundled_stories(reader: CommandLine) -> None:
    stories = reader("list", "inkubator", "--json").json
    assert any("INKubator" in story["title"] and story["feed"] == "Seeds" for story in stories)


def test_a_library_that_something_was_added_to_gets_none(subscribed: CommandLine) -> None:
    assert [story["title"] for story in subscribed("list", "--json").json] == ["A proof"]


def test_list_prints_what_is_promised(subscribed: CommandLine) -> None:
    assert subscribed("list", "--json").json == [
        {
            "id": 1,
            "title": "A proof",
            "url": "https://q.example/1",
            "feed": "Quanta",
            "author": "Ada",
            "published": "2026-11-20T10:00:00Z",
            "read": False,
            "starred": False,
            "tags": [],
        }
    ]
    assert subscribed("list").out == "1\t●\t2026-11-20\tQuanta\tA proof\t\n"


def test_list_takes_the_words_of_a_query_as_they_are(subscribed: CommandLine) -> None:
    assert len(subscribed("list", "forty", "-later", "is:unread", "--json").json) == 1
    assert subscribed("list", "-forty", "--json").json == []
    assert subscribed("list", "-html", "--json").json[0]["id"] == 1
    assert subscribed("mark", "starred", "-is:read", "--json").json["changed"] == 1
    assert subscribed("list", "--limit", "0", "--json").json == []


def test_a_query_that_is_wrong_is_pointed_at(subscribed: CommandLine) -> None:
    said = subscribed("list", "forty tagg:x")
    assert said.status == 2
    assert said.err.splitlines()[:2] == ["forty tagg:x", "      ^^^^^"]
    assert "did you mean tag:?" in said.err
    assert said.out == ""


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("markdown", "# A proof\n\n*Quanta · Ada · 2026-11-20*\n\n<https://q.example/1>\n\nIt took **forty** years.\n"),
        ("html", "<p>It took <b>forty</b> years.</p>\n"),
        ("text", "It took forty years."),
    ],
)
def test_show_prints_one_story(subscribed: CommandLine, form: str, expected: str) -> None:
    assert expected in subscribed("show", 1, "--format", form).out


def test_show_as_json_has_the_body(subscribed: CommandLine) -> None:
    story = subscribed("show", 1, "--json").json
    assert (story["title"], story["format"]) == ("A proof", "html")
    assert "forty" in story["body"]
    assert subscribed("show", 99).status == 1


def test_show_has_the_note(subscribed: CommandLine) -> None:
    assert subscribed("show", 1, "--json").json["note"] == ""
    library = open_library(subscribed.home / "data" / "library.db")
    library.notes.write(1, "Compare with Gödel", 1_795_000_000)
    library.close()
    assert subscribed("show", 1, "--json").json["note"] == "Compare with Gödel"
    assert subscribed("show", 1, "--format", "markdown").out.endswith("years.\n\n## Note\n\nCompare with Gödel\n")
    assert "✎ your note\n  Compare with Gödel" in subscribed("show", 1).out


def test_tag_takes_ids_queries_and_standard_input(subscribed: CommandLine) -> None:
    assert subscribed("tag", 1, "--add", "ai, media/film", "--json").json == {"stories": 1, "changed": 1}
    assert subscribed("tag", "tag:media", "--add", "x", "--remove", "ai").out == "1 story changed, of 1.\n"
    assert subscribed("tag", "-", "--add", "piped", stdin=subscribed("list").out).status == 0
    assert subscribed("list", "tag:piped", "--json").json[0]["tags"] == ["media/film", "piped", "x"]


def test_tagging_shows_beforehand_what_it_would_change(reader: CommandLine) -> None:
    reader("list")
    all_ids = [story["id"] for story in reader("list", "--json").json]
    reader("tag", all_ids[1], "--add", "ai")
    said = reader(
        "tag", "inkubator OR manual", all_ids[1], "--add", "AI", "--remove", "later", "--dry-run"
    ).out.splitlines()
    matching = [story["id"] for story in reader("list", "inkubator", "OR", "manual", "--json").json]
    meant = len({*matching, all_ids[1]})
    changing = [number for number in matching if number != all_ids[1]]
    assert said[0] == f"{len(changing)} stories would change, of {meant} that match."
    assert [int(line.split("\t")[0]) for line in said[1:]] == changing
    assert reader("list", "tag:ai", "--json").json[0]["id"] == all_ids[1]
    told = reader("tag", "is:tagged", "--remove", "ai", "--dry-run", "--json").json
    assert (told["matching"], [story["tags"] for story in told["changing"]]) == (1, [["ai"]])
    assert reader("tag", "is:tagged", "--add", "none", "--dry-run").status == 1


def test_mark_sets_and_unsets(subscribed: CommandLine) -> None:
    for state, key, value in (
        ("read", "read", True),
        ("starred", "starred", True),
        ("unread", "read", False),
        ("unstarred", "starred", False),
    ):
        assert subscribed("mark", state, 1, "--json").json["changed"] == 1
        assert subscribed("list", "--json").json[0][key] is value


def test_undo_and_redo_say_what_they_did(subscribed: CommandLine) -> None:
    subscribed("tag", 1, "--add", "ai")
    assert re.fullmatch(r"undone: tagged 1 story ai \(made in the shell, 20\S+Z\)\n", subscribed("undo").out)
    assert subscribed("list", "tag:ai", "--json").json == []
    assert re.fullmatch(r"redone: tagged 1 story ai \(made in the shell, 20\S+Z\)\n", subscribed("redo").out)
    assert [step["label"] for step in subscribed("undo", "--list", "--json").json] == [
        "tagged 1 story ai",
        "subscribed to Quanta",
    ]


def test_undo_says_where_and_when_a_step_was_made_and_takes_the_last_of_one_origin_if_asked(
    subscribed: CommandLine,
) -> None:
    subscribed("--origin", "interface", "tag", 1, "--add", "ai")
    subscribed("tag", 1, "--add", "film")
    listed = subscribed("undo", "--list", "--json").json
    assert [(step["label"], step["origin"]) for step in listed] == [
        ("tagged 1 story film", "shell"),
        ("tagged 1 story ai", "interface"),
        ("subscribed to Quanta", "shell"),
    ]
    assert [line.split()[1] for line in subscribed("undo", "--list").out.splitlines()] == [
        "shell",
        "interface",
        "shell",
    ]
    undone = subscribed("undo", "--origin", "interface", "--json").json
    assert (undone["undone"], undone["origin"], undone["left"]) == ("tagged 1 story ai", "interface", 0)
    assert undone["at"].endswith("Z")
    assert subscribed("list", "--json").json[0]["tags"] == ["film"]
    assert subscribed("redo", "--origin", "shell", "--json").json == {"redone": None}
    assert subscribed("redo").out.startswith("redone: tagged 1 story ai (made in the interface, 20")
    assert subscribed("undo").out.startswith("undone: tagged 1 story film (made in the shell, 20")


def test_undo_says_what_it_left_alone_as_it_was_changed_since(subscribed: CommandLine) -> None:
    subscribed("--origin", "interface", "mark", "starred", 1)
    subscribed("mark", "unstarred", 1)
    subscribed("mark", "starred", 1)
    said = subscribed("undo", "--origin", "interface").out
    assert said.endswith(" · 1 was changed since and stays\n")
    assert subscribed("list", "--json").json[0]["starred"]


def test_the_bundled_stories_are_no_step_to_undo(reader: CommandLine) -> None:
    reader("list")
    assert reader("undo").out == "There is nothing that could be undone.\n"
