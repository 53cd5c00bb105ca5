"""What the terminal can do for pictures: its colours, the size of its cells, and whether it shows real pixels.

How it works: colours and cell sizes are known without asking the terminal. Real pixels (by sixel, or by kitty's
protocol) are the business of textual-image, which comes as an extra. It asks the terminal what it can as soon as it is
imported, and takes the next keys for the answer: so it is imported while the app lends the terminal, and only when a
picture is to be shown large. Pixels stand where nothing scrolls, as a terminal leaves them behind when text moves.

Must not know where pictures come from.
"""

import logging
import struct
import sys
from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from textual.app import SuspendNotSupported

if TYPE_CHECKING:
    from textual.app import App
    from textual.widget import Widget

    from reader.tui.pictures.decoding import Pixels

MakeWidget = Callable[["Pixels"], "Widget"]
"""Returns a widget that shows an image in as many pixels as it has cells for."""

USUAL_RATIO = 0.5
_USUAL_CELL = (10, 20)
_NARROWEST, _WIDEST = 0.35, 0.75
_ENOUGH = frozenset({"256", "truecolor"})


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


class TerminalGraphics:
    """What the terminal of an app can show; it is asked once."""

    def __init__(self, app: "App[Any]") -> None:
        self._app = app
        self._asked = False
        self._make: MakeWidget | None = None

    def widget(self) -> MakeWidget | None:
        """Return what makes widgets of pixels, None where there are only half blocks."""
        if not self._asked:
            self._asked = True
            self._make = self._detect()
        return self._make

    def _detect(self) -> MakeWidget | None:
        if self._app.is_headless or find_spec("textual_image") is None:
            return None
        log = logging.getLogger("textual_image")
        log.addHandler(logging.NullHandler())
        log.propagate = False
        try:
            with self._app.suspend():
                from textual_image import renderable
                from textual_image.widget import Image
        except (ImportError, OSError, SuspendNotSupported):
            return None
        return Image if renderable.Image in (renderable.SixelImage, renderable.TGPImage) else None
