"""The name of a file made of foreign text: the one place where such names are made.

Must not know where the text comes from, nor what the file holds.
"""

import re

from reader.reading.cleaning import clean_line

LONGEST = 180
"""Bytes a name has at most: file systems take 255, and some of them are for what is added."""

_SEPARATORS = re.compile(r'[/\\:*?"<>|]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³])(?:\..*)?", re.IGNORECASE)
"""What Windows takes for a device, whatever the suffix."""


def safe_name(words: str, most: int = LONGEST) -> str:
    """Return `words` as a file's name of at most `most` bytes, "" where nothing is left of them.

    It leads to no other folder, is neither hidden nor an option nor a home, holds no line end and nothing invisible,
    and every system takes it.
    """
    name = _SEPARATORS.sub("_", clean_line(words, 1000)).lstrip("-.~ ")
    name = clean_line(name.encode("utf-8", "ignore")[:most].decode("utf-8", "ignore")).rstrip(". ")
    return f"_{name}" if _DEVICE.fullmatch(name) else name
