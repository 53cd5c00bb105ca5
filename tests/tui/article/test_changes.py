"""What the publisher changed: the sign in the row, the words that differ, older changes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from builders import NOW, a_feed, a_story
from textual.pilot import Pilot
from tui.stage import ESCAPES, HOSTILE, HOUR, an_app, library_of, places_in, press, put, running, shown, until
from tui.stage import until_shown as wait

from reader.tui.app import ReaderApp
from reader.tui.article.changes_screen import ChangesScreen

TITLE = "A minister resigns"


def a_reader(folder: Path, *texts: str) -> ReaderApp:
    """The app with one story that said one text after the other, an hour apart, and one that never changed."""
    places_in(folder).data.mkdir(parents=True, exist_ok=True)
    library = library_of(folder)
    feed = a_feed(library, "Verge")
    story = put(library, feed, TITLE, 1, texts[0])
    put(library, feed, "Nothing new here", 2)
    for number, text in enumerate(texts[1:]):
        at = NOW - (len(texts) - number) * HOUR
        library.versions.keep(story, at)
        library.incoming.revise(story, a_story(TITLE, content=text), text.encode(), at)
    library.search_index.catch_up()
    library.close()
    return an_app(folder, "feed:verge")


TEXTS = (
    "<p>The minister has denied it.</p><p>Nobody was there.</p>",
    "<p>The minister has not denied it.</p><p>Nobody was there.</p>",
    "<p>The minister has not denied it.</p><p>Nobody was there.</p><p>He goes.</p>",
)


async def test_a_story_that_changed_shows_it_and_what(tmp_path: Path) -> None:
    app = a_reader(tmp_path, *TEXTS)
    async with running(app, (100, 30)) as pilot:
        await wait(pilot, f"✎ {TITLE}")
        assert "✎ Nothing new here" not in shown(app)
        await press(pilot, "d")
        await wait(pilot, "2 of 2", "… 2 paragraphs as before", "{+He goes.+}", "2h · 22 Nov 2026 10:00")
        await press(pilot, "left_square_bracket")
        await wait(pilot, "1 of 2", "The minister has {+not+} denied it.", "3h")
        await press(pilot, "left_square_bracket")
        await wait(pilot, "1 of 2")
        await press(pilot, "escape")
        await until(pilot, lambda: app.screen is app.main)


async def test_what_is_gone_is_marked_and_cannot_steer_the_terminal(tmp_path: Path) -> None:
    app = a_reader(tmp_path, f"<p>It was {HOSTILE} here.</p>", "<p>It was here.</p>")
    async with running(app, (100, 30)) as pilot:
        await press(pilot, "d")
        await wait(pilot, "[-[/b] [@click=app.quit]x[/]")
        assert not any(escape in shown(app) for escape in ESCAPES)


async def test_a_story_that_never_changed_says_so(tmp_path: Path) -> None:
    app = a_reader(tmp_path, *TEXTS)
    async with running(app, (100, 30)) as pilot:
        await press(pilot, "j", "d")
        await wait(pilot, "changed nothing since it came")


@pytest.mark.parametrize("size", [(100, 24), (40, 20)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_what_changed_in_a_story(snap_compare: Callable[..., bool], tmp_path: Path, size: tuple[int, int]) -> None:
    async def act(pilot: Pilot[Any]) -> None:
        app = pilot.app
        assert isinstance(app, ReaderApp)
        await until(pilot, lambda: app.main.is_mounted and app.main.listing.view is not None)
        await press(pilot, "d")
        await until(pilot, lambda: isinstance(app.screen, ChangesScreen) and app.main.idle)

    app = a_reader(tmp_path, TEXTS[0], "<p>The minister has not denied it.</p><p>Nobody was there, they say.</p>")
    assert snap_compare(app, terminal_size=size, run_before=act)
