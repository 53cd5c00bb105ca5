"""Long texts cut where each part can be made readable by itself, so that the beginning need not wait for the end.

Owns where HTML (made safe, hence well-formed) and Markdown may be cut: between blocks that stand in nothing.
Must not know what becomes of the parts.
"""

import re
from collections.abc import Iterator

FIRST = 2_500
"""Characters of the first part, at the least: a screenful."""

NEXT = 24_000
"""Characters of every further part but the last, which may be longer by as much as the end needs."""

END = 4_000
"""Characters of the last part, at the least: the end is judged as a whole."""

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)(?:[^\"<>]|\"[^\"]*\")*>")
_WITHOUT_END = frozenset({"br", "hr", "img", "input", "source"})
_OPENS_A_BLOCK = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:", re.MULTILINE)
_AT_LINE_START = re.compile(r"#{1,6} |[^\W\d_]|[*_\[\"'“‘(`]")
_NOT_A_PARAGRAPH = re.compile(r"[*_-](?:[ \t]|$)|`{3}")


def html_parts(html: str) -> list[str]:
    """Return safe `html` in parts that begin with a paragraph or heading; in one where it is short."""
    return _cut(html, _places_in_html(html)) if len(html) > FIRST + END else [html]


def markdown_parts(markdown: str) -> list[str]:
    """Return `markdown` in parts that begin with a paragraph or heading; in one where it is short or refers about."""
    if len(markdown) <= FIRST + END or _DEFINITION.search(markdown):
        return [markdown]
    return _cut(markdown, _places_in_markdown(markdown))


def _cut(text: str, places: Iterator[int]) -> list[str]:
    """Cut `text` at some of `places`; the end stays with what is before it, as it is judged as a whole."""
    cuts = [0]
    for place in places:
        if len(text) - place < END:
            break
        if place - cuts[-1] >= (NEXT if len(cuts) > 1 else FIRST):
            cuts.append(place)
    return [text[start:end] for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True)]


def _places_in_html(html: str) -> Iterator[int]:
    depth = 0
    for tag in _TAG.finditer(html):
        name = tag[2]
        if name in _WITHOUT_END:
            continue
        if tag[1]:
            depth = max(0, depth - 1)
            continue
        if depth == 0 and name in _OPENS_A_BLOCK:
            yield tag.start()
        depth += 1


def _places_in_markdown(markdown: str) -> Iterator[int]:
    fence = ""
    blank = False
    at = 0
    for line in markdown.split("\n"):
        found = _FENCE.match(line)
        if found and (not fence or (found[1].startswith(fence) and not line[found.end() :].strip())):
            fence = "" if fence else found[1]
        elif blank and not fence and _AT_LINE_START.match(line) and not _NOT_A_PARAGRAPH.match(line):
            yield at
        blank = not line.strip()
        at += len(line) + 1
