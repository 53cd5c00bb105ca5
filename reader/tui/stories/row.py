"""Draws the rows of the story list: marks, age, feed, title, tags, in as many cells as there are.

Owns which columns a width has room for, and the strips drawn lately. Must not know the list the rows stand in.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style
from textual.cache import LRUCache
from textual.strip import Strip
from textual.widget import Widget

from reader.model import Story
from reader.query.highlighting import spans
from reader.query.tree import Term
from reader.reading.cleaning import clean_line
from reader.tui.stories.grouping import Grouping, heading_of
from reader.tui.stories.window import StoryWindow
from reader.tui.widgets.looks import ACCENT, AT_CURSOR, BRIGHT, DIM, HIGHLIGHT, MARK, RULE, Looks, tag_look
from reader.tui.widgets.strips import StyledText, cut, fit, fit_right, strip_of, with_highlights, with_room
from reader.tui.widgets.times import age

AGE_FROM, TAGS_FROM, FEED_FROM, SUGGESTED_FROM = 32, 36, 46, 46
"""Cells from which on there is room for such a column."""

CHANGED = "✎"
"""What stands before the title of a story whose publisher changed it."""

_LONGEST_TAG = 16
_REMEMBERED = 200
"""Strips kept, at five kilobytes each: more than a screen has rows, and not many more."""

_GONE = "(this story is no longer in the library)"
_UNREADABLE = "(this story cannot be read now)"


@dataclass(frozen=True, slots=True)
class Columns:
    """What a row has room for and shows: its cells, whether it names the feed, what stands before a tag, words found.

    `marked` is whether it is marked for something to be done with it; `suggested` are tags it is likely to get.
    """

    width: int
    feeds_shown: bool
    tag_mark: str
    highlighted: tuple[Term, ...] = ()
    marked: bool = False
    suggested: tuple[str, ...] = ()

    @property
    def feed(self) -> int:
        """Cells of the feed's name; 0 where it is not named."""
        return min(10, self.width // 6) if self.feeds_shown and self.width >= FEED_FROM else 0


class RowPainter:
    """Draws on `widget`, and keeps the strips of the last few screenfuls by all that their look depends on."""

    def __init__(self, widget: Widget, looks: Looks, now: Callable[[], int]) -> None:
        self._widget = widget
        self._looks = looks
        self._now = now
        self._strips: LRUCache[tuple[object, ...], Strip] = LRUCache(_REMEMBERED)
        self.feeds_shown = True
        self.grouping = Grouping.NONE
        self.highlighted: tuple[Term, ...] = ()
        self.marked: Collection[int] = frozenset()
        self.suggested: Mapping[int, tuple[str, ...]] = {}

    def forget(self) -> None:
        """Draw every row anew, as colours have changed."""
        self._strips.clear()

    def draw(self, window: StoryWindow, row: int, width: int, at_cursor: bool) -> Strip:
        """Draw a row."""
        story = window.story_at(row)
        if story is None:
            why = _GONE if window.is_gone(row) else _UNREADABLE
            return strip_of([(f"       {why}", self._looks.style(DIM))], width, self._looks.base)
        age_text, tag_mark = age(story.published, self._now()), "◦" if self._widget.app.no_color else ""
        suggested = () if story.read or story.tags else self.suggested.get(story.id, ())
        columns = Columns(width, self.feeds_shown, tag_mark, self.highlighted, story.id in self.marked, suggested)
        key = (story, age_text, at_cursor, at_cursor and self._widget.has_focus, columns)
        strip = self._strips.get(key)
        if strip is None:
            pieces = _pieces(story, age_text, at_cursor, columns, self._looks)
            strip = self._strips[key] = strip_of(pieces, width, self._background(at_cursor, columns.marked))
        return strip

    def draw_heading(self, window: StoryWindow, line: int, width: int) -> Strip:
        """Draw the line above a group."""
        row = window.lines.row_at(line + 1)
        first = None if row is None else window.story_at(row)
        heading = heading_of(self.grouping, window.lines.group_at(line), first, self._now())
        name = with_room(cut(f" {clean_line(heading)} ", width - 2))
        rule = self._looks.style(RULE)
        pieces = [("─", rule), (name, self._looks.style(DIM)), ("─" * max(0, width - 1 - cell_len(name)), rule)]
        return strip_of(pieces, width, self._looks.base)

    def _background(self, at_cursor: bool, marked: bool) -> Style:
        if at_cursor or not marked:
            return self._looks.row(at_cursor)
        return self._looks.base + self._looks.style(AT_CURSOR)


def _pieces(story: Story, age_text: str, at_cursor: bool, columns: Columns, looks: Looks) -> list[StyledText]:
    """Return the pieces of a story's line."""
    dim, gap = looks.style(DIM), "" if columns.marked else " "
    pieces: list[StyledText] = [
        ("▌" if at_cursor else " ", looks.bar()),
        (" " if story.read else "●", looks.style(MARK)),
        ("★" if story.starred else " ", looks.style(ACCENT)),
        *([("✓", looks.style(ACCENT))] if columns.marked else []),
        (f"{gap}{fit_right(age_text, 3)}  " if columns.width >= AGE_FROM else gap, dim),
    ]
    if columns.feed:
        pieces.append((f"{fit(clean_line(story.feed_title), columns.feed)}  ", dim))
    left = columns.width - sum(cell_len(text) for text, _ in pieces) - 1
    cells = max(left // 3, min(12, left // 2))
    chips = _fitting(_chips(story, cells, columns, looks), cells, looks)
    used = sum(cell_len(text) for text, _ in chips)
    title = (f"{CHANGED} " if story.updated else "") + (
        clean_line(story.title) or clean_line(story.url) or "(no title)"
    )
    return [*pieces, *_title(fit(title, left - used), story.read, columns, looks), *chips]


def _title(text: str, read: bool, columns: Columns, looks: Looks) -> list[StyledText]:
    style = looks.style(DIM if read else BRIGHT)
    return (
        with_highlights(text, spans(text, columns.highlighted), style, looks.style(HIGHLIGHT))
        if columns.highlighted
        else [(text, style)]
    )


def _chips(story: Story, cells: int, columns: Columns, looks: Looks) -> list[StyledText]:
    """The tags, each in its colour; where there are none, those suggested, dim, a question mark behind each.

    A suggestion is cut to fit, as it is nothing without its name.
    """
    if story.tags and columns.width >= TAGS_FROM:
        names = [with_room(cut(clean_line(tag), _LONGEST_TAG)) for tag in story.tags]
        styles = [looks.style(tag_look(tag)) for tag in story.tags]
        return [(columns.tag_mark + name, style) for name, style in zip(names, styles, strict=True)]
    if columns.width >= SUGGESTED_FROM and not story.tags:
        longest = min(_LONGEST_TAG, cells - (3 if len(columns.suggested) == 1 else 6))
        return [(with_room(f"{cut(clean_line(tag), longest)}?"), looks.style(DIM)) for tag in columns.suggested]
    return []


def _fitting(chips: Sequence[StyledText], cells: int, looks: Looks) -> list[StyledText]:
    """As many chips as fit, the first after two blanks, then how many more there are."""
    fitting: list[StyledText] = []
    left = cells
    for number, (text, style) in enumerate(chips):
        rest = len(chips) - number - 1
        chip = f"{' ' if fitting else '  '}{text}"
        if cell_len(chip) > left - (3 if rest else 0):
            return [*fitting, (f" +{rest + 1}" if fitting else f"  +{rest + 1}", looks.style(DIM))]
        fitting.append((chip, style))
        left -= cell_len(chip)
    return fitting
