"""The tag bar: the tags the stories have, tags to pick from, a line to type in, and on ? why those tags.

How it works: it lies over the lowest lines of the panes, which so need not be painted anew when it opens. In an empty
line a digit applies the tag drawn with it at once; after a comma, and after what was picked there, it puts that tag in
the line; elsewhere, as after a blank, it is text, and ? with it.

Must not know how a tag is stored, nor how tags are ranked: tags come from outside, and what is asked for goes out as a
message.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input, Static

from reader.errors import ReaderError
from reader.reading.cleaning import clean_line
from reader.tagging.tag_input import (
    Chip,
    Held,
    Tagging,
    best_matches,
    completed,
    offered,
    read_tagging,
    read_untagging,
    typed_part,
)
from reader.tui.tags.chips import Chips
from reader.tui.widgets.line_input import LineInput


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
    """Where names are typed; tab completes, a digit or ? is taken where `take` says so."""

    class Completed(Message):
        """Tab was pressed: the best match is wanted."""

    def __init__(self, take: Callable[[str], bool], suggester: Suggester) -> None:
        super().__init__(id="tag-input", compact=True, suggester=suggester)
        self._pick = take

    async def on_key(self, event: events.Key) -> None:
        """Take tab, escape, picking digits and ? before they become text."""
        if event.key in ("tab", "escape") or ((event.character or "") in "123456789?" and event.is_printable):
            self._take(event)

    def _take(self, event: events.Key) -> None:
        if event.key == "tab":
            self.post_message(self.Completed())
        elif event.key == "escape":
            self.post_message(TagBar.Closed())
        elif not self._pick(event.character or ""):
            return
        event.stop()
        event.prevent_default()


class TagBar(Widget):
    """Tags one story or several; hidden until `open_for_adding` or `open_for_removing`."""

    @dataclass
    class Applied(Message):
        """These tags are to be put on and taken off."""

        tagging: Tagging

    class Closed(Message):
        """The bar was left without anything to do."""

    class Resized(Message):
        """The bar lies over more, or less, of what is below it."""

    def __init__(self) -> None:
        super().__init__()
        self._present = Chips()
        self._choice = Chips()
        self._known: tuple[str, ...] = ()
        self._held = Held()
        self._offered: tuple[Chip, ...] = ()
        self._picked = ""
        self._read: Callable[[str], Tagging] = read_tagging

    def compose(self) -> ComposeResult:
        """Put the lines together."""
        yield Static("", id="tag-why", markup=False)
        yield self._present
        yield self._choice
        with Horizontal(id="tag-line"):
            yield Static("tag", id="tag-prompt", markup=False)
            yield TagInput(self._pick, NameSuggester(self._best))
            yield Static("", id="tag-hint", markup=False)

    def open_for_adding(
        self, held: Held, by_use: Sequence[str], check: Callable[[str], object], chips: Sequence[Chip] = ()
    ) -> None:
        """Open for stories that have the tags `held`; `by_use` are all known, the most recently used first.

        `check` raises ReaderError with a sentence for a name that cannot be one. `chips` are the tags to pick from;
        without any, the most recently used are.
        """
        self._known = tuple(clean_line(name) for name in by_use)

        def read(text: str) -> Tagging:
            tagging = read_tagging(text)
            for name in (*tagging.add, *tagging.remove):
                check(name)
            return tagging

        self._read = read
        shown = chips or [Chip(name) for name in offered(by_use, held.on_all)]
        self._open("tag", "Enter apply · 1-9 at once · -name off · ? why · esc", held, shown)

    def open_for_removing(self, held: Held) -> None:
        """Open for taking tags off stories that have `held`."""
        self._known = tuple(clean_line(name) for name in held.names)
        self._read = lambda text: read_untagging(text, held.names)
        self._open("untag", "Enter takes them off · 1-9 at once · esc", held, [Chip(name) for name in held.names])

    @property
    def is_open(self) -> bool:
        """Whether it can be seen."""
        return self.is_mounted and self.display

    def focus_input(self) -> None:
        """Give the line the keys."""
        self.screen.set_focus(self.query_one(TagInput))

    def close(self) -> None:
        """Hide."""
        self.query_one(TagInput).value = ""
        self.display = False

    def on_resize(self) -> None:
        """Send that the bar has another height."""
        self.post_message(self.Resized())

    def on_hide(self) -> None:
        """Send that the bar has another height."""
        self.post_message(self.Resized())

    def _open(self, prompt: str, hint: str, held: Held, chips: Sequence[Chip]) -> None:
        self._held = held
        self._offered = tuple(Chip(clean_line(chip.tag), chip.why) for chip in chips)
        self._picked = ""
        self.query_one("#tag-why").display = False
        self.query_one("#tag-prompt", Static).update(prompt)
        self.query_one("#tag-hint", Static).update(hint)
        self._show_held("")
        self._show_offered()
        self.display = True
        self.focus_input()

    def _show_held(self, text: str) -> None:
        """Show which tags the stories have, and would have if Enter came now."""
        try:
            tagging = self._read(text)
        except ReaderError:
            tagging = Tagging()
        self._present.show(f" {self._held.title} ", self._held.marked(tagging))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._show_held(event.value)
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

    def _put(self, name: str) -> None:
        """Write a name where one is being typed, ready for the next."""
        line = self.query_one(TagInput)
        self._picked = line.value = completed(line.value, name) + ", "
        line.cursor_position = len(line.value)

    def _pick(self, sign: str) -> bool:
        """Apply the tag with this number, put it in the line, or say why it is there; say whether that was meant."""
        if not self._picks:
            return False
        if sign == "?":
            self._say_why()
            return True
        number = int(sign)
        if number > min(self._choice.drawn, len(self._offered)):
            return False
        name = self._offered[number - 1].tag
        if self.query_one(TagInput).value:
            self._put(name)
        else:
            self.post_message(self.Applied(self._read(name)))
        return True

    def _say_why(self) -> None:
        """Show why the tags to pick from are there, or hide that again."""
        why = self.query_one("#tag-why", Static)
        why.display = not why.display
        shown = [*self._held.remarks, *((f"{place}", chip) for place, chip in enumerate(self._offered, 1))]
        lines = [f" {mark} {chip.tag}  {clean_line(chip.why, 400)}" for mark, chip in shown if chip.why]
        why.update(Content("\n".join(lines) or " the tags you used last"))

    @property
    def _picks(self) -> bool:
        """Whether no name was typed: what stands in the line, a comma aside, was picked."""
        return self.query_one(TagInput).value in ("", ",", self._picked)

    def _best(self, part: str) -> list[str]:
        return best_matches(part, self._known) if part else []

    def _show_offered(self) -> None:
        part = typed_part(self.query_one(TagInput).value)
        if not part:
            marks = [str(number) if self._picks else " " for number in range(1, len(self._offered) + 1)]
            self._choice.show("", [(mark, chip.tag) for mark, chip in zip(marks, self._offered, strict=True)])
            return
        best = self._best(part)
        self._choice.show("", [("tab" if number == 0 else " ", tag) for number, tag in enumerate(best)])
