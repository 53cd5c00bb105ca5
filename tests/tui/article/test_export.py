"""Ways out of the pane: quotation, pager, editor, pipe; and the files attached."""

import sys
from pathlib import Path

import pytest
from builders import NOW, a_feed, a_story, keep
from textual.widgets import Input
from tui.stage import an_app, library_of, places_in, press, running, until, until_shown

from reader.errors import ReaderError
from reader.model import Body, BodyFormat, Enclosure
from reader.tui.app import ReaderApp
from reader.tui.article import actions
from reader.tui.processes.programs import editor_of, pager_of, pipe, words_of
from reader.tui.widgets.dialogs import NameDialog

SOUND = Enclosure("https://news.example/talk.mp3", "audio/mpeg", 34_512_345)


def a_reader(folder: Path) -> ReaderApp:
    places_in(folder).data.mkdir(parents=True, exist_ok=True)
    library = library_of(folder)
    body = Body(BodyFormat.HTML, "<p>It begins with a <b>fox</b>.</p><p>It ends.</p>", enclosures=(SOUND,))
    keep(library, a_feed(library, "Verge"), a_story("A fox", url="https://news.example/fox", body=body), published=NOW)
    library.close()
    return an_app(folder, "feed:verge")


async def test_a_story_is_copied_as_a_quotation(tmp_path: Path) -> None:
    app = a_reader(tmp_path)
    async with running(app, (100, 24)) as pilot:
        await press(pilot, "C")
        await until_shown(pilot, "words as a quotation")
        assert app.clipboard == (
            "> It begins with a **fox**.\n>\n> It ends.\n>\n> — [A fox](https://news.example/fox), Verge, 2026-11-22\n"
        )


async def test_what_is_selected_is_what_is_quoted(tmp_path: Path) -> None:
    app = a_reader(tmp_path)
    async with running(app, (100, 24)) as pilot:
        await press(pilot, "enter")
        await until_shown(pilot, "It ends.")
        app.main.get_selected_text = lambda: "with a fox"  # type: ignore[method-assign]
        await press(pilot, "C")
        await until(pilot, lambda: app.clipboard.startswith("> with a fox\n>\n> — [A fox]"))


async def test_a_terminal_that_cannot_be_lent_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGER", sys.executable)
    app = a_reader(tmp_path)
    async with running(app, (100, 24)) as pilot:
        await press(pilot, "P")
        await until_shown(pilot, "This terminal cannot be lent to another program.")


async def test_a_program_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "no-such-editor --wait")
    app = a_reader(tmp_path)
    async with running(app, (100, 24)) as pilot:
        await press(pilot, "E")
        await until_shown(pilot, "There is no program no-such-editor.")


async def test_a_command_reads_the_story(tmp_path: Path) -> None:
    app = a_reader(tmp_path)
    async with running(app, (100, 24)) as pilot:
        await pilot.pause()
        actions.pipe_to_command(app.main.context)
        await until(pilot, lambda: isinstance(app.screen, NameDialog) and app.screen.query(Input))
        app.screen.query_one(Input).value = "no-such-command"
        await until_shown(pilot, "There is no program no-such-command.")
        app.screen.query_one(Input).value = f"{sys.executable} -c 'print(input())'"
        await press(pilot, "enter")
        await until_shown(pilot, "# A fox")


async def test_files_attached_are_listed_and_opened_by_the_links_dialog(tmp_path: Path) -> None:
    app = a_reader(tmp_path)
    opened: list[str] = []
    app.open_url = lambda url, **_: opened.append(url)  # type: ignore[method-assign]
    async with running(app, (100, 24)) as pilot:
        await until_shown(pilot, "⎘ talk.mp3 [1] · audio/mpeg · 35 MB")
        await press(pilot, "f")
        await until_shown(pilot, "talk.mp3", "https://news.example/talk.mp3")
        await press(pilot, "enter")
        await until(pilot, lambda: opened == ["https://news.example/talk.mp3"])


def test_programs_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: f"/bin/{name}")
    assert pager_of({}) == ["less"]
    assert pager_of({"PAGER": "less -R '+/a b'"}) == ["less", "-R", "+/a b"]
    assert editor_of({"EDITOR": "nano", "VISUAL": "emacs -nw"}) == ["emacs", "-nw"]
    assert editor_of({"EDITOR": "nano"}) == ["nano"]
    assert editor_of({}) == ["vi"]


@pytest.mark.parametrize(("command", "words"), [("'open", "a quote is not closed"), ("  ", "Name a program")])
def test_a_command_that_cannot_be_read_says_why(command: str, words: str) -> None:
    with pytest.raises(ReaderError, match=words):
        words_of(command)


async def test_a_command_is_no_shell_and_its_failure_is_said() -> None:
    assert await pipe([sys.executable, "-c", "import sys; print(sys.argv[1])", "$HOME; id"], "") == "$HOME; id"
    with pytest.raises(ReaderError, match="failed: no good"):
        await pipe([sys.executable, "-c", "import sys; sys.exit('no good')"], "x")
