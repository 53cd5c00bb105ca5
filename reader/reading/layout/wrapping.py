"""Lines of styled spans, and text broken into them by terminal cells.

Owns what a span is and where a line may end: at blanks, after hyphens, between ideographs; never inside a character
that several code points make up. Must not know Markdown.

How it works. A text and its styles are apart: the breaks are found in the text alone, then the runs of styles are cut
at them in one walk. Most text has characters of one cell each; one regular expression finds all its breaks. Any other
text is measured word by word, as the terminal counts it that counts the most.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from rich.cells import split_graphemes

from reader.reading.cells import most_cells

NO_BREAK = "\u00a0"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line in one style; `link` is a 1-based number into the layout's links, 0 for none."""

    text: str
    roles: tuple[str, ...] = ()
    link: int = 0


Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """The style of the characters of a text from `start` to `end`."""

    start: int
    end: int
    roles: tuple[str, ...] = ()
    link: int = 0


@dataclass(frozen=True, slots=True)
class StyledText:
    """A text with the styles of its stretches, in order and without gaps; a newline is a forced break."""

    text: str
    runs: tuple[Run, ...]


_ONE_CELL_EACH = re.compile("[\n -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]*")
_WIDE = (
    "\u1100-\u115f\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\U00020000-\U0003ffff"
)
_CLOSING = (
    "、。，．・：；？！゛゜ヽヾゝゞ々ー’”）〕］｝〉》」』】ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ％‰℃,.!?:;)\\]}"
)
_OPENING = "‘“（〔［｛〈《「『【([{"
_WORD = re.compile(
    rf"[{_OPENING}]{{0,20}}[{_WIDE}][\u0300-\u036f\u3099\u309a\ufe00-\ufe0f]*[{_CLOSING}]*"
    rf"|(?:(?![{_WIDE}]|[‘“（〔［｛〈《「『【(]{{1,20}}[{_WIDE}])\S)+"
    rf"|[ \t]+|\s"
)
_AFTER_HYPHEN = re.compile(r"(?<=[^\W\d_]-)(?=[^\W\d_])|(?<=[—/])(?=\w)")


def wrapped(styled: StyledText, width: int) -> list[Line]:
    """Return `styled` as lines of at most `width` cells, broken where reading suffers least; linear time."""
    if _ONE_CELL_EACH.fullmatch(styled.text):
        breaks = _even_breaks(styled.text, width)
    else:
        breaks = _measured_breaks(styled.text, width)
    return cut(styled, breaks)


def chopped(text: str, width: int) -> list[tuple[int, int]]:
    """Return where to cut `text` (one line) so that each piece has at most `width` cells, blanks kept."""
    if _ONE_CELL_EACH.fullmatch(text):
        return [(at, min(at + width, len(text))) for at in range(0, len(text), width)] or [(0, 0)]
    pieces: list[tuple[int, int]] = []
    begin = cells = end = 0
    for start, stop, _ in split_graphemes(text)[0]:
        size = most_cells(text[start:stop])
        if cells + size > width and cells:
            pieces.append((begin, start))
            begin, cells = start, 0
        cells += size
        end = stop
    return [*pieces, (begin, end)]


@lru_cache(maxsize=32)
def _even_line(width: int) -> re.Pattern[str]:
    """Match as much text of one cell a character as fits on a line: to a blank, else after a hyphen, else anywhere."""
    return re.compile(
        rf"(?: *)(?:(.{{1,{width}}})(?: +|$|(?<=[^\W\d_]-)(?=[^\W\d_])|(?<=[—/])(?=\w))|(.{{1,{width}}}))"
    )


def _even_breaks(text: str, width: int) -> Iterator[tuple[int, int]]:
    pattern = _even_line(width)
    for start, end in _lines_of(text):
        if end - start <= width:
            yield start, end
            continue
        at = start
        while at < end:
            found = pattern.match(text, at, end)
            if not found:
                break
            group = 1 if found[1] is not None else 2
            yield found.start(group), found.start(group) + len(found[group].rstrip(" "))
            at = found.end()


def _lines_of(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _measured_breaks(text: str, width: int) -> Iterator[tuple[int, int]]:
    for start, end in _lines_of(text):
        yield from _breaks_of_line(text, start, end, width)


def _breaks_of_line(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    begin = stop = start
    cells = 0
    for word_start, word_end, size in _words(text, start, end, width):
        if text[word_start] in " \t":
            if begin == stop:
                begin = stop = word_end
            else:
                cells += size
            continue
        gap = cells if stop > begin else 0
        if gap + size > width and stop > begin:
            yield begin, stop
            begin, gap = word_start, 0
        elif stop == begin:
            begin = word_start
        stop = word_end
        cells = gap + size
    yield begin, stop


def _words(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int, int]]:
    """Yield what must not be broken, with its cells; words wider than a line come in pieces."""
    for found in _WORD.finditer(text, start, end):
        word = found.group()
        size = most_cells(word)
        if size <= width and "-" not in word and "—" not in word and "/" not in word:
            yield found.start(), found.end(), size
            continue
        at = found.start()
        for piece in _AFTER_HYPHEN.split(word):
            for piece_start, piece_end in chopped(piece, width):
                yield at + piece_start, at + piece_end, most_cells(piece[piece_start:piece_end])
            at += len(piece)


def cut(styled: StyledText, breaks: Iterable[tuple[int, int]]) -> list[Line]:
    """Return one line for each stretch of `breaks`, which rise, walking along the runs once."""
    lines: list[Line] = []
    runs, text = styled.runs, styled.text
    at = 0
    for start, end in breaks:
        while at < len(runs) and runs[at].end <= start:
            at += 1
        spans: list[Span] = []
        n = at
        while n < len(runs) and runs[n].start < end and start < end:
            run = runs[n]
            spans.append(Span(text[max(start, run.start) : min(end, run.end)], run.roles, run.link))
            n += 1
        lines.append(tuple(spans))
    return lines
