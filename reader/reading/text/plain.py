"""The structure of a plain-text document: which line is the title, which a heading, a list, a quote, code.

Owns the guesses; the result is Markdown that says nothing the text does not say.
Must not know where the text comes from or how it will be shown.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from reader.reading.cleaning import clean_line, clean_text
from reader.reading.text.escaping import escape_with_links, fenced
from reader.reading.trimming.endings import start_of_paywall

_LONGEST_TITLE = 300
_LONGEST_HEADING = 70
_LONGEST_WRAPPED = 100
_LONGEST_VERSE = 60
_DEEPEST_QUOTE = 8

_BULLET = re.compile(r"\s{0,7}[-*+•‣◦–]\s+(?=\S)")
_NUMBER = re.compile(r"\s{0,7}(\d{1,2})[.)]\s+(?=\S)")
_QUOTE = re.compile(r"\s{0,3}> ?")
_RULE = re.compile(r"\s*([-_*=~—─])(?:\s?\1){2,}\s*")
_HASHES = re.compile(r"(#{1,6})\s+(\S.*?)\s*#*")
_UNDERLINE = re.compile(r"={3,}|-{3,}")
_FENCE = re.compile(r"\s{0,3}(```+|~~~+)(.*)")
_MAIL_HEADER = re.compile(r"[A-Z][A-Za-z-]{1,30}: \S.*")
_SENTENCE_END = re.compile(r"[.!?:;,…。！？]['\"”’»)\]]*")
_BYLINE = re.compile(r"(?:by|published|updated|posted|source|photo|image)\b.*", re.IGNORECASE)
_COLUMNS = re.compile(r"\|.*\||\+[-=]{2,}|\S(?: {3,}|\t+)\S")

Kind = Literal["line", "paragraph", "verse", "heading", "list", "quote", "code", "rule"]


@dataclass(frozen=True, slots=True)
class PlainDocument:
    """A plain-text document understood.

    The title is its first line, cleaned ("" for an empty document); `markdown` is the rest; `remains` are the
    trailing lines recognised as the remains of a paywall.
    """

    title: str
    markdown: str
    remains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of the text: lines of one kind; of a heading its only line; of code its language first."""

    kind: Kind
    lines: tuple[str, ...]


def understand(text: str) -> PlainDocument:
    """Return the structure of `text`; whatever it is, no word of it is lost."""
    lines = [line.rstrip() for line in clean_text(text).expandtabs(4).split("\n")]
    title, rest = _split_title(lines)
    body, remains = _split_remains(rest)
    return PlainDocument(title, _markdown(_with_headings(_parts(body))), remains)


def understand_body(text: str) -> PlainDocument:
    """Return the structure of `text` that has no title of its own: its first line is a line like any other."""
    lines = [line.rstrip() for line in clean_text(text).expandtabs(4).split("\n")]
    body, remains = _split_remains(lines)
    return PlainDocument("", _markdown(_with_headings(_parts(body))), remains)


