"""The command as a whole: usage, exit status, --json, and foreign text on its way out."""

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import CommandLine
from web_server import WebServer

from reader.__main__ import main, split_options
from reader.reading.cleaning import clean_text


def test_a_verb_collects_garbage_though_the_way_in_did_not(subscribed: CommandLine) -> None:
    gc.disable()
    assert subscribed("list").status == 0
    assert gc.isenabled()


@pytest.mark.parametrize(
    ("arguments", "stdin", "status", "sentence"),
    [
        (("tag", "1"), "", 2, "Say what to do"),
        (("tag", "99", "--add", "a"), "", 1, "There is no story 99"),
        (("tag", "1", "99", "--add", "a"), "", 1, "There is no story 99"),
        (("tag", "-", "--add", "a"), "hello\n", 2, "Line 1 of the input"),
        (("tag", "1", "--add", "none"), "", 1, "cannot be called none"),
        (("mark", "read", ""), "", 2, "is no target"),
        (("mark", "read", "1", "-j"), "", 2, "is no target"),
        (("tag", "1", "-v", "--add", "y"), "", 2, "is no target"),
        (("list", "--jsno"), "", 2, "No such option"),
        (("add", ""), "", 1, "Say what to add"),
        (("import", "/dev/null"), "", 1, "is not a file"),
        (("tags", "rename", "x", "x/y"), "", 1, "under itself"),
        (("mark", "unred", "1"), "", 2, "unred"),
        (("mark", "read", "tag:("), "", 2, "wants a value"),
        (("feeds", "remove", "99"), "", 1, "no feed 99"),
        (("tags", "rename", "nope", "x"), "", 1, "no tag nope"),
        (("frobnicate",), "", 2, "frobnicate"),
        (("import", "missing.opml"), "", 1, "cannot be read"),
        (("import",), "", 2, "Name an OPML file"),
        (("show", "x"), "", 2, "x"),
        (("add", "no-such-thing"), "", 1, "neither an address nor a file or folder"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    subscribed: CommandLine, arguments: tuple[str, ...], stdin: str, status: int, sentence: str
) -> None:
    steps = subscribed("undo", "--list", "--json").json
    said = subscribed(*arguments, stdin=stdin)
    assert said.status == status
    assert sentence in said.err
    assert "Traceback" not in said.err
    assert subscribed("undo", "--list", "--json").json == steps


def test_every_verb_that_prints_has_json(subscribed: CommandLine, server: WebServer) -> None:
    assert subscribed("feeds", "rename", 1, "Mine", "--json").json["title"] == "Mine"
    assert subscribed("feeds", "move", 1, "A/B", "--json").json["folder"] == "A/B"
    subscribed("tag", 1, "--add", "x")
    assert subscribed("tags", "rename", "x", "y", "--json").json == {"tag": "y", "stories": 1}
    assert subscribed("tags", "merge", "y", "--into", "z", "--json").json == {"tag": "z", "stories": 1}
    assert subscribed("tags", "remove", "z", "--json").json == {"tag": "z", "stories": 1}
    server.answer("/atom", status=404)
    said = subscribed("refresh", "--force", "--json")
    assert (said.status, said.json) == (
        1,
        {"feeds": 1, "new": 0, "updated": 0, "failed": 1, "offline": 0},
    )
    assert "404" in said.err
    assert subscribed("feeds", "remove", 1, "--json").json["id"] == 1


def test_a_library_that_may_not_be_looked_at_is_a_sentence(
    reader: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "exists", forbidden)
    monkeypatch.setattr(Path, "is_dir", forbidden)
    said = reader("list")
    assert said.status == 1
    assert "cannot be opened: Permission denied" in said.err


def test_a_hostile_name_of_a_file_is_shown_without_its_teeth(reader: CommandLine, tmp_path: Path) -> None:
    said = reader("import", str(tmp_path / "a\x1b]0;pwned\x07b"))
    assert said.status == 1
    assert not set(said.err) & set("\x1b\x07")


def test_hostile_text_reaches_no_output(reader: CommandLine, tmp_path: Path) -> None:
    title = "x\x1b]0;PWNED\x07y\u202ez"
    file = tmp_path / "feed.xml"
    entry = f"<item><guid>1</guid><title>{title}</title><author>{title}</author></item>"
    file.write_text(f"<rss version='2.0'><channel><title>{title}</title>{entry}</channel></rss>")
    outputs = [reader("add", file), reader("list"), reader("feeds"), reader("show", 1), reader("list", "--json")]
    for said in outputs:
        assert said.status == 0
        assert not set(said.out + said.err) & set("\x1b\x07\u202e")


@pytest.mark.parametrize(
    ("arguments", "view"),
    [
        ([], ""),
        (["--query", "tag:ai"], "tag:ai"),
        (["--query=is:unread"], "is:unread"),
        (["list"], None),
        (["-h"], None),
    ],
)
def test_without_a_verb_the_interface_opens(arguments: list[str], view: str | None) -> None:
    options, verb = split_options(arguments)
    assert (None if verb else options.get("--query", "")) == view


def test_the_interface_wants_a_terminal(reader: CommandLine) -> None:
    reader._monkeypatch.setattr(sys, "argv", ["reader"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "needs a terminal" in reader._capsys.readouterr().err


def test_a_pipe_that_closes_early_is_no_traceback(reader: CommandLine) -> None:
    reader("list")
    shell = f"{sys.executable} -m reader list --json | head -n 1"
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    ended = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, env=environment, check=False)
    assert ended.stdout == "[\n"
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    "arguments", [["\x1b]52;c;x\x07"], ["--\x9b31m"], ["feeds", "--\u202ex"], ["show", "1", "--format", "\x1bc"]]
)
def test_an_error_quotes_no_argument_as_it_was_typed(reader: CommandLine, arguments: list[str]) -> None:
    said = reader(*arguments)
    assert said.status == 2
    assert said.err == clean_text(said.err)


@pytest.mark.parametrize(
    "arguments", [["rules", "add", "\udcff", "--read"], ["searches", "add", "\udcff", "x\udcff"], ["list", "\udcff"]]
)
def test_an_argument_that_is_no_text_is_read_as_well_as_can_be(reader: CommandLine, arguments: list[str]) -> None:
    assert reader(*arguments).status == 0
    assert "\ufffd" in reader("searches").out + reader("rules").out or arguments[0] == "list"


@pytest.mark.parametrize("name", ["a\udcff.md", "a\udcff.xml", "\udcff"])
def test_a_file_whose_name_is_no_text_is_refused_in_words(reader: CommandLine, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("# A title\n\nText.\n")
    said = reader("add", tmp_path / name)
    assert (said.status, said.out) == (1, "")
    assert "is no text (not UTF-8). Rename it, then add it." in said.err


def test_what_nobody_foresaw_is_one_line_and_no_traceback(reader: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("pigeon")

    monkeypatch.setattr("reader.library.feeds.Feeds.all", broken)
    said = reader("feeds")
    assert said.status == 1
    assert len(said.err.splitlines()) == 1 and "KeyError('pigeon')" in said.err and "reader doctor" in said.err


def test_the_version_is_said_without_loading_the_library() -> None:
    code = (
        "import sys; sys.argv = ['reader', '--version']; from reader.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: print(*(name for name in sys.modules if name.startswith('reader.library')))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.split("\n")[1:] == [
        "",
        "",
    ]
