"""A cache of pictures drawn in half blocks: made in a thread, handed out a line at a time.

Owns which are being drawn. Must not know where they stand, nor how a picture is decoded.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from textual.cache import LRUCache

from reader.errors import SourceError
from reader.library import Library
from reader.tui.library_thread import LibraryThread
from reader.tui.pictures.known import KnownPictures

if TYPE_CHECKING:
    from reader.reading.layout.pictures import Picture
    from reader.tui.pictures.decoding import Ground, Pixels
    from reader.tui.pictures.half_blocks import Row

_REMEMBERED = 40
_TOPIC = "the pictures"

Ready = Callable[[], None]


class DrawingCache:
    """Draws known pictures and keeps the last drawings; `failed` is told of one that cannot be drawn after all."""

    def __init__(self, thread: LibraryThread, known: KnownPictures, failed: Ready) -> None:
        self._thread = thread
        self._known = known
        self._failed = failed
        self._drawings: LRUCache[_Key, tuple[Row, ...]] = LRUCache(_REMEMBERED)
        self._wanted: dict[_Key, set[Ready]] = {}

    def row(self, picture: "Picture", row: int, ground: "Ground", ready: Ready) -> "Row | None":
        """Return a line of a picture; None where it is being drawn, of which `ready` is told when it is done."""
        key = (picture.url, picture.cells, picture.rows, ground)
        drawing = self._drawings.get(key)
        if drawing is not None:
            return drawing[row] if row < len(drawing) else ()
        if key in self._wanted:
            self._wanted[key].add(ready)
        else:
            self._wanted[key] = {ready}
            self._thread.stream(_TOPIC, self._draw(list(self._wanted)), self._drawn)
        return None

    def image(self, url: str, width: int, height: int, ground: "Ground", done: "Callable[[Pixels], None]") -> None:
        """Hand a picture in so many pixels to `done`, once it is made ready."""

        def work(_: Library) -> "Pixels | str":
            from reader.tui.pictures.decoding import image_of

            try:
                return image_of(self._known.file(url), width, height, ground)
            except SourceError as error:
                return str(error)

        def made(image: "Pixels | str") -> None:
            if isinstance(image, str):
                self._known.discard(url, image)
                self._failed()
            else:
                done(image)

        self._thread.ask("the picture alone", work, made)

    def _draw(self, keys: "list[_Key]") -> "Callable[[Library], Iterator[_Drawn]]":
        def each(_: Library) -> "Iterator[_Drawn]":
            from reader.tui.pictures.decoding import pixels_of
            from reader.tui.pictures.half_blocks import half_blocks

            for url, cells, rows, ground in keys:
                try:
                    pixels = pixels_of(self._known.file(url), cells, rows * 2, ground)
                except SourceError as error:
                    yield (url, cells, rows, ground), (), str(error)
                else:
                    yield (url, cells, rows, ground), half_blocks(pixels, cells, rows), ""

        return each

    def _drawn(self, drawn: "_Drawn") -> None:
        key, drawing, trouble = drawn
        waiting = self._wanted.pop(key, ())
        if trouble:
            self._known.discard(key[0], trouble)
            self._failed()
            return
        self._drawings[key] = drawing
        for ready in waiting:
            ready()


if TYPE_CHECKING:
    _Key = tuple[str, int, int, Ground]
    _Drawn = tuple[_Key, tuple[Row, ...], str]
