"""Files attached to a story: listed, played by the person's program, downloaded while one reads on."""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builders import NOW, a_feed, a_story, keep
from textual.pilot import Pilot
from tui.stage import an_app, library_of, places_in, press, running, shown, until, until_shown
from web_server import Answer, WebServer

from reader.errors import SourceError
from reader.model import Enclosure, StoryId
from reader.tui.app import ReaderApp
from reader.tui.enclosures.actions import stop_downloading, stop_playing
from reader.tui.enclosures.downloads import progress_text
from reader.tui.widgets.choice_screen import ChoiceScreen

SOUND = Enclosure("https://p.example/show/talk.mp3", "audio/mpeg", 34_500_000, 2530)
PAPER = Enclosure("https://p.example/show/paper.pdf", "application/pdf", 1200)
NONE: tuple[Enclosure, ...] = ()


def a_reader(folder: Path, *enclosures: Enclosure, **settings: Any) -> ReaderApp:
    places_in(folder).data.mkdir(parents=True)
    library = library_of(folder)
    story = a_story("An episode", content="<p>See <a href='https://v.example/watch'>it</a>.</p>")
    keep(library, a_feed(library, "Verge"), replace(story, body=replace(story.body, enclosures=enclosures)))
    library.close()
    return an_app(folder, "feed:verge", download_folder=str(folder / "files"), **settings)


async def files_shown(pilot: Pilot[None]) -> None:
    await press(pilot, "F")
    await until(pilot, lambda: isinstance(pilot.app.screen, ChoiceScreen))


def a_player(folder: Path, does: str) -> str:
    """A command that writes down what it is told to play, and then does something."""
    script = folder / "player.py"
    script.write_text(
        f"import pathlib, sys, time\npathlib.Path({str(folder / 'played')!r}).write_text(sys.argv[-1])\n{does}"
    )
    return f"{sys.executable} {script}"


def played(folder: Path) -> str:
    file = folder / "played"
    return file.read_text() if file.exists() else ""


def is_alive(number: Path) -> bool:
    return Path("/proc").joinpath(number.read_text(), "cmdline").exists()


async def test_they_are_listed_with_all_that_is_known(tmp_path: Path) -> None:
    app = a_reader(tmp_path, SOUND, PAPER)
    opened: list[str] = []
    app.open_url = lambda url, **_: opened.append(url)  # type: ignore[method-assign]
    async with running(app, (140, 30)) as pilot:
        await until_shown(pilot, "⎘ talk.mp3 [2] · audio/mpeg · 34 MB · 42 min")
        await files_shown(pilot)
        await until_shown(pilot, "talk.mp3 · audio/mpeg · 34 MB · 42 min", "paper.pdf · application/pdf · 1.2 KB")
        await press(pilot, "y")
        await until(pilot, lambda: app.clipboard == SOUND.url)
        await files_shown(pilot)
        await press(pilot, "2", "enter")
        await until(pilot, lambda: opened == [PAPER.url])


async def test_a_story_without_any_says_so(tmp_path: Path) -> None:
    async with running(a_reader(tmp_path), (120, 30)) as pilot:
        await press(pilot, "F")
        await until_shown(pilot, "no file is attached to this story")


async def test_one_is_played_beside_and_stopped(tmp_path: Path) -> None:
    app = a_reader(tmp_path, SOUND, player=a_player(tmp_path, "time.sleep(60)"))
    async with running(app, (120, 30)) as pilot:
        await files_shown(pilot)
        await press(pilot, "enter")
        await until(pilot, lambda: played(tmp_path) == SOUND.url)
        await until_shown(pilot, "▶ talk.mp3")
        await press(pilot, "j")
        stop_playing(app.main.context)
        await until_shown(pilot, "stopped playing")
        stop_playing(app.main.context)
        await until_shown(pilot, "nothing is playing")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for the process where Linux shows it")
