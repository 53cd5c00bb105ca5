"""The page of one story: the lines of its header and body, and where headings and links stand in them.

Pure: a story and its body, laid out, go in. Lines count from the top of the header.
Must not know widgets, scrolling or colours.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from reader.model import Story
from reader.tui.article.header import HeaderLine, HeaderRun, header_lines

if TYPE_CHECKING:
    from reader.reading.layout.page import Heading, Layout, Span


@dataclass(frozen=True)
class ArticlePage:
    """A story's header, at most `measure` cells wide, and its body once that has come, as much of it as is ready.

    `categories` are the publisher's; `awaited` is a position to scroll to as soon as it is laid out.
    Without a story there are no lines.
    """

    story: Story | None = None
    layout: "Layout | None" = None
    categories: tuple[str, ...] = ()
    measure: int = 0
    awaited: float | None = None

    @cached_property
    def header(self) -> tuple[HeaderLine, ...]:
        """The lines above the body."""
        return header_lines(self.story, self.measure, self.categories) if self.story is not None else ()

    @cached_property
    def lines(self) -> "tuple[tuple[HeaderRun | Span, ...], ...]":
        """All lines, the header's first."""
        return (*self.header, *(self.layout.lines if self.layout is not None else ()))

    @property
    def texts(self) -> list[str]:
        """The text of each line."""
        return ["".join(run.text for run in line) for line in self.lines]

    @property
    def above(self) -> int:
        """How many lines stand above the body."""
        return len(self.header)

    @property
    def is_whole(self) -> bool:
        """Whether all of the body has come."""
        return self.layout is not None and self.layout.whole

    # What comes, and what stays in sight

    def with_body(self, story: Story, layout: "Layout", top: int, position: float) -> "tuple[ArticlePage, int | None]":
        """Return the page with the body of its story, or more of it, and the line to scroll to, if to any.

        What stands at the line `top` stays in sight. Where no body was there, `position` comes into sight: now, or with
        the body that reaches as far.
        """
        page, shown = replace(self, story=story, layout=layout), self.layout
        if shown is None:
            return page._at(position or None)
        if self.awaited is not None:
            return page._at(self.awaited)
        if shown.width != layout.width:
            return page._at(self.position_of(top))
        if top > self.above and layout.pictures[: len(shown.pictures)] != shown.pictures:
            return page, page.above + shown.line_in(layout, top - self.above)
        return page, None

    def _at(self, position: float | None) -> "tuple[ArticlePage, int | None]":
        line = self.layout.line_of(position) if self.layout is not None and position is not None else None
        if line is None:
            return replace(self, awaited=position), None
        return replace(self, awaited=None), self.above + line if line else 0

    def position_of(self, line: int) -> float:
        """Return where a line is, whatever the width; 0 in the header."""
        return self.layout.place_of(line - self.above) if self.layout is not None and line > self.above else 0.0

    # Headings

    def progress_at(self, line: int) -> float:
        """Return how much of the page is above a line, 0 to 1."""
        return min(1.0, line / max(1, len(self.lines)))

    @property
    def headings(self) -> "tuple[Heading, ...]":
        """The headings, as far as the body has come; their lines count from the top of the body."""
        return self.layout.headings if self.layout is not None else ()

    def heading_at(self, line: int) -> int:
        """Return the index of the heading a line is under."""
        return max(0, sum(self.above + heading.line <= line for heading in self.headings) - 1)

    def heading_from(self, line: int, steps: int) -> int | None:
        """Return the line of the next heading below a line, or of the one above where `steps` is -1."""
        lines = [self.above + heading.line for heading in self.headings]
        wanted = [each for each in lines if (each > line if steps > 0 else each < line)]
        return wanted[0 if steps > 0 else -1] if wanted else None

    # Links

    @property
    def urls(self) -> Sequence[str]:
        """The addresses of the links; the first one has the number 1."""
        return self.layout.links if self.layout is not None else ()

    @property
    def links(self) -> list[tuple[str, str]]:
        """The words and the address of each link, in the order of their numbers."""
        words: dict[int, list[str]] = {}
        ended: set[int] = set()
        for run in (run for line in self.lines for run in line if run.link):
            if "link-number" in run.roles:
                ended.add(run.link)
            elif run.link not in ended:
                words.setdefault(run.link, []).append(run.text.strip())
        return [(" ".join(words.get(number, ())), url) for number, url in enumerate(self.urls, start=1)]

    def first_link(self, lines: range) -> int:
        """Return the index of the first link on some lines; 0 where there is none."""
        return (
            min((run.link for line in self.lines[lines.start : lines.stop] for run in line if run.link), default=1) - 1
        )
