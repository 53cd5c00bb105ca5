"""A story as one line: marks, age, feed, title, tags, in as many cells as there are.

Owns which columns a width has room for. Must not know the list it stands in.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from reader.model import Story
from reader.query.highlighting import spans
from reader.query.tree import Term
from reader.reading.cleaning import clean_line
from reader.tui.widgets.looks import ACCENT, BRIGHT, DIM, LIT, MARK, Looks
from reader.tui.widgets.strips import Piece, cut, fit, fit_right, lit_pieces
from reader.tui.widgets.tag_colours import tag_look

AGE_FROM, TAGS_FROM, FEED_FROM, SUGGESTED_FROM = 32, 36, 46, 46
"""Cells from which on there is room for such a column."""

CHANGED = "✎"
"""What stands before the title of a story whose publisher changed it."""

_LONGEST_TAG = 16


@dataclass(frozen=True, slots=True)
class Columns:
    """What a row has room for: its cells, whether it names the feed, what stands before a tag, which words are lit.

    `marked` is whether it is marked for something to be done with it; `suggested` are tags it is likely to get.
    """

    width: int
    feeds_shown: bool
    tag_mark: str
    lit: tuple[Term, ...] = ()
    marked: bool = False
    suggested: tuple[str, ...] = ()

    @property
    def feed(self) -> int:
        """Cells of the feed's name; 0 where it is not named."""
        return min(10, self.width // 6) if self.feeds_shown and self.width >= FEED_FROM else 0


def row_pieces(story: Story, age_text: str, at_cursor: bool, columns: Columns, looks: Looks) -> list[Piece]:
    """Return the pieces of a story's line."""
    dim, gap = looks.style(DIM), "" if columns.marked else " "
    pieces: list[Piece] = [
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


def _title(text: str, read: bool, columns: Columns, looks: Looks) -> list[Piece]:
    style = looks.style(DIM if read else BRIGHT)
    return lit_pieces(text, spans(text, columns.lit), style, looks.style(LIT)) if columns.lit else [(text, style)]


def _chips(story: Story, cells: int, columns: Columns, looks: Looks) -> list[Piece]:
    """The tags, each in its colour; where there are none, those suggested, dim, a question mark behind each.

    A suggestion is cut to fit, as it is nothing without its name.
    """
    if story.tags and columns.width >= TAGS_FROM:
        names = [cut(clean_line(tag), _LONGEST_TAG) for tag in story.tags]
        styles = [looks.style(tag_look(tag)) for tag in story.tags]
        return [(columns.tag_mark + name, style) for name, style in zip(names, styles, strict=True)]
    if columns.width >= SUGGESTED_FROM and not story.tags:
        longest = min(_LONGEST_TAG, cells - (3 if len(columns.suggested) == 1 else 6))
        return [(f"{cut(clean_line(tag), longest)}?", looks.style(DIM)) for tag in columns.suggested]
    return []


def _fitting(chips: Sequence[Piece], cells: int, looks: Looks) -> list[Piece]:
    """As many chips as fit, the first after two blanks, then how many more there are."""
    fitting: list[Piece] = []
    left = cells
    for number, (text, style) in enumerate(chips):
        rest = len(chips) - number - 1
        chip = f"{' ' if fitting else '  '}{text}"
        if cell_len(chip) > left - (3 if rest else 0):
            return [*fitting, (f" +{rest + 1}" if fitting else f"  +{rest + 1}", looks.style(DIM))]
        fitting.append((chip, style))
        left -= cell_len(chip)
    return fitting
