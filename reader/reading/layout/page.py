"""An article laid out as lines for a terminal of a given width.

Owns what each block looks like: indents, bullets, bars, rules, the list of links at the end. Every block is laid out by
itself, so that a page may come to be laid out piece by piece. Pure; must not know colours, keys or widgets.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rich.cells import cell_len

from reader.model import Enclosure
from reader.reading.cleaning import clean_line
from reader.reading.layout.attachments import attachment_lines
from reader.reading.layout.bidi import RIGHT_TO_LEFT, is_right_to_left
from reader.reading.layout.blocks import Block, Container, blocks_of
from reader.reading.layout.code import highlighted
from reader.reading.layout.inline import Links
from reader.reading.layout.pictures import Album, Picture, is_picture, picture_lines, placed
from reader.reading.layout.tables import table_lines
from reader.reading.layout.wrapping import NO_BREAK, Line, Run, Span, StyledText, chopped, cut, wrapped

if TYPE_CHECKING:
    from reader.reading.article import Article  # its module imports the HTML libraries, which a laid out page needs not

__all__ = ["Heading", "Layout", "Line", "Page", "Span", "lay_out"]

NARROWEST = 10
"""Cells; a narrower page is laid out at this width."""

Draw = Callable[[Block, int], list[Line]]
"""Returns a block in lines of at most so many cells, without what it stands in."""

_BAR = Span("▎ ", ("quote",))
_CODE_INDENT = Span("  ")
_CONTINUED = Span("↪ ", ("code-block", "code.operator"))
_RULE_CELLS = 24
_ROOM_FOR_INDENT = 12


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


def lay_out(
    article: "Article", width: int, base_url: str = "", *, unfolded: bool = False, album: Album | None = None
) -> Layout:
    """Return `article` in lines of at most `width` cells (at least 10); relative links resolve against `base_url`.

    Without an `album` all pictures are words.
    """
    page = Page(width, base_url, unfolded=unfolded, album=album)
    page.add(article)
    return page.finished()


class Page:
    """An article laid out part by part; what is under every story of its publisher is one line unless `unfolded`."""

    def __init__(self, width: int, base_url: str = "", *, unfolded: bool = False, album: Album | None = None) -> None:
        self._width = max(width, NARROWEST)
        self._unfolded = unfolded
        self._album = album
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
        apart = (is_picture,) if self._album is not None else ()
        for at, block in enumerate(blocks_of(part.markdown, self._links, *apart)):
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
        hints = _plain_lines(f"┄┄ {hint} ┄┄", ("remains",), self._width) if hint else []
        under = self._boilerplate_lines()
        attached = attachment_lines(self._enclosures, self._links, self._width)
        paywall, links = _paywall_lines(self._paywall, self._width), _link_lines(self._links.urls, self._width)
        for lines in (hints, attached, _note_lines(note, self._width), paywall, under, links):
            ending += [(), *lines] if (self._lines or ending) and lines else lines
        return self._layout(ending, whole=True)

    def _boilerplate_lines(self) -> list[Line]:
        if not self._boilerplate:
            return []
        head = f"┄ publisher's ending · e {'folds' if self._unfolded else 'shows'} it ┄"
        lines = _plain_lines(head, ("remains",), self._width)
        for block in blocks_of(self._boilerplate, self._links) if self._unfolded else ():
            lines += [_in_role(line, "remains") for line in block_lines(block, self._width)]
        return lines

    def _add(self, block: Block, gap: bool) -> None:
        if self._before and gap and self._before.kind != "heading":
            self._lines.append(_blank_before(block, self._width))
        self._starts.append(len(self._lines))
        if block.kind == "heading":
            self._headings.append(Heading(len(self._lines), block.level, clean_line(block.text.text)))
        self._lines += block_lines(block, self._width, self._draw_picture if block.kind == "picture" else None)
        self._before = block

    def _draw_picture(self, block: Block, room: int) -> list[Line]:
        assert self._album is not None
        picture = placed(block, len(self._lines), room, self._album)
        hinted = any(other.awaited for other in self._pictures)
        self._pictures.append(picture)
        lines = picture_lines(block, picture, self._album.hint if picture.awaited and not hinted else "", room)
        return [_with_plain_blanks(line) for line in lines]

    def _layout(self, ending: Sequence[Line], *, whole: bool) -> Layout:
        lines = (*self._lines, *ending)
        urls = tuple(self._links.urls)
        headings, pictures = tuple(self._headings), tuple(self._pictures)
        return Layout(self._width, lines, urls, headings, tuple(self._starts), whole, pictures)


def block_lines(block: Block, width: int, draw: Draw | None = None) -> list[Line]:
    """Return one block in lines of at most `width` cells, with the bars and markers of what it stands in.

    It is drawn as its kind is, unless `draw` says how.
    """
    containers = _shown(block.containers, width)
    hidden = len(block.containers) - len(containers)
    first = [
        _first_mark(each) if at + hidden >= block.fresh else _next_mark(each) for at, each in enumerate(containers)
    ]
    after = [_next_mark(each) for each in containers]
    room = width - sum(cell_len(span.text) for span in after)
    narrower = room - sum(cell_len(span.text) for span in _numbers_among(first))
    right_to_left = block.kind in _FLOWING and narrower >= NARROWEST and is_right_to_left(block.text.text)
    room = narrower if right_to_left else room
    lines = (draw or _DRAWN[block.kind])(block, room) or [()]
    if any(not each.marker for each in block.containers):
        lines = [_in_role(line, "quote") for line in lines]
    if right_to_left:
        return _flush_right(lines, first, after, width)
    return [(*(first if at == 0 else after), *line) for at, line in enumerate(lines)]


def _shown(containers: tuple[Container, ...], width: int) -> tuple[Container, ...]:
    """Leave out the outermost containers where their indents would take more than half of the line."""
    room = width // 2
    for at in range(len(containers) - 1, -1, -1):
        room -= cell_len(containers[at].marker) or 2
        if room < 0:
            return containers[at + 1 :]
    return containers


def _first_mark(container: Container) -> Span:
    return Span(container.marker, ("bullet",)) if container.marker else _BAR


def _next_mark(container: Container) -> Span:
    return Span(" " * cell_len(container.marker)) if container.marker else _BAR


def _blank_before(block: Block, width: int) -> Line:
    """Return a blank line that carries the bars of the quotations it and the block before it stand in."""
    shared = block.containers[: block.fresh]
    marks = [_next_mark(each) for each in _shown(shared, width)]
    while marks and marks[-1] is not _BAR:
        marks.pop()
    return _flush_right([()], marks, marks, width)[0] if marks and is_right_to_left(block.text.text) else tuple(marks)


def _numbers_among(marks: Sequence[Span]) -> tuple[Span, ...]:
    """Return the marks with numbers, which stay before the text: after it they would be taken for a part of it."""
    return tuple(mark for mark in marks if any(char.isalnum() for char in mark.text))


def _flush_right(lines: Sequence[Line], first: Sequence[Span], after: Sequence[Span], width: int) -> list[Line]:
    """Return lines that end at `width`, with the marks of their first line and of those after it behind the text.

    The lines have at most as many cells as the marks, and the numbers among them a second time, leave of `width`.
    """
    return [
        _flush_line(line, _numbers_among(first) if at == 0 else (), first if at == 0 else after, width)
        for at, line in enumerate(lines)
    ]


def _flush_line(line: Line, numbers: Sequence[Span], marks: Sequence[Span], width: int) -> Line:
    texts = (Span(span.text, (*span.roles, RIGHT_TO_LEFT), span.link) for span in (*numbers, *line))
    spans = (*texts, *(_behind(mark) for mark in reversed(marks)))
    gap = width - sum(cell_len(span.text) for span in spans)
    return (Span(" " * gap), *spans) if gap > 0 else spans


def _behind(mark: Span) -> Span:
    """Return a mark as it stands behind a text: its blank before it; of a number only the room."""
    sign = mark.text.strip()
    cells = cell_len(mark.text)
    if not sign or _numbers_among([mark]):
        return Span(" " * cells)
    return Span(" " * (cells - cell_len(sign)) + sign, mark.roles, mark.link)


def _in_role(line: Line, role: str) -> Line:
    return tuple(Span(span.text, (role, *span.roles), span.link) for span in line)


def _draw_paragraph(block: Block, width: int) -> list[Line]:
    return [_with_plain_blanks(line) for line in wrapped(block.text, width)]


def _with_plain_blanks(line: Line) -> Line:
    """Turn the blank that kept a link's number beside the link into a common one."""
    if not any(span.roles == ("link-number",) for span in line):
        return line
    return tuple(
        Span(span.text.replace(NO_BREAK, " "), span.roles, span.link) if span.roles == ("link-number",) else span
        for span in line
    )


