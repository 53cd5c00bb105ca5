"""Layout of the panes by width (three side by side, two one above the other, or one), and which has the keys.

Owns what is displayed at which width, and going from pane to pane. Must not know what the panes show.
"""

from textual.screen import Screen
from textual.widget import Widget

THREE_FROM = 110
TWO_FROM = 60
"""Columns from which on there are so many panes."""

WIDTHS = [(0, "-one"), (TWO_FROM, "-two"), (THREE_FROM, "-three")]
"""The class the screen has from so many columns on."""


class PaneLayout:
    """The panes of a screen, from left to right; each is shown or hidden with what surrounds it."""

    def __init__(self, screen: Screen[None], tree: Widget, stories: Widget, article: Widget) -> None:
        self._screen = screen
        self._tree = tree
        self._stories = stories
        self._article = article
        self._order = (tree, stories, article)
        self._zen = False
        self._current = stories
        self._before_zen = stories

    @staticmethod
    def width_class(columns: int) -> str:
        """Return the class of a screen of so many columns."""
        return next(name for least, name in reversed(WIDTHS) if columns >= least)

    @property
    def current(self) -> Widget:
        """The pane the keys go to."""
        return self._current

    @property
    def article_in_sight(self) -> bool:
        """Whether the article can be seen."""
        return self._zen or self._screen.size.width >= TWO_FROM or self._current is self._article

    def go_to(self, pane: Widget) -> None:
        """Give a pane the keys, bringing it into sight where it is not."""
        self._current = pane
        if pane is not self._article:
            self._zen = False
        self.arrange()
        self._screen.set_focus(pane)

    def focus_back(self) -> None:
        """Give the keys back to the pane that had them."""
        self.go_to(self._current)

    def note_focus(self, widget: Widget) -> None:
        """Take note of where the keys go now, however they came there."""
        if widget in self._order and widget is not self._current:
            self.go_to(widget)

    def step(self, steps: int) -> None:
        """Go so many panes on, round and round."""
        index = self._order.index(self._current)
        self.go_to(self._order[(index + steps) % len(self._order)])

    def left(self) -> None:
        """Go to the pane on the left."""
        self.go_to(self._order[max(0, self._order.index(self._current) - 1)])

    def right(self) -> None:
        """Go to the pane on the right."""
        self.go_to(self._order[min(2, self._order.index(self._current) + 1)])

    def back(self) -> bool:
        """Go one step back; say whether there was one."""
        if self._zen:
            self.toggle_zen()
            return True
        if self._current is not self._stories:
            self.go_to(self._stories)
            return True
        if self._screen.size.width < TWO_FROM:
            self.go_to(self._tree)
            return True
        return False

    def toggle_zen(self) -> None:
        """Show the article alone, or everything again with the keys where they were before."""
        self._zen = not self._zen
        if self._zen:
            self._before_zen, self._current = self._current, self._article
        else:
            self._current = self._before_zen
        self.arrange()
        self._screen.set_focus(self._current)

    def arrange(self) -> None:
        """Show what belongs on a screen of this width; what has the keys keeps them."""
        if not self._stories.is_attached:
            return  # a key came before the panes are there: they are arranged when they are
        width = self._screen.size.width
        one_at_a_time = self._zen or width < TWO_FROM
        current = self._current
        at_feeds = current is self._tree
        self._tree.display = at_feeds or (width >= THREE_FROM and not one_at_a_time)
        _ancestor(self._stories).display = current is self._stories or not one_at_a_time
        _ancestor(self._article).display = current is self._article or not one_at_a_time
        _ancestor(self._stories, 2).display = not (at_feeds and one_at_a_time)
        self._tree.set_class(at_feeds, "-focused")
        _ancestor(self._stories).set_class(current is self._stories, "-focused")
        _ancestor(self._article).set_class(current is self._article, "-focused")


def _ancestor(widget: Widget, levels: int = 1) -> Widget:
    for _ in range(levels):
        assert isinstance(widget.parent, Widget)
        widget = widget.parent
    return widget
