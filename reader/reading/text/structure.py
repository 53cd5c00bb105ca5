"""The parts of a plain text: which lines are a heading, a list, a quotation, code, verse or a paragraph.

Owns the guesses. Must not know how a part is written in Markdown.

How it works. Blank lines part the text into blocks; fenced code is taken out first, as blank lines belong to it. An
indented block is code, and so is one drawn as a table. In any other block quotations, underlined or hashed headings,
rules and lists are found line by line. What is left side by side is prose: verse where all lines are short; one
paragraph where each line is filled until the next word did not fit; else each line is a paragraph of its own, as
saved pages have it. At last a short line without a full stop that stands before longer text becomes a heading.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

_LONGEST_HEADING = 70
_LONGEST_WRAPPED = 100
_LONGEST_VERSE = 60
_LONGEST_ITEM = 50
"""Lines of an item of a list within which the next is looked for."""

BULLET = re.compile(r"\s{0,7}[-*+•‣◦–]\s+(?=\S)")
NUMBER = re.compile(r"\s{0,7}(\d{1,2})[.)]\s+(?=\S)")
QUOTE = re.compile(r"\s{0,3}> ?")
_HASHES = re.compile(r"#{1,6}\s++(\S)(.*)")
UNDERLINE = re.compile(r"={3,}|-{3,}")
MAIL_HEADER = re.compile(r"[A-Z][A-Za-z-]{1,30}: \S.*")
_RULE = re.compile(r"\s*([-_*=~—─])(?:\s?\1){2,}\s*")
_FENCE = re.compile(r"\s{0,3}(```++|~~~++)(.*)")
_SENTENCE_END = re.compile(r"[.!?:;,…。！？]['\"”’»)\]]*")
_BYLINE = re.compile(r"(?:by|published|updated|posted|source|photo|image)\b.*", re.IGNORECASE)
_COLUMNS = re.compile(r"\|.*\||\+[-=]{2,}|\S(?: {3,}|\t+)\S")

Kind = Literal["line", "paragraph", "verse", "heading", "list", "quote", "code", "rule"]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the text: lines of one kind; of a heading its only line; of code its language first."""

    kind: Kind
    lines: tuple[str, ...]


def hashed_heading(line: str) -> str:
    """Return the text of a heading that begins with hashes, without those that may end it; "" for any other line."""
    found = _HASHES.fullmatch(line.strip())
    return found[1] + found[2].rstrip("#").rstrip() if found else ""


def structure_of(lines: Sequence[str]) -> list[Part]:
    """Return `lines` (right-stripped, without tabs) in parts, short lines before text made headings."""
    return _with_headings(_blocks(lines))


def _blocks(lines: Sequence[str]) -> list[Part]:
    """Cut `lines` into parts, block by block: blank lines part the blocks, but for those in fenced code."""
    parts: list[Part] = []
    at = 0
    while at < len(lines):
        fence = _FENCE.fullmatch(lines[at])
        if fence:
            end = _end_of_fence(lines, at, fence.group(1))
            parts.append(Part("code", (fence.group(2).strip(), *lines[at + 1 : end])))
            at = end + 1
        elif not lines[at].strip():
            at += 1
        else:
            end = next((n for n in range(at, len(lines)) if _ends_block(lines[n])), len(lines))
            parts += _parts_of_block(lines[at:end])
            at = end
    return _join_code(parts)


def _ends_block(line: str) -> bool:
    return not line.strip() or _FENCE.fullmatch(line) is not None


def _end_of_fence(lines: Sequence[str], start: int, fence: str) -> int:
    return next((n for n in range(start + 1, len(lines)) if _closes(lines[n], fence)), len(lines))


def _closes(line: str, fence: str) -> bool:
    marks = line.strip()
    return marks.startswith(fence) and not marks.strip(fence[0]) and len(line) - len(line.lstrip()) <= 3


def _parts_of_block(block: Sequence[str]) -> list[Part]:
    if all(line.startswith("    ") for line in block) and not _is_item(block[0]):
        return [Part("code", ("", *block))]
    if _is_table(block):
        return [Part("code", ("", *block))]
    parts: list[Part] = []
    at = 0
    while at < len(block):
        kind, end = _stretch(block, at)
        parts.append(Part(kind, tuple(block[at:end])))
        at = end
    return _join_prose(parts)


