"""Writes the parts of a plain text as Markdown, special characters escaped.

Owns how each kind of part is written. Must not know how parts are told from each other.
"""

from collections.abc import Callable, Sequence

from reader.reading.escaping import escape_with_links, fenced
from reader.reading.text.structure import BULLET, NUMBER, QUOTE, Kind, Part, hashed_heading, prose

_DEEPEST_QUOTE = 8


def markdown_of_parts(parts: Sequence[Part]) -> str:
    """Return `parts` as Markdown."""
    return "\n\n".join(_WRITERS[part.kind](part.lines) for part in parts)


def _write_paragraph(lines: Sequence[str]) -> str:
    return escape_with_links(" ".join(lines[0].split()))


def _write_verse(lines: Sequence[str]) -> str:
    return "\\\n".join(escape_with_links(" ".join(line.split())) for line in lines)


def _write_heading(lines: Sequence[str]) -> str:
    return f"## {_write_paragraph([hashed_heading(lines[0]) or lines[0]])}"


def _write_rule(_: Sequence[str]) -> str:
    return "---"


def _write_list(lines: Sequence[str]) -> str:
    items: list[str] = []
    for line in lines:
        mark = BULLET.match(line) or NUMBER.match(line)
        if not mark:
            items[-1] += " " + escape_with_links(" ".join(line.split()))
            continue
        number = NUMBER.match(line)
        text = escape_with_links(" ".join(line[mark.end() :].split()))
        items.append(f"{int(number.group(1))}. {text}" if number else f"- {text}")
    return "\n".join(items)


def _write_quote(lines: Sequence[str]) -> str:
    inner = [QUOTE.sub("", line, count=1) for line in lines]
    depth = 1
    while depth < _DEEPEST_QUOTE and all(QUOTE.match(line) for line in inner if line.strip()) and any(inner):
        inner = [QUOTE.sub("", line, count=1) for line in inner]
        depth += 1
    mark = "> " * depth
    return "\n".join(f"{mark}{line}".rstrip() for line in _flat_markdown(inner).split("\n"))


def _flat_markdown(lines: Sequence[str]) -> str:
    """Draw what is quoted: paragraphs and verses, deeper quotes as text with its marks."""
    parts: list[Part] = []
    block: list[str] = []
    for line in (*lines, ""):
        if line.strip():
            block.append(line)
        else:
            parts += prose(block)
            block = []
    return markdown_of_parts(parts)


def _write_code(lines: Sequence[str]) -> str:
    language, code = lines[0], list(lines[1:])
    margin = min((len(line) - len(line.lstrip()) for line in code if line.strip()), default=0)
    text = "\n".join(line[margin:] for line in code)
    return fenced(text, language)


_WRITERS: dict[Kind, Callable[[Sequence[str]], str]] = {
    "paragraph": _write_paragraph,
    "verse": _write_verse,
    "heading": _write_heading,
    "rule": _write_rule,
    "list": _write_list,
    "quote": _write_quote,
    "code": _write_code,
}
