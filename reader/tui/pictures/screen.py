"""A screen with one picture, as large as the terminal has room for and drawn as well as it can.

Owns going from one picture to the next. Must not know how a picture is fetched.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from reader.tui.pictures.drawings import DrawingCache
from reader.tui.pictures.known import KnownPictures
from reader.tui.pictures.terminal import cell_pixels
from reader.tui.widgets.messages import LatestMessage

if TYPE_CHECKING:
    from reader.reading.layout.pictures import Picture
    from reader.tui.pictures.decoding import Pixels
    from reader.tui.pictures.terminal import MakeWidget


_MOST_PIXELS = 1000
"""Across and down; xterm, unless it is told otherwise, shows nothing at all of what is larger."""


class PictureCanvas(Widget):
    """A picture in half blocks."""

    class Resized(LatestMessage):
        """The canvas has another size."""

    def __init__(self, drawings: DrawingCache) -> None:
        super().__init__()
        self._drawings = drawings
        self.picture: Picture | None = None

    def on_resize(self) -> None:
        """Say that the size is another."""
        self.post_message(self.Resized())

    def show(self, picture: "Picture") -> None:
        """Show a picture at the size it has."""
        self.picture = picture
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the picture, in the middle."""
        width, base = self.size.width, self.rich_style
        picture = self.picture
        top = (self.size.height - picture.rows) // 2 if picture is not None else 0
        if picture is None or not top <= y < top + picture.rows:
            return Strip.blank(width, base)
        painted = self._drawings.row(picture, y - top, self.background_colors[1].rgb, self._repaint)
        left = Segment(" " * ((width - picture.cells) // 2), base)
        return Strip([left, *(painted or ())]).adjust_cell_length(width, base)

    def _repaint(self) -> None:
        self.refresh()


class PictureScreen(ModalScreen[str]):
    """Pictures one by one; leaves with the address of what is to be opened, or ""."""

    CSS_PATH = "../screens.tcss"
    BINDINGS = [
        Binding("escape,q,I", "leave", "Leave", show=False, priority=True),
        Binding("j,n,l,space,right,down", "step(1)", "Next", show=False, priority=True),
        Binding("k,p,h,left,up", "step(-1)", "Before", show=False, priority=True),
        Binding("o,enter", "open", "Open", show=False, priority=True),
    ]

    def __init__(
        self,
        pictures: "Sequence[Picture]",
        index: int,
        known: KnownPictures,
        drawings: DrawingCache,
        link_of: Callable[[int], str],
        graphics: "MakeWidget | None",
    ) -> None:
        super().__init__()
        self._drawings = drawings
        self._graphics = graphics
        self._pixels: Widget | None = None
        self._pictures = pictures
        self._index = index
        self._known = known
        self._link_of = link_of
        self._canvas = PictureCanvas(drawings)

    def compose(self) -> ComposeResult:
        """Put the picture over what it shows."""
        yield self._canvas
        yield Static(id="picture-alt", markup=False)
        yield Static(id="picture-hint", markup=False)

    def action_step(self, steps: int) -> None:
        """Go to the next picture, or the one before; behind the last comes the first."""
        self._index = (self._index + steps) % len(self._pictures)
        self._show()

    def action_open(self) -> None:
        """Leave, opening where the picture leads."""
        picture = self._pictures[self._index]
        self._leave(self._link_of(picture.link) or picture.url)

    def action_leave(self) -> None:
        """Leave."""
        self._leave("")

    def _leave(self, url: str) -> None:
        if self.is_current:
            self.dismiss(url)

    @on(PictureCanvas.Resized)
    def _show(self) -> None:
        picture = self._pictures[self._index]
        self.query_one("#picture-alt", Static).update(Content(picture.alt))
        count = f"{self._index + 1}/{len(self._pictures)} · j k next, before · " if len(self._pictures) > 1 else ""
        self.query_one("#picture-hint", Static).update(Content(f"{count}o opens it · esc leaves"))
        size = self._known.state_of(picture.url)
        room = self._room
        if isinstance(size, tuple) and room.area:
            cells, rows = self._known.scaled_to_fill(size, room.width, room.height)
            self._canvas.show(replace(picture, cells=cells, rows=rows))
            self._show_pixels(picture.url, cells, rows)

    @property
    def _room(self) -> Size:
        """How many cells across and down a picture may take: of pixels no more than every terminal takes."""
        if self._graphics is None:
            return self._canvas.size
        width, height = cell_pixels()
        most = Size(max(1, _MOST_PIXELS // width), max(1, _MOST_PIXELS // height))
        return Size(min(self._canvas.size.width, most.width), min(self._canvas.size.height, most.height))

    def _show_pixels(self, url: str, cells: int, rows: int) -> None:
        """Put the picture in real pixels over its half blocks, where the terminal can show them."""
        if self._pixels is not None:
            self._pixels.remove()
            self._pixels = None
        make = self._graphics
        if make is None:
            return
        width, height = cell_pixels()
        index, room = self._index, self._canvas.size

        def show(image: "Pixels") -> None:
            if index == self._index and room == self._canvas.size and self._pixels is None and self.is_current:
                self._pixels = _overlay(make(image), (room.width - cells) // 2, (room.height - rows) // 2, cells, rows)
                self.mount(self._pixels)

        self._drawings.image(url, cells * width, rows * height, self._canvas.background_colors[1].rgb, show)


def _overlay(widget: Widget, x: int, y: int, cells: int, rows: int) -> Widget:
    """Return a widget made so large and put there, over everything else."""
    widget.styles.layer = "above"
    widget.styles.width, widget.styles.height = cells, rows
    widget.styles.offset = (x, y)
    return widget
