"""Draws the lines of an article: styles by role, find hits and selection highlighted.

Must not know how lines are laid out, nor where they are scrolled to.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.strip import Strip
from textual.widget import Widget

from reader.query.highlighting import spans
from reader.reading.cleaning import clean_text
from reader.reading.layout.bidi import RIGHT_TO_LEFT
from reader.tui.article.find_bar import FindState
from reader.tui.article.header import HeaderRun
from reader.tui.article.page import ArticlePage
from reader.tui.article.picture_lines import PictureLines
from reader.tui.widgets.looks import ACCENT, DIM, HIGHLIGHT, RULE, Look, Looks, tag_look
from reader.tui.widgets.strips import wrap

if TYPE_CHECKING:
    from reader.query.tree import Term
    from reader.reading.layout.page import Span

MARGIN = 2
"""Blank cells on either side of the text, at the least."""

LOOKS: Mapping[str, Look] = {
    "title": Look("reader-bright", text="bold"),
    "meta": DIM,
    "heading1": Look("reader-bright", text="bold underline"),
    "heading2": Look("reader-bright", text="bold"),
    "heading3": Look("reader-bright", text="bold italic"),
    "emphasis": Look(text="italic"),
    "strong": Look("reader-bright", text="bold"),
    "strike": Look("reader-dim", text="strike"),
    "code": Look("tag-4"),
    "code-block": Look(ground="reader-code"),
    "code.keyword": Look("tag-3"),
    "code.string": Look("tag-2"),
    "code.comment": Look("reader-dim", text="italic"),
    "code.number": Look("tag-5"),
    "code.name": Look("tag-1"),
    "code.operator": DIM,
    "quote": Look("tag-6", text="italic"),
    "bullet": ACCENT,
    "link": Look("primary", text="underline"),
    "link-number": DIM,
    "image": Look("reader-dim", text="italic"),
    "picture": Look(ground="reader-code"),
    "table-rule": RULE,
    "table-head": Look("reader-bright", text="bold"),
    "rule": RULE,
    "muted": Look("reader-dim", text="italic"),
    "footnote": DIM,
    "note": Look("tag-5"),
}
"""How each role of a run looks: those of the layout, and those of the header."""

FOUND = Look(ground="reader-row", text="underline")
FOUND_HERE = Look("background", ground="accent", text="bold")
"""How a hit looks, and the one one is at."""

Mark = tuple[int, int, Style]
"""The characters from one index to another (-1: the end), and the style laid over them."""


def measure_in(width: int, widest: int) -> int:
    """Return how wide lines may be in `width` cells, where they are `widest` at the most."""
    return max(1, min(widest, width - 2 * MARGIN))


class ArticleDrawing:
    """The lines of an article as a widget shows them, each drawn once, until `forget` or `discard`.

    Marked in a line are hits of `finding`, the words of `terms`, and what is selected in the widget.
    """

    def __init__(self, widget: Widget, finding: FindState, pictures: PictureLines) -> None:
        self.terms: tuple[Term, ...] = ()
        self._widget = widget
        self._finding = finding
        self._pictures = pictures
        self._looks = Looks(widget)
        self._strips: LRUCache[int, Strip] = LRUCache(600)

    def line(self, page: ArticlePage, line: int, width: int, widest: int) -> Strip:
        """Draw a line of a page, its measure in the middle of `width` cells; blank below its end."""
        if line >= len(page.lines):
            return Strip.blank(width, self._looks.base)
        strip = self._strips.get(line)
        if strip is None:
            strip = self._strips[line] = self._draw(page.lines[line], line, width, width - measure_in(width, widest))
        return strip

    def message(self, text: str, y: int, width: int) -> Strip:
        """Draw one line of a screen that has no more than a text on it."""
        lines = ["", *wrap(text, max(1, width - 2 * MARGIN))]
        shown = " " * MARGIN + lines[y] if y < len(lines) else ""
        style = self._looks.base + self._looks.style(DIM)
        return Strip([Segment(shown, style)]).adjust_cell_length(width, self._looks.base)

    def forget(self) -> None:
        """Draw all lines anew from now on."""
        self._strips.clear()

    def forget_styles(self) -> None:
        """Draw all lines anew, in other colours."""
        self._strips.clear()
        self._looks.forget()

    def discard(self, lines: Iterable[int]) -> None:
        """Draw these lines anew from now on."""
        for line in lines:
            self._strips.discard(line)

    def _draw(self, runs: "Sequence[HeaderRun | Span]", line: int, width: int, room: int) -> Strip:
        base = self._looks.base
        on_picture = self._pictures.on_line(line) is not None
        picture = self._pictures.painted(line, self._widget.background_colors[1].rgb) if on_picture else None
        segments: list[Segment] = []
        for run in runs:
            if picture and "picture" in run.roles and run.text:
                segments += picture
            elif run.text:
                segments.append(Segment(clean_text(run.text), _style_of(run, self._looks)))
        strip = Strip(segments or [Segment(" ", base)])
        for mark in self._marks(runs, line):
            strip = _marked(strip, *mark)
        strip = strip.apply_offsets(0, line)
        left = max(0, min(MARGIN, room), room // 2)
        return Strip([Segment(" " * left, base), *strip], left + strip.cell_length).adjust_cell_length(width, base)

    def _marks(self, runs: "Sequence[HeaderRun | Span]", line: int) -> Iterator[Mark]:
        for start, end, current in self._finding.on_line(line):
            yield start, end, self._looks.style(FOUND_HERE if current else FOUND)
        if self.terms:
            for start, end in spans("".join(clean_text(run.text) for run in runs), self.terms):
                yield start, end, self._looks.style(HIGHLIGHT)
        selection = self._widget.text_selection
        span = selection.get_span(line) if selection is not None else None
        if span is not None:
            yield *span, self._widget.screen.get_component_rich_style("screen--selection", partial=True)


def _style_of(run: "HeaderRun | Span", looks: Looks) -> Style:
    style = looks.base + looks.style(*_looks_of(run.roles, run.text))
    if RIGHT_TO_LEFT in run.roles:
        style += Style.from_meta({RIGHT_TO_LEFT: True})
    return style + Style.from_meta({"@click": f"link({run.link:d})"}) if run.link else style


def _looks_of(roles: Sequence[str], text: str) -> list[Look]:
    """Return the looks of some roles; that of a tag depends on the tag, which is the `text` after its mark."""
    return [tag_look(text[2:]) if role == "tag" else LOOKS[role] for role in roles if role in LOOKS or role == "tag"]


def _marked(strip: Strip, start: int, end: int, style: Style) -> Strip:
    text = strip.text
    cells = [cell_len(text[:start]), strip.cell_length if end == -1 else cell_len(text[:end])]
    before, chosen, after = strip.divide([*cells, strip.cell_length])
    chosen = Strip([Segment(text, (own or Style.null()) + style) for text, own, _ in chosen], chosen.cell_length)
    return Strip.join([before, chosen, after])
