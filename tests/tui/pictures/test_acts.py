"""Pictures in the reading pane: asked for, fetched without being asked, or off; what stood in sight stays there."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from builders import a_feed
from made_pictures import BLUE, RED, a_picture, encoded, two_halves
from PIL import Image
from textual.pilot import Pilot
from tui.stage import an_app, library_of, places_in, press, put, running, shown, until, until_shown

from reader.errors import SourceError
from reader.sources.pictures.cache import PictureCache
from reader.tui.app import ReaderApp
from reader.tui.pictures.screen import PictureCanvas, PictureScreen

A, B = "https://x.example/a.png", "https://x.example/b.png"
STORY = (
    f"<p>It begins.</p><p><img src='{A}' alt='A fox'></p><p>Between.</p><p><img src='{B}' alt='A cat'></p>"
    + "".join(f"<p>Paragraph {number}.</p>" for number in range(30))
)


@pytest.fixture(autouse=True)
def a_terminal_with_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")


def cache_in(folder: Path) -> PictureCache:
    return PictureCache(places_in(folder).pictures, 10**7)


def a_reader(folder: Path, content: str = STORY, **settings: Any) -> ReaderApp:
    places_in(folder).data.mkdir(parents=True, exist_ok=True)
    library = library_of(folder)
    if not library.feeds.all():
        feed = a_feed(library, "Verge")
        put(library, feed, "A story with pictures", 1, content)
        put(library, feed, "A short story", 2, "<p>Short.</p>")
    library.close()
    return an_app(folder, "feed:verge", **settings)


def deliver(app: ReaderApp, cache: PictureCache, pictures: dict[str, bytes | str]) -> list[tuple[str, ...]]:
    """Let the child of `app` deliver these, a text being why there is none; return what it is called with."""
    calls: list[tuple[str, ...]] = []

    async def events(each: Callable[[dict[str, Any]], None], *arguments: str) -> None:
        calls.append(arguments)
        for url, picture in pictures.items():
            if isinstance(picture, bytes):
                cache.put(url, picture)
            each({"event": "picture", "url": url, "message": "" if isinstance(picture, bytes) else picture})
            await asyncio.sleep(0)

    app.main.context.children.run_with_events = events  # type: ignore[method-assign]
    return calls


async def open_story(app: ReaderApp, pilot: Pilot[None]) -> None:
    await press(pilot, "enter")
    await until(pilot, lambda: app.main.article.is_whole and app.main.article.has_focus)


def colours_at(app: ReaderApp, x: int, y: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the upper and the lower colour of a cell of the screen."""
    for segment in app.screen._compositor.render_strips()[y]:
        if x < segment.cell_length:
            assert segment.style is not None
            assert segment.style.color is not None
            assert segment.style.bgcolor is not None
            upper, lower = segment.style.bgcolor, segment.style.color if "▄" in segment.text else segment.style.bgcolor
            return tuple(upper.triplet or ()), tuple(lower.triplet or ())
        x -= segment.cell_length
    raise AssertionError("no such cell")


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) <= 4 for a, b in zip(one, other, strict=True))


async def test_the_key_fetches_them_and_they_stand_in_the_text(tmp_path: Path) -> None:
    app = a_reader(tmp_path)
    calls = deliver(app, cache_in(tmp_path), {A: a_picture(120, 80), B: "The page is not there (404)."})
    async with running(app, (100, 40)) as pilot:
        await open_story(app, pilot)
        await until_shown(pilot, "[image: A fox] [1] · I shows the pictures", "[image: A cat] [2]")
        assert not calls
        await press(pilot, "I")
        await until_shown(pilot, "A fox [1]", "▄▄▄", "The page is not there (404).", "1 of 2 pictures · I shows one")
        assert [call[:2] for call in calls] == [("pictures", "--events")]
        lines = shown(app).splitlines()
        top = next(number for number, line in enumerate(lines) if "It begins." in line) + 2
        left = lines[top - 2].index("It begins.")
        upper, lower = colours_at(app, left + 5, top + 1)
        assert near(upper, RED)
        assert near(lower, RED)
        await until(pilot, lambda: near(colours_at(app, left + 5, top + 5)[0], BLUE))


async def test_what_is_in_sight_stays_there_when_pictures_come(tmp_path: Path) -> None:
    app = a_reader(tmp_path)
    deliver(app, cache_in(tmp_path), {A: a_picture(600, 800), B: a_picture(600, 300)})
    async with running(app, (100, 24)) as pilot:
        await open_story(app, pilot)
        await press(pilot, "pagedown")
        await until(pilot, lambda: "It begins" not in shown(app))
        before = re.findall(r"Paragraph \d+\.", shown(app))[0]
        row = next(number for number, line in enumerate(shown(app).splitlines()) if before in line)
        await press(pilot, "I")
        await until(pilot, lambda: len(app.main.article.pictures.drawn) == 2)
        await until(pilot, lambda: before in shown(app).splitlines()[row])


