"""What a word is: one folding of text for the search index, for queries and for highlighting, so that they agree.

Folded text has nothing but ASCII and characters of words: case, diacritics, ligatures and width are gone, other signs
are blanks. Where a script does not part its words (Chinese, Japanese, Korean, Thai), each character is a word of its
own, and so is a pictograph; a run of them is looked for as a phrase. Must not know what a query is.
"""

import re
import unicodedata
from array import array
from collections.abc import Iterator
from functools import cache

VERSION = 3
"""To be raised with every change of what `fold_text` returns: the index is built anew where it has another."""

_FOREIGN = re.compile(r"[^\x00-\x7f]")
_WORD = re.compile(r"[^\x00-/:-`{-\x7f]+")
_ALONE = (
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7a3"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)
_MARKS = (
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # Hebrew points
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"  # Arabic vowels
    "\u00ad\u200c\u200d]"
)
_PLAIN = {"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t"}
_KEPT = {"L", "N", "M"}
_LONGEST_NAME = 1_000


class _Folding(dict[str, str]):
    """What each character beyond ASCII folds to, found out when it is first met."""

    def __missing__(self, char: str) -> str:
        self[char] = folded = _folded_char(char)
        return folded


_FOLDING = _Folding()


def fold_text(text: str) -> str:
    """Return `text` as the index holds it; folding it again changes nothing."""
    folded = text if text.isascii() else _FOREIGN.sub(lambda match: _FOLDING[match[0]], text)
    return folded.lower()


def fold_name(text: str) -> str:
    """Return `text` as names are compared: case, and composed or decomposed letters, aside; no more than a name's."""
    text = text[:_LONGEST_NAME]  # normalising takes time that grows with the square of the marks on one letter
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())


def words_of(text: str) -> list[str]:
    """Return the words of `text`, folded, in order."""
    return _WORD.findall(fold_text(text))


def has_words(text: str) -> bool:
    """Say whether there is anything in `text` that can be looked for."""
    return _WORD.search(fold_text(text)) is not None


def ends_in_word(text: str) -> bool:
    """Say whether the last word of `text` may be the beginning of a longer one."""
    last = text[-1:]
    return has_words(last) and (last.isascii() or _alone().match(last) is None)


class WordPositions:
    """The words of a text and where they stand in it."""

    def __init__(self, text: str) -> None:
        self.words: list[str] = []
        self._starts = array("q")
        self._ends = array("q")
        for word, start, end in _words_with_spans(text):
            self.words.append(word)
            self._starts.append(start)
            self._ends.append(end)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return from where to where in the text the words `first` to `last` (included) reach."""
        return self._starts[first], self._ends[last]


def _words_with_spans(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word of `text` with its start and end there."""
    if text.isascii():
        for match in _WORD.finditer(text.lower()):
            yield match[0], *match.span()
        return
    pieces: list[str] = []
    places = array("q")
    for at, char in enumerate(text):
        piece = char if char.isascii() else _FOLDING[char]
        pieces.append(piece)
        places.extend([at] * len(piece))
    for match in _WORD.finditer("".join(pieces).lower()):
        end = places[match.end() - 1] + 1
        while end < len(text) and _marks().match(text, end):  # what is drawn on the last letter belongs to it
            end += 1
        yield match[0], places[match.start()], end


@cache
def _alone() -> re.Pattern[str]:
    """Return the pattern of characters that are words of their own; compiling it takes too long for every start."""
    return re.compile(_ALONE)


@cache
def _marks() -> re.Pattern[str]:
    """Return the pattern of what is drawn on letters, or between them without being seen."""
    return re.compile(_MARKS)


def _folded_char(char: str) -> str:
    if _marks().match(char):
        return ""
    category = unicodedata.category(char)
    if _alone().match(char):
        return f" {unicodedata.normalize('NFC', char)} " if category[0] in _KEPT else " "
    if category == "So" and char >= "\u2000" and unicodedata.normalize("NFKD", char) == char:
        return f" {char} "
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    if _alone().search(decomposed):
        return " ".join(_FOLDING[piece] for piece in unicodedata.normalize("NFKC", char) if piece != char)
    return "".join(_kept(piece) for piece in decomposed)


def _kept(piece: str) -> str:
    if _marks().match(piece):
        return ""
    if piece.isascii():
        return piece.lower() if piece.isalnum() else " "
    piece = _PLAIN.get(piece, piece)
    return piece if unicodedata.category(piece[0])[0] in _KEPT else " "