def _draw_heading(block: Block, width: int) -> list[Line]:
    role = f"heading{min(block.level, 3)}"
    lines = [_in_role(line, role) for line in _draw_paragraph(block, width)]
    if block.level <= 2:
        longest = max((sum(cell_len(span.text) for span in line) for line in lines), default=0)
        lines.append((Span("─" * longest, ("rule",)),))
    return lines


def _draw_rule(_: Block, width: int) -> list[Line]:
    cells = min(width, _RULE_CELLS)
    return [(Span(" " * ((width - cells) // 2) + "─" * cells, ("rule",)),)]


def _draw_code(block: Block, width: int) -> list[Line]:
    language = block.language.split()[0] if block.language.strip() else ""
    code = block.text.text.expandtabs(4)
    indent = (_CODE_INDENT,) if width >= _ROOM_FOR_INDENT else ()
    room = width - 2 * len(indent)
    pieces: list[tuple[int, int]] = []
    continued: list[bool] = []
    start = 0
    for text in code.split("\n"):
        cuts = _code_cuts(text, room)
        pieces += [(start + begin, start + end) for begin, end in cuts]
        continued += [False, *[True] * (len(cuts) - 1)]
        start += len(text) + 1
    lines = cut(StyledText(code, highlighted(code, language)), pieces)
    return [
        (*indent, *_on_ground((_CONTINUED, *line) if mark else line, room))
        for mark, line in zip(continued, lines, strict=True)
    ]


def _on_ground(line: Line, width: int) -> Line:
    """Return a line of code as wide as the others, so that they stand on one ground."""
    gap = width - sum(cell_len(span.text) for span in line)
    return (*line, Span(" " * gap, ("code-block",))) if gap > 0 else line


def _code_cuts(text: str, width: int) -> list[tuple[int, int]]:
    """Return where a line of code is cut, after a blank where one is near; the first piece needs no mark."""
    cuts: list[tuple[int, int]] = []
    at = 0
    while at < len(text) or not cuts:
        room = width - 2 if cuts else width
        end = at + chopped(text[at : at + 4 * width], room)[0][1]
        blank = text.rfind(" ", at + room * 2 // 3, end)
        if end < len(text) and blank > at:
            end = blank + 1
        cuts.append((at, end))
        at = end
    return cuts


def _draw_table(block: Block, width: int) -> list[Line]:
    return [_with_plain_blanks(line) for line in table_lines(block, width)]


_FLOWING = frozenset({"paragraph", "heading"})
"""The kinds of blocks whose text may run from right to left as a whole."""

_DRAWN: dict[str, Draw] = {
    "paragraph": _draw_paragraph,
    "heading": _draw_heading,
    "rule": _draw_rule,
    "code": _draw_code,
    "table": _draw_table,
}


def _paywall_lines(paywall: Sequence[str], width: int) -> list[Line]:
    if not paywall:
        return []
    count = "1 line" if len(paywall) == 1 else f"{len(paywall)} lines"
    head = f"┄┄ remains of a paywall, {count} ┄┄"
    return [line for text in (head, *paywall) for line in _plain_lines(clean_line(text, 10_000), ("remains",), width)]


def _note_lines(note: str, width: int) -> list[Line]:
    if not note:
        return []
    lines = [line for text in ("your note", *note.split("\n")) for line in _plain_lines(text, ("note",), width - 2)]
    return [(Span("✎ " if at == 0 else "  ", ("bullet",)), *line) for at, line in enumerate(lines)]


def _plain_lines(text: str, roles: tuple[str, ...], width: int) -> list[Line]:
    return wrapped(StyledText(text, (Run(0, len(text), roles),)), width)


def _link_lines(links: Sequence[str], width: int) -> list[Line]:
    """Return the numbered list of links, each on a line of its own, the host first."""
    digits = len(str(len(links)))
    return [
        _link_line(f"{f'[{number}]':>{digits + 2}} ", url, number, width) for number, url in enumerate(links, start=1)
    ]


def _link_line(mark: str, url: str, number: int, width: int) -> Line:
    room = width - len(mark)
    return (Span(mark, ("link-number",), number), Span(_shortened(_shown_url(url), room), ("link",), number))


def _shown_url(url: str) -> str:
    """Return `url` without its scheme, user and "www.", the host in the form that cannot deceive (RFC 3492)."""
    parts = urlsplit(url)
    if parts.scheme.lower() == "mailto":
        return parts.path
    host = (parts.hostname or "").removeprefix("www.")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            host = ascii(host)[1:-1]
    path = parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")
    return host + path + (f"#{parts.fragment}" if parts.fragment else "")


def _shortened(text: str, cells: int) -> str:
    """Cut `text` in the middle: a host begins it, and what the page is called mostly ends it."""
    if cell_len(text) <= cells:
        return text
    begin, end = chopped(text, max(1, cells * 2 // 3))[0]
    tail = chopped(text[::-1], max(1, cells - 1 - cell_len(text[begin:end])))[0] if cells > 12 else (0, 0)
    return text[begin:end] + "…" + text[len(text) - tail[1] :] if tail[1] else text[begin:end] + "…"
