"""How many cells of a terminal a text takes, and what terminals do not agree about.

Owns which characters those are. Must not know what the text means, nor where it is shown.

How it works. A family held together by joiners takes two cells in one terminal and eight in another; vowel signs of
Indic scripts take one or none; a heart with a variation selector one or two. No measure is right everywhere. So text
with such characters is called uneven. Where a line has to fit, it is measured as the terminal counts it that counts
the most; what is drawn after it is put in its column once more by `reader.tui.terminal.columns`.
"""

import re
import unicodedata
from functools import lru_cache

from rich.cells import cell_len, get_character_cell_size, split_graphemes

_UNEVEN_BELOW_10000 = (
    "\u200d\ufe0e\ufe0f"  # joiner, variation selectors
    "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2"  # signs that stand around digits
    "\u0900-\u0dff\u0f00-\u109f\u1700-\u17ff\u1900-\u1cff\ua800-\ua8df\ua930-\uabff"  # scripts with clusters
    "\u1160-\u11ff\ud7b0-\ud7ff\u302e\u302f"  # Hangul vowels and final consonants of their own
)
_PERHAPS_UNEVEN = re.compile(f"[{_UNEVEN_BELOW_10000}\U00010000-\U0010ffff]")
"""Finds all that is uneven, and a bit more, ten times as fast."""

_UNEVEN = re.compile(
    f"[{_UNEVEN_BELOW_10000}"
    "\U00011000-\U00011fff"  # more scripts with clusters
    "\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff"  # letters of flags, skin tones
    "\U0001f6d5-\U0001f6df\U0001f6fa-\U0001f6fc\U0001f7e0-\U0001f7f0\U0001f90c\U0001f90d\U0001f970-\U0001f97a"
    "\U0001f9a3-\U0001f9ad\U0001f9cb-\U0001f9cf\U0001fa00-\U0001faff"  # emoji younger than many terminals
    "]"
)
_TWO_CELLS = re.compile("[\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]")
_ONE_CELL = re.compile("[\u1160-\u11ff\ud7b0-\ud7ff]")


def is_uneven(text: str) -> bool:
    """Say whether terminals may count the cells of `text` differently."""
    return not text.isascii() and _PERHAPS_UNEVEN.search(text) is not None and _UNEVEN.search(text) is not None


def most_cells(text: str) -> int:
    """Return the cells `text` takes in the terminal that counts the most; as many as anywhere where it is even."""
    return _most_cells(text) if is_uneven(text) else cell_len(text)


def beginning(text: str, cells: int) -> str:
    """Return as much of the beginning of `text` as fits into `cells` cells in any terminal."""
    end = taken = 0
    for start, stop, _ in split_graphemes(text)[0]:
        taken += most_cells(text[start:stop])
        if taken > cells:
            break
        end = stop
    return text[:end]


@lru_cache(maxsize=4096)
def _most_cells(text: str) -> int:
    """Add up the cells of all characters, as a terminal does that knows no clusters."""
    total = last = 0
    for char in text:
        if char == "\ufe0f":
            size = 2 - last if last else 0
        elif _TWO_CELLS.match(char):
            size = 2
        else:
            size = get_character_cell_size(char) or _cells_of_a_mark(char)
        total += size
        last = size or last
    return max(total, cell_len(text))


def _cells_of_a_mark(char: str) -> int:
    return 1 if unicodedata.category(char) == "Mc" or _ONE_CELL.match(char) else 0
