"""The format of a picture and its size in pixels, read from its first bytes before anything decodes it.

Owns which formats are known: PNG, JPEG, GIF and WebP. Must not know what decodes them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from reader.errors import SourceError

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_GIFS = (b"GIF87a", b"GIF89a")
_STARTS_OF_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xDA)})
_LARGEST_PREFIX = 1024


@dataclass(frozen=True, slots=True)
class Header:
    """A kind as Pillow calls it, and the pixels across and down."""

    kind: str
    width: int
    height: int


def header_of(content: bytes) -> Header:
    """Return what the beginning of a picture says of it; raises SourceError with what it is instead."""
    for is_kind, kind, size in _KINDS:
        if is_kind(content):
            width, height = size(content)
            if width < 1 or height < 1:
                raise SourceError("The picture is damaged: it does not say how large it is.")
            return Header(kind, width, height)
    raise SourceError(f"The address leads to {_named(content)}.")


def png_size(content: bytes) -> tuple[int, int]:
    """Return the pixels across and down that the first 24 bytes of a PNG name (its specification, section 11.2.2)."""
    if len(content) < 24 or not content.startswith(_PNG) or content[12:16] != b"IHDR":
        return 0, 0
    return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Walk along the segments to the first that begins a frame (ITU-T T.81, section B.2.2)."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _WITHOUT_LENGTH:
            at += 2
        elif marker in _STARTS_OF_FRAMES:
            return int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(content[at + 5 : at + 7])
        else:
            at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return 0, 0


def _gif_size(content: bytes) -> tuple[int, int]:
    return _little(content, 6, 2), _little(content, 8, 2)


def _webp_size(content: bytes) -> tuple[int, int]:
    """Read the first chunk, of which there are three kinds (RFC 9649, sections 2.5 to 2.7)."""
    match content[12:16]:
        case b"VP8 ":
            return _little(content, 26, 2) & 0x3FFF, _little(content, 28, 2) & 0x3FFF
        case b"VP8L" if content[20:21] == b"\x2f":
            bits = _little(content, 21, 4)
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8X":
            return _little(content, 24, 3) + 1, _little(content, 27, 3) + 1
    return 0, 0


def _little(content: bytes, at: int, count: int) -> int:
    return int.from_bytes(content[at : at + count], "little")


def _named(content: bytes) -> str:
    """Return what bytes that are no picture are, as far as that helps a person."""
    start = content[:_LARGEST_PREFIX].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        return "nothing: the answer is empty"
    if b"<svg" in start:
        return "a drawing (SVG), a kind that is not shown"
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "a web page, not to a picture"
    if content[4:8] == b"ftyp":
        return "a kind of picture that is not shown (AVIF or HEIF)"
    return "something that is no picture of a kind that is shown (PNG, JPEG, GIF, WebP)"


_KINDS: tuple[tuple[Callable[[bytes], bool], str, Callable[[bytes], tuple[int, int]]], ...] = (
    (lambda content: content.startswith(_PNG), "PNG", png_size),
    (lambda content: content.startswith(_JPEG), "JPEG", _jpeg_size),
    (lambda content: content.startswith(_GIFS), "GIF", _gif_size),
    (lambda content: content[:4] == b"RIFF" and content[8:12] == b"WEBP", "WEBP", _webp_size),
)
