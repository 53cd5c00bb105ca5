"""The body of an answer: read whole, or handed on in pieces as it comes, within a limit.

Must not know how it was asked for.
"""

import hashlib
from collections.abc import Callable
from http import HTTPStatus

from urllib3.response import BaseHTTPResponse

from reader.reading.cleaning import clean_line
from reader.sources.addresses import host_of
from reader.sources.web.failures import FetchError, Limits, refusal
from reader.sources.web.unpacking import TooLargeError, strange_packing, unpack

Each = Callable[[bytes, int | None], None]
"""Takes what came of a file, piece by piece, and is told how many bytes all of it has where that is known."""

WHOLE = frozenset({HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION})
"""What the answer to a request is that brings all of what was asked for."""

_CHUNK = 64 * 1024


def content_of(response: BaseHTTPResponse, hop: str, limits: Limits) -> bytes:
    """Return the body of an answer, unpacked; raises TooLargeError, TornError or FetchError."""
    if (_declared(response) or 0) > limits.max_bytes:
        raise TooLargeError
    encoding = response.headers.get("Content-Encoding", "")
    content = unpack(response.stream(_CHUNK, decode_content=False), encoding, limits.max_bytes)
    if packing := strange_packing(content, encoding):
        raise FetchError(f"{host_of(hop)} sent an answer packed in a way that was not asked for ({packing}).")
    return content


def hand_on(response: BaseHTTPResponse, hop: str, limits: Limits, each: Each) -> str:
    """Hand the body of an answer to `each`, piece by piece; return its media type. Raises what `content_of` does."""
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
        each(piece, total)
    return clean_line(response.headers.get("Content-Type", "").partition(";")[0]).strip().lower()


def digest_of(content: bytes) -> bytes:
    """Return 16 bytes that tell a content from others."""
    return hashlib.sha256(content).digest()[:16]


def _declared(response: BaseHTTPResponse) -> int | None:
    """Return how many bytes the server says it sends."""
    declared = response.headers.get("Content-Length", "")
    return int(declared) if declared.isdecimal() and len(declared) < 20 else None
