"""A screen to write the note on a story in.

Owns that nothing typed or pasted can steer the terminal. Must not know where a note is kept.
"""

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


class NoteScreen(ModalScreen[str | None]):
    """Asks for a note; its answer is the text, or None where it is left as it was."""

    CSS_PATH = "../screens.tcss"
    BINDINGS = [
        Binding("escape,ctrl+s", "keep", "Keep", show=False, priority=True),
        Binding("ctrl+x", "leave", "Leave", show=False, priority=True),
    ]
    AUTO_FOCUS = "NoteArea"

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._about = title
        self._text = text

    def compose(self) -> ComposeResult:
        """Put the editor together."""
        with Vertical(id="note"):
            yield Static(f"Note · {clean_line(self._about, 200)}", id="note-title", markup=False)
            yield NoteArea(clean_text(self._text), soft_wrap=True, compact=True)
            yield Static("esc keeps it · ctrl+x leaves it as it was · ctrl+_ undoes", id="note-hint", markup=False)

    def on_mount(self) -> None:
        """Begin at the end of what is there."""
        area = self.query_one(NoteArea)
        area.move_cursor(area.document.end)

    def action_keep(self) -> None:
        """Keep the note, once."""
        if self.is_current:
            self.dismiss(self.query_one(NoteArea).text)

    def action_leave(self) -> None:
        """Leave the note as it was, once."""
        if self.is_current:
            self.dismiss(None)

    def keep_before_leaving(self) -> None:
        """Keep the note when the program is left, or ended from outside, while it is being written."""
        self.action_keep()