def _split_title(lines: list[str]) -> tuple[str, list[str]]:
    first = next((at for at, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return "", []
    subject = _mail_subject(lines[first:])
    if subject:
        return clean_line(subject), lines[first:]
    hashes = _HASHES.fullmatch(lines[first].strip())
    title = hashes.group(2) if hashes else lines[first]
    rest = lines[first + 1 :]
    if rest and _UNDERLINE.fullmatch(rest[0].strip()):
        rest = rest[1:]
    if len(title) > _LONGEST_TITLE:
        return clean_line(title, _LONGEST_TITLE), lines[first:]
    return clean_line(title), rest


def _mail_subject(lines: Sequence[str]) -> str:
    headers: dict[str, str] = {}
    for line in lines[:40]:
        if not _MAIL_HEADER.fullmatch(line):
            break
        name, _, value = line.partition(": ")
        headers[name.lower()] = value
    return headers.get("subject", "") if "from" in headers else ""


def _split_remains(lines: list[str]) -> tuple[list[str], tuple[str, ...]]:
    places = [at for at, line in enumerate(lines) if line.strip()]
    start = start_of_paywall([lines[at] for at in places])
    if start == len(places):
        return lines, ()
    return lines[: places[start]], tuple(lines[at].strip() for at in places[start:])


def _parts(lines: Sequence[str]) -> list[_Part]:
    """Cut `lines` into parts, block by block: blank lines part the blocks, but for those in fenced code."""
    parts: list[_Part] = []
    at = 0
    while at < len(lines):
        fence = _FENCE.fullmatch(lines[at])
        if fence:
            end = _end_of_fence(lines, at, fence.group(1))
            parts.append(_Part("code", (fence.group(2).strip(), *lines[at + 1 : end])))
            at = end + 1
        elif not lines[at].strip():
            at += 1
        else:
            end = next((n for n in range(at, len(lines)) if _ends_block(lines[n])), len(lines))
            parts += _parts_of_block(lines[at:end])
            at = end
    return _joined_code(parts)


def _ends_block(line: str) -> bool:
    return not line.strip() or _FENCE.fullmatch(line) is not None


def _end_of_fence(lines: Sequence[str], start: int, fence: str) -> int:
    closing = re.compile(rf"\s{{0,3}}{re.escape(fence[0])}{{{len(fence)},}}\s*")
    return next((n for n in range(start + 1, len(lines)) if closing.fullmatch(lines[n])), len(lines))


def _parts_of_block(block: Sequence[str]) -> list[_Part]:
    if all(line.startswith("    ") for line in block) and not _is_item(block[0]):
        return [_Part("code", ("", *block))]
    if _is_table(block):
        return [_Part("code", ("", *block))]
    parts: list[_Part] = []
    at = 0
    while at < len(block):
        kind, end = _stretch(block, at)
        parts.append(_Part(kind, tuple(block[at:end])))
        at = end
    return _prose_joined(parts)


def _stretch(block: Sequence[str], at: int) -> tuple[Kind, int]:
    """Say what begins at line `at` of a block, and where it ends."""
    line = block[at]
    if _QUOTE.match(line):
        return "quote", _end(block, at, lambda text: _QUOTE.match(text) is not None)
    if at + 1 < len(block) and len(line) <= _LONGEST_HEADING and _UNDERLINE.fullmatch(block[at + 1].strip()):
        return "heading", at + 2
    if _RULE.fullmatch(line):
        return "rule", at + 1
    if _HASHES.fullmatch(line.strip()):
        return "heading", at + 1
    if _begins_list(block, at):
        return "list", _end(block, at, lambda text: _is_item(text) or text.startswith("  "))
    return "line", at + 1


def _end(block: Sequence[str], at: int, belongs: Callable[[str], bool]) -> int:
    return next((n for n in range(at + 1, len(block)) if not belongs(block[n])), len(block))


def _is_item(line: str) -> bool:
    return bool(_BULLET.match(line) or _NUMBER.match(line))


def _begins_list(block: Sequence[str], at: int) -> bool:
    """A bullet begins a list; a number only when the next number follows, for "12. May" may be a date."""
    if _BULLET.match(block[at]) and not _RULE.fullmatch(block[at]):
        return True
    number = _NUMBER.match(block[at])
    if not number:
        return False
    following = next((found for line in block[at + 1 :] if (found := _NUMBER.match(line))), None)
    if following:
        return int(following.group(1)) == int(number.group(1)) + 1
    return int(number.group(1)) == 1 and len(block) == 1


def _is_table(block: Sequence[str]) -> bool:
    columned = sum(1 for line in block if len(line) <= 200 and _COLUMNS.search(line) and not _is_item(line))
    return len(block) >= 2 and columned >= 2 and columned * 3 >= len(block) * 2


def _prose_joined(parts: Sequence[_Part]) -> list[_Part]:
    """Make paragraphs or verses of the lines that stand side by side."""
    joined: list[_Part] = []
    run: list[str] = []
    for part in parts:
        if part.kind == "line":
            run += part.lines
            continue
        joined += _prose(run)
        run = []
        joined.append(part)
    return joined + _prose(run)


def _prose(lines: list[str]) -> list[_Part]:
    if not lines:
        return []
    if len(lines) > 1 and _is_verse(lines):
        return [_Part("verse", tuple(lines))]
    if len(lines) > 1 and _is_hard_wrapped(lines):
        return [_Part("paragraph", (" ".join(line.strip() for line in lines),))]
    return [_Part("paragraph", (line.strip(),)) for line in lines]


def _is_hard_wrapped(lines: Sequence[str]) -> bool:
    """Lines are cut by width when the first word of each would not have fitted on the line before it."""
    longest = max(len(line) for line in lines)
    if longest > _LONGEST_WRAPPED:
        return False
    cut = sum(1 for line, after in pairwise(lines) if len(line) + 1 + len(after.split(maxsplit=1)[0]) > longest - 12)
    return longest >= 40 and cut * 4 >= (len(lines) - 1) * 3


def _is_verse(lines: Sequence[str]) -> bool:
    if all(_MAIL_HEADER.fullmatch(line) for line in lines):
        return True
    return max(len(line) for line in lines) <= _LONGEST_VERSE and not _is_hard_wrapped(lines)


def _joined_code(parts: Sequence[_Part]) -> list[_Part]:
    """Put indented blocks back together that only blank lines kept apart."""
    joined: list[_Part] = []
    for part in parts:
        before = joined[-1] if joined else None
        if before and before.kind == part.kind == "code" and not before.lines[0] and not part.lines[0]:
            joined[-1] = _Part("code", (*before.lines, "", *part.lines[1:]))
        else:
            joined.append(part)
    return joined


def _with_headings(parts: Sequence[_Part]) -> list[_Part]:
    return [_Part("heading", part.lines) if _is_heading(parts, at) else part for at, part in enumerate(parts)]


def _is_heading(parts: Sequence[_Part], at: int) -> bool:
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


def _size(part: _Part) -> int:
    return sum(map(len, part.lines))


def _markdown(parts: Sequence[_Part]) -> str:
    return "\n\n".join(_DRAWN[part.kind](part.lines) for part in parts)


def _drawn_paragraph(lines: Sequence[str]) -> str:
    return escape_with_links(" ".join(lines[0].split()))


def _drawn_verse(lines: Sequence[str]) -> str:
    return "\\\n".join(escape_with_links(" ".join(line.split())) for line in lines)


def _drawn_heading(lines: Sequence[str]) -> str:
    hashes = _HASHES.fullmatch(lines[0].strip())
    return f"## {_drawn_paragraph([hashes.group(2)] if hashes else lines)}"


def _drawn_rule(_: Sequence[str]) -> str:
    return "---"


def _drawn_list(lines: Sequence[str]) -> str:
    items: list[str] = []
    for line in lines:
        mark = _BULLET.match(line) or _NUMBER.match(line)
        if not mark:
            items[-1] += " " + escape_with_links(" ".join(line.split()))
            continue
        number = _NUMBER.match(line)
        text = escape_with_links(" ".join(line[mark.end() :].split()))
        items.append(f"{int(number.group(1))}. {text}" if number else f"- {text}")
    return "\n".join(items)


def _drawn_quote(lines: Sequence[str]) -> str:
    inner = [_QUOTE.sub("", line, count=1) for line in lines]
    depth = 1
    while depth < _DEEPEST_QUOTE and all(_QUOTE.match(line) for line in inner if line.strip()) and any(inner):
        inner = [_QUOTE.sub("", line, count=1) for line in inner]
        depth += 1
    mark = "> " * depth
    return "\n".join(f"{mark}{line}".rstrip() for line in _flat_markdown(inner).split("\n"))


def _flat_markdown(lines: Sequence[str]) -> str:
    """Draw what is quoted: paragraphs and verses, deeper quotes as text with its marks."""
    parts: list[_Part] = []
    block: list[str] = []
    for line in (*lines, ""):
        if line.strip():
            block.append(line)
        else:
            parts += _prose(block)
            block = []
    return _markdown(parts)


def _drawn_code(lines: Sequence[str]) -> str:
    language, code = lines[0], list(lines[1:])
    margin = min((len(line) - len(line.lstrip()) for line in code if line.strip()), default=0)
    text = "\n".join(line[margin:] for line in code)
    return fenced(text, language)


_DRAWN: dict[Kind, Callable[[Sequence[str]], str]] = {
    "paragraph": _drawn_paragraph,
    "verse": _drawn_verse,
    "heading": _drawn_heading,
    "rule": _drawn_rule,
    "list": _drawn_list,
    "quote": _drawn_quote,
    "code": _drawn_code,
}
