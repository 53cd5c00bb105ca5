"""`reader import` and `reader export`: feeds as OPML, stories as Markdown that comes in again."""

from pathlib import Path

import pytest
from builders import NOW, a_feed, a_library, a_story, keep
from command_line import CommandLine

from reader.library import open_library
from reader.model import Body, BodyFormat
from reader.query import parse
from reader.sources.files.markdown import SEPARATOR


def test_opml_goes_out_and_comes_in(subscribed: CommandLine, tmp_path: Path) -> None:
    subscribed("feeds", "move", 1, "Science")
    file = tmp_path / "feeds.opml"
    file.write_text(subscribed("export", "--format", "opml").out)
    other = CommandLine(tmp_path / "other", subscribed._monkeypatch, subscribed._capsys)
    assert other("import", file, "--json").json == {"feeds": 1, "new": 1, "private": 1, "left_out": []}
    (feed,) = other("feeds", "--json").json
    assert (feed["title"], feed["folder"]) == ("Quanta", "Science")
    assert other("import", file).out.startswith("0 of 1 feeds are new.")


def test_the_starter_feeds_are_offered_and_are_one_step(reader: CommandLine) -> None:
    assert reader("import", "--starter", "--json").json["new"] >= 24
    assert len(reader("undo", "--list", "--json").json) == 1
    reader("undo")
    assert reader("feeds", "--json").json == []


@pytest.fixture
def filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    (tmp_path / "home" / "data").mkdir(parents=True)
    library = a_library(tmp_path / "home" / "data")
    plain = Body(BodyFormat.TEXT, "Of rain\n\nIt rained for a week.\n\n- clouds\n- wind\n")
    quotes = "\u201cA\u201d: 'b' # c? [d] \u2014 no, \u65e5\u672c"
    stories = keep(
        library,
        a_feed(library),
        a_story("A proof", author="Ada Lovelace", url="https://q.example/1?a=b&c=d", content="<h2>Why</h2><p>So.</p>"),
        a_story(quotes, author="O'Neil, \u00c9mile", content=f"<pre>{SEPARATOR.replace('<', '&lt;')}</pre>"),
        a_story("Of rain", body=plain),
    )
    library.tags.apply(stories[:1], ["ai", "media/film", "2026", "yes", "a: b", "#1 thing"], [], NOW)
    library.tags.apply(stories[1:2], ["\u00dcbersicht"], [], NOW)
    library.close()
    return CommandLine(tmp_path / "home", monkeypatch, capsys)


@pytest.fixture
def other(filled: CommandLine, tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path / "other", filled._monkeypatch, filled._capsys)


def told(filled: CommandLine) -> list[dict[str, object]]:
    stories = filled("list", "--json").json
    kept = ("title", "author", "url", "published", "tags")
    return sorted(({name: story[name] for name in kept} for story in stories), key=lambda story: str(story["title"]))


def test_a_story_goes_out_with_front_matter(filled: CommandLine) -> None:
    assert filled("export", "proof", "--format", "markdown").out == (
        "---\ntitle: A proof\ndate: 2026-11-22T12:00:00Z\nauthor: Ada Lovelace\nurl: https://q.example/1?a=b&c=d\n"
        "tags:\n- 1 thing\n- '2026'\n- 'a: b'\n- ai\n- media/film\n- 'yes'\n---\n\n## Why\n\nSo.\n"
    )


def test_files_added_as_documents_carry_everything(filled: CommandLine, other: CommandLine, tmp_path: Path) -> None:
    before = told(CommandLine(filled.home, filled._monkeypatch, filled._capsys))
    assert filled("export", "--format", "markdown", "--to", tmp_path / "out" / "there", "--json").json == {
        "written": 3,
        "left": 0,
    }
    other = CommandLine(other.home, filled._monkeypatch, filled._capsys)
    assert other("add", tmp_path / "out").status == 0
    assert told(other) == before
    assert len(before[0]["tags"]) == 6  # type: ignore[arg-type]
    bodies = [other("show", story["id"]).out for story in other("list", "rained", "--json").json]
    assert len(bodies) == 1 and "It rained for a week." in bodies[0] and "clouds" in bodies[0]


