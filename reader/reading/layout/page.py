"""A story laid out as a page of lines for a terminal of a given width, part by part.

Owns the order of what is on a page, and places in it that hold at any width. Pure; must not know colours, keys or
widgets.

How it works. Every block is laid out by itself, and a part of an article adds its blocks to the page. So the
beginning can be shown while the rest is converted (reader.reading.splitting): `so_far` is the page as it stands,
`finished` adds what stands below the text. Links are numbered in the order they are met, over all parts. A place in
the text is the number of a block and how far down in it one is, which finds the same words again at another width.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reader.model import Enclosure
from reader.reading.cleaning import clean_line
from reader.reading.layout.below_text import (
    attachment_lines,
    boilerplate_lines,
    hint_lines,
    link_lines,
    note_lines,
    paywall_lines,
)
from reader.reading.layout.block_lines import NARROWEST, blank_before, block_lines, with_plain_blanks
from reader.reading.layout.blocks import Block, blocks_of, no_picture
from reader.reading.layout.inline import Links
from reader.reading.layout.pictures import Picture, PictureOptions, is_picture, picture_lines, place_picture
from reader.reading.layout.wrapping import Line, Span

if TYPE_CHECKING:
    from reader.reading.article import Article  # its module imports the HTML libraries, which a laid out page needs not

__all__ = ["Heading", "Layout", "LayoutBuilder", "Line", "Span"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading's text, its level from 1, and the index of the line it begins on."""

    line: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Layout:
    """An article, or its beginning, as lines, none wider than `width`; span links are 1-based numbers into `links`.

    `starts` are the lines its blocks begin on, `pictures` those that are drawn or might be. Where it is not `whole`,
    more is to come.
    """

    width: int
    lines: tuple[Line, ...]
    links: tuple[str, ...] = ()
    headings: tuple[Heading, ...] = ()
    starts: tuple[int, ...] = ()
    whole: bool = True
    pictures: tuple[Picture, ...] = ()

    def place_of(self, line: int) -> float:
        """Return where `line` is, whatever the width: the number of its block and how much of that is above it."""
        block = bisect_right(self.starts, line) - 1
        return block + (line - self.starts[block]) / self._height(block) if block >= 0 else 0.0

    def line_of(self, place: float) -> int | None:
        """Return the line where `place` is; None where it is not laid out yet."""
        block = int(place)
        if block >= len(self.starts):
            return max(0, len(self.lines) - 1) if self.whole else None
        height = self._height(block)
        return self.starts[block] + min(height - 1, round((place - block) * height))

    def line_in(self, other: "Layout", line: int) -> int:
        """Return the line of `other`, the same text with other pictures in it, that stands where `line` does here.

        What begins next stands as far below it as before, so that of a picture that comes only the lower edge moves.
        """
        block = bisect_left(self.starts, line)
        if block < min(len(self.starts), len(other.starts)):
            return max(0, line + other.starts[block] - self.starts[block])
        return max(0, line + len(other.lines) - len(self.lines))

    def _height(self, block: int) -> int:
        end = self.starts[block + 1] if block + 1 < len(self.starts) else len(self.lines)
        return max(1, end - self.starts[block])


class LayoutBuilder:
    """Lays out an article part by part; what its publisher puts under every story is one line unless `unfolded`."""

    def __init__(
        self, width: int, base_url: str = "", *, unfolded: bool = False, pictures: PictureOptions | None = None
    ) -> None:
        self._width = max(width, NARROWEST)
        self._unfolded = unfolded
        self._options = pictures
        self._pictures: list[Picture] = []
        self._links = Links(base_url)
        self._lines: list[Line] = []
        self._headings: list[Heading] = []
        self._starts: list[int] = []
        self._before: Block | None = None
        self._paywall: list[str] = []
        self._boilerplate = ""
        self._enclosures: list[Enclosure] = []

    def add(self, part: "Article") -> None:
        """Lay out the next part."""
        shown = is_picture if self._options is not None else no_picture
        for at, block in enumerate(blocks_of(part.markdown, self._links, shown)):
            self._add(block, block.gap or at == 0)
        self._paywall += part.paywall
        self._boilerplate += part.boilerplate

    def attach(self, enclosures: Sequence[Enclosure]) -> None:
        """Name attached files below the text."""
        self._enclosures += enclosures

    def so_far(self) -> Layout:
        """Return what is laid out, more being to come."""
        return self._layout((), whole=False)

    def finished(self, hint: str = "", note: str = "") -> Layout:
        """Return the whole, with what stands at its end: a hint of ours, attached files, the note, the ending."""
        ending: list[Line] = []
        width, links = self._width, self._links
        hinted = hint_lines(hint, width)
        folded = boilerplate_lines(self._boilerplate, links, width, unfolded=self._unfolded)
        attached = attachment_lines(self._enclosures, links, width)
        noted, paywall = note_lines(note, width), paywall_lines(self._paywall, width)
        for lines in (hinted, attached, noted, paywall, folded, link_lines(links.urls, width)):
            ending += [(), *lines] if (self._lines or ending) and lines else lines
        return self._layout(ending, whole=True)

    def _add(self, block: Block, gap: bool) -> None:
        if self._before and gap and self._before.kind != "heading":
            self._lines.append(blank_before(block, self._width))
        self._starts.append(len(self._lines))
        if block.kind == "heading":
            self._headings.append(Heading(len(self._lines), block.level, clean_line(block.text.text)))
        self._lines += block_lines(block, self._width, self._draw_picture if block.kind == "picture" else None)
        self._before = block

    def _draw_picture(self, block: Block, room: int) -> list[Line]:
        assert self._options is not None
        picture = place_picture(block, len(self._lines), room, self._options)
        hinted = any(other.awaited for other in self._pictures)
        self._pictures.append(picture)
        lines = picture_lines(block, picture, self._options.hint if picture.awaited and not hinted else "", room)
        return [with_plain_blanks(line) for line in lines]

    def _layout(self, ending: Sequence[Line], *, whole: bool) -> Layout:
        lines = (*self._lines, *ending)
        urls = tuple(self._links.urls)
        headings, pictures = tuple(self._headings), tuple(self._pictures)
        return Layout(self._width, lines, urls, headings, tuple(self._starts), whole, pictures)
