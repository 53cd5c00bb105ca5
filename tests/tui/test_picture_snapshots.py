"""What an article with pictures looks like, and a picture alone; look at the pictures before taking new ones."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from builders import a_feed
from made_pictures import encoded
from PIL import Image, ImageDraw
from textual.pilot import Pilot
from tui.stage import an_app, library_of, places_in, press, put, shown, until

from reader.sources.pictures.cache import PictureCache
from reader.tui.app import ReaderApp
from reader.tui.pictures.screen import PictureScreen

Compare = Callable[..., bool]
SIZES = [(120, 40), (80, 24)]
HILLS, LOGO, GONE = (f"https://x.example/{name}.png" for name in ("hills", "logo", "gone"))
STORY = (
    f"<p>At dusk the hills go from green to violet.</p><figure><img src='{HILLS}' alt='Two hills and the sun'>"
    f"<figcaption>Photo: Jo</figcaption></figure><blockquote><p>We stayed for the night.</p><img src='{LOGO}' alt='A"
    f" sign'></blockquote><p><img src='{GONE}' alt='A third, which nobody has fetched'></p><p>That was all.</p>"
)


def hills() -> bytes:
    image = Image.new("RGB", (240, 120), (60, 80, 140))
    draw = ImageDraw.Draw(image)
    draw.ellipse((150, 20, 190, 60), fill=(250, 220, 120))
    draw.polygon([(0, 120), (80, 40), (170, 120)], fill=(90, 70, 130))
    draw.polygon([(100, 120), (190, 60), (240, 100), (240, 120)], fill=(50, 100, 70))
    return encoded(image)


def logo() -> bytes:
    image = Image.new("RGBA", (90, 40), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((2, 2, 38, 38), fill=(210, 60, 60))
    ImageDraw.Draw(image).rectangle((46, 8, 86, 32), fill=(70, 120, 210, 128))
    return encoded(image)


@pytest.fixture(autouse=True)
def a_terminal_with_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")


def a_reader(folder: Path, theme: str = "reader-dark") -> ReaderApp:
    places_in(folder).data.mkdir(parents=True)
    library = library_of(folder)
    put(library, a_feed(library, "Hikes"), "A night in the hills", 1, STORY)
    library.close()
    cache = PictureCache(places_in(folder).pictures, 10**7)
    cache.put(HILLS, hills())
    cache.put(LOGO, logo())
    app = an_app(folder, "feed:hikes")
    app.theme = theme
    return app


def is_painted(app: ReaderApp) -> bool:
    """Say whether every picture in the text is drawn."""
    article = app.main.article
    ground = article.background_colors[1].rgb
    return all(article.pictures.painted(line, ground) is not None for line in article.pictures.lines)


async def read(pilot: Pilot[Any]) -> None:
    app = pilot.app
    assert isinstance(app, ReaderApp)
    await until(pilot, lambda: app.main.is_mounted and app.main.listing.view is not None)
    await press(pilot, "enter")
    await until(pilot, lambda: app.main.article.has_focus and len(app.main.article.pictures.drawn) == 2)
    await until(pilot, lambda: is_painted(app) and app.main.idle)
    await pilot.pause()


async def enlarge(pilot: Pilot[Any]) -> None:
    await read(pilot)
    app = pilot.app
    assert isinstance(app, ReaderApp)
    await press(pilot, "j", "j", "j")
    app.main.pictures.enlarge(0)
    await until(pilot, lambda: isinstance(app.screen, PictureScreen) and "esc leaves" in shown(app))
    await pilot.pause()
    await until(pilot, lambda: "▄" in shown(app) and app.main.idle)
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_pictures_in_the_text(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    assert snap_compare(a_reader(tmp_path), terminal_size=size, run_before=read)


def test_pictures_in_the_light(snap_compare: Compare, tmp_path: Path) -> None:
    assert snap_compare(a_reader(tmp_path, "reader-light"), terminal_size=(120, 40), run_before=read)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_picture_alone(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    assert snap_compare(a_reader(tmp_path), terminal_size=size, run_before=enlarge)