def test_one_text_can_be_split_into_its_stories(filled: CommandLine, other: CommandLine, tmp_path: Path) -> None:
    before = told(CommandLine(filled.home, filled._monkeypatch, filled._capsys))
    parts = filled("export", "--format", "markdown").out.split(f"\n{SEPARATOR}\n")
    assert len(parts) == 3
    folder = tmp_path / "split"
    folder.mkdir()
    for number, part in enumerate(parts):
        (folder / f"{number}.md").write_text(part.lstrip("\n"))
    other = CommandLine(other.home, filled._monkeypatch, filled._capsys)
    other("add", folder)
    assert told(other) == before


def test_star_and_note_come_along_once_and_are_no_step_to_undo(
    filled: CommandLine, other: CommandLine, tmp_path: Path
) -> None:
    library = open_library(filled.home / "data" / "library.db")
    (story,) = library.stories.ids(parse("proof"))
    library.stories.star([story], NOW)
    library.notes.write(story, "Ask Ada:\n\n  why so?  \nzebra", NOW)
    library.close()
    filled = CommandLine(filled.home, filled._monkeypatch, filled._capsys)
    filled("export", "--format", "markdown", "--to", tmp_path / "out")
    other = CommandLine(other.home, filled._monkeypatch, filled._capsys)
    assert other("add", tmp_path / "out").status == 0
    (there,) = other("list", "zebra", "is:starred", "has:note", "--json").json
    assert other("show", there["id"], "--format", "json").json["note"] == "Ask Ada:\n\n  why so?  \nzebra"
    assert len(other("list", "is:starred", "--json").json) == 1
    assert "starred" not in other("undo", "--list").out
    assert "note" not in other("undo", "--list").out
    other("mark", "unstarred", there["id"])
    (file,) = (tmp_path / "out").glob("*a-proof*")
    file.write_text(file.read_text().replace("zebra", "giraffe").replace("So.", "So it is."))
    other("refresh", "--force")
    said = other("show", there["id"], "--format", "json").json
    assert (said["starred"], said["note"][-5:]) == (False, "zebra")
    assert "So it is." in said["body"]


def test_what_is_there_is_left_as_it_is(filled: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    assert filled("export", "proof", "--format", "markdown", "--to", folder).out == f"1 story written to {folder}.\n"
    (file,) = folder.iterdir()
    assert file.name == "2026-11-22-a-proof-1.md"
    file.write_text("edited")
    said = filled("export", "--format", "markdown", "--to", folder).out
    assert said == f"2 stories written to {folder}. Already there, and left as it is: 1 story.\n"
    assert file.read_text() == "edited"
    assert len(list(folder.iterdir())) == 3


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (("--format", "opml", "proof"), 2, "OPML holds feeds"),
        (("--format", "opml", "--to", "x"), 2, "OPML is one text"),
        (("--format", "markdown", "--json"), 2, "name one with --to"),
        (("--format", "markdown", "tagg:x"), 2, "did you mean tag:"),
        (("--format", "markdown", "--to", "{file}"), 1, "cannot be a folder to write to"),
        (("--format", "markdown", "--to", "{file}/deep"), 1, "cannot be a folder to write to"),
    ],
)
def test_what_cannot_be_is_said(
    filled: CommandLine, tmp_path: Path, arguments: tuple[str, ...], status: int, sentence: str
) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder")
    said = filled("export", *(part.format(file=file) for part in arguments))
    assert said.status == status
    assert sentence in said.err


def test_unsubscribing_leaves_what_is_tagged_to_be_exported(filled: CommandLine) -> None:
    filled("feeds", "remove", 1)
    out = filled("export", "--format", "markdown").out
    assert out.count(f"\n{SEPARATOR}\n") == 1
    assert "A proof" in out and "It rained" not in out
