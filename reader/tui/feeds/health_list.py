"""The list of feeds by their health: a line each, with as many columns as there is room for.

Must not know where the words come from, nor what a key does to a feed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.style import Style
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from reader.model import FeedId
from reader.reading.cleaning import clean_line
from reader.tui.commands import Where, bindings
from reader.tui.widgets.cursor_view import CursorView
from reader.tui.widgets.looks import ALARM, BRIGHT, DIM, PLAIN, Looks
from reader.tui.widgets.strips import StyledText, fit, strip_of

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


class HealthList(CursorView, can_focus=True, inherit_bindings=False):
    """Feeds, a line each; `show` gives it its lines."""

    BINDINGS = bindings(Where.PANE)
    KEPT_BY_PAGING = 1

    class Highlighted(Message):
        """The cursor came to stand on another feed, or what is known of that one has changed."""

    @dataclass
    class Opened(Message):
        """Enter was pressed on a feed: its stories are to be shown."""

        feed: FeedId

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[HealthLine] = ()

    @property
    def row_count(self) -> int:
        """How many feeds there are."""
        return len(self._lines)

    @property
    def feed(self) -> FeedId | None:
        """The feed the cursor stands on."""
        return self._lines[self._cursor].feed if self._lines else None

    def show(self, lines: Sequence[HealthLine]) -> None:
        """Show other lines; the cursor stays on the same feed, or where it was."""
        place = next((place for place, line in enumerate(lines) if line.feed == self.feed), self._cursor)
        self._lines = lines
        self._cursor = self.nearest(place)
        self.measure()
        self.keep_in_sight()
        self.refresh()
        self.cursor_moved()

    def cursor_moved(self) -> None:
        """Send that the cursor stands on another feed."""
        self.post_message(self.Highlighted())

    def action_open(self) -> None:
        """Send that the stories of the feed are wanted."""
        if self.feed is not None:
            self.post_message(self.Opened(self.feed))

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        width = self.scrollable_content_region.width
        place = y + self.scroll_offset.y
        if not self._lines:
            return self.draw_sentence(_EMPTY, y, width)
        if place >= len(self._lines):
            return Strip.blank(width, self._looks.base)
        at_cursor = place == self._cursor
        return strip_of(self._pieces(self._lines[place], at_cursor, width), width, self._looks.row(at_cursor))

    def _pieces(self, line: HealthLine, at_cursor: bool, width: int) -> list[StyledText]:
        title, *others = fields(line, width)
        titles, states = (BRIGHT, PLAIN) if line.alarming else (PLAIN, DIM)
        return [
            ("▌" if at_cursor else " ", self._looks.bar()),
            (fit(line.mark, 2), self._looks.style(ALARM if line.alarming else DIM)),
            (title, self._looks.style(titles)),
            ("".join(others), self._looks.style(states)),
        ]
