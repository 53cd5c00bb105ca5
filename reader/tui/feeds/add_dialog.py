"""The dialog that asks for a feed, a site, a file or a folder to add, and lets one choose from the feeds found.

Must not know how anything is found or added.
"""

from collections.abc import Awaitable, Callable

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from reader.errors import ReaderError
from reader.reading.cleaning import clean_line
from reader.reading.masking import shown_address
from reader.tui.processes.child_output import AddedFeed
from reader.tui.processes.found_feeds import FoundFeed, found_text, is_web_source
from reader.tui.widgets.line_input import LineInput

Adding = Callable[[str], Awaitable[tuple[AddedFeed, ...]]]
"""Adds what an address or path names; raises ReaderError with a sentence."""

Finding = Callable[[str], Awaitable[tuple[FoundFeed, ...]]]
"""Looks for the feeds an address leads to; raises ReaderError with a sentence."""

Offering = Callable[[], Awaitable[str]]
"""Returns an address that may be meant, "" where there is none."""

_HINT = "Enter adds it · esc leaves"
_OFFER = "Enter adds the address on the clipboard · esc leaves"


class FoundList(OptionList):
    """What was found, to choose from."""

    BINDINGS = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
    ]


class AddDialog(ModalScreen[tuple[AddedFeed, ...]]):
    """Asks for a feed, a site, a file or a folder; stays, with what was typed, where it cannot be added."""

    CSS_PATH = "../screens.tcss"
    BINDINGS = [Binding("escape", "leave", "Leave", show=False, priority=True)]
    AUTO_FOCUS = "Input"

    def __init__(self, add: Adding, find: Finding | None = None, offer: Offering | None = None) -> None:
        super().__init__()
        self._add = add
        self._find = find
        self._offer = offer
        self._offered = ""
        self._found: tuple[FoundFeed, ...] = ()

    def compose(self) -> ComposeResult:
        """Put the dialog together."""
        with Vertical(id="add-dialog"):
            yield Static("Add a feed, a site, a file or a folder", id="add-title", markup=False)
            yield LineInput(placeholder="https://example.org/feed.xml  or  ~/Documents", id="add-input")
            yield FoundList(id="add-found")
            yield Static(_HINT, id="add-answer", markup=False)

    def on_mount(self) -> None:
        """Begin with nothing found, and with what is on the clipboard as soon as that is known."""
        self._show_found(())
        if self._offer is not None:
            self._look_at_clipboard(self._offer)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        source = clean_line(event.value, 2000) or self._offered
        if source:
            self._answer(f"⟳ looking at {shown_address(source)} …")
            if self._find is not None and is_web_source(source):
                self._look_for(source, self._find)
            else:
                self._add_source(source)

    @on(Input.Changed)
    def _typed_on(self) -> None:
        """Give up looking for what stood in the line before."""
        self.workers.cancel_group(self, "find")

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        feed = self._found[event.option_index]
        if feed.subscribed:
            self._answer(f"You are subscribed to it already, as {feed.subscribed}.")
        else:
            self._answer(f"⟳ adding {feed.title} …")
            self._add_source(feed.url)

    def action_leave(self) -> None:
        """Go back to what was typed, or leave; what is being added is given up."""
        self.workers.cancel_group(self, "add")
        self.workers.cancel_group(self, "find")
        if self._found:
            self._show_found(())
            self._answer(_HINT)
            self.query_one("#add-input").focus()
            return
        if self.is_current:
            self.dismiss(())

    @work(group="offer")
    async def _look_at_clipboard(self, offer: Offering) -> None:
        self._offered = await offer()
        line = self.query_one(LineInput)
        if self._offered and not line.value:
            line.placeholder = shown_address(self._offered)
            self._answer(_OFFER)

    @work(group="find", exclusive=True)
    async def _look_for(self, source: str, find: Finding) -> None:
        try:
            found = await find(source)
        except ReaderError as error:
            self._answer(str(error))
            return
        self._show_found(found)
        self._answer("Enter subscribes · j k move · esc goes back")
        self.query_one(FoundList).focus()

    def _show_found(self, found: tuple[FoundFeed, ...]) -> None:
        self._found = found
        feeds = self.query_one(FoundList)
        feeds.clear_options()
        feeds.add_options([Option(found_text(feed)) for feed in found])
        feeds.highlighted = 0 if found else None
        feeds.display = bool(found)

    @work(group="add", exclusive=True)
    async def _add_source(self, source: str) -> None:
        try:
            added = await self._add(source)
        except ReaderError as error:
            self._answer(str(error))
            return
        self.dismiss(added)

    def _answer(self, text: str) -> None:
        self.query_one("#add-answer", Static).update(Content(clean_line(text)))
