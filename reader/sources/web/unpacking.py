"""Compressed answers, unpacked as they arrive and never beyond a limit.

Owns gzip and deflate in every mislabelled form servers send. Must not know where the bytes come from.
"""

import zlib
from collections.abc import Iterable

_STEP = 256 * 1024
_GZIP = b"\x1f\x8b"
_BEGINNINGS = (b"", b"<", b"{", b"\xef", b"\xff", b"\xfe")
"""What the first byte of a document that is not packed may be."""


class TooLargeError(Exception):
    """What was sent grows beyond the limit."""


class TornError(Exception):
    """What was sent ends too early, or is damaged."""


def unpack(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """Return `chunks` joined and unpacked; raises TooLargeError above `limit` bytes, TornError for damaged ones.

    `encoding` is the value of Content-Encoding (RFC 9110, section 8.4); the bytes themselves are believed more.
    A document packed twice is unpacked twice.
    """
    content = _unpack_once(chunks, encoding.lower(), limit)
    return _unpack_once([content], "gzip", limit) if content.startswith(_GZIP) else content


def strange_packing(content: bytes, encoding: str) -> str:
    """Return the name of the packing `content` is still in, one that `unpack` does not undo; "" where it is not."""
    name = next((name for name in ("br", "zstd", "compress") if name in encoding.lower()), "")
    return "" if content.lstrip()[:1] in _BEGINNINGS else name


def _unpack_once(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    rest = iter(chunks)
    head = b""
    for chunk in rest:
        head += chunk
        if len(head) >= 2:
            break
    window = _window_of(head, encoding)
    output = bytearray()
    if window is None:
        _keep(output, head, limit)
        for chunk in rest:
            _keep(output, chunk, limit)
        return bytes(output)
    _inflate(output, _chain(head, rest), window, limit)
    return bytes(output)


def _window_of(head: bytes, encoding: str) -> int | None:
    """Return zlib's `wbits` for what begins with `head`, or None where it is not packed."""
    if head.startswith(_GZIP):
        return 16 + zlib.MAX_WBITS
    if "deflate" not in encoding or len(head) < 2:
        return None
    if head[0] & 0x0F == 8 and (head[0] << 8 | head[1]) % 31 == 0:
        return zlib.MAX_WBITS
    return None if head.lstrip()[:1] in _BEGINNINGS else -zlib.MAX_WBITS


def _chain(head: bytes, rest: Iterable[bytes]) -> Iterable[bytes]:
    yield head
    yield from rest


def _inflate(output: bytearray, chunks: Iterable[bytes], window: int, limit: int) -> None:
    member = zlib.decompressobj(window)
    for chunk in chunks:
        waiting = chunk
        while waiting:
            if member.eof:
                if not waiting.startswith(_GZIP):
                    break
                member = zlib.decompressobj(window)
            try:
                _keep(output, member.decompress(waiting, _STEP), limit)
            except zlib.error as error:
                raise TornError(str(error)) from error
            waiting = member.unused_data if member.eof else member.unconsumed_tail
    while not member.eof:
        more = member.decompress(member.unconsumed_tail, _STEP)
        if not more:
            raise TornError("the packed data ends too early")
        _keep(output, more, limit)


def _keep(output: bytearray, piece: bytes, limit: int) -> None:
    if len(output) + len(piece) > limit:
        raise TooLargeError
    output += piece
