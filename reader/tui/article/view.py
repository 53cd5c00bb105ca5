"""The reading pane: a widget that scrolls and draws the page of one story, centred at a comfortable measure.

Owns scrolling, links and pictures under the mouse, finding, and selecting text. Lines come laid out;
must not know where an article comes from, nor what opening a link leads to.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.selection import Selection
from textual.strip import Strip

from reader.model import Story, StoryId
from reader.tui.article.drawing import ArticleDrawing, measure_in
from reader.tui.article.find_bar import FindState
from reader.tui.article.page import ArticlePage
from reader.tui.article.picture_lines import PictureLines
from reader.tui.commands import Where, bindings
from reader.tui.widgets.messages import LatestMessage
from reader.tui.widgets.pane_view import PaneView

if TYPE_CHECKING:
    from reader.query.tree import Term
    from reader.reading.layout.page import Layout

NARROWEST, WIDEST = 40, 120
"""Cells: what a person may set the measure to."""


class ArticleView(PaneView, can_focus=True, inherit_bindings=False):
    """An article, a line at a time; `show_header` comes first, `show_body` when it is ready."""

    BINDINGS = bindings(Where.PANE, Where.ARTICLE)

    @dataclass
    class MeasureChanged(LatestMessage):
        """The lines must be laid out for another width."""

        measure: int

    @dataclass
    class LinkChosen(Message):
        """A person clicked a link."""

        url: str

    @dataclass
    class PictureChosen(Message):
        """A person clicked a picture: its number among those that are drawn."""

        index: int

    class HeightChanged(LatestMessage):
        """The view has another height."""

    class Scrolled(LatestMessage):
        """Another part of the article, or another article, is in sight."""

    def __init__(self, widest: int) -> None:
        super().__init__()
        self.widest = widest
        self.finding = FindState()
        self.pictures = PictureLines()
        self.page = ArticlePage()
        self._drawing = ArticleDrawing(self, self.finding, self.pictures)
        self._empty = ""
        self._measured = 0

    # What is shown

    @property
    def measure(self) -> int:
        """How many cells wide lines may be: `widest` where there is room."""
        return measure_in(self.scrollable_content_region.width, self.widest)

    @property
    def story(self) -> Story | None:
        """The story shown."""
        return self.page.story

    @property
    def has_body(self) -> bool:
        """Whether the body has come."""
        return self.page.layout is not None

    @property
    def is_whole(self) -> bool:
        """Whether all of the body has come."""
        return self.page.is_whole

    @property
    def at_end(self) -> bool:
        """Whether the last line is in sight, the body being there."""
        return self.is_whole and self.scroll_offset.y >= self.max_scroll_y

    @property
    def position(self) -> float:
        """Where the first line in sight is, whatever the measure; 0 at the beginning."""
        return self.page.position_of(self.scroll_offset.y)

    def show_message(self, why: str) -> None:
        """Show no story, and say why."""
        self._empty = why
        self.show_page(ArticlePage())
        self._scroll(0)

    def show_header(self, story: Story) -> None:
        """Show a story's header; its body stays where the story is the same."""
        if story != self.story:
            self.show_page(replace(self._page_of(story), story=story))

    def show_body(self, story_id: StoryId, layout: "Layout", position: float = 0.0) -> None:
        """Show a body, or more of it, where the story is still the one shown.

        What was in sight stays there; where nothing was, `position` comes into sight as soon as it is laid out.
        """
        if self.story is not None and self.story.id == story_id:
            self.show_story(self.story, layout, position)

    def show_story(self, story: Story, layout: "Layout", position: float = 0.0) -> None:
        """Show a story whose body is at hand, header and body at once."""
        page, line = self._page_of(story).with_body(story, layout, self.scroll_offset.y, position)
        self.show_page(page)
        if line is not None:
            self._scroll(line)

    def _page_of(self, story: Story) -> ArticlePage:
        """Return the page shown where it is the story's; else a new one, at its beginning."""
        if self.story is not None and self.story.id == story.id:
            return self.page
        self.finding.search("", 0)
        self.screen.clear_selection()
        self._scroll(0)
        return ArticlePage(story, measure=self.measure)

    def show_page(self, page: ArticlePage) -> None:
        """Show a page as it is now, at the measure there is."""
        self.page = page if page.measure == self.measure else replace(page, measure=self.measure)
        self.pictures.set(page.layout.pictures if page.layout is not None else (), self.page.above)
        self.finding.search_in(self.page, self.scroll_offset.y)
        self.virtual_size = Size(self.scrollable_content_region.width, len(self.page.lines))
        self._draw_anew()
        self.post_message(self.Scrolled())

    def highlight(self, terms: "tuple[Term, ...]") -> None:
        """Highlight these words in the text."""
        if terms != self._drawing.terms:
            self._drawing.terms = terms
            self._draw_anew()

    def widen(self, cells: int) -> None:
        """Make the measure so many cells wider than is wanted, or narrower than is shown."""
        now = self.widest if cells > 0 else min(self.widest, max(NARROWEST, self.measure))
        self.widest = max(NARROWEST, min(now + cells, WIDEST))
        self._remeasure()

    # Moving

    def action_move_down(self) -> None:
        """One line down."""
        self._scroll(self.scroll_offset.y + 1)

    def action_move_up(self) -> None:
        """One line up."""
        self._scroll(self.scroll_offset.y - 1)

    def action_move_first(self) -> None:
        """To the beginning."""
        self._scroll(0)

    def action_move_last(self) -> None:
        """To the end."""
        self._scroll(self.max_scroll_y)

    def action_page_down(self) -> None:
        """One page down, two lines staying in sight."""
        self._scroll(self.scroll_offset.y + max(1, self.size.height - 2))

    def action_page_up(self) -> None:
        """One page up, two lines staying in sight."""
        self._scroll(self.scroll_offset.y - max(1, self.size.height - 2))

    def _scroll(self, line: float) -> None:
        self.scroll_to(y=line, animate=False, force=True)

    def go_to_heading(self, index: int) -> None:
        """Scroll to a heading by its index."""
        self._scroll(self.page.above + self.page.headings[index].line)

    def step_heading(self, steps: int) -> bool:
        """Scroll to the next heading, or the one before where `steps` is -1; say whether there is one."""
        line = self.page.heading_from(self.scroll_offset.y, steps)
        if line is not None:
            self._scroll(line)
        return line is not None

    # Finding

    def find(self, words: str) -> None:
        """Show where words stand, and go to the first hit from where one is; "" shows none."""
        self.finding.search(words, self.scroll_offset.y)
        self._show_hit()

    def step_hit(self, steps: int) -> None:
        """Go to the next hit, or the one before where `steps` is -1."""
        self.finding.step(steps)
        self._show_hit()

    def _show_hit(self) -> None:
        line, top = self.finding.line, self.scroll_offset.y
        if line is not None and not top <= line < top + self.size.height - 1:
            self._scroll(max(0, line - self.size.height // 3))
        self._draw_anew()

    # Links and pictures

    def action_link(self, number: int) -> None:
        """Follow the link with this number, counted from 1."""
        if 1 <= number <= len(self.page.urls):
            self.post_message(self.LinkChosen(self.page.urls[number - 1]))

    def show_drawings(self) -> None:
        """Paint the pictures that are drawn by now."""
        self._drawing.discard(self.pictures.lines)
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Choose the picture that is clicked."""
        number = self.pictures.on_line(event.y + self.scroll_offset.y)
        if number is not None:
            event.stop()
            self.post_message(self.PictureChosen(number))

    # Events

    def on_resize(self) -> None:
        """Lay out anew where the measure is another now."""
        self._remeasure()
        self.post_message(self.HeightChanged())

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Say that another part is in sight."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self.post_message(self.Scrolled())

    def notify_style_update(self) -> None:
        """Forget what was drawn in other colours."""
        super().notify_style_update()
        self._drawing.forget_styles()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the text selected with the mouse."""
        return selection.extract("\n".join(line.rstrip() for line in self.page.texts)), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw what is selected now."""
        super().selection_updated(selection)
        self._draw_anew()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        width = self.scrollable_content_region.width
        if self.story is None:
            return self._drawing.message(self._empty, y, width)
        return self._drawing.line(self.page, y + self.scroll_offset.y, width, self.widest)

    def _draw_anew(self) -> None:
        self._drawing.forget()
        self.refresh()

    def _remeasure(self) -> None:
        if self.measure == self._measured:
            self._drawing.forget()
            return
        self._measured = self.measure
        self.show_page(self.page)
        self.post_message(self.MeasureChanged(self.measure))
