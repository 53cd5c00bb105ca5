"""What a terminal was told: which of its modes are on, and whether it is whole again.

Must not know which program told it.
"""

import re

from end_to_end.terminal import Terminal

LINE_WRAP, CURSOR = 7, 25
_SCREEN, _MOUSE, _PASTE = 1049, 1000, 2004


def modes(terminal: Terminal) -> set[int]:
    """Return the private modes that are on, of those the program touched."""
    on: dict[int, bool] = {}
    for numbers, how in re.findall(rb"\x1b\[\?([\d;]+)([hl])", bytes(terminal.raw)):
        on.update(dict.fromkeys(map(int, numbers.split(b";")), how == b"h"))
    return {number for number, is_on in on.items() if is_on}


def keyboards(terminal: Terminal) -> int:
    """Return how many keyboard modes of kitty's protocol were pushed and not popped."""
    return terminal.raw.count(b"\x1b[>") - terminal.raw.count(b"\x1b[<u")


def is_given_back(terminal: Terminal) -> bool:
    """Tell whether the terminal is on its main screen, with its cursor, and reports nothing."""
    return modes(terminal) <= {LINE_WRAP, CURSOR} and CURSOR in modes(terminal) and keyboards(terminal) <= 0


def is_taken(terminal: Terminal) -> bool:
    """Tell whether a full-screen program has the terminal."""
    on = modes(terminal)
    return {_SCREEN, _MOUSE, _PASTE} <= on and CURSOR not in on and keyboards(terminal) == 1