async def test_nothing_plays_on_when_the_program_ends(tmp_path: Path) -> None:
    number = tmp_path / "number"
    does = f"import os; pathlib.Path({str(number)!r}).write_text(str(os.getpid())); time.sleep(60)"
    app = a_reader(tmp_path, SOUND, player=a_player(tmp_path, does))
    async with running(app, (120, 30)) as pilot:
        await files_shown(pilot)
        await press(pilot, "p")
        await until(pilot, lambda: number.exists() and number.read_text() and is_alive(number))
    async with asyncio.timeout(30):
        while is_alive(number):
            await asyncio.sleep(0.01)


async def test_why_it_does_not_play_is_said(tmp_path: Path) -> None:
    app = a_reader(tmp_path, SOUND, player=a_player(tmp_path, "sys.exit('no sound here')"))
    async with running(app, (120, 30)) as pilot:
        await files_shown(pilot)
        await press(pilot, "p")
        await until_shown(pilot, "failed: no sound here")


async def test_a_player_that_is_not_there_is_named_with_the_setting(tmp_path: Path) -> None:
    app = a_reader(tmp_path, SOUND, player="no-such-player --loud")
    async with running(app, (120, 30)) as pilot:
        await files_shown(pilot)
        await press(pilot, "p")
        await until_shown(
            pilot, "There is no program no-such-player. The setting player in config.toml names the one you have."
        )


async def test_a_player_may_have_the_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lent: list[list[str]] = []
    monkeypatch.setattr("reader.tui.terminal.lending.run_in_terminal", lambda _, words: lent.append(words))
    app = a_reader(tmp_path, SOUND, player=f"{sys.executable} -u", player_in_terminal=True)
    async with running(app, (120, 30)) as pilot:
        await files_shown(pilot)
        await press(pilot, "p")
        await until(pilot, lambda: lent == [[sys.executable, "-u", SOUND.url]])


async def test_a_link_is_played_too_and_only_what_is_on_the_web(tmp_path: Path) -> None:
    app = a_reader(tmp_path, player=a_player(tmp_path, ""))
    async with running(app, (120, 30)) as pilot:
        await until_shown(pilot, "it [1]")
        await press(pilot, "f", "p")
        await until(pilot, lambda: played(tmp_path) == "https://v.example/watch")
        app.main.attached_files.play("--script=evil.lua")
        await until_shown(pilot, "Only what is on the web can be played or downloaded.")
        app.main.attached_files.download("mailto:ann@example.org")
        assert app.main.attached_files._downloads._started is None


@pytest.mark.parametrize("host", ["192.168.1.1", "router"])
async def test_what_a_public_feed_has_inside_is_handed_to_no_program(tmp_path: Path, host: str) -> None:
    app = a_reader(tmp_path, player=a_player(tmp_path, ""), download_command=a_player(tmp_path, ""))
    async with running(app, (120, 30)) as pilot:
        await until_shown(pilot, "it [1]")
        app.main.attached_files.play(f"http://{host}/a.mp3")
        await until_shown(pilot, f"{host} is inside a private network, where something from outside may not lead.")
        app.main.attached_files.download(f"http://{host}/a.mp3")
        assert app.main.attached_files._downloads._started is None
        assert played(tmp_path) == ""


class Server:
    """Stands in for the child that downloads, until it is told to go on."""

    def __init__(self, app: ReaderApp) -> None:
        self.asked: list[str] = []
        self.go_on = asyncio.Event()
        self.why = ""
        app.main.context.children.download = self.download  # type: ignore[assignment, method-assign]

    async def download(self, url: str, story: StoryId, each: Callable[[int, int | None], None]) -> str:
        self.asked.append(url)
        each(34_000_000, 81_000_000)
        await self.go_on.wait()
        if self.why:
            raise SourceError(self.why)
        return f"/home/ann/Downloads/{url.rpartition('/')[2]}"


async def test_downloads_come_one_after_the_other_while_one_reads_on(tmp_path: Path) -> None:
    app = a_reader(tmp_path, SOUND, PAPER)
    server = Server(app)
    async with running(app, (120, 30)) as pilot:
        await files_shown(pilot)
        await press(pilot, "d")
        await until_shown(pilot, "⤓ downloading talk.mp3 · 34 of 81 MB")
        await files_shown(pilot)
        await press(pilot, "d")
        await until_shown(pilot, "talk.mp3 is being downloaded already")
        await files_shown(pilot)
        await press(pilot, "j", "d")
        await until_shown(pilot, "paper.pdf comes next")
        assert server.asked == [SOUND.url]
        server.go_on.set()
        await until_shown(pilot, "downloaded paper.pdf to /home/ann/Downloads")
        assert server.asked == [SOUND.url, PAPER.url]
        assert "⤓" not in shown(app)


