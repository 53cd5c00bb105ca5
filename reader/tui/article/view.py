"""The reading pane: an article's lines, centred at a comfortable measure.

Owns how a role looks, scrolling, links under the mouse and selecting text. Lines come ready from the reading room;
must not know where an article comes from, nor what opening a link leads to.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.cache import LRUCache
from textual.geometry import Size
from textual.message import Message
from textual.selection import Selection
from textual.strip import Strip

from reader.model import Story, StoryId
from reader.query.highlighting import spans
from reader.reading.cleaning import clean_text
from reader.reading.layout.bidi import RIGHT_TO_LEFT
from reader.tui.article.find_bar import Finding
from reader.tui.article.header import Run, header_lines
from reader.tui.article.marks import Mark, marked
from reader.tui.article.styles import FOUND, FOUND_HERE, looks_of
from reader.tui.commands import Where, bindings
from reader.tui.pictures.in_article import DrawnPictures
from reader.tui.widgets.looks import DIM, LIT, Looks
from reader.tui.widgets.pane_view import PaneView
from reader.tui.widgets.strips import wrap

if TYPE_CHECKING:
    from reader.query.tree import Term
    from reader.reading.layout.page import Heading, Layout, Span

MARGIN = 2
"""Blank cells on either side of the text, at the least."""

NARROWEST, WIDEST = 40, 120


class ArticleView(PaneView, can_focus=True, inherit_bindings=False):
    """An article, a line at a time; `show_header` comes first, `show_body` when it is ready."""

    BINDINGS = bindings(Where.PANE, Where.ARTICLE)

    @dataclass
    class MeasureChanged(Message):
        """The lines must be laid out for another width."""

        measure: int

        def can_replace(self, message: Message) -> bool:
            """Say that of several in a row only the last one counts."""
            return isinstance(message, ArticleView.MeasureChanged)

    @dataclass
    class LinkChosen(Message):
        """A person clicked a link."""

        url: str

    @dataclass
    class PictureChosen(Message):
        """A person clicked a picture: its number among those that are drawn."""

        index: int

    class HeightChanged(Message):
        """There is room for more lines, or fewer."""

        def can_replace(self, message: Message) -> bool:
            """Say that of several in a row only the last one counts."""
            return isinstance(message, ArticleView.HeightChanged)

    class FindAsked(Message):
        """A person wants to find something in the article."""

    @dataclass
    class HitAsked(Message):
        """A person wants another hit of what is being found."""

        steps: int

    class Moved(Message):
        """Another part of the article, or another article, is in sight."""

        def can_replace(self, message: Message) -> bool:
            """Say that of several in a row only the last one counts."""
            return isinstance(message, ArticleView.Moved)

    def __init__(self, widest: int) -> None:
        super().__init__()
        self._widest = widest
        self._story: Story | None = None
        self._layout: Layout | None = None
        self._empty = ""
        self._categories: tuple[str, ...] = ()
        self._lines: tuple[tuple[Run | Span, ...], ...] = ()
        self._header = 0
        self._awaited: float | None = None
        self.finding = Finding()
        self._measured = 0
        self._lit: tuple[Term, ...] = ()
        self._strips: LRUCache[int, Strip] = LRUCache(600)
        self._looks = Looks(self)
        self.pictures = DrawnPictures()

    # What is shown

    @property
    def measure(self) -> int:
        """How many cells wide lines may be."""
        return self._measure_in(self.scrollable_content_region.width)

    @property
    def widest(self) -> int:
        """How many cells wide lines may be where there is room."""
        return self._widest

    @property
    def story(self) -> Story | None:
        """The story shown."""
        return self._story

    @property
    def has_body(self) -> bool:
        """Whether the body has come."""
        return self._layout is not None

    @property
    def at_end(self) -> bool:
        """Whether the last line is in sight, the body being there."""
        return self.is_whole and self.scroll_offset.y >= self.max_scroll_y

    @property
    def is_whole(self) -> bool:
        """Whether all of the body has come."""
        return self._layout is not None and self._layout.whole

    @property
    def place(self) -> float:
        """Where the first line in sight is, whatever the measure; 0 at the beginning."""
        line = self.scroll_offset.y - self._header
        return self._layout.place_of(line) if self._layout is not None and line > 0 else 0.0

    @property
    def progress(self) -> float:
        """How much of the article is above the lower edge, 0 to 1."""
        return min(1.0, (self.scroll_offset.y + self.size.height) / max(1, len(self._lines)))

    @property
    def settled_place(self) -> float | None:
        """The place, once the body has come as far as what is to be in sight; None before."""
        return self.place if self._layout is not None and self._awaited is None else None

    def show_nothing(self, why: str) -> None:
        """Show no story, and say why."""
        self._story, self._layout, self._empty = None, None, why
        self._set_lines(())
        self.scroll_to(y=0, animate=False, force=True)

    def show_header(self, story: Story) -> None:
        """Show a story's header; its body stays where the story is the same."""
        if story != self._story:
            self._turn_to(story)
            self._rebuild()

    def show_story(self, story: Story, layout: "Layout", place: float = 0.0) -> None:
        """Show a story whose body is at hand, header and body at once."""
        if story != self._story:
            self._turn_to(story)
        self.show_body(story.id, layout, place)

    def _turn_to(self, story: Story) -> None:
        if self._story is None or self._story.id != story.id:
            self._layout = None
            self._categories = ()
            self._awaited = None
            self.finding.search("", self._texts, 0)
            self.screen.clear_selection()
            self.scroll_to(y=0, animate=False, force=True)
        self._story = story

    def show_categories(self, story_id: StoryId, categories: tuple[str, ...]) -> None:
        """Show the publisher's categories in the header, where the story is still the one shown."""
        if self._story is not None and self._story.id == story_id and categories != self._categories:
            self._categories = categories
            self._rebuild()

    def show_body(self, story_id: StoryId, layout: "Layout", place: float = 0.0) -> None:
        """Show a body, or more of it, where the story is still the one shown.

        What was in sight stays there; where nothing was, `place` comes into sight as soon as it is laid out.
        """
        if self._story is None or self._story.id != story_id:
            return
        if self._layout is None:
            self._awaited = place or None
        elif self._awaited is None and self._layout.width != layout.width:
            self._awaited = self.place
        line = self._line_in(layout)
        self._layout = layout
        self._rebuild()
        if line is not None:
            self.scroll_to(y=self._header + line, animate=False, force=True)
        self._go_to_awaited()

    def _line_in(self, layout: "Layout") -> int | None:
        """Return where the first line in sight is in a layout that differs in its pictures alone."""
        shown, line = self._layout, self.scroll_offset.y - self._header
        if shown is None or self._awaited is not None or line <= 0 or layout.width != shown.width:
            return None
        return shown.line_in(layout, line) if layout.pictures[: len(shown.pictures)] != shown.pictures else None

    def _go_to_awaited(self) -> None:
        line = self._layout.line_of(self._awaited) if self._layout is not None and self._awaited is not None else None
        if line is not None:
            self._awaited = None
            self.scroll_to(y=self._header + line if line else 0, animate=False, force=True)

    def light(self, terms: "tuple[Term, ...]") -> None:
        """Light these words in the text."""
        if terms != self._lit:
            self._lit = terms
            self._strips.clear()
            self.refresh()

    def widen(self, cells: int) -> None:
        """Make the measure so many cells wider than is wanted, or narrower than is shown."""
        now = self._widest if cells > 0 else min(self._widest, max(NARROWEST, self.measure))
        self._widest = max(NARROWEST, min(now + cells, WIDEST))
        self._remeasure()

    # Pictures

    @property
    def picture_in_sight(self) -> int:
        """The number of the first picture in sight, or below, among those that are drawn."""
        return self.pictures.from_line(self.scroll_offset.y)

    def show_drawings(self) -> None:
        """Paint the pictures that are drawn by now."""
        for line in self.pictures.lines:
            self._strips.discard(line)
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Choose the picture that is clicked."""
        number = self.pictures.on_line(event.y + self.scroll_offset.y)
        if number is not None:
            event.stop()
            self.post_message(self.PictureChosen(number))

    # Moving

    def action_move_down(self) -> None:
        """One line down."""
        self.scroll_to(y=self.scroll_offset.y + 1, animate=False, force=True)

    def action_move_up(self) -> None:
        """One line up."""
        self.scroll_to(y=self.scroll_offset.y - 1, animate=False, force=True)

    def action_move_first(self) -> None:
        """To the beginning."""
        self.scroll_to(y=0, animate=False, force=True)

    def action_move_last(self) -> None:
        """To the end."""
        self.scroll_to(y=self.max_scroll_y, animate=False, force=True)

    def action_page_down(self) -> None:
        """One page down, two lines staying in sight."""
        self.scroll_to(y=self.scroll_offset.y + max(1, self.size.height - 2), animate=False, force=True)

    def action_page_up(self) -> None:
        """One page up, two lines staying in sight."""
        self.scroll_to(y=self.scroll_offset.y - max(1, self.size.height - 2), animate=False, force=True)

    @property
    def headings(self) -> "tuple[Heading, ...]":
        """The headings, as far as the body has come."""
        return self._layout.headings if self._layout is not None else ()

    @property
    def heading_at(self) -> int:
        """The index of the heading one is under."""
        top = self.scroll_offset.y - self._header
        return max(0, sum(heading.line <= top for heading in self.headings) - 1)

    def go_to_heading(self, index: int) -> None:
        """Scroll to a heading by its index."""
        self.scroll_to(y=self.headings[index].line + self._header, animate=False, force=True)

    def find(self, words: str) -> None:
        """Show where words stand, and go to the first hit from where one is; "" shows none."""
        self.finding.search(words, self._texts, self.scroll_offset.y)
        self._show_hit()

    def step_hit(self, steps: int) -> None:
        """Go to the next hit, or the one before where `steps` is -1."""
        self.finding.step(steps)
        self._show_hit()

    def _show_hit(self) -> None:
        line, top = self.finding.line, self.scroll_offset.y
        if line is not None and not top <= line < top + self.size.height - 1:
            self.scroll_to(y=max(0, line - self.size.height // 3), animate=False, force=True)
        self._strips.clear()
        self.refresh()

    def step_heading(self, steps: int) -> bool:
        """Scroll to the next heading, or the one before where `steps` is -1; say whether there is one."""
        if self._layout is None:
            return False
        top = self.scroll_offset.y
        lines = [heading.line + self._header for heading in self._layout.headings]
        wanted = [line for line in lines if (line > top if steps > 0 else line < top)]
        if not wanted:
            return False
        self.scroll_to(y=wanted[0 if steps > 0 else -1], animate=False, force=True)
        return True

    @property
    def links(self) -> list[tuple[str, str]]:
        """The words and the address of each link, in the order of their numbers."""
        words: dict[int, list[str]] = {}
        ended: set[int] = set()
        for run in (run for line in self._lines for run in line if run.link):
            if "link-number" in run.roles:
                ended.add(run.link)
            elif run.link not in ended:
                words.setdefault(run.link, []).append(run.text.strip())
        links = self._layout.links if self._layout is not None else ()
        return [(" ".join(words.get(number, ())), url) for number, url in enumerate(links, start=1)]

    @property
    def first_link_in_sight(self) -> int:
        """The index of the first link on the screen; 0 where there is none."""
        top = self.scroll_offset.y
        numbers = [run.link for line in self._lines[top : top + self.size.height] for run in line if run.link]
        return min(numbers, default=1) - 1

    def action_link(self, number: int) -> None:
        """Follow the link with this number, counted from 1."""
        links = self._layout.links if self._layout is not None else ()
        if 1 <= number <= len(links):
            self.post_message(self.LinkChosen(links[number - 1]))

    def action_find(self) -> None:
        """Ask for the line to find with."""
        self.post_message(self.FindAsked())

    def action_hit(self, steps: int) -> None:
        """Ask for the next hit, or the one before where `steps` is -1."""
        self.post_message(self.HitAsked(steps))

    # Events

    def on_resize(self) -> None:
        """Lay out anew where the measure is another now."""
        self._remeasure()
        self.post_message(self.HeightChanged())

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Say that another part is in sight."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self.post_message(self.Moved())

    def notify_style_update(self) -> None:
        """Forget what was drawn in other colours."""
        super().notify_style_update()
        self._strips.clear()
        self._looks.forget()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the text selected with the mouse."""
        return selection.extract("\n".join(line.rstrip() for line in self._texts())), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw what is selected now."""
        super().selection_updated(selection)
        self._strips.clear()
        self.refresh()

    # Drawing

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        width = self.scrollable_content_region.width
        line = y + self.scroll_offset.y
        if self._story is None:
            return self._draw_empty(y, width)
        if line >= len(self._lines):
            return Strip.blank(width, self._looks.base)
        strip = self._strips.get(line)
        if strip is None:
            strip = self._draw(line, width)
            self._strips[line] = strip
        return strip

    def _draw(self, line: int, width: int) -> Strip:
        base, ground = self._looks.base, self.background_colors[1].rgb
        segments: list[Segment] = []
        for run in self._lines[line]:
            painted = self.pictures.painted(line, ground) if "picture" in run.roles else None
            segments += painted or [Segment(clean_text(run.text), self._style_of(run))] if run.text else []
        strip = marked(Strip(segments or [Segment(" ", base)]), self._marks(line)).apply_offsets(0, line)
        left = self._left_margin(width)
        return Strip([Segment(" " * left, base), *strip], left + strip.cell_length).adjust_cell_length(width, base)

    def _marks(self, line: int) -> Iterator[Mark]:
        found = self._looks.style(FOUND)
        for start, end, current in self.finding.on_line(line):
            yield start, end, self._looks.style(FOUND_HERE) if current else found
        for start, end in self._lit_on(line):
            yield start, end, self._looks.style(LIT)
        selection = self.text_selection
        span = selection.get_span(line) if selection is not None else None
        if span is not None:
            yield *span, self.screen.get_component_rich_style("screen--selection", partial=True)

    def _lit_on(self, line: int) -> Iterable[tuple[int, int]]:
        return spans("".join(clean_text(run.text) for run in self._lines[line]), self._lit) if self._lit else ()

    def _draw_empty(self, y: int, width: int) -> Strip:
        lines = ["", *wrap(self._empty, max(1, width - 2 * MARGIN))]
        text = " " * MARGIN + lines[y] if y < len(lines) else ""
        style = self._looks.base + self._looks.style(DIM)
        return Strip([Segment(text, style)]).adjust_cell_length(width, self._looks.base)

    def _style_of(self, run: "Run | Span") -> Style:
        style = self._looks.base + self._looks.style(*looks_of(run.roles, run.text))
        if RIGHT_TO_LEFT in run.roles:
            style += Style.from_meta({RIGHT_TO_LEFT: True})
        return style + Style.from_meta({"@click": f"link({run.link:d})"}) if run.link else style

    def _left_margin(self, width: int) -> int:
        room = width - self._measure_in(width)
        return max(0, min(MARGIN, room), room // 2)

    def _measure_in(self, width: int) -> int:
        return max(1, min(self._widest, width - 2 * MARGIN))

    # Inside

    def _texts(self) -> list[str]:
        return ["".join(run.text for run in line) for line in self._lines]

    def _remeasure(self) -> None:
        if self.measure == self._measured:
            self._strips.clear()
            return
        self._measured = self.measure
        self._rebuild()
        self.post_message(self.MeasureChanged(self.measure))

    def _rebuild(self) -> None:
        if self._story is None:
            self._set_lines(())
            return
        header = header_lines(self._story, self.measure, self._categories)
        self._header = len(header)
        self._set_lines((*header, *(self._layout.lines if self._layout is not None else ())))

    def _set_lines(self, lines: "tuple[tuple[Run | Span, ...], ...]") -> None:
        self._lines = lines
        self.pictures.place(self._layout.pictures if self._layout is not None else (), self._header)
        self.finding.forget_lines()
        if self.finding.words:
            self.finding.search(self.finding.words, self._texts, self.scroll_offset.y)
        self._strips.clear()
        self.virtual_size = Size(self.scrollable_content_region.width, len(lines))
        self.refresh()
        self.post_message(self.Moved())
