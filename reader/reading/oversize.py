"""Markdown with more markup than can be laid out in bounded time, made plain paragraphs of its words.

Owns how much that is. Must not know where the Markdown comes from.

How it works. What the parser of Markdown takes grows with the number of marks and lines, with the cells of tables,
also of those it adds to short rows, and with the lines of a block times the quotations and lists they may go on. All
of that is counted at little cost, as an upper bound. A text beyond it is no article that anybody wrote: its words
follow each other in paragraphs, its marks stand there as they are.
"""

import re
from collections.abc import Iterator

from reader.reading.escaping import escape

_MOST_MARKS = 50_000
_MOST_LINES = 30_000
_MOST_CELLS = 20_000
_MOST_STEPS = 200_000
"""Lines of a block times the quotations and lists around them."""

_DEEPEST = 40
"""Beyond it the parser takes what is nested as one paragraph."""

_SHORT_LINE = 10
_PARAGRAPH = 2_000
"""Characters that a plain paragraph has at the least."""

_MARKS = "[]*_`~<>&!|"
_BLOCK_END = re.compile(r"\n[ \t]*\n")
_AT_LINE_START = re.compile(r"^[ \t>*+-]+", re.MULTILINE)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def within_limits(markdown: str) -> str:
    """Return `markdown` as it is, or as plain paragraphs where it has too much markup; linear time."""
    return markdown if _is_light(markdown) or _is_light(_without_code(markdown)) else in_plain_paragraphs(markdown)


def in_plain_paragraphs(text: str) -> str:
    """Return the words of `text`, Markdown or not, as paragraphs of some length; its marks stand as they are."""
    paragraphs: list[str] = []
    words: list[str] = []
    length = 0
    for block in _BLOCK_END.split("".join(_ESCAPED.split(text))):
        line = " ".join(block.split())
        words.append(line)
        length += len(line) + 1
        if length >= _PARAGRAPH:
            paragraphs.append(escape(" ".join(words)))
            words, length = [], 0
    return "\n\n".join([*paragraphs, escape(" ".join(words))])


def is_broken_up(text: str) -> bool:
    """Say whether a plain text has so many lines, and so short ones, that its structure is not looked for."""
    lines = text.count("\n")
    return lines > _MOST_LINES and len(text) < _SHORT_LINE * lines


def _is_light(markdown: str) -> bool:
    lines = markdown.count("\n")
    if sum(map(markdown.count, _MARKS)) > _MOST_MARKS or lines > _MOST_LINES:
        return False
    return lines < 100 or (_cells(markdown) <= _MOST_CELLS and _steps(markdown) <= _MOST_STEPS)


def _cells(markdown: str) -> int:
    """Return how many cells the tables may have: of each block the lines times the bars of one."""
    if "|" not in markdown:
        return 0
    blocks = (block.split("\n") for block in _BLOCK_END.split(markdown) if "|" in block)
    return sum(len(lines) * max(line.count("|") for line in lines) for lines in blocks)


def _steps(markdown: str) -> int:
    blocks = _BLOCK_END.split(markdown)
    return sum((block.count("\n") + 1) * (1 + max(_depths(block), default=0)) for block in blocks)


def _depths(block: str) -> Iterator[int]:
    return (min(_DEEPEST, sum(map(found[0].count, ">*+-"))) for found in _AT_LINE_START.finditer(block))


def _without_code(markdown: str) -> str:
    """Return what stands outside of fenced code, in which nothing is marked up."""
    outside: list[str] = []
    fence = ""
    for line in markdown.split("\n"):
        found = _FENCE.match(line)
        if fence and found and found[1].startswith(fence) and not line[found.end() :].strip():
            fence = ""
        elif not fence:
            outside.append(line)
            fence = found[1] if found else ""
    return "\n".join(outside)
