"""What the terminal can do for pictures: whether it has colours enough, and how wide its cells are for their height.

Asks nothing of the terminal that would have to be waited for. Must not know where pictures come from.
"""

import struct
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reader.config import Config
from reader.tui.commands import COMMANDS, keys_of
from reader.tui.pictures.shelf import PictureShelf

if TYPE_CHECKING:
    from textual.app import App

USUAL_RATIO = 0.5
_USUAL_CELL = (10, 20)
_NARROWEST, _WIDEST = 0.35, 0.75
_ENOUGH = frozenset({"256", "truecolor"})


def shelf_for(app: "App[Any]", config: Config, folder: Path) -> PictureShelf:
    """Return the shelf of pictures for an app: as is configured, but off where they cannot be drawn."""
    when, why_not = config.pictures, 'pictures are off: pictures = "ask" in config.toml has them'
    if when != "off" and not has_colours(app):
        when, why_not = "off", "pictures take a terminal of 256 colours at least: f opens them elsewhere"
    elif when != "off" and find_spec("PIL") is None:
        when, why_not = "off", "pictures need Pillow: install reader-tui[pictures], for instance with pipx or uv"
    command = next(command for command in COMMANDS if command.id == "article.pictures")
    key = keys_of(command, config.keys).partition(" ")[0] or "‘Pictures’ in the palette"

    def ratio() -> float:
        return USUAL_RATIO if app.is_headless else cell_ratio()

    return PictureShelf(when, why_not, key, folder, config.picture_cache_bytes, ratio)


def has_colours(app: "App[Any]") -> bool:
    """Say whether a picture can be drawn in the colours there are."""
    return not app.no_color and app.console.color_system in _ENOUGH


def cell_ratio() -> float:
    """Return how wide a cell is for its height, as far as the terminal's driver tells (many tell nothing: 0.5)."""
    width, height = cell_pixels()
    return min(_WIDEST, max(_NARROWEST, width / height))


def cell_pixels() -> tuple[int, int]:
    """Return the pixels across and down of a cell as the terminal's driver tells, 10 and 20 where it does not."""
    try:
        import fcntl
        import termios

        told = fcntl.ioctl(sys.__stderr__ or 2, termios.TIOCGWINSZ, bytes(8))
    except (ImportError, OSError, ValueError):
        return _USUAL_CELL
    sizes: tuple[int, ...] = struct.unpack("HHHH", told)
    rows, columns, width, height = sizes
    return (
        (width // columns, height // rows) if columns <= width and rows <= height and rows and columns else _USUAL_CELL
    )
