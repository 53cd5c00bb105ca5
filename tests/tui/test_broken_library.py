"""A library that breaks, or goes, while the interface is open: that is said in one line, and the interface stays."""

import random
from pathlib import Path

from builders import NOW, a_feed
from tui.stage import an_app, places_in, put, running, seed, until

from reader.errors import LibraryError
from reader.library import Library, open_library
from reader.library.backups.collection import ASKED, back_up
from reader.library.backups.restoring import restore
from reader.tui.library_thread import LibraryThread


def scramble(file: Path) -> None:
    """Fill all pages but the first with noise, and empty the log beside the file."""
    content = bytearray(file.read_bytes())
    content[4096:] = random.Random(1).randbytes(len(content) - 4096)
    with file.open("r+b") as opened:
        opened.write(content)
    with file.with_name(file.name + "-wal").open("r+b") as log:
        log.truncate(0)


async def test_a_library_that_breaks_while_it_is_open_is_said_and_nothing_ends(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        scramble(places_in(tmp_path).library)
        for key in ("r", "j", "enter", "escape", "n", "J", "A", "s", "slash", "x", "enter"):
            await pilot.press(key)
        await until(
            pilot, lambda: "is damaged" in app.main.status.message and "reader doctor" in app.main.status.message
        )
        assert app.is_running and app.main.status.alarming


async def test_a_library_that_goes_while_it_is_open_is_said(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await until(pilot, lambda: app.main.idle)
        places_in(tmp_path).library.rename(tmp_path / "elsewhere.db")
        await until(pilot, lambda: "was moved, deleted or replaced while it was open" in app.main.status.message)
        assert app.is_running
        assert not places_in(tmp_path).library.exists()  # nothing is begun anew in its place


def test_a_thread_that_could_not_open_the_library_tries_again_at_the_next_job(tmp_path: Path) -> None:
    seed(tmp_path)
    library, elsewhere = places_in(tmp_path).library, tmp_path / "elsewhere.db"
    library.rename(elsewhere)
    failures: list[Exception] = []
    answers: list[int] = []
    thread = LibraryThread(library, lambda call: call(), failures.append)

    def stories(opened: Library) -> int:
        return opened.tally().stories

    thread.do(stories, answers.append)
    while not failures:
        pass
    assert isinstance(failures[0], LibraryError) and "has gone" in str(failures[0])
    elsewhere.rename(library)
    thread.do(stories, answers.append)
    thread.end()
    assert answers == [8]


async def test_of_a_library_that_was_restored_the_list_is_what_the_backup_holds(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    file = places_in(tmp_path).library
    backup = back_up(file, ASKED, NOW).file
    library = open_library(file)
    put(library, a_feed(library, "Later"), "A story that came after the backup", 1)
    library.close()
    async with running(app) as pilot:
        assert len(app.main.stories.ids) == 8
        restore(backup, file, NOW)
        await until(pilot, lambda: "a backup was restored" in app.main.status.message)
        await until(pilot, lambda: app.main.idle)
        assert len(app.main.stories.ids) == 7
