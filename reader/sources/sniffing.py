"""What some content is (a feed, a page, a picture …), judged by its first bytes and not by its label.

Owns how feeds, pages and other files are told apart. Must not parse any of them.
"""

import re
from enum import StrEnum

_MAGIC = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"ID3", "an MP3 sound"),
    (b"OggS", "an Ogg sound"),
    (b"fLaC", "a FLAC sound"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
)
_BOXES = ((b"RIFF", b"WEBP", "a WebP image"), (b"RIFF", b"WAVE", "a WAVE sound"), (b"", b"ftyp", "a video"))
_PROLOG = re.compile(
    r"(?:[\s\ufeff\x00]+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\b(?P<doctype>[^\[>]*(?:\[(?P<declarations>.*?)\]\s*)?)>)",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_ROOT_ANYWHERE = re.compile(r"<(?:[\w.-]+:)?(?:rss|feed|rdf|channel)(?=[\s>])", re.IGNORECASE)
_ROOTS = frozenset({"rss", "feed", "rdf", "channel"})
_PAGE_TAGS = frozenset(
    {"html", "head", "body", "title", "meta", "link", "div", "script", "style", "table", "p", "center", "h1", "br"}
)
_PAGE = re.compile(r"<(?:html|head|body|title|meta|div|script|table|p)\b|<!doctype html", re.IGNORECASE)
_FAR = 64 * 1024


class Kind(StrEnum):
    """What a text turns out to be."""

    XML_FEED = "xml feed"
    JSON = "json"
    OUTLINE = "outline"
    PAGE = "page"
    OTHER = "other"


def binary_kind(content: bytes) -> str:
    """Return what `content` is in words ("a PNG image") where it is no text, "" where it may be one."""
    for magic, words in _MAGIC:
        if content.startswith(magic):
            return words
    for start, after, words in _BOXES:
        if content.startswith(start) and content[4:12].find(after) in (0, 4):
            return words
    return ""


def is_binary(content: bytes) -> bool:
    """Say whether `content` has a NUL among its first 8 KiB and is not UTF-16 or UTF-32."""
    head = content[:8192]
    if b"\0" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        return False
    nuls = head.count(0)
    return not any(head[at::2].count(0) == nuls and nuls * 3 > len(head) for at in (0, 1)) and nuls * 3 < len(head) * 2


def kind_of(text: str) -> Kind:
    """Return what `text` is, looking past blanks, comments, declarations and some junk at its root element."""
    start, doctype, _ = read_prolog(text)
    if text.startswith(("{", "["), start):
        return Kind.JSON
    tag = _TAG.match(text, start)
    name = tag[1].lower() if tag else ""
    if name in _ROOTS:
        return Kind.XML_FEED
    if name == "html" or doctype.split()[:1] == ["html"]:
        return Kind.PAGE
    if _ROOT_ANYWHERE.search(text, start, start + _FAR):
        return Kind.XML_FEED
    if name == "opml":
        return Kind.OUTLINE
    if name:
        return Kind.PAGE if name in _PAGE_TAGS else Kind.OTHER
    return Kind.PAGE if _PAGE.search(text, start, start + _FAR) else Kind.OTHER


def root_at(text: str) -> int:
    """Return where the root element of a feed begins in `text`."""
    start, _, _ = read_prolog(text)
    tag = _TAG.match(text, start)
    if tag and tag[1].lower() in _ROOTS:
        return start
    found = _ROOT_ANYWHERE.search(text, start)
    return found.start() if found else start


def read_prolog(text: str) -> tuple[int, str, str]:
    """Return where the prolog of `text` ends, what its DOCTYPE names (lower case), and the declarations in it."""
    at, doctype, declarations = 0, "", ""
    while part := _PROLOG.match(text, at):
        at = part.end()
        doctype = doctype or (part["doctype"] or "").strip().lower()
        declarations += part["declarations"] or ""
    return at, doctype, declarations
