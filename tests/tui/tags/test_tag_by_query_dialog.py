"""Tagging every story a query finds, in the interface."""

from pathlib import Path
from typing import Any

from builders import NOW, a_story, keep
from textual.pilot import Pilot
from textual.widgets import Input
from tui.stage import ESCAPES, HOSTILE, an_app, library_of, press, running, shown, until, until_shown

from reader.model import FeedId
from reader.query import parse
from reader.tui.app import ReaderApp
from reader.tui.tags.tag_by_query_dialog import TagQueryDialog


def count(folder: Path, query: str) -> int:
    library = library_of(folder)
    found = library.stories.count(parse(query))
    library.close()
    return found


async def asked(pilot: Pilot[Any], app: ReaderApp) -> None:
    app.call_later(app.run_action, "run('tags.found')")
    await until(pilot, lambda: isinstance(app.screen, TagQueryDialog))


async def test_all_a_query_finds_is_tagged_in_one_step_with_the_latest_in_sight(tmp_path: Path) -> None:
    app = an_app(tmp_path, "feed:lwn")
    async with running(app) as pilot:
        await asked(pilot, app)
        await until_shown(pilot, "3 stories that are there match, the latest:", "  The state of the page cache")
        await press(pilot, *"kernel", "comma", *"-later", "enter")
        await until_shown(pilot, "tagged kernel, untagged later · 3 stories · U undoes")
        assert count(tmp_path, "tag:kernel") == 3
        await press(pilot, "U")
        await until_shown(pilot, "undone: tagged 3 stories kernel")
        assert count(tmp_path, "tag:kernel") == 0


async def test_it_is_found_in_the_palette(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "colon", *"tag by query")
        await until_shown(pilot, "Tag every story a query finds")
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, TagQueryDialog))


async def test_the_query_can_be_another_and_mistakes_are_named(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await asked(pilot, app)
        query = app.screen.query_one("#query", Input)
        query.value = "tagg:x"
        await until_shown(pilot, "did you mean tag:?")
        await press(pilot, *"none", "enter")
        query.value = "parser"
        await press(pilot, "enter")
        await until_shown(pilot, "cannot be called none")
        assert isinstance(app.screen, TagQueryDialog)
        await press(pilot, "escape")
        assert not isinstance(app.screen, TagQueryDialog)
    assert count(tmp_path, "tag:none") == 6


async def test_enter_goes_from_the_query_to_the_tags(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await asked(pilot, app)
        app.screen.query_one("#query", Input).focus()
        app.screen.query_one("#query", Input).value = ""
        await until_shown(pilot, "Type a query, as for searching.")
        await press(pilot, *"parser", "enter", *"code", "enter")
        await until_shown(pilot, "tagged code · 1 story")


async def test_hostile_titles_are_text(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    library = library_of(tmp_path)
    keep(library, FeedId(1), a_story(f"zebra {HOSTILE}"), published=NOW)
    library.close()
    async with running(app) as pilot:
        await asked(pilot, app)
        app.screen.query_one("#query", Input).value = "zebra"
        await until_shown(pilot, "1 story that is there matches")
        assert not any(escape in shown(app) for escape in ESCAPES)
