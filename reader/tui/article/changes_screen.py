"""A screen of what changed in a story, word by word: [-gone-] and {+new+}, in colour where the terminal has it.

Owns how differences look, and going from one change to the other; reads the versions there are of a story.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from reader.library import Library
from reader.reading.cleaning import clean_line
from reader.reading.word_diff import Change, Paragraph, Run, paragraphs, word_diff
from reader.tui.widgets.times import age, clock_text, date_text

if TYPE_CHECKING:
    from reader.library.versions import Version

_MOST_SHOWN = 2_000
"""Paragraphs shown of one change."""


@dataclass(frozen=True, slots=True)
class StoryChange:
    """One change: when it came, and all paragraphs with what became of their words."""

    at: int
    paragraphs: tuple[Paragraph, ...]


def changes_of(library: Library, story_id: int) -> list[StoryChange]:
    """Return what each change of a story was, the first one first."""
    return [_between(before, after) for before, after in pairwise(library.versions.all(story_id))]


def _between(before: "Version", after: "Version") -> StoryChange:
    titles = ("", "") if before.title == after.title else (before.title, after.title)
    found = word_diff(paragraphs(titles[0], before.body), paragraphs(titles[1], after.body))
    return StoryChange(after.since, tuple(found))


class ChangesScreen(ModalScreen[None]):
    """One change at a time, the last one first; `changes` are in the order they came."""

    CSS_PATH = "../screens.tcss"
    BINDINGS = [
        Binding("escape,q,d", "leave", "Leave", show=False, priority=True),
        Binding("left_square_bracket,left,h", "step(-1)", "The change before", show=False),
        Binding("right_square_bracket,right,l", "step(1)", "The next change", show=False),
        Binding("j,down", "scroll(1)", "Down", show=False),
        Binding("k,up", "scroll(-1)", "Up", show=False),
        Binding("space,pagedown", "scroll(10)", "Page down", show=False),
        Binding("pageup", "scroll(-10)", "Page up", show=False),
    ]
    AUTO_FOCUS = None

    def __init__(self, title: str, changes: Sequence[StoryChange], now: int) -> None:
        super().__init__()
        self._about = clean_line(title, 200)
        self._changes = changes
        self._now = now
        self._at = len(changes) - 1

    def compose(self) -> ComposeResult:
        """Put the screen together."""
        with Vertical(id="changes"):
            yield Static(id="changes-title", markup=False)
            with VerticalScroll(id="changes-text"):
                yield Static(id="changes-words", markup=False)
            more = " · [ ] the change before, the next" if len(self._changes) > 1 else ""
            yield Static(f"[-gone-] {{+new+}}{more} · esc leaves", id="changes-hint", markup=False)

    def on_mount(self) -> None:
        """Show the last change."""
        self._show()

    def _show(self) -> None:
        change = self._changes[self._at]
        count = f" · {self._at + 1} of {len(self._changes)}" if len(self._changes) > 1 else ""
        when = f"{age(change.at, self._now)} · {date_text(change.at)} {clock_text(change.at)}"
        self.query_one("#changes-title", Static).update(Content(f"What changed · {when}{count}\n{self._about}"))
        self.query_one("#changes-words", Static).update(changes_shown(change.paragraphs))
        self.query_one("#changes-text", VerticalScroll).scroll_home(animate=False)

    def action_step(self, steps: int) -> None:
        """Show the next change, or the one before where `steps` is -1."""
        at = self._at + steps
        if 0 <= at < len(self._changes):
            self._at = at
            self._show()

    def action_scroll(self, lines: int) -> None:
        """Scroll down, or up where `lines` is negative."""
        self.query_one("#changes-text", VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_leave(self) -> None:
        """Leave, once."""
        if self.is_current:
            self.dismiss(None)


def changes_shown(paragraphs: Sequence[Paragraph]) -> Content:
    """Return paragraphs with what is gone and new marked by signs and colour, those that stayed as a count."""
    lines = list(_folded(paragraphs[:_MOST_SHOWN]))
    if len(paragraphs) > _MOST_SHOWN:
        lines.append(Content.styled(f"… {len(paragraphs) - _MOST_SHOWN:,} more paragraphs", "$reader-dim"))
    return Content("\n\n").join(lines)


def _folded(paragraphs: Iterable[Paragraph]) -> Iterator[Content]:
    same = 0
    for paragraph in paragraphs:
        if all(run.change is Change.SAME for run in paragraph):
            same += 1
            continue
        if same:
            yield _as_before(same)
        same = 0
        yield Content(" ").join(_words(run) for run in paragraph)
    if same:
        yield _as_before(same)


def _as_before(count: int) -> Content:
    return Content.styled(f"… {count:,} paragraph{'' if count == 1 else 's'} as before", "$reader-dim")


def _words(run: Run) -> Content:
    text = clean_line(run.text, 100_000)
    if run.change is Change.GONE:
        return Content.styled(f"[-{text}-]", "$text-error strike")
    return Content.styled(f"{{+{text}+}}", "$text-success bold") if run.change is Change.NEW else Content(text)
