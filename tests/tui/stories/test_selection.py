"""Marking stories, and acting on those that are marked."""

from array import array
from pathlib import Path
from typing import Any

from builders import NOW, a_story, keep
from textual.pilot import Pilot
from tui.stage import an_app, library_of, press, running, shown, until, until_shown

from reader.model import FeedId, Story, StoryId
from reader.query import parse
from reader.tui.app import ReaderApp
from reader.tui.stories.selection import Selection


def a_selection() -> tuple[Selection, list[frozenset[int]]]:
    told: list[frozenset[int]] = []
    selection = Selection(lambda: told.append(selection.ids))
    return selection, told


def test_a_mark_is_put_on_and_taken_away() -> None:
    selection, told = a_selection()
    selection.toggle(StoryId(3))
    selection.toggle(StoryId(3))
    assert told == [frozenset({3}), frozenset()]


def test_a_range_goes_from_the_last_mark_to_here_both_ways() -> None:
    selection, _ = a_selection()
    ids = array("q", [9, 8, 7, 6, 5])
    selection.toggle(StoryId(7))
    selection.select_range(ids, 4)
    assert selection.ids == {7, 6, 5}
    selection.select_range(ids, 3)
    assert selection.ids == {7, 6, 5}
    selection.toggle(StoryId(9))
    selection.select_range(ids, 1)
    assert selection.ids == {9, 8, 7, 6, 5}


def test_without_a_mark_a_range_is_the_one_story() -> None:
    selection, _ = a_selection()
    selection.select_range(array("q", [9, 8]), 1)
    assert selection.ids == {8}


def test_all_are_marked_then_none() -> None:
    selection, _ = a_selection()
    selection.toggle(StoryId(2))
    selection.select_all([1, 2, 3])
    assert selection.ids == {1, 2, 3}
    selection.select_all([1, 2, 3])
    assert not selection


def test_marked_stories_are_handed_on_in_the_order_of_the_list() -> None:
    selection, _ = a_selection()
    selection.select_all([1, 5, 3, 99])
    assert list(selection.in_order([5, 4, 3, 1])) == [5, 3, 1, 99]


def stories(folder: Path) -> list[Story]:
    library = library_of(folder)
    found = library.stories.rows(library.stories.ids(parse("")))
    library.close()
    return found


def steps(folder: Path) -> list[str]:
    library = library_of(folder)
    found = [step.label for step in library.journal.steps(100)]
    library.close()
    return found


async def settled(pilot: Pilot[Any], app: ReaderApp) -> None:
    await until(pilot, lambda: app.main.idle)
    await pilot.pause()


async def test_marked_stories_are_tagged_in_one_step_and_the_marks_go(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    before = len(steps(tmp_path))
    async with running(app) as pilot:
        await press(pilot, "2", "v", "j", "V")
        await until_shown(pilot, "3 marked", "✓")
        await press(pilot, "t")
        await until_shown(pilot, "3 stories")
        assert "◪ ai" in shown(app)
        await press(pilot, *"new", "enter")
        await settled(pilot, app)
        assert "3 marked" not in shown(app)
        assert "✓ " not in shown(app)
    assert [("new" in story.tags) for story in stories(tmp_path)[:4]] == [True, True, True, False]
    assert len(steps(tmp_path)) == before + 1


async def test_all_in_the_view_are_marked_and_escape_takes_the_marks_away(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "2", "*")
        await until_shown(pilot, "8 marked")
        await press(pilot, "escape")
        await until(pilot, lambda: "marked" not in shown(app))
        assert app.main.listing.view is not None
        assert app.main.listing.view.key == "all"


async def test_keys_of_a_single_story_act_on_the_marked_ones_in_one_step_each(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    before = len(steps(tmp_path))
    async with running(app) as pilot:
        for key in ("r", "s", "u"):
            await press(pilot, "g", "2", "*", key)
            await settled(pilot, app)
    assert all(story.starred and not story.read for story in stories(tmp_path))
    assert len(steps(tmp_path)) == before + 3


async def test_stars_go_where_all_marked_stories_have_one(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "2", "*", "s", "*", "s")
        await settled(pilot, app)
        await until_shown(pilot, "took the stars off 8 stories")
    assert not any(story.starred for story in stories(tmp_path))


async def test_another_view_begins_without_marks(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "2", "*", "3")
        await until(pilot, lambda: "marked" not in shown(app))
        await press(pilot, "2")
        await until_shown(pilot, "All · 8 stories")
        assert "marked" not in shown(app)


async def test_the_last_tagging_is_repeated_story_by_story_one_step_each(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    before = len(steps(tmp_path))
    async with running(app) as pilot:
        await press(pilot, "2", "j", "t", *"first, -ai", "enter", "j", ".", ".", ".")
        await settled(pilot, app)
        assert app.main.stories.cursor == 5
    assert ["first" in story.tags for story in stories(tmp_path)[:6]] == [False, True, True, True, True, False]
    assert len(steps(tmp_path)) == before + 4


async def test_the_last_tagging_is_repeated_on_the_marked_stories(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "2", "t", *"all", "enter", "*", ".")
        await settled(pilot, app)
    assert all("all" in story.tags for story in stories(tmp_path))


async def test_with_nothing_tagged_yet_there_is_nothing_to_repeat(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "2", ".")
        await until_shown(pilot, "no tagging to repeat yet")
        assert app.main.stories.cursor == 0


def with_categories(folder: Path, *categories: str) -> None:
    library = library_of(folder)
    keep(library, FeedId(1), a_story("Fresh off the press", categories=categories), published=NOW)
    library.close()


async def test_the_publishers_categories_stand_apart_and_one_key_makes_one_a_tag(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    with_categories(tmp_path, "Animation")
    async with running(app) as pilot:
        await press(pilot, "2")
        await until_shown(pilot, "in Animation")
        await press(pilot, "c")
        await until_shown(pilot, "tagged Animation", "● Animation")
        await press(pilot, "j", "c")
        await until_shown(pilot, "gave this story no categories")


async def test_of_several_categories_one_picks(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    with_categories(tmp_path, "Animation", "", "Films, series", "x" * 99)
    async with running(app) as pilot:
        await press(pilot, "2", "c")
        await until_shown(pilot, "1 Animation", "2 Films series")
        await press(pilot, "2")
        await settled(pilot, app)
    assert stories(tmp_path)[0].tags == ("Films series",)