async def test_a_download_is_stopped_and_those_behind_it_forgotten(tmp_path: Path) -> None:
    app = a_reader(tmp_path, SOUND, PAPER)
    server = Server(app)
    async with running(app, (120, 30)) as pilot:
        stop_downloading(app.main.context)
        await until_shown(pilot, "nothing is being downloaded")
        await until_shown(pilot, "it [1]")
        for enclosure in (SOUND, PAPER):
            app.main.attached_files.download(enclosure.url)
        await until_shown(pilot, "1 more")
        stop_downloading(app.main.context)
        await until_shown(pilot, "download stopped, nothing of it stays")
        await until(pilot, lambda: "⤓" not in shown(app))
        assert server.asked == [SOUND.url]
        app.main.attached_files.download(PAPER.url)
        await until_shown(pilot, "⤓ downloading paper.pdf")


async def test_why_a_download_failed_is_said_and_the_next_one_comes(tmp_path: Path) -> None:
    app = a_reader(tmp_path, SOUND, PAPER)
    server = Server(app)
    server.why = "p.example says the page is not there (404)."
    server.go_on.set()
    async with running(app, (120, 30)) as pilot:
        await until_shown(pilot, "it [1]")
        for enclosure in (SOUND, PAPER):
            app.main.attached_files.download(enclosure.url)
        await until_shown(pilot, "p.example says the page is not there (404).")
        await until(pilot, lambda: server.asked == [SOUND.url, PAPER.url])


async def test_a_command_of_ones_own_downloads_and_shows_how_far_it_is(tmp_path: Path) -> None:
    script = tmp_path / "get.py"
    go_on = tmp_path / "go_on"
    script.write_text(
        "import pathlib, sys, time\nprint(' 34% of 81 MB', end='\\r', flush=True)\n"
        f"while not pathlib.Path({str(go_on)!r}).exists(): time.sleep(0.01)\n"
        "pathlib.Path('got').write_text(sys.argv[1])\n"
    )
    app = a_reader(tmp_path, SOUND, download_command=f"{sys.executable} {script}")
    async with running(app, (120, 30)) as pilot:
        await files_shown(pilot)
        await press(pilot, "d")
        await until_shown(pilot, "34% of 81 MB")
        go_on.touch()
        await until_shown(pilot, "has downloaded talk.mp3")
        assert (tmp_path / "files" / "got").read_text() == SOUND.url


async def test_quitting_ends_a_download_and_leaves_nothing_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READER_HOME", str(tmp_path))
    files = tmp_path / "files"
    app = a_reader(tmp_path)
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text(f'download_folder = "{files}"\n')
    with WebServer() as server:
        library = library_of(tmp_path)
        library.feeds.give_address(1, server.url("/feed"), NOW)
        library.close()
        server.then_answer("/a.mp3", Answer(b"x" * 300_000, hold=True, headers={"Content-Length": "900000"}))
        async with running(app, (120, 30)) as pilot:
            await until_shown(pilot, "it [1]")
            app.main.attached_files.download(server.url("/a.mp3"))
            await until_shown(pilot, "of 900 KB")
            assert [path.name for path in files.iterdir()] == ["a.mp3.part"]
    assert list(files.iterdir()) == []


@pytest.mark.parametrize(
    ("done", "total", "words"),
    [
        (34_000_000, 81_000_000, "downloading a.mp3 · 34 of 81 MB"),
        (900_000, 81_000_000, "downloading a.mp3 · 900 KB of 81 MB"),
        (900_000, None, "downloading a.mp3 · 900 KB"),
    ],
)
def test_how_far_it_is_reads_well(done: int, total: int | None, words: str) -> None:
    assert progress_text("a.mp3", done, total) == words
