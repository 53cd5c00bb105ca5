"""Pictures of an article: which images are, how large one is drawn, and the lines kept free for it.

Pure; must not know how pictures are fetched or drawn.

How it works. An image becomes a picture where its address may be fetched and is no pixel that counts readers. What is
known of its size comes from outside, by `PictureOptions`. Where it is here, lines are kept free for it, as many as
its proportions ask for, with what it shows below; the widget paints over them. Where it is not here, it stays words,
and the first of such says how to get them. When it comes, the article is laid out anew with other heights.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from reader.reading.layout.blocks import Block, blocks_of
from reader.reading.layout.inline import Links
from reader.reading.layout.wrapping import NO_BREAK, Line, Run, Span, StyledText, wrapped
from reader.reading.trimming.trackers import is_tracking_pixel

if TYPE_CHECKING:
    from reader.reading.article import Article

Size = tuple[int, int]
"""Pixels across and down."""

CELL_RATIO = 0.5
"""How wide a cell of a terminal is, measured by its height, where nothing else is known."""

_PIXELS_A_CELL = 6
"""A picture is drawn at the measure where it has this many pixels for each cell, and smaller where it has fewer."""

_SMALLEST = 40
"""Pixels; what is no larger either way is an icon, and stays words."""


@dataclass(frozen=True, slots=True)
class PictureOptions:
    """How pictures are laid out: `size_of` gives a size, or why one could not be had, or None where it is not here.

    `tallest` is how many lines one may take, `ratio` how wide a cell is for its height; `hint` says how to get them.
    """

    size_of: Callable[[str], Size | str | None]
    tallest: int = 24
    ratio: float = CELL_RATIO
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a laid out article: it stands on `rows` lines from `line` on, none where it is not drawn.

    `alt` is what it shows, `link` the number of where it leads.
    """

    url: str
    line: int
    alt: str = ""
    link: int = 0
    cells: int = 0
    rows: int = 0
    trouble: str = ""
    icon: bool = False

    @property
    def awaited(self) -> bool:
        """Whether it is not here yet, or not after all."""
        return not self.rows and not self.icon


def is_picture(url: str) -> bool:
    """Say whether what is at an address may be fetched to be shown: from the web, and no dot that counts readers."""
    return urlsplit(url).scheme.lower() in ("http", "https") and not is_tracking_pixel(url)


def picture_urls(parts: "Iterable[Article]", base_url: str) -> list[str]:
    """Return the addresses of an article's pictures in their order, each once."""
    links = Links(base_url)
    blocks = (block for part in parts for block in blocks_of(part.markdown, links, is_picture))
    return list(dict.fromkeys(block.source for block in blocks if block.kind == "picture"))


def drawn_size(size: Size, room: int, options: PictureOptions) -> tuple[int, int]:
    """Return the cells across and the lines down a picture takes where there is `room`, its proportions kept."""
    natural = -(-size[0] // _PIXELS_A_CELL)
    return largest_fit(size, min(room, natural), options.tallest, options.ratio)


def largest_fit(size: Size, cells: int, rows: int, ratio: float = CELL_RATIO) -> tuple[int, int]:
    """Return the most cells across and lines down, of so many, that keep the proportions of a picture."""
    width, height = size
    wanted = max(1, cells) * ratio * height / width
    if wanted <= rows:
        return max(1, cells), max(1, round(wanted))
    return max(1, min(cells, round(rows * width / height / ratio))), max(1, rows)


def place_picture(block: Block, line: int, room: int, options: PictureOptions) -> Picture:
    """Return where a picture stands that begins on `line`."""
    link = next((run.link for run in block.text.runs if run.link), 0)
    known = options.size_of(block.source)
    if known is None or isinstance(known, str):
        return Picture(block.source, line, block.alt, link, trouble=known or "")
    if max(known) <= _SMALLEST:
        return Picture(block.source, line, block.alt, link, icon=True)
    cells, rows = drawn_size(known, room, options)
    return Picture(block.source, line, block.alt, link, cells, rows)


def picture_lines(block: Block, picture: Picture, hint: str, room: int) -> list[Line]:
    """Return the lines of a picture: free ones with what it shows below, or the words for it with a hint or trouble."""
    if picture.rows:
        free = Span(" " * picture.cells, ("picture",))
        return [*([(free,)] * picture.rows), *wrapped(_caption(picture), room)]
    lines = wrapped(_with_hint(block.text, hint), room)
    if picture.trouble:
        lines += wrapped(StyledText(picture.trouble, (Run(0, len(picture.trouble), ("muted",)),)), room)
    return lines


def _caption(picture: Picture) -> StyledText:
    """Return what a picture shows, and the number of where it leads."""
    number = f"[{picture.link}]" if picture.link else ""
    text = NO_BREAK.join(filter(None, (picture.alt, number)))
    end = len(picture.alt)
    runs = (Run(0, end, ("image",), picture.link), Run(end, len(text), ("link-number",), picture.link))
    return StyledText(text, tuple(run for run in runs if run.start < run.end))


def _with_hint(words: StyledText, hint: str) -> StyledText:
    if not hint:
        return words
    text = f"{words.text} · {hint}"
    return StyledText(text, (*words.runs, Run(len(words.text), len(text), ("muted",))))