async def test_one_that_was_fetched_is_there_the_next_time_without_asking(tmp_path: Path) -> None:
    cache_in(tmp_path).put(A, a_picture(120, 80))
    app = a_reader(tmp_path)
    calls = deliver(app, cache_in(tmp_path), {})
    async with running(app, (100, 40)) as pilot:
        await open_story(app, pilot)
        await until_shown(pilot, "A fox [1]", "▄▄▄", "[image: A cat] [2] · I shows the pictures")
        assert not calls


async def test_switched_on_they_come_once_the_story_is_read_and_not_before(tmp_path: Path) -> None:
    app = a_reader(tmp_path, pictures="on")
    calls = deliver(app, cache_in(tmp_path), {A: a_picture(120, 80), B: "Gone."})
    async with running(app, (100, 40)) as pilot:
        await until(pilot, lambda: app.main.article.is_whole and app.main.idle)
        assert "I shows" not in shown(app)
        assert not calls
        await open_story(app, pilot)
        await until_shown(pilot, "A fox [1]", "▄▄▄", "Gone.")
        await press(pilot, "escape", "j", "k", "enter")
        await until(pilot, lambda: app.main.article.has_focus and app.main.idle)
        assert len(calls) == 1


async def test_switched_off_they_are_words(tmp_path: Path) -> None:
    cache_in(tmp_path).put(A, a_picture(120, 80))
    app = a_reader(tmp_path, pictures="off")
    calls = deliver(app, cache_in(tmp_path), {A: a_picture()})
    async with running(app, (100, 40)) as pilot:
        await open_story(app, pilot)
        await press(pilot, "I")
        await until_shown(pilot, "[image: A fox] [1]", 'pictures are off: pictures = "ask" in config.toml')
        assert "I shows" not in shown(app)
        assert not calls


@pytest.mark.parametrize("variable", [("NO_COLOR", "1"), ("TERM", "xterm")])
async def test_with_too_few_colours_they_are_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: tuple[str, str]
) -> None:
    monkeypatch.delenv("COLORTERM")
    monkeypatch.setenv(*variable)
    app = a_reader(tmp_path)
    async with running(app, (100, 40)) as pilot:
        await open_story(app, pilot)
        await press(pilot, "I")
        await until_shown(pilot, "[image: A fox] [1]", "pictures take a terminal of 256 colours at least")


async def test_why_none_can_be_had_at_all_is_said(tmp_path: Path) -> None:
    app = a_reader(tmp_path)

    async def events(each: Callable[[dict[str, Any]], None], *arguments: str) -> None:
        raise SourceError("Pictures need Pillow: install reader-tui[pictures], for instance with pipx or uv.")

    app.main.context.children.run_with_events = events  # type: ignore[method-assign]
    async with running(app, (100, 40)) as pilot:
        await open_story(app, pilot)
        await press(pilot, "I")
        await until_shown(pilot, "Pictures need Pillow: install reader-tui[pictures]", "[image: A fox] [1] · I shows")


async def test_without_the_extra_they_are_words_and_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.tui.pictures.known.find_spec", lambda _: None)
    cache = cache_in(tmp_path)
    cache.put(A, a_picture(120, 80))
    app = a_reader(tmp_path)
    calls = deliver(app, cache, {})
    async with running(app, (100, 40)) as pilot:
        await open_story(app, pilot)
        await press(pilot, "I")
        await until_shown(pilot, "[image: A fox] [1]", "pictures need Pillow: install reader-tui[pictures]")
    assert not calls
    assert cache.size(A)


async def test_a_story_without_pictures_says_so(tmp_path: Path) -> None:
    app = a_reader(tmp_path, "<p>None here.</p>")
    async with running(app, (100, 40)) as pilot:
        await open_story(app, pilot)
        await press(pilot, "I")
        await until_shown(pilot, "no pictures in this story")


async def test_a_story_with_nothing_but_icons_has_no_pictures(tmp_path: Path) -> None:
    cache_in(tmp_path).put(A, a_picture(32, 32))
    app = a_reader(tmp_path, f"<p>One.</p><p><img src='{A}' alt='smile'></p>")
    calls = deliver(app, cache_in(tmp_path), {})
    async with running(app, (100, 40)) as pilot:
        await open_story(app, pilot)
        await press(pilot, "I")
        await until_shown(pilot, "[image: smile] [1]", "no pictures in this story")
        assert not calls


async def test_those_that_failed_are_tried_again(tmp_path: Path) -> None:
    app = a_reader(tmp_path)
    calls = deliver(app, cache_in(tmp_path), {A: "Gone.", B: "Gone too."})
    async with running(app, (100, 40)) as pilot:
        await open_story(app, pilot)
        await press(pilot, "I")
        await until_shown(pilot, "Gone.", "Gone too.", "2 pictures could not be had")
        await press(pilot, "I")
        await until(pilot, lambda: len(calls) == 2)


async def test_a_picture_that_is_broken_becomes_words_again(tmp_path: Path) -> None:
    cache = cache_in(tmp_path)
    cache.put(A, a_picture(120, 80)[:60])
    app = a_reader(tmp_path)
    async with running(app, (100, 40)) as pilot:
        await open_story(app, pilot)
        await until_shown(pilot, "[image: A fox] [1]", "The picture that was kept is broken.")
        assert not cache.file(A).exists()


