"""An enclosure in words: what the file is called, its type, its size, how long it plays.

Pure, and light enough to be there from the start; must not know where the words are shown.
"""

from urllib.parse import unquote, urlsplit

from reader.model import Enclosure
from reader.reading.cleaning import clean_line

_UNITS = ("bytes", "KB", "MB", "GB", "TB")


def name_of(url: str) -> str:
    """Return what a file is called by the end of its address, else its host."""
    parts = urlsplit(url)
    return clean_line(unquote(parts.path.rstrip("/").rpartition("/")[2]), 120) or clean_line(parts.netloc) or "a file"


def size_text(length: int) -> str:
    """Return a number of bytes as "34 MB", in thousands."""
    size, unit = float(length), 0
    while size >= 999.5 and unit + 1 < len(_UNITS):
        size, unit = size / 1000, unit + 1
    return f"{size:.1f} {_UNITS[unit]}" if unit > 0 and size < 9.95 else f"{size:.0f} {_UNITS[unit]}"


def time_text(seconds: int) -> str:
    """Return a time as "45 s", "42 min" or "1 h 02 min"."""
    if seconds < 60:
        return f"{seconds} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60:,} h {minutes % 60:02} min"


def facts_of(enclosure: Enclosure) -> list[str]:
    """Return what is known of an attached file in a few words: its type, its size, how long it plays."""
    size = size_text(enclosure.length) if enclosure.length else ""
    time = time_text(enclosure.seconds) if enclosure.seconds else ""
    return [fact for fact in (clean_line(enclosure.media_type, 80), size, time) if fact]
