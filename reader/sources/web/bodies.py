"""The body of an answer: read whole or handed on in pieces, unpacked as it arrives and never beyond a limit.

Owns gzip and deflate in every mislabelled form servers send. Must not know how the answer was asked for.
"""

import hashlib
import zlib
from collections.abc import Callable, Iterable
from http import HTTPStatus

from urllib3.response import BaseHTTPResponse

from reader.reading.cleaning import clean_line
from reader.sources.addresses import host_of
from reader.sources.web.failures import DamagedBodyError, FetchError, Limits, TooLargeError, refusal

OnChunk = Callable[[bytes, int | None], None]
"""Is called with each piece of a file as it comes, and with how many bytes all of it has where that is known."""

WHOLE = frozenset({HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION})
"""What the answer to a request is that brings all of what was asked for."""

_CHUNK = 64 * 1024
_STEP = 256 * 1024
_GZIP = b"\x1f\x8b"
_BEGINNINGS = (b"", b"<", b"{", b"\xef", b"\xff", b"\xfe")
"""What the first byte of a document that is not packed may be."""


def read_content(response: BaseHTTPResponse, hop: str, limits: Limits) -> bytes:
    """Return the body of an answer, unpacked; raises TooLargeError, DamagedBodyError or FetchError."""
    if (_declared(response) or 0) > limits.max_bytes:
        raise TooLargeError
    encoding = response.headers.get("Content-Encoding", "")
    content = unpack(response.stream(_CHUNK, decode_content=False), encoding, limits.max_bytes)
    if packing := strange_packing(content, encoding):
        raise FetchError(f"{host_of(hop)} sent an answer packed in a way that was not asked for ({packing}).")
    return content


def stream_content(response: BaseHTTPResponse, hop: str, limits: Limits, on_chunk: OnChunk) -> str:
    """Hand the body of an answer to `on_chunk` in pieces; return its media type. Raises what `read_content` does."""
    if response.status not in WHOLE:
        raise refusal(response, hop)
    total = _declared(response) if response.headers.get("Content-Encoding", "identity") == "identity" else None
    if (total or 0) > limits.max_bytes:
        raise TooLargeError
    size = 0
    for piece in response.stream(_CHUNK, decode_content=True):
        size += len(piece)
        if size > limits.max_bytes:
            raise TooLargeError
        on_chunk(piece, total)
    return clean_line(response.headers.get("Content-Type", "").partition(";")[0]).strip().lower()


def digest_of(content: bytes) -> bytes:
    """Return 16 bytes that tell a content from others."""
    return hashlib.sha256(content).digest()[:16]


def _declared(response: BaseHTTPResponse) -> int | None:
    """Return how many bytes the server says it sends."""
    declared = response.headers.get("Content-Length", "")
    return int(declared) if declared.isdecimal() and len(declared) < 20 else None


def unpack(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """Return `chunks` joined and unpacked; raises TooLargeError above `limit` bytes, DamagedBodyError for damaged ones.

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
                raise DamagedBodyError(str(error)) from error
            waiting = member.unused_data if member.eof else member.unconsumed_tail
    while not member.eof:
        more = member.decompress(member.unconsumed_tail, _STEP)
        if not more:
            raise DamagedBodyError("the packed data ends too early")
        _keep(output, more, limit)


def _keep(output: bytearray, piece: bytes, limit: int) -> None:
    if len(output) + len(piece) > limit:
        raise TooLargeError
    output += piece
