"""The lines above an article: title, feed, author, date, reading time, tags and categories.

Pure: a story goes in, lines of runs come out. Must not know how a role looks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from reader.model import Story
from reader.reading.cells import most_cells
from reader.reading.cleaning import clean_line
from reader.reading.layout.bidi import RIGHT_TO_LEFT, is_right_to_left
from reader.tui.widgets.strips import cut, with_room, wrap
from reader.tui.widgets.times import date_text, reading_time


@dataclass(frozen=True, slots=True)
class HeaderRun:
    """A run of text with its role; `link` is always 0, as no link stands in a header."""

    text: str
    roles: tuple[str, ...] = ()
    link: int = 0


HeaderLine = tuple[HeaderRun, ...]

_DOT = " · "


def header_lines(story: Story, width: int, categories: Sequence[str] = ()) -> tuple[HeaderLine, ...]:
    """Return the lines above a story's body, each at most `width` cells, the last one empty.

    `categories` are the publisher's; they stand apart from the person's tags, on one line, as many as fit.
    """
    title = clean_line(story.title) or "(no title)"
    lines = [*_title_lines(title, width), *_flow(_facts(story), width)]
    if categories:
        lines.append((HeaderRun(cut(f"in {', '.join(map(clean_line, categories))}", width), ("meta",)),))
    return (*lines, ())


def _title_lines(title: str, width: int) -> list[HeaderLine]:
    lines = wrap(title, width)
    if not is_right_to_left(title):
        return [(HeaderRun(line, ("title",)),) for line in lines]
    return [(HeaderRun(" " * (width - cell_len(line))), HeaderRun(line, ("title", RIGHT_TO_LEFT))) for line in lines]


def _facts(story: Story) -> list[HeaderRun]:
    facts = [clean_line(story.feed_title), clean_line(story.author), date_text(story.published)]
    if story.words:
        facts.append(reading_time(story.words))
    if story.starred:
        facts.append("★")
    runs = [HeaderRun(fact, ("meta",)) for fact in facts if fact]
    return runs + [HeaderRun(f"{'◇' if tag in story.ruled else '●'} {clean_line(tag)}", ("tag",)) for tag in story.tags]


def _flow(runs: list[HeaderRun], width: int) -> list[HeaderLine]:
    """Put runs side by side, a dot between them (a wide blank between tags), and on as many lines as it takes."""
    lines: list[list[HeaderRun]] = [[]]
    used = 0
    for number, run in enumerate(runs):
        both_tags = number > 0 and runs[number - 1].roles != ("meta",) and run.roles != ("meta",)
        gap = "  " if both_tags else _DOT
        text = with_room(cut(run.text, width)) if "tag" in run.roles else cut(run.text, width)
        if lines[-1] and used + len(gap) + most_cells(text) > width:
            lines.append([])
            used = 0
        if lines[-1]:
            lines[-1].append(HeaderRun(gap, ("meta",)))
            used += len(gap)
        lines[-1].append(HeaderRun(text, run.roles))
        used += most_cells(text)
    return [tuple(line) for line in lines]
