"""The line below an article: how far it has been read, and how long the rest takes."""

from textual.content import Content
from textual.widgets import Static

from reader.tui.widgets.times import reading_time


class ArticleFoot(Static):
    """Empty where there is no article."""

    _text = ""

    def show(self, share: float, words: int | None) -> None:
        """Show a share from 0 to 1 of an article of so many words; nothing where there is no article."""
        if words is None:
            self._say("")
            return
        left = reading_time(round(words * (1 - share)))
        self._say("the end" if share >= 1 else f"{share:.0%} · {left}".replace("%", " %"))

    def _say(self, text: str) -> None:
        if text != self._text:  # it is told at every key, and mostly the same
            self._text = text
            self.update(Content(text), layout=False)
