"""The list of feeds by their health: a line each, however many there are.

Owns the cursor, which stands on a feed and not on a row, and how a line looks at which width. Must not know where the
words come from, nor what a key does to a feed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from reader.model import FeedId
from reader.reading.cleaning import clean_line
from reader.tui.commands import Where, bindings
from reader.tui.widgets.looks import ALARM, BRIGHT, DIM, PLAIN, Looks
from reader.tui.widgets.strips import Piece, fit, strip_of, wrap

_EMPTY = "No feeds yet. esc goes back; a adds a feed, a site, a file or a folder."
_MOMENT = 13
_WIDE, _MIDDLE = 100, 60


@dataclass(frozen=True, slots=True)
class HealthLine:
    """What one line says: a mark, the feed's title, how it is, since when, how often, last good and next check."""

    feed: FeedId
    mark: str
    title: str
    state: str
    since: str = ""
    times: str = ""
    good: str = ""
    next: str = ""
    alarming: bool = False


HEAD = HealthLine(FeedId(0), "", "feed", "how it is", "since", "times", "last good", "next check")
"""What the columns are called."""


def fields(line: HealthLine, width: int) -> list[str]:
    """Return the columns of a line there is room for in so many cells, each with its width, mark aside."""
    room, named, how = width - 3, clean_line(line.title), clean_line(line.state)
    if width >= _WIDE:
        title = min(32, room // 4)
        rest = room - title - 3 * _MOMENT - 6 - 1
        moments = [fit(text, _MOMENT) for text in (line.good, line.next)]
        return [fit(named, title), " ", fit(how, rest - 1), " ", *_trouble(line), *moments]
    if width >= _MIDDLE:
        title = room // 3
        return [fit(named, title), " ", fit(how, room - title - _MOMENT - 6 - 2), " ", *_trouble(line)]
    title = room // 2
    return [fit(named, title), " ", fit(how, room - title - 1)]


def _trouble(line: HealthLine) -> list[str]:
    return [fit(line.since, _MOMENT), fit(line.times, 6)]


class HealthHead(Widget):
    """The names of the columns, above them."""

    def __init__(self) -> None:
        super().__init__()
        self._looks = Looks(self)

    def render_line(self, y: int) -> Strip:
        """Draw the line; there is but one."""
        width = self.size.width
        words = "".join(fields(HEAD, width)) if y == 0 else ""
        return strip_of([("   ", Style.null()), (words, self._looks.style(DIM))], width, self._looks.base)

    def notify_style_update(self) -> None:
        """Forget what was drawn in other colours."""
        super().notify_style_update()
        self._looks.forget()


class HealthList(ScrollView, can_focus=True, inherit_bindings=False):
    """Feeds, a line each; `show` gives it its lines."""

    ALLOW_SELECT = False
    BINDINGS = bindings(Where.PANE)

    class Highlighted(Message):
        """The cursor came to stand on another feed, or what is known of that one has changed."""

    @dataclass
    class Opened(Message):
        """A person wants to see the stories of a feed."""

        feed: FeedId

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[HealthLine] = ()
        self._cursor = 0
        self._looks = Looks(self)

    @property
    def feed(self) -> FeedId | None:
        """The feed the cursor stands on."""
        return self._lines[self._cursor].feed if self._lines else None

    def show(self, lines: Sequence[HealthLine]) -> None:
        """Show other lines; the cursor stays on the same feed, or where it was."""
        place = next((place for place, line in enumerate(lines) if line.feed == self.feed), self._cursor)
        self._lines = lines
        self._cursor = max(0, min(place, len(lines) - 1))
        self._measure()
        self._show_cursor()
        self.refresh()
        self.post_message(self.Highlighted())

    def move_to(self, place: int) -> None:
        """Put the cursor on a line, the nearest one where there is none such."""
        place = max(0, min(place, len(self._lines) - 1))
        if place != self._cursor:
            self._cursor = place
            self._show_cursor()
            self.refresh()
            self.post_message(self.Highlighted())

    def action_move_down(self) -> None:
        """One feed down."""
        self.move_to(self._cursor + 1)

    def action_move_up(self) -> None:
        """One feed up."""
        self.move_to(self._cursor - 1)

    def action_move_first(self) -> None:
        """To the first feed."""
        self.move_to(0)

    def action_move_last(self) -> None:
        """To the last feed."""
        self.move_to(len(self._lines) - 1)

    def action_page_down(self) -> None:
        """One page down."""
        self.move_to(self._cursor + max(1, self.size.height - 1))

    def action_page_up(self) -> None:
        """One page up."""
        self.move_to(self._cursor - max(1, self.size.height - 1))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the feed clicked; a double click shows its stories."""
        place = event.y + self.scroll_offset.y
        if place < len(self._lines):
            self.move_to(place)
            if event.chain == 2:
                self.post_message(self.Opened(self._lines[place].feed))

    def on_resize(self) -> None:
        """Lay the lines out anew, with the cursor still in sight."""
        self._measure()
        self._show_cursor()

    def notify_style_update(self) -> None:
        """Forget what was drawn in other colours."""
        super().notify_style_update()
        self._looks.forget()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        width = self.scrollable_content_region.width
        place = y + self.scroll_offset.y
        if not self._lines:
            return self._draw_empty(y, width)
        if place >= len(self._lines):
            return Strip.blank(width, self._looks.base)
        at_cursor = place == self._cursor
        return strip_of(self._pieces(self._lines[place], at_cursor, width), width, self._looks.row(at_cursor))

    def _pieces(self, line: HealthLine, at_cursor: bool, width: int) -> list[Piece]:
        title, *others = fields(line, width)
        titles, states = (BRIGHT, PLAIN) if line.alarming else (PLAIN, DIM)
        return [
            ("▌" if at_cursor else " ", self._looks.bar()),
            (fit(line.mark, 2), self._looks.style(ALARM if line.alarming else DIM)),
            (title, self._looks.style(titles)),
            ("".join(others), self._looks.style(states)),
        ]

    def _draw_empty(self, y: int, width: int) -> Strip:
        lines = ["", *wrap(_EMPTY, max(1, width - 4))]
        return strip_of([(f"  {lines[y]}" if y < len(lines) else "", self._looks.style(DIM))], width, self._looks.base)

    def _measure(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._lines))

    def _show_cursor(self) -> None:
        if self._lines and self.size.height:
            self.scroll_to_region(Region(0, self._cursor, 1, 1), animate=False, force=True, x_axis=False)