async def test_in_a_lower_pane_a_picture_is_drawn_smaller(tmp_path: Path) -> None:
    cache_in(tmp_path).put(A, a_picture(600, 900))
    app = a_reader(tmp_path)
    async with running(app, (160, 60)) as pilot:
        await open_story(app, pilot)
        await until(pilot, lambda: [one.rows for one in app.main.article.pictures.drawn] == [36])
        await pilot.resize_terminal(160, 30)
        await until(pilot, lambda: [one.rows for one in app.main.article.pictures.drawn] == [18])


async def test_one_is_shown_large_and_one_goes_from_one_to_the_next(tmp_path: Path) -> None:
    cache = cache_in(tmp_path)
    cache.put(A, a_picture(1200, 800))
    cache.put(B, a_picture(300, 1200))
    app = a_reader(tmp_path)
    opened: list[str] = []
    app.open_url = lambda url, **_: opened.append(url)  # type: ignore[method-assign]
    async with running(app, (100, 30)) as pilot:
        await open_story(app, pilot)
        await until(pilot, lambda: len(app.main.article.pictures.drawn) == 2)
        await press(pilot, "I")
        await until(pilot, lambda: isinstance(app.screen, PictureScreen))
        await until_shown(pilot, "A fox", "1/2 · j k next, before · o opens it · esc leaves", "   ")
        await until(pilot, lambda: near(colours_at(app, 50, 5)[0], RED))
        canvas = app.screen.query_one(PictureCanvas)
        assert canvas.picture is not None
        assert canvas.picture.rows <= canvas.size.height
        assert near(colours_at(app, 50, 24)[1], BLUE)
        await press(pilot, "j")
        await until_shown(pilot, "A cat", "2/2")
        await press(pilot, "j")
        await until_shown(pilot, "A fox", "1/2")
        await press(pilot, "o")
        await until(pilot, lambda: opened == [A] and app.screen is app.main)


async def test_a_click_on_a_picture_shows_it_large(tmp_path: Path) -> None:
    cache_in(tmp_path).put(B, a_picture(600, 400))
    app = a_reader(tmp_path)
    async with running(app, (100, 40)) as pilot:
        await open_story(app, pilot)
        await until(pilot, lambda: len(app.main.article.pictures.drawn) == 1)
        line = app.main.article.pictures.drawn[0].line
        await pilot.click(app.main.article, offset=(10, line + 5))
        await until_shown(pilot, "A cat", "esc leaves")
        assert isinstance(app.screen, PictureScreen)
        await press(pilot, "escape")
        await until(pilot, lambda: app.screen is app.main)


async def test_what_one_sees_through_stands_on_the_pane(tmp_path: Path) -> None:
    clear = Image.new("RGBA", (120, 80), (255, 0, 0, 0))
    cache_in(tmp_path).put(A, encoded(clear))
    for theme, ground in (("reader-dark", (0x16, 0x18, 0x1C)), ("reader-light", (0xFA, 0xF9, 0xF6))):
        app = a_reader(tmp_path)
        app.theme = theme
        async with running(app, (100, 40)) as pilot:
            await open_story(app, pilot)
            await until(pilot, lambda app=app: len(app.main.article.pictures.drawn) == 1 and app.main.idle)  # type: ignore[misc]
            lines = shown(app).splitlines()
            at = next(number for number, line in enumerate(lines) if "A fox [1]" in line)
            left = lines[at].index("A fox")
            strip = app.screen._compositor.render_strips()[at - 2]
            found = [s.style.bgcolor.triplet for s in strip if s.style and s.style.bgcolor and s.style.bgcolor.triplet]
            assert any(near(tuple(colour), ground) for colour in found), left


async def test_colours_change_with_the_theme(tmp_path: Path) -> None:
    cache_in(tmp_path).put(A, encoded(Image.new("RGBA", (120, 80), (255, 0, 0, 0))))
    app = a_reader(tmp_path)
    async with running(app, (100, 40)) as pilot:
        await open_story(app, pilot)
        await until(pilot, lambda: len(app.main.article.pictures.drawn) == 1 and app.main.idle)
        app.theme = "reader-light"
        await until(pilot, lambda: app.main.idle)
        await until_shown(pilot, "A fox [1]")


async def test_their_words_cannot_steer_the_terminal(tmp_path: Path) -> None:
    hostile = f"<p><img src='{A}' alt='[/b] [@click=app.quit]x &#x1b;]0;pwned&#7;'></p>"
    cache_in(tmp_path).put(A, encoded(two_halves()))
    app = a_reader(tmp_path, hostile)
    async with running(app, (100, 40)) as pilot:
        await open_story(app, pilot)
        await until_shown(pilot, "[/b] [@click=app.quit]x")
        await press(pilot, "I")
        await until_shown(pilot, "[/b] [@click=app.quit]x", "esc leaves")
        assert "\x1b" not in shown(app)
