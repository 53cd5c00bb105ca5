"""A message that replaces an older one still in the queue."""

from textual.message import Message


class LatestMessage(Message):
    """A message that takes the place of one of its own kind that was sent just before."""

    def can_replace(self, message: Message) -> bool:
        """Say whether `message` is of this kind."""
        return isinstance(message, type(self))
