"""Commands of the files attached to a story: listing them, and ending what plays or downloads."""

from reader.tui.context import Context


def show(context: Context) -> None:
    """Show the files attached to the story, to play, download, open or copy one."""
    context.main.attached_files.show()


def stop_playing(context: Context) -> None:
    """End what plays."""
    context.main.attached_files.stop_playing()


def stop_downloading(context: Context) -> None:
    """End the download that is under way."""
    context.main.attached_files.stop_downloading()
