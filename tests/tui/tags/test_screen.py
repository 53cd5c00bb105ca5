"""Tags as things: their pages, and renaming, merging, deleting them with a word beforehand."""

from pathlib import Path
from typing import Any

from builders import NOW, a_feed, a_library, a_story, keep
from textual.pilot import Pilot
from textual.widgets import Input
from tui.stage import an_app, library_of, press, running, shown, until, until_shown

from reader.library.tags import WEEKS, TagPage
from reader.tui.app import ReaderApp
from reader.tui.tags.screen import TagsScreen, page_text, sparkline

WEEK = 7 * 86_400


def tags(folder: Path) -> dict[str, int]:
    library = library_of(folder)
    found = {tag.name: tag.stories for tag in library.tags.all()}
    library.close()
    return found


async def tags_shown(pilot: Pilot[Any], app: ReaderApp) -> None:
    await press(pilot, "number_sign")
    await until(pilot, lambda: isinstance(app.screen, TagsScreen))
    await until(pilot, lambda: app.main.idle)
    await pilot.pause()


def test_bars_are_as_tall_as_the_most() -> None:
    assert sparkline([]) == ""
    assert sparkline([0, 0]) == "▁▁"
    assert sparkline([0, 1, 50, 100]) == "▁▂▅█"


def test_a_page_says_all_there_is() -> None:
    page = TagPage("ai", 1200, 3, (0, 2), (("Verge", 5),), (("film", 2), ("law", 1)))
    assert page_text(page) == ("ai · 1,200 stories, 3 unread\n▁█  the last 2 weeks\nfrom Verge 5\nwith film 2, law 1")


def test_a_page_is_read_with_the_tags_nested_under_it(tmp_path: Path) -> None:
    library = a_library(tmp_path)
    verge, lwn = a_feed(library, "Verge"), a_feed(library, "LWN")
    ids = [
        keep(library, feed, a_story(f"S{n}"), published=NOW - n * WEEK)[0] for n, feed in enumerate((verge, verge, lwn))
    ]
    library.tags.apply(ids[:2], ["media/film"], [], NOW)
    library.tags.apply(ids, ["media", "ai"], [], NOW)
    library.stories.mark_read(ids[:1], NOW)
    page = library.tags.page("Media", NOW)
    assert (page.stories, page.unread, page.under) == (3, 2, 1)
    assert page.weeks == (0,) * (WEEKS - 3) + (1, 1, 1)
    assert page.feeds == (("Verge", 2), ("LWN", 1))
    assert page.beside == (("ai", 3),)
    assert library.tags.page("none such", NOW).stories == 0
    library.close()


async def test_the_page_of_the_storys_tag_comes_up(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await tags_shown(pilot, app)
        await until_shown(pilot, "ai · 1 story, 1 unread", "from Verge 1", "with media/film 1")
        await press(pilot, "j", "j", "j")
        await until_shown(pilot, "media/film · 1 story")
        await press(pilot, "enter")
        await until_shown(pilot, "media/film · 1 story · newest first")


async def test_a_tag_is_renamed_with_a_word_beforehand_and_back(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await tags_shown(pilot, app)
        await press(pilot, "r", *"maths")
        await until_shown(pilot, "maths exists: the two become one, on 2 stories.")
        app.screen.query_one(Input).value = "ai/more"
        await until_shown(pilot, "cannot be moved under itself")
        await press(pilot, "enter")
        app.screen.query_one(Input).value = "robots"
        await until_shown(pilot, "1 story will have robots.")
        await press(pilot, "enter")
        await until_shown(pilot, "ai is robots now, on 1 story")
        assert "robots" in tags(tmp_path)
        await press(pilot, "U")
        await until_shown(pilot, "undone: renamed the tag ai to robots")
    assert "ai" in tags(tmp_path)


async def test_tags_are_merged_and_deleted(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await tags_shown(pilot, app)
        await press(pilot, "m", *"maths")
        await until_shown(pilot, "2 stories will have maths, and ai will be gone.")
        await press(pilot, "enter")
        await until_shown(pilot, "merged ai into maths")
        assert tags(tmp_path) == {"maths": 2, "media": 1, "media/film": 1}
        await press(pilot, "j", "d")
        await until_shown(pilot, "Take media, with the one under it, off 1 story?")
        await press(pilot, "escape", "d", "enter")
        await until_shown(pilot, "took media off 1 story")
        assert tags(tmp_path) == {"maths": 2}
        await press(pilot, "q")
        await until(pilot, lambda: app.screen is app.main)


async def test_without_tags_it_is_said_how_one_comes_to_be(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    library = library_of(tmp_path)
    for name in ("ai", "media", "maths"):
        library.tags.remove(name, NOW)
    library.close()
    async with running(app) as pilot:
        await tags_shown(pilot, app)
        await press(pilot, "r", "m", "d", "enter")
        assert "No tags yet. t puts one on a story." in shown(app)
