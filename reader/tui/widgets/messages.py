"""Messages of which, of several in a row, only the last one counts."""

from textual.message import Message


class LatestMessage(Message):
    """Takes the place of one of its kind that was not dealt with yet."""

    def can_replace(self, message: Message) -> bool:
        """Say whether the other one is of the same kind."""
        return isinstance(message, type(self))
