"""The timeline of what was done, and going back in it."""

import gc
import weakref
from pathlib import Path
from typing import Any

from builders import NOW
from textual.pilot import Pilot
from tui.stage import an_app, library_of, places_in, press, running, shown, until, until_shown

from reader.library import Library, open_library
from reader.model import Origin
from reader.query import parse
from reader.tui.app import ReaderApp
from reader.tui.journal.timeline_screen import TimelineScreen


def tagged(folder: Path) -> list[str]:
    library = library_of(folder)
    names = [tag.name for tag in library.tags.all()]
    library.close()
    return names


def tag_in_steps(folder: Path, *names: str) -> None:
    library = library_of(folder)
    story = library.stories.first_ids(parse(""), 1)
    for number, name in enumerate(names):
        library.tags.apply(story, [name], [], NOW - 60 * (len(names) - number))
    library.close()


async def timeline_shown(pilot: Pilot[Any], app: ReaderApp) -> None:
    await press(pilot, "H")
    await until(pilot, lambda: isinstance(app.screen, TimelineScreen))
    await pilot.pause()


async def test_steps_are_named_with_their_time_the_latest_first(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    tag_in_steps(tmp_path, "first", "second")
    async with running(app) as pilot:
        await timeline_shown(pilot, app)
        lines = [line for line in shown(app).splitlines() if "tagged 1 story" in line]
        assert "11:59  interface  tagged 1 story second" in lines[0]
        assert "11:58  interface  tagged 1 story first" in lines[1]


async def test_where_only_a_script_did_something_u_says_where_that_can_be_undone(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    library = open_library(places_in(tmp_path).library, origin=Origin.SHELL)
    while library.journal.undo(NOW, Origin.INTERFACE):
        pass
    library.tags.apply(library.stories.first_ids(parse(""), 1), ["first"], [], NOW)
    library.close()
    async with running(app) as pilot:
        await press(pilot, "U")
        await until_shown(pilot, "nothing done in the interface to undo · H shows every step")


async def test_one_goes_back_to_before_a_step_and_on_again(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    tag_in_steps(tmp_path, "first", "second", "third")
    async with running(app) as pilot:
        await timeline_shown(pilot, app)
        await press(pilot, "j", "enter")
        await until_shown(pilot, "undone: 2 steps", "↶")
        assert "second" not in tagged(tmp_path)
        assert "first" in tagged(tmp_path)
        await press(pilot, "k", "enter")
        await until_shown(pilot, "redone: 2 steps")
        assert {"first", "second", "third"} <= set(tagged(tmp_path))
        await press(pilot, "U")
        await until_shown(pilot, "undone: tagged 1 story third")
        await press(pilot, "ctrl+r")
        await until_shown(pilot, "redone: tagged 1 story third")
        await press(pilot, "q")
        await until(pilot, lambda: app.screen is app.main)


def test_going_back_is_all_or_none_and_counts_only_what_stands(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    tag_in_steps(tmp_path, "first", "second", "third")
    library: Library = library_of(tmp_path)
    third, second, first = library.journal.steps(3)
    assert len(library.journal.go_back(second.id, NOW)) == 2
    assert library.journal.go_back(second.id, NOW) == []
    assert len(library.journal.go_on(second.id, NOW)) == 1
    assert [step.undone for step in library.journal.steps(3)] == [True, False, False]
    assert len(library.journal.go_on(third.id, NOW)) == 1
    assert len(library.journal.go_back(first.id, NOW)) == 3
    library.close()
    app._library.close()


def shell_of(folder: Path) -> Library:
    return open_library(library_of(folder).path, "FULL", Origin.SHELL)


async def test_undo_takes_back_what_was_done_in_the_interface_and_leaves_what_a_script_did_since(
    tmp_path: Path,
) -> None:
    app = an_app(tmp_path)
    tag_in_steps(tmp_path, "mine", "last")
    shell = shell_of(tmp_path)
    story = shell.stories.first_ids(parse(""), 1)
    shell.tags.apply(story, ["script"], [], NOW)
    shell.tags.apply(story, [], ["last"], NOW)
    async with running(app) as pilot:
        await press(pilot, "U")
        await until_shown(pilot, "undone: tagged 1 story last · 1 was changed since and stays · ctrl+r redoes")
        await press(pilot, "U")
        await until_shown(pilot, "undone: tagged 1 story mine · ctrl+r redoes")
        assert "script" in tagged(tmp_path)
        shell.stories.star(story, NOW)
        await press(pilot, "ctrl+r")
        await until_shown(pilot, "redone: tagged 1 story mine · U undoes")
        assert {"mine", "script"} <= set(tagged(tmp_path))
    shell.close()


async def test_the_timeline_names_where_each_step_was_made_and_goes_back_over_all(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    tag_in_steps(tmp_path, "mine")
    shell = shell_of(tmp_path)
    shell.tags.apply(shell.stories.first_ids(parse(""), 1), ["script"], [], NOW)
    shell.close()
    async with running(app) as pilot:
        await timeline_shown(pilot, app)
        lines = [line for line in shown(app).splitlines() if "tagged 1 story" in line]
        assert ["shell      tagged 1 story script" in lines[0], "interface  tagged 1 story mine" in lines[1]] == [
            True
        ] * 2
        await press(pilot, "enter")  # the highlight is on the step that U would undo
        await until_shown(pilot, "undone: 2 steps", "↶")
        assert not {"mine", "script"} & set(tagged(tmp_path))


async def test_a_screen_that_was_left_is_not_held_on_to(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await timeline_shown(pilot, app)
        left = weakref.ref(app.screen)
        await press(pilot, "q")
        await until(pilot, lambda: app.screen is app.main)

        def is_gone() -> bool:
            gc.collect()
            return left() is None

        await until(pilot, is_gone)
