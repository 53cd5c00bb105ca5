"""The command of pictures."""

from reader.tui.context import Context


def show(context: Context) -> None:
    """Fetch the pictures of the story; where that is done, show the one in sight large."""
    context.main.pictures.show()
