"""The tag bar: a line of the story's tags, a line of tags to pick from, a line to type in.

Owns typing, completing and picking: a digit picks the tag drawn with it, as long as all that stands in the line was
picked; elsewhere, as after a blank, it is text. Which tags there are comes from outside, and what is asked for goes out
as a message; must not know how a tag is stored.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.strip import Strip
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input, Static

from reader.errors import ReaderError
from reader.reading.cleaning import clean_line
from reader.tui.line_input import LineInput
from reader.tui.looks import DIM, Looks
from reader.tui.strips import Piece, cut, strip_of
from reader.tui.tag_colours import tag_look
from reader.tui.tag_entry import (
    Tagging,
    best_matches,
    completed,
    offered,
    read_tagging,
    read_untagging,
    typed_part,
)


class Chips(Widget):
    """A line of tags in their colours, each with a mark or a number before it."""

    def __init__(self) -> None:
        super().__init__()
        self._looks = Looks(self)
        self._lead = ""
        self._chips: tuple[tuple[str, str], ...] = ()

    @property
    def drawn(self) -> int:
        """How many of the tags there is room for."""
        left = (self.size.width or self.app.size.width) - cell_len(self._lead)
        for number, (mark, tag) in enumerate(self._chips):
            left -= _cells(mark, tag)
            if left < 0:
                return number
        return len(self._chips)

    def show(self, lead: str, chips: Sequence[tuple[str, str]]) -> None:
        """Show what the line is, and (mark, tag) after it, as many as fit."""
        self._lead, self._chips = lead, tuple(chips)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line; there is but one."""
        if y > 0:
            return Strip.blank(self.size.width, self._looks.base)
        width = self.size.width
        pieces: list[Piece] = [(cut(self._lead, width), self._looks.style(DIM))]
        for mark, tag in self._chips[: self.drawn]:
            pieces.append((f" {mark} ", self._looks.style(DIM)))
            pieces.append((f"{clean_line(tag)} ", self._looks.style(tag_look(tag))))
        return strip_of(pieces, width, self._looks.base)

    def notify_style_update(self) -> None:
        """Forget what was drawn in other colours."""
        super().notify_style_update()
        self._looks.forget()


def _cells(mark: str, tag: str) -> int:
    return cell_len(mark) + cell_len(clean_line(tag)) + 4


