"""The files attached to a story, as lines below its text: what each is called, its type, its size, how long it plays.

Pure; must not know how a file is opened.
"""

from collections.abc import Sequence

from reader.model import Enclosure
from reader.reading.layout.enclosures import facts_of, name_of
from reader.reading.layout.inline import Links
from reader.reading.layout.wrapping import Line, Run, StyledText, wrapped


def attachment_lines(enclosures: Sequence[Enclosure], links: Links, width: int) -> list[Line]:
    """Return a line or more for each attached file; their addresses are numbered in `links`."""
    return [line for enclosure in enclosures for line in _lines(enclosure, links.number(enclosure.url), width)]


def _lines(enclosure: Enclosure, number: int, width: int) -> list[Line]:
    pieces: list[tuple[str, tuple[str, ...], int]] = [
        ("⎘ ", ("bullet",), 0),
        (name_of(enclosure.url), ("link",) if number else (), number),
        (f" [{number}]" if number else "", ("link-number",), number),
        ("".join(f" · {fact}" for fact in facts_of(enclosure)), ("remains",), 0),
    ]
    runs: list[Run] = []
    text = ""
    for piece, roles, link in pieces:
        if piece:
            runs.append(Run(len(text), len(text) + len(piece), roles, link))
        text += piece
    return wrapped(StyledText(text, tuple(runs)), width)