def _stretch(block: Sequence[str], at: int) -> tuple[Kind, int]:
    """Say what begins at line `at` of a block, and where it ends."""
    line = block[at]
    if QUOTE.match(line):
        return "quote", _end(block, at, lambda text: QUOTE.match(text) is not None)
    if at + 1 < len(block) and len(line) <= _LONGEST_HEADING and UNDERLINE.fullmatch(block[at + 1].strip()):
        return "heading", at + 2
    if line[0].isalpha():  # most lines; what follows begins with none
        return "line", at + 1
    if _RULE.fullmatch(line):
        return "rule", at + 1
    if hashed_heading(line):
        return "heading", at + 1
    if _begins_list(block, at):
        return "list", _end(block, at, lambda text: _is_item(text) or text.startswith("  "))
    return "line", at + 1


def _end(block: Sequence[str], at: int, belongs: Callable[[str], bool]) -> int:
    return next((n for n in range(at + 1, len(block)) if not belongs(block[n])), len(block))


def _is_item(line: str) -> bool:
    return bool(BULLET.match(line) or NUMBER.match(line))


def _begins_list(block: Sequence[str], at: int) -> bool:
    """A bullet begins a list; a number only when the next number follows, for "12. May" may be a date."""
    if BULLET.match(block[at]) and not _RULE.fullmatch(block[at]):
        return True
    number = NUMBER.match(block[at])
    if not number:
        return False
    next_lines = block[at + 1 : at + 1 + _LONGEST_ITEM]
    following = next((found for line in next_lines if (found := NUMBER.match(line))), None)
    if following:
        return int(following.group(1)) == int(number.group(1)) + 1
    return int(number.group(1)) == 1 and len(block) == 1


def _is_table(block: Sequence[str]) -> bool:
    columned = sum(1 for line in block if len(line) <= 200 and _COLUMNS.search(line) and not _is_item(line))
    return len(block) >= 2 and columned >= 2 and columned * 3 >= len(block) * 2


def _join_prose(parts: Sequence[Part]) -> list[Part]:
    """Make paragraphs or verses of the lines that stand side by side."""
    joined: list[Part] = []
    run: list[str] = []
    for part in parts:
        if part.kind == "line":
            run += part.lines
            continue
        joined += prose(run)
        run = []
        joined.append(part)
    return joined + prose(run)


def prose(lines: list[str]) -> list[Part]:
    """Return lines that stand side by side as a verse, or as a paragraph or more."""
    if not lines:
        return []
    if len(lines) > 1 and _is_verse(lines):
        return [Part("verse", tuple(lines))]
    if len(lines) > 1 and _is_hard_wrapped(lines):
        return [Part("paragraph", (" ".join(line.strip() for line in lines),))]
    return [Part("paragraph", (line.strip(),)) for line in lines]


def _is_hard_wrapped(lines: Sequence[str]) -> bool:
    """Lines are cut by width when the first word of each would not have fitted on the line before it."""
    longest = max(len(line) for line in lines)
    if longest > _LONGEST_WRAPPED:
        return False
    cut = sum(1 for line, after in pairwise(lines) if len(line) + 1 + len(after.split(maxsplit=1)[0]) > longest - 12)
    return longest >= 40 and cut * 4 >= (len(lines) - 1) * 3


def _is_verse(lines: Sequence[str]) -> bool:
    if all(MAIL_HEADER.fullmatch(line) for line in lines):
        return True
    return max(len(line) for line in lines) <= _LONGEST_VERSE and not _is_hard_wrapped(lines)


def _join_code(parts: Sequence[Part]) -> list[Part]:
    """Put indented blocks back together that only blank lines kept apart."""
    joined: list[Part] = []
    for indented, group in groupby(parts, key=lambda part: part.kind == "code" and not part.lines[0]):
        if indented:
            lines = [line for part in group for line in part.lines]
            joined.append(Part("code", tuple(lines)))
        else:
            joined += group
    return joined


def _with_headings(parts: Sequence[Part]) -> list[Part]:
    return [Part("heading", part.lines) if _is_heading(parts, at) else part for at, part in enumerate(parts)]


def _is_heading(parts: Sequence[Part], at: int) -> bool:
    """A short line without a full stop that stands before, and not after shorter, text of some length."""
    part = parts[at]
    if part.kind != "paragraph" or at + 1 == len(parts):
        return False
    line = part.lines[0]
    if len(line) > _LONGEST_HEADING or _SENTENCE_END.search(line[-2:]) or not _opens_like_heading(line):
        return False
    return _size(parts[at + 1]) > len(line) and (at == 0 or _size(parts[at - 1]) > len(line))


def _opens_like_heading(line: str) -> bool:
    first = line[0]
    return (first.isupper() or first.isdigit() or first in "\"'“‘«¿¡" or not first.isascii()) and not (
        _BYLINE.fullmatch(line) or "://" in line
    )


def _size(part: Part) -> int:
    return sum(map(len, part.lines))
