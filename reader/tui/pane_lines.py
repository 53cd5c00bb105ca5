"""The thin lines of the panes: what the list is, what is wrong with its feed, how far an article has been read.

Must not know where any of it comes from.
"""

from dataclasses import dataclass

from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from reader.reading.cleaning import clean_line
from reader.tui.ages import reading_time


class StoriesHead(Static):
    """The line above the list, with a pill for what is new; a click on it takes that in."""

    @dataclass
    class Clicked(Message):
        """The line was clicked."""

    def show(self, title: str, pill: str) -> None:
        """Show what the list is, and what is new beyond it."""
        title = clean_line(title, 200)
        self.update(Content.assemble((title, "bold"), *([("   ", ""), (pill, "bold $accent")] if pill else [])))

    def on_click(self) -> None:
        """Tell of it."""
        self.post_message(self.Clicked())


class TroubleLine(Static):
    """The line that says why a feed is in trouble; not there where it is not."""

    def show(self, trouble: str) -> None:
        """Show why, in words, or nothing."""
        self.update(Content(f"! {clean_line(trouble)}"))
        self.display = bool(trouble)


class ArticleFoot(Static):
    """The line below an article: how far it has been read, and how long the rest takes."""

    def show(self, share: float, words: int | None) -> None:
        """Show a share from 0 to 1 of an article of so many words; nothing where there is no article."""
        if words is None:
            self.update(Content(""))
            return
        left = reading_time(round(words * (1 - share)))
        self.update(Content("the end" if share >= 1 else f"{share:.0%} · {left}".replace("%", " %")))
