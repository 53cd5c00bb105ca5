"""The lines above the story list: what the list is, what is wrong with its feed, where the words of a search stand.

Must not know where any of it comes from.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from reader.reading.cells import most_cells
from reader.reading.cleaning import clean_line


class StoriesHead(Static):
    """The line above the list, with a pill for what is new; a click shows it."""

    @dataclass
    class Clicked(Message):
        """The line was clicked."""

    _title = ""
    _pill = ""

    def show(self, title: str, pill: str) -> None:
        """Show what the list is, and what is new beyond it."""
        self._title, self._pill = clean_line(title, 200), pill
        self._fit()

    def on_resize(self) -> None:
        """Fit into the new width."""
        self._fit()

    def _fit(self) -> None:
        """Show as much of the title as leaves the pill whole, the order of the stories being the first to go."""
        parts = self._title.split(" · ")
        room = self.content_size.width - (cell_len(self._pill) + 3 if self._pill else 0)
        while len(parts) > 1 and most_cells(" · ".join(parts)) > room > 0:
            parts.pop()
        pill = [("   ", ""), (self._pill, "bold $accent")] if self._pill else []
        self.update(Content.assemble((" · ".join(parts), "bold"), *pill), layout=False)

    def on_click(self) -> None:
        """Send it."""
        self.post_message(self.Clicked())


class SnippetLine(Static):
    """The line that shows where the words of a search stand in the story under the cursor; not there without any."""

    def show(self, text: str, highlighted: Sequence[tuple[int, int]]) -> None:
        """Show some text, highlighted where the spans reach."""
        content = Content(text)
        for start, end in highlighted:
            content = content.stylize("$accent underline", start, end)
        self.update(content)
        self.display = True

    def hide(self) -> None:
        """Show nothing, and take no room."""
        self.display = False


class TroubleLine(Static):
    """The line that says why a feed is in trouble; not there where it is not."""

    def show(self, trouble: str) -> None:
        """Show why, in words, and the cure; or nothing."""
        self.update(Content(f"! {clean_line(trouble)} · R tries again, ! cures"))
        self.display = bool(trouble)
