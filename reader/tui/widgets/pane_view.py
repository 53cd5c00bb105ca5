"""A scrolled view of lines that paints only the lines that changed.

How it works: lines are drawn by the subclass's `render_line` and kept by their place on the screen, until a region of
them is refreshed, the size or the colours change. Textual draws a line of any widget by working out borders, paddings,
titles, hatches and tints, five times as costly as the line itself; a view that has none of them is spared that. It also
keeps its styles on focus, and lays out no more than itself when it grows.

Must not know what is on the lines.
"""

from typing import Self

from textual import events
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip


class PaneView(ScrollView, can_focus=True, inherit_bindings=False):
    """A view of lines that shows by itself, through `render_line`, whether it has the keys."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False)

    def __init__(self) -> None:
        super().__init__()
        self._drawn: dict[int, Strip] = {}
        self._drawn_size = Size()
        self._laid_out: tuple[object, ...] = ()

    def watch_virtual_size(self, size: Size) -> None:
        """Fit the scroll bar; Textual would lay out the whole screen, of which nothing moves."""
        if self.container_size:
            self._scroll_update(size)

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Keep the styles: no rule of ours asks for the focus, and Textual would work them all out anew."""

    def on_focus(self, event: events.Focus) -> None:
        """Take the keys; what shows that is the pane's to draw, and Textual shall not paint all of it."""
        event.prevent_default()
        self.has_focus = True
        self.show_focus()
        if self.parent is not None:
            self.parent.post_message(events.DescendantFocus(self))

    def on_blur(self, event: events.Blur) -> None:
        """Lose the keys, likewise."""
        event.prevent_default()
        self.has_focus = False
        self.show_focus()
        if self.parent is not None:
            self.parent.post_message(events.DescendantBlur(self))

    def show_focus(self) -> None:
        """Redraw what depends on focus; nothing here."""

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Draw these regions anew, or everything."""
        if not regions:
            self._drawn.clear()
        for region in regions:
            for y in region.line_range:
                self._drawn.pop(y, None)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def notify_style_update(self) -> None:
        """Forget what was drawn in other colours."""
        super().notify_style_update()
        self._drawn.clear()

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        """Take on a size; where it is the same as before, Textual would paint the scroll bar at every layout."""
        laid_out = (size, self.styles.gutter)
        if laid_out == self._laid_out:
            return False
        self._laid_out = laid_out
        return super()._size_updated(size, virtual_size, container_size, layout)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the lines of a part of the view."""
        if self.styles.gutter or self.hover_style.meta:
            return super().render_lines(crop)
        if self.size != self._drawn_size:
            self._drawn.clear()
            self._drawn_size = self.size
        self._draw_missing(crop.line_range)
        left, right = crop.column_span
        strips = [self._drawn[y] for y in crop.line_range]
        return strips if (left, right) == (0, self.size.width) else [strip.crop(left, right) for strip in strips]

    def _draw_missing(self, lines: range) -> None:
        missing = [y for y in lines if y not in self._drawn]
        if not missing:
            return
        _, background = self.background_colors
        filters = self.get_line_filters()
        for y in missing:
            strip = self.render_line(y)
            for line_filter in filters:
                strip = strip.apply_filter(line_filter, background)
            self._drawn[y] = strip
