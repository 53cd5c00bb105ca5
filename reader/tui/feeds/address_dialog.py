"""The dialog that asks for another address of a feed.

Must not know how an address is looked at, nor how it is kept.
"""

from collections.abc import Awaitable, Callable

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from reader.errors import ReaderError
from reader.reading.cleaning import clean_line
from reader.reading.masking import shown_address
from reader.tui.widgets.line_input import LineInput

SettingAddress = Callable[[str], Awaitable[str]]
"""Gives the feed an address and returns what to say of it; raises ReaderError with a sentence."""


class AddressDialog(ModalScreen[str]):
    """Asks for an address, of a feed or of its site; stays, with what was typed, where no feed is there."""

    CSS_PATH = "../screens.tcss"
    BINDINGS = [Binding("escape", "leave", "Leave", show=False, priority=True)]
    AUTO_FOCUS = "Input"

    def __init__(self, title: str, address: str, set_address: SettingAddress) -> None:
        super().__init__()
        self._title = title
        self._address = address
        self._set_address = set_address

    def compose(self) -> ComposeResult:
        """Put the dialog together."""
        with Vertical(id="address-dialog"):
            yield Static(Content(f"Another address for {clean_line(self._title)}"), id="address-title")
            yield LineInput(self._address, select_on_focus=True, id="address-input")
            yield Static("Enter looks there and takes it · esc leaves", id="address-answer", markup=False)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        address = clean_line(event.value, 4000)
        if address:
            self._answer(f"⟳ looking at {shown_address(address)} …")
            self._give_address(address)

    def action_leave(self) -> None:
        """Leave; what is being looked at is given up."""
        self.workers.cancel_group(self, "address")
        if self.is_current:
            self.dismiss("")

    @work(group="address", exclusive=True)
    async def _give_address(self, address: str) -> None:
        try:
            said = await self._set_address(address)
        except ReaderError as error:
            self._answer(str(error))
            return
        self.dismiss(said)

    def _answer(self, text: str) -> None:
        self.query_one("#address-answer", Static).update(Content(clean_line(text)))
