"""A line to type in, cleaned of everything that could steer a terminal, whatever is pasted into it."""

from textual.widgets import Input

from reader.reading.cleaning import clean_text


class LineInput(Input):
    """An input whose text never holds anything that could steer a terminal."""

    def validate_value(self, value: str) -> str:
        """Clean what was typed, pasted or put in; blanks at the end stay, as more may follow."""
        return clean_text(value).replace("\n", " ").replace("\t", " ")