class NameSuggester(Suggester):
    """Completes the name being typed where it is the beginning of a known one."""

    def __init__(self, best: Callable[[str], list[str]]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._best = best

    async def get_suggestion(self, value: str) -> str | None:
        """Return the whole line as it would be, or None."""
        part = typed_part(value)
        if not part:
            return None
        best = self._best(part)
        if not best or not best[0].casefold().startswith(part.casefold()):
            return None
        return value + best[0][len(part) :]


class TagInput(LineInput):
    """Where names are typed; tab completes, a digit picks where `pick` says it does."""

    class Completed(Message):
        """A person wants the best match."""

    class Left(Message):
        """A person wants to leave."""

    def __init__(self, pick: Callable[[int], bool], suggester: Suggester) -> None:
        super().__init__(id="tag-input", compact=True, suggester=suggester)
        self._pick = pick

    async def on_key(self, event: events.Key) -> None:
        """Take tab, escape and picking digits before they become text."""
        if event.key in ("tab", "escape") or ((event.character or "") in "123456789" and event.is_printable):
            self._take(event)

    def _take(self, event: events.Key) -> None:
        if event.key == "tab":
            self.post_message(self.Completed())
        elif event.key == "escape":
            self.post_message(self.Left())
        elif not self._pick(int(event.character or "0")):
            return
        event.stop()
        event.prevent_default()


class TagBar(Widget):
    """Tags one story; hidden until `open_for_adding` or `open_for_removing`."""

    @dataclass
    class Applied(Message):
        """These tags are to be put on and taken off."""

        tagging: Tagging

    class Closed(Message):
        """The bar was left without anything to do."""

    def __init__(self) -> None:
        super().__init__()
        self._present = Chips()
        self._choice = Chips()
        self._known: tuple[str, ...] = ()
        self._offered: tuple[str, ...] = ()
        self._picked = ""
        self._read: Callable[[str], Tagging] = read_tagging

    def compose(self) -> ComposeResult:
        """Put the three lines together."""
        yield self._present
        yield self._choice
        with Horizontal(id="tag-line"):
            yield Static("tag", id="tag-prompt", markup=False)
            yield TagInput(self._pick, NameSuggester(self._best))
            yield Static("", id="tag-hint", markup=False)

    def open_for_adding(self, present: Sequence[str], by_use: Sequence[str], check: Callable[[str], object]) -> None:
        """Open for a story with the tags `present`; `by_use` are all known, the most recently used first.

        `check` raises ReaderError with a sentence for a name that cannot be one.
        """
        self._known = tuple(clean_line(name) for name in by_use)

        def read(text: str) -> Tagging:
            tagging = read_tagging(text)
            for name in (*tagging.add, *tagging.remove):
                check(name)
            return tagging

        self._read = read
        self._open(
            "tag",
            "Enter apply · -name off · space 1 types 1 · esc",
            present,
            offered(by_use, present),
        )

    def open_for_removing(self, present: Sequence[str]) -> None:
        """Open for taking tags off a story that has `present`."""
        self._known = tuple(clean_line(name) for name in present)
        self._read = lambda text: read_untagging(text, present)
        self._open("untag", "Enter takes them off · , more · esc", present, present)

    @property
    def is_open(self) -> bool:
        """Whether it can be seen."""
        return self.is_mounted and self.display

    def take_keys(self) -> None:
        """Have what is typed go into the line."""
        self.screen.set_focus(self.query_one(TagInput))

    def close(self) -> None:
        """Hide."""
        self.query_one(TagInput).value = ""
        self.display = False

    def _open(self, prompt: str, hint: str, present: Sequence[str], offered: Sequence[str]) -> None:
        self._offered = tuple(clean_line(name) for name in offered)
        self._picked = ""
        marks = [("✓", tag) for tag in present]
        self._present.show(" tags of this story " if marks else " no tags yet", marks)
        self.query_one("#tag-prompt", Static).update(prompt)
        self.query_one("#tag-hint", Static).update(hint)
        self._show_offered()
        self.display = True
        self.take_keys()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._show_offered()

    @on(TagInput.Completed)
    def _complete(self, event: TagInput.Completed) -> None:
        event.stop()
        best = self._best(typed_part(self.query_one(TagInput).value))
        if best:
            self._put(best[0])

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            tagging = self._read(event.value)
        except ReaderError as error:
            self._choice.show(f" {clean_line(str(error), 200)}", ())
            return
        self.post_message(self.Applied(tagging) if tagging.add or tagging.remove else self.Closed())

    @on(TagInput.Left)
    def _left(self, event: TagInput.Left) -> None:
        event.stop()
        self.post_message(self.Closed())

    def _put(self, name: str) -> None:
        """Write a name where one is being typed, ready for the next."""
        line = self.query_one(TagInput)
        self._picked = line.value = completed(line.value, name) + ", "
        line.cursor_position = len(line.value)

    def _pick(self, number: int) -> bool:
        """Put the tag drawn with this number in the line; say whether there is one."""
        if not self._picks or number > min(self._choice.drawn, len(self._offered)):
            return False
        self._put(self._offered[number - 1])
        return True

    @property
    def _picks(self) -> bool:
        """Whether nothing was typed: what stands in the line was picked."""
        return self.query_one(TagInput).value in ("", self._picked)

    def _best(self, part: str) -> list[str]:
        return best_matches(part, self._known) if part else []

    def _show_offered(self) -> None:
        part = typed_part(self.query_one(TagInput).value)
        if not part:
            marks = [str(number) if self._picks else " " for number in range(1, len(self._offered) + 1)]
            self._choice.show("", list(zip(marks, self._offered, strict=True)))
            return
        best = self._best(part)
        self._choice.show("", [("tab" if number == 0 else " ", tag) for number, tag in enumerate(best)])
