"""What is known of pictures while one reads: whether they are wanted, which are here, why others are not.

Owns what is remembered of those that could not be had. Must not know how they are fetched, laid out or drawn.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from reader.reading.layout.pictures import PictureOptions, Size
    from reader.sources.pictures.cache import PictureCache

_LOW = 12

When = Literal["off", "ask", "on"]


class PictureShelf:
    """The pictures that are here.

    `why_not` is said where they are off, `key` is what asks for them, `ratio` tells how wide a cell is for its height.
    """

    def __init__(
        self, when: When, why_not: str, key: str, folder: Path, most_bytes: int, ratio: Callable[[], float]
    ) -> None:
        self.when = when
        self.why_not = why_not
        self.key = key
        self._folder = folder
        self._most_bytes = most_bytes
        self._ratio = ratio
        self._troubles: dict[str, str] = {}
        self._kept: PictureCache | None = None
        self._tallest = 0

    def album(self, height: int) -> "PictureOptions | None":
        """Return what to lay a story out with in a pane of so many lines; None where pictures stay words."""
        if self.when == "off":
            return None
        from reader.reading.layout.pictures import PictureOptions

        self._tallest = _tallest_in(height)
        hint = f"{self.key} shows the pictures" if self.when == "ask" else ""
        return PictureOptions(self.look, self._tallest, self._ratio(), hint)

    def fits(self, height: int) -> bool:
        """Say whether what was laid out last suits a pane of so many lines."""
        return self._tallest == _tallest_in(height)

    def filling(self, size: "Size", cells: int, lines: int) -> tuple[int, int]:
        """Return the cells and lines a picture takes where it fills so much room, its proportions kept."""
        from reader.reading.layout.pictures import largest_fit

        return largest_fit(size, cells, lines, self._ratio())

    def look(self, url: str) -> "Size | str | None":
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

    def lose(self, url: str, trouble: str) -> None:
        """Let a picture go that turned out to be broken."""
        self._cache.drop(url)
        self.note(url, trouble)

    @property
    def _cache(self) -> "PictureCache":
        if self._kept is None:
            from reader.sources.pictures.cache import PictureCache

            self._kept = PictureCache(self._folder, self._most_bytes)
        return self._kept


def _tallest_in(height: int) -> int:
    """Return the lines a picture may take: two thirds of the pane, in threes where it is high."""
    lines = max(3, height * 2 // 3)
    return lines if lines < _LOW else lines // 3 * 3
