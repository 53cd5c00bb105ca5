"""The reading pane: an article's lines, centred at a comfortable measure.

Owns how a role looks, scrolling, links under the mouse and selecting text. Lines come ready from the reading room;
must not know where an article comes from, nor what opening a link leads to.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from reader.model import Story, StoryId
from reader.reading.cleaning import clean_text
from reader.tui.article_header import Run, header_lines
from reader.tui.article_looks import looks_of
from reader.tui.commands import Where, bindings
from reader.tui.looks import DIM, Looks
from reader.tui.strips import wrap

if TYPE_CHECKING:
    from reader.reading.layout import Layout, Span

MARGIN = 2
"""Blank cells on either side of the text, at the least."""

NARROWEST, WIDEST = 40, 120


class ArticleView(ScrollView, can_focus=True, inherit_bindings=False):
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
        self._lines: tuple[tuple[Run | Span, ...], ...] = ()
        self._header = 0
        self._measured = 0
        self._strips: LRUCache[int, Strip] = LRUCache(600)
        self._looks = Looks(self)

    # What is shown

    @property
    def measure(self) -> int:
        """How many cells wide lines may be."""
        return max(1, min(self._widest, self.scrollable_content_region.width - 2 * MARGIN))

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
        return self.has_body and self.scroll_offset.y >= self.max_scroll_y

    @property
    def progress(self) -> float:
        """How much of the article is above the lower edge, 0 to 1."""
        return min(1.0, (self.scroll_offset.y + self.size.height) / max(1, len(self._lines)))

    def show_nothing(self, why: str) -> None:
        """Show no story, and say why."""
        self._story, self._layout, self._empty = None, None, why
        self._set_lines(())
        self.scroll_to(y=0, animate=False, force=True)

    def show_header(self, story: Story) -> None:
        """Show a story's header; its body stays where the story is the same."""
        if story == self._story:
            return
        if self._story is None or self._story.id != story.id:
            self._layout = None
            self.screen.clear_selection()
            self.scroll_to(y=0, animate=False, force=True)
        self._story = story
        self._rebuild()

    def show_body(self, story_id: StoryId, layout: "Layout") -> None:
        """Show a body, where the story is still the one shown; about the same part of it stays in sight."""
        if self._story is None or self._story.id != story_id:
            return
        share = self.scroll_offset.y / len(self._lines) if self._layout is not None and self._lines else 0.0
        self._layout = layout
        self._rebuild()
        self.scroll_to(y=round(share * len(self._lines)), animate=False, force=True)

    def widen(self, cells: int) -> None:
        """Make the measure so many cells wider than is wanted, or narrower than is shown."""
        now = self._widest if cells > 0 else min(self._widest, max(NARROWEST, self.measure))
        self._widest = max(NARROWEST, min(now + cells, WIDEST))
        self._remeasure()

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

    def action_link(self, number: int) -> None:
        """Follow the link with this number, counted from 1."""
        links = self._layout.links if self._layout is not None else ()
        if 1 <= number <= len(links):
            self.post_message(self.LinkChosen(links[number - 1]))

    # Events

    def on_resize(self) -> None:
        """Lay out anew where the measure is another now."""
        self._remeasure()

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
        text = "\n".join("".join(run.text for run in line).rstrip() for line in self._lines)
        return selection.extract(text), "\n"

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
        segments = [Segment(clean_text(run.text), self._style_of(run)) for run in self._lines[line] if run.text]
        strip = Strip(segments or [Segment(" ", self._looks.base)])
        strip = self._with_selection(strip, line).apply_offsets(0, line)
        margin = Strip([Segment(" " * self._left_margin(width), self._looks.base)])
        return Strip.join([margin, strip]).adjust_cell_length(width, self._looks.base)

    def _with_selection(self, strip: Strip, line: int) -> Strip:
        selection = self.text_selection
        span = selection.get_span(line) if selection is not None else None
        if span is None:
            return strip
        text = strip.text
        start, end = span
        cells = [cell_len(text[:start]), strip.cell_length if end == -1 else cell_len(text[:end])]
        before, chosen, after = strip.divide([*cells, strip.cell_length])
        style = self.screen.get_component_rich_style("screen--selection", partial=True)
        chosen = Strip([Segment(text, (own or Style.null()) + style) for text, own, _ in chosen], chosen.cell_length)
        return Strip.join([before, chosen, after])

    def _draw_empty(self, y: int, width: int) -> Strip:
        lines = ["", *wrap(self._empty, max(1, width - 2 * MARGIN))]
        text = " " * MARGIN + lines[y] if y < len(lines) else ""
        style = self._looks.base + self._looks.style(DIM)
        return Strip([Segment(text, style)]).adjust_cell_length(width, self._looks.base)

    def _style_of(self, run: "Run | Span") -> Style:
        style = self._looks.base + self._looks.style(*looks_of(run.roles, run.text))
        return style + Style.from_meta({"@click": f"link({run.link:d})"}) if run.link else style

    def _left_margin(self, width: int) -> int:
        return max(0, min(MARGIN, width - self.measure), (width - self.measure) // 2)

    # Inside

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
        header = header_lines(self._story, self.measure)
        self._header = len(header)
        self._set_lines((*header, *(self._layout.lines if self._layout is not None else ())))

    def _set_lines(self, lines: "tuple[tuple[Run | Span, ...], ...]") -> None:
        self._lines = lines
        self._strips.clear()
        self.virtual_size = Size(self.scrollable_content_region.width, len(lines))
        self.refresh()
        self.post_message(self.Moved())
