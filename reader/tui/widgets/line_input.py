"""A line to type in, cleaned of everything that could steer a terminal, whatever is pasted into it."""

from textual.binding import NoBinding
from textual.events import Key
from textual.widgets import Input

from reader.reading.cleaning import clean_text


class LineInput(Input):
    """An input whose text never holds anything that could steer a terminal, and whose keys act in the order typed."""

    async def on_key(self, event: Key) -> None:
        """Do what a key like backspace does at once: Textual would do so after the letters that wait behind it."""
        try:
            bindings = self._bindings.get_bindings_for_key(event.key)
        except NoBinding:
            return
        event.stop()
        event.prevent_default()
        for binding in bindings:
            await self.run_action(binding.action)

    def validate_value(self, value: str) -> str:
        """Clean what was typed, pasted or put in; blanks at the end stay, as more may follow."""
        return clean_text(value).replace("\n", " ").replace("\t", " ")
