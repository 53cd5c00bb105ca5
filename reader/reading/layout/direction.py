"""Which way a text runs: from left to right, or from right to left.

Pure, and light enough to be there from the start.
"""

import unicodedata

LEFTWARD = "leftward"
"""The role of all that a text is made of which runs from right to left, its marks aside."""

_STRONG = {"L": False, "R": True, "AL": True}


def runs_leftward(text: str) -> bool:
    """Say whether `text` is read from right to left: its first letter is (UAX #9, rules P2 and P3)."""
    if text.isascii():
        return False
    return next((_STRONG[kind] for kind in map(unicodedata.bidirectional, text) if kind in _STRONG), False)
