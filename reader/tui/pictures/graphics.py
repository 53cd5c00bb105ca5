"""Pictures in real pixels, where the terminal can: by sixel, or by kitty's protocol.

Owns textual-image, which comes as an extra. It asks the terminal what it can as soon as it is imported, and takes the
next keys for the answer: so it is imported while the app lends the terminal, and only when a picture is to be shown
large. Pixels stand where nothing scrolls, as a terminal leaves them behind when text moves.
"""

import logging
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
            self._make = self._told()
        return self._make

    def _told(self) -> MakeWidget | None:
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
