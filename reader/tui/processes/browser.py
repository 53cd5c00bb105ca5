"""Opening an address in the browser: only where it is one a browser may be given."""

from reader.reading.cleaning import is_openable
from reader.tui.context import Context


def open_in_browser(context: Context, url: str) -> None:
    """Open an address, and say so; refuse an address a browser must not be given."""
    if is_openable(url):
        context.app.open_url(url)
        context.status.say(f"opened {url}")
    else:
        context.status.alarm("There is no link here that a browser could open.")
