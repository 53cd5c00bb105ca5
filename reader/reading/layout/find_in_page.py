"""Finding words in the lines of a page, across line ends too, case and accents aside.

Owns how text is compared, and where a hit stands in the lines. Must not know how a hit looks.

How it works. All lines are joined into one text without case and accents, and the words are searched in that. Folding
can make one letter several ("ß" becomes "ss"), so for a line that is not ASCII it is kept where every folded
character comes from. A hit is traced back from the joined text to its line, and from there to the characters of the
line.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MOST_HITS = 10_000


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters of one line, from `start` to `end`."""

    line: int
    start: int
    end: int


Hit = tuple[Stretch, ...]
"""A hit: one stretch, or one for each line it goes over."""


class SearchableLines:
    """Lines that can be searched; indents and line ends count as one blank."""

    def __init__(self, lines: Sequence[str]) -> None:
        pieces: list[str] = []
        self._starts: list[int] = []
        self._indents: list[int] = []
        self._places: list[list[int] | None] = []
        length = 0
        for line in lines:
            text = line.strip()
            folded, places = _folded(text)
            self._starts.append(length)
            self._indents.append(len(line) - len(line.lstrip()))
            self._places.append(places)
            pieces.append(folded)
            length += len(folded) + 1
        self._text = " ".join(pieces)

    def hits(self, words: str) -> list[Hit]:
        """Return where `words` stand, in order, at most MOST_HITS; none for an empty text."""
        wanted = " ".join(_folded(words)[0].split())
        found: list[Hit] = []
        at = self._text.find(wanted) if wanted else -1
        while at >= 0 and len(found) < MOST_HITS:
            found.append(tuple(self._stretches(at, at + len(wanted))))
            at = self._text.find(wanted, at + len(wanted))
        return found

    def _stretches(self, start: int, end: int) -> Iterator[Stretch]:
        line = bisect_right(self._starts, start) - 1
        while line < len(self._starts) and self._starts[line] < end:
            begin = self._starts[line]
            stop = self._starts[line + 1] - 1 if line + 1 < len(self._starts) else len(self._text)
            if min(end, stop) > max(start, begin):
                yield Stretch(
                    line, self._place(line, max(start, begin) - begin), self._place(line, min(end, stop) - begin)
                )
            line += 1

    def _place(self, line: int, at: int) -> int:
        places = self._places[line]
        return self._indents[line] + (at if places is None else places[at])


def _folded(text: str) -> tuple[str, list[int] | None]:
    """Return `text` as it is compared and, unless they are the same, where each of its characters comes from."""
    if text.isascii():
        return text.lower(), None
    pieces: list[str] = []
    places: list[int] = []
    for at, char in enumerate(text):
        plain = "".join(
            each for each in unicodedata.normalize("NFKD", char) if not unicodedata.combining(each)
        ).casefold()
        pieces.append(plain)
        places += [at] * len(plain)
    return "".join(pieces), [*places, len(text)]
