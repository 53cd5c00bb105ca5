"""The state of each picture: its size where it is in the cache, why it could not be had, or not fetched yet.

Owns whether pictures are on at all, and why some could not be had. Must not know how they are fetched or drawn.
"""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from reader.config import Config
from reader.tui.commands import BY_ID, keys_of
from reader.tui.pictures.terminal import USUAL_RATIO, cell_ratio, has_colours

if TYPE_CHECKING:
    from textual.app import App

    from reader.reading.layout.pictures import PictureOptions, Size
    from reader.sources.pictures.cache import PictureCache

_LOW = 12

Mode = Literal["off", "ask", "on"]


class KnownPictures:
    """The state of each picture (its size, why it could not be had, or not fetched), and whether pictures are on.

    `off_reason` says why they are off, `key` is what asks for them, `ratio` tells how wide a cell is for its height.
    """

    def __init__(
        self, mode: Mode, off_reason: str, key: str, folder: Path, most_bytes: int, ratio: Callable[[], float]
    ) -> None:
        self.mode = mode
        self.off_reason = off_reason
        self.key = key
        self._folder = folder
        self._most_bytes = most_bytes
        self._ratio = ratio
        self._troubles: dict[str, str] = {}
        self._kept: PictureCache | None = None
        self._tallest = 0

    def options_for(self, height: int) -> "PictureOptions | None":
        """Return what to lay a story out with in a pane of so many lines; None where pictures stay words."""
        if self.mode == "off":
            return None
        from reader.reading.layout.pictures import PictureOptions

        self._tallest = _tallest_in(height)
        hint = f"{self.key} shows the pictures" if self.mode == "ask" else ""
        return PictureOptions(self.state_of, self._tallest, self._ratio(), hint)

    def fits(self, height: int) -> bool:
        """Say whether what was laid out last suits a pane of so many lines."""
        return self._tallest == _tallest_in(height)

    def scaled_to_fill(self, size: "Size", cells: int, lines: int) -> tuple[int, int]:
        """Return the cells and lines a picture takes where it fills so much room, its proportions kept."""
        from reader.reading.layout.pictures import largest_fit

        return largest_fit(size, cells, lines, self._ratio())

    def state_of(self, url: str) -> "Size | str | None":
        """Return a picture's pixels across and down, or why it could not be had, or None where nobody asked for it."""
        return self._cache.size(url) or self._troubles.get(url)

    def file(self, url: str) -> Path:
        """Return where a picture is kept."""
        return self._cache.file(url)

    def note(self, url: str, trouble: str) -> None:
        """Take note of why a picture could not be had, or that it is here where `trouble` is ""."""
        self._troubles.pop(url, None)
        if trouble:
            self._troubles[url] = trouble

    def discard(self, url: str, trouble: str) -> None:
        """Let a picture go that turned out to be broken."""
        self._cache.drop(url)
        self.note(url, trouble)

    @property
    def _cache(self) -> "PictureCache":
        if self._kept is None:
            from reader.sources.pictures.cache import PictureCache

            self._kept = PictureCache(self._folder, self._most_bytes)
        return self._kept


def known_pictures(app: "App[Any]", config: Config, folder: Path) -> KnownPictures:
    """Return what an app begins with: pictures as they are configured, but off where they cannot be drawn."""
    mode, off_reason = config.pictures, 'pictures are off: pictures = "ask" in config.toml has them'
    if mode != "off" and not has_colours(app):
        mode, off_reason = "off", "pictures take a terminal of 256 colours at least: f opens them elsewhere"
    elif mode != "off" and find_spec("PIL") is None:
        mode, off_reason = "off", "pictures need Pillow: install reader-tui[pictures], for instance with pipx or uv"
    key = keys_of(BY_ID["article.pictures"], config.keys).partition(" ")[0] or "‘Pictures’ in the palette"

    def ratio() -> float:
        return USUAL_RATIO if app.is_headless else cell_ratio()

    return KnownPictures(mode, off_reason, key, folder, config.picture_cache_bytes, ratio)


def _tallest_in(height: int) -> int:
    """Return the lines a picture may take: two thirds of the pane, in threes where it is high."""
    lines = max(3, height * 2 // 3)
    return lines if lines < _LOW else lines // 3 * 3
