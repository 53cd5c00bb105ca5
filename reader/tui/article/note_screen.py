"""A screen to write the note on a story in.

Owns that nothing typed or pasted can steer the terminal. Must not know where a note is kept.
"""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea
from textual.widgets.text_area import Edit, EditResult

from reader.reading.cleaning import clean_line, clean_text


class NoteArea(TextArea):
    """An editor whose text never holds anything that could steer a terminal; ctrl+z is not its own, but suspends."""

    BINDINGS = [Binding("ctrl+underscore", "undo", "Undo", show=False)]

    def edit(self, edit: Edit) -> EditResult:
        """Clean what was typed or pasted."""
        edit.text = clean_text(edit.text)
        return super().edit(edit)


class NoteScreen(ModalScreen[None]):
    """Asks for a note, and hands the text to `keep` at every end, the program's too, but where it is left as it was."""

    CSS_PATH = "../screens.tcss"
    BINDINGS = [
        Binding("escape,ctrl+s", "keep", "Keep", show=False, priority=True),
        Binding("ctrl+x", "leave", "Leave", show=False, priority=True),
    ]
    AUTO_FOCUS = "NoteArea"

    def __init__(self, title: str, text: str, keep: Callable[[str], None]) -> None:
        super().__init__()
        self._about = title
        self._area = NoteArea(clean_text(text), soft_wrap=True, compact=True)
        self._keep = keep
        self._left = False

    def compose(self) -> ComposeResult:
        """Put the editor together."""
        with Vertical(id="note"):
            yield Static(f"Note · {clean_line(self._about, 200)}", id="note-title", markup=False)
            yield self._area
            yield Static("esc keeps it · ctrl+x leaves it as it was · ctrl+_ undoes", id="note-hint", markup=False)

    def on_mount(self) -> None:
        """Begin at the end of what is there."""
        self._area.move_cursor(self._area.document.end)

    def on_unmount(self) -> None:
        """Keep the note."""
        if not self._left:
            self._keep(self._area.text)

    def action_keep(self) -> None:
        """Go, which keeps the note."""
        if self.is_current:
            self.dismiss()

    def action_leave(self) -> None:
        """Leave the note as it was, once."""
        if self.is_current:
            self._left = True
            self.dismiss()
