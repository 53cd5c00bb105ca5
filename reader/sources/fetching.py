"""The network: one address asked for, politely and within limits.

Owns HTTP: conditional requests, redirects, deadlines, size limits, and what each failure is called. The only module
that knows the HTTP client. Must not know what the bytes mean, and keeps nothing between two calls but connections.
"""

import base64
import http.client
import io
import ipaddress
import math
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

import urllib3
from urllib3 import exceptions as trouble
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.response import BaseHTTPResponse

from reader.errors import SourceError
from reader.model import Validators
from reader.reading.cleaning import clean_line, clean_url
from reader.sources.addresses import host_of, is_web, shown_address, without_credentials
from reader.sources.dates import read_date
from reader.sources.unpacking import TooLargeError, TornError, unpack

_NOTHING_KEPT = Validators()
_MIB = 1024 * 1024
_CHUNK = 64 * 1024
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1"
)
_PERMANENT = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})
_TEMPORARY = frozenset({HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT})
_WHOLE = frozenset({HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION})
_LONGEST_WAIT = 31 * 24 * 3600
_REFUSALS = {
    400: "does not understand the request (400)",
    401: "asks for a password (401)",
    403: "does not let this program in (403)",
    404: "says the page is not there (404)",
    406: "has nothing in a form that can be read (406)",
    410: "says the page is gone for good (410)",
    429: "asks to wait (429): too many requests",
    451: "may not show the page for legal reasons (451)",
    500: "has trouble of its own (500)",
    502: "has trouble of its own (502)",
    503: "is out of service for now (503)",
    504: "has trouble of its own (504)",
}
_CERTIFICATES = {
    9: "has a certificate that is not valid yet",
    10: "has a certificate that has expired",
    18: "has a certificate it signed itself",
    19: "has a certificate signed by nobody this computer trusts",
    20: "has a certificate signed by nobody this computer trusts",
    62: "has a certificate made for another name",
    64: "has a certificate made for another address",
}


class FetchError(SourceError):
    """An address could not be fetched; `status` is the server's answer if there was one, `retry_after` in seconds."""

    def __init__(self, sentence: str, status: int | None = None, retry_after: int | None = None) -> None:
        super().__init__(sentence)
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may take: seconds in all, seconds to connect, bytes unpacked, redirects."""

    seconds: float = 60.0
    connect_seconds: float = 10.0
    max_bytes: int = 32 * _MIB
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """A server's answer, unpacked; `content` is empty where it is `unchanged` (304).

    `url` is the final address without credentials. `validators` are those to keep from now on. `moved_to` is where
    the feed lives now, or "" unless every redirect was permanent and none gave up https.
    """

    url: str
    content: bytes = b""
    content_type: str = ""
    validators: Validators = _NOTHING_KEPT
    unchanged: bool = False
    moved_to: str = ""


class _Errand(threading.local):
    """What the connections used in this thread must hold to."""

    deadline = math.inf
    private_hosts: bool | None = None

    def remaining(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        return left

    def admit(self, peer: socket.socket) -> None:
        """Refuse a private address where the first hop was a public one: a redirect must not reach into a home."""
        private = _is_private(peer.getpeername()[0])
        if self.private_hosts is None:
            self.private_hosts = private
        elif private and not self.private_hosts:
            raise FetchError("")


_errand = _Errand()


class _DeadlineReader(io.RawIOBase):
    """A socket read within the errand's deadline, however slowly it trickles."""

    def __init__(self, peer: socket.socket) -> None:
        self._peer = peer
        self._raw = peer.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._peer.settimeout(_errand.remaining())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp.close()
        self.fp = io.BufferedReader(_DeadlineReader(sock))


class _PlainConnection(HTTPConnection):
    response_class = _Response

    def request(self, *args: Any, **options: Any) -> None:
        if self.sock is None:
            self.connect()
        _errand.admit(self.sock)
        super().request(*args, **options)


class _SecureConnection(HTTPSConnection):
    response_class = _Response

    def request(self, *args: Any, **options: Any) -> None:
        if self.sock is None:
            self.connect()
        _errand.admit(self.sock)
        super().request(*args, **options)


class _PlainPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class Fetcher:
    """Fetches addresses over one pool of connections; safe to use from several threads."""

    def __init__(self, limits: Limits, version: str) -> None:
        self._limits = limits
        self._agent = f"reader/{version} (+https://github.com/reader-tui/reader)"
        self._pool = urllib3.PoolManager(num_pools=64, maxsize=4)
        self._pool.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}

    def close(self) -> None:
        """Close all connections."""
        self._pool.clear()

    def fetch(self, url: str, validators: Validators = _NOTHING_KEPT) -> Fetched:
        """Return what is at `url`, asking only for what changed since `validators` were given.

        Raises FetchError with one sentence, whatever goes wrong.
        """
        _errand.deadline = time.monotonic() + self._limits.seconds
        _errand.private_hosts = None
        first = hop = _fetchable(url)
        permanent = True
        for _ in range(self._limits.redirects + 1):
            with self._asking(hop, self._headers(first, hop, validators)) as response:
                target = _redirect_of(response, hop)
                if not target:
                    moved_to = _moved(first, hop) if permanent and hop != first else ""
                    return self._answer(response, hop, validators, moved_to)
                permanent = permanent and response.status in _PERMANENT and not _gives_up_tls(hop, target)
                hop = target
        raise FetchError(f"{host_of(first)} redirects more than {self._limits.redirects} times.")

    def _headers(self, first: str, hop: str, validators: Validators) -> dict[str, str]:
        headers = {"User-Agent": self._agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"}
        if validators.etag:
            headers["If-None-Match"] = validators.etag
        if validators.last_modified:
            headers["If-Modified-Since"] = validators.last_modified
        if _origin(hop) == _origin(first):
            headers.update(_authorization(first))
        return headers

    @contextmanager
    def _asking(self, hop: str, headers: dict[str, str]) -> Iterator[BaseHTTPResponse]:
        """Give the answer to one request, its body still to be read; every failure becomes a FetchError."""
        response = None
        try:
            left = _errand.remaining()
            response = self._pool.request(
                "GET",
                without_credentials(hop),
                headers=headers,
                timeout=urllib3.Timeout(connect=min(self._limits.connect_seconds, left), read=left),
                retries=False,
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
            yield response
        except FetchError as error:
            raise error if str(error) else FetchError(_reaches_inside(hop)) from None
        except TooLargeError:
            raise FetchError(f"{shown_address(hop)} {_too_large(self._limits.max_bytes)}") from None
        except TornError:
            raise FetchError(f"{host_of(hop)} sent a damaged answer: its compression is broken.") from None
        except (trouble.HTTPError, http.client.HTTPException, OSError, ValueError) as error:
            raise FetchError(_sentence(error, hop, self._limits)) from error
        finally:
            if response is not None:
                response.close()

    def _answer(self, response: BaseHTTPResponse, hop: str, validators: Validators, moved_to: str) -> Fetched:
        kept = Validators(response.headers.get("ETag", ""), response.headers.get("Last-Modified", ""))
        url = without_credentials(hop)
        if response.status == HTTPStatus.NOT_MODIFIED and validators != _NOTHING_KEPT:
            kept = Validators(kept.etag or validators.etag, kept.last_modified or validators.last_modified)
            return Fetched(url, validators=kept, unchanged=True, moved_to=moved_to)
        if response.status not in _WHOLE:
            raise _refusal(response, hop)
        content = self._content(response)
        return Fetched(url, content, clean_line(response.headers.get("Content-Type", "")), kept, moved_to=moved_to)

    def _content(self, response: BaseHTTPResponse) -> bytes:
        declared = response.headers.get("Content-Length", "")
        if declared.isdecimal() and len(declared) < 20 and int(declared) > self._limits.max_bytes:
            raise TooLargeError
        chunks = response.stream(_CHUNK, decode_content=False)
        return unpack(chunks, response.headers.get("Content-Encoding", ""), self._limits.max_bytes)


def _fetchable(url: str) -> str:
    target = clean_url(url)
    if not is_web(target):
        raise FetchError(
            f"{shown_address(url) or 'An empty text'} is not a web address: it must start with http or https."
        )
    parts = urlsplit(target)
    try:
        host = _ascii_host(parts.hostname or "")
    except UnicodeError:
        raise FetchError(f"{host_of(target)} is not a name a server can have.") from None
    user, at, _ = parts.netloc.rpartition("@")
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit(parts._replace(netloc=f"{user}{at}{host}{port}", fragment=""))


def _ascii_host(host: str) -> str:
    if ":" in host:
        return f"[{host}]"
    return host if host.isascii() else host.encode("idna").decode("ascii")


def _redirect_of(response: BaseHTTPResponse, hop: str) -> str:
    """Return where the answer sends us, or "" where it does not."""
    if response.status not in _PERMANENT | _TEMPORARY:
        return ""
    location = response.headers.get("Location", "").encode("latin-1", "replace").decode("utf-8", "replace")
    if not location.strip():
        raise FetchError(f"{host_of(hop)} redirects without saying where ({response.status}).", response.status)
    target = urljoin(without_credentials(hop), clean_url(location))
    if not is_web(target):
        raise FetchError(
            f"{host_of(hop)} redirects to {shown_address(target)}, which is not a web address.", response.status
        )
    return _fetchable(target)


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def _gives_up_tls(hop: str, target: str) -> bool:
    return urlsplit(hop).scheme == "https" and urlsplit(target).scheme != "https"


def _moved(first: str, last: str) -> str:
    """Return `last`, with the credentials of `first` where they still belong."""
    moved = without_credentials(last)
    user, at, _ = urlsplit(first).netloc.rpartition("@")
    if not at or _origin(first) != _origin(last):
        return moved
    parts = urlsplit(moved)
    return urlunsplit(parts._replace(netloc=f"{user}@{parts.netloc}"))


def _authorization(url: str) -> dict[str, str]:
    user, at, _ = urlsplit(url).netloc.rpartition("@")
    if not at:
        return {}
    name, _, password = user.partition(":")
    pair = f"{unquote(name)}:{unquote(password)}".encode()
    return {"Authorization": "Basic " + base64.b64encode(pair).decode("ascii")}


def _is_private(address: str) -> bool:
    return not ipaddress.ip_address(address.partition("%")[0]).is_global


def _refusal(response: BaseHTTPResponse, hop: str) -> FetchError:
    status = response.status
    reason = clean_line(response.reason or "", limit=60)
    said = _REFUSALS.get(status) or f"answered {status} {reason}".rstrip()
    wait = read_retry_after(response.headers) if status in (429, 503) else None
    return FetchError(f"{host_of(hop)} {said}.", status, wait)


def read_retry_after(headers: Any) -> int | None:
    """Return the seconds a server asks to wait, at most 31 days, or None (RFC 9110, section 10.2.3).

    A date is taken relative to the answer's own Date, so that a wrong clock on either side does no harm.
    """
    value = headers.get("Retry-After", "").strip()
    if value.isdecimal() and value.isascii():
        return min(int(value[:12]), _LONGEST_WAIT)
    until = read_date(value) if value[:1].isalpha() else None
    if until is None:
        return None
    sent = read_date(headers.get("Date", ""))
    wait = until - (int(time.time()) if sent is None else sent)
    return min(wait, _LONGEST_WAIT) if wait >= 0 else None


def _sentence(error: Exception, hop: str, limits: Limits) -> str:
    """Return what went wrong in one sentence naming the host."""
    host = host_of(hop)
    cause = _root_of(error)
    if isinstance(error, trouble.NameResolutionError) or isinstance(cause, socket.gaierror):
        return f"There is no server called {host}: check the address, or the network."
    if isinstance(error, trouble.NewConnectionError):
        return _connection_sentence(error, cause, hop)
    if isinstance(error, trouble.ConnectTimeoutError):
        return f"{host} did not answer within {min(limits.connect_seconds, limits.seconds):g} seconds."
    if isinstance(error, trouble.TimeoutError) or isinstance(cause, TimeoutError):
        return f"{host} did not answer within {limits.seconds:g} seconds."
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"{host} {_CERTIFICATES.get(cause.verify_code, 'has a certificate that cannot be trusted')}."
    if isinstance(cause, ssl.SSLError):
        return (
            f"{host} could not agree on a secure connection: {clean_line(cause.reason or 'no reason given', limit=80)}."
        )
    return _connection_sentence(error, cause, hop)


def _connection_sentence(error: Exception, cause: BaseException, hop: str) -> str:
    host = host_of(hop)
    if isinstance(cause, ConnectionRefusedError):
        return f"{host} refused the connection."
    if isinstance(cause, http.client.RemoteDisconnected | ConnectionResetError | BrokenPipeError):
        return f"{host} hung up before it answered."
    if isinstance(error, trouble.IncompleteRead) or isinstance(
        cause, trouble.IncompleteRead | http.client.IncompleteRead
    ):
        return f"{host} broke off in the middle of its answer."
    if isinstance(cause, http.client.HTTPException):
        return f"{host} sent something that is not an answer a web server gives."
    if isinstance(cause, OSError):
        return f"{host} cannot be reached: {clean_line(cause.strerror or str(cause), limit=80)}."
    return f"{shown_address(hop)} could not be fetched: {clean_line(str(cause), limit=80)}."


def _root_of(error: BaseException) -> BaseException:
    """Return what `error` was made from, at the end of the chain the HTTP client wraps."""
    for _ in range(10):
        wrapped = [part for part in error.args if isinstance(part, BaseException)]
        inner = error.__cause__ or (wrapped[0] if wrapped else None) or getattr(error, "original_error", None)
        if inner is None:
            break
        error = inner
    return error


def _reaches_inside(hop: str) -> str:
    return f"A public server redirects to {host_of(hop)}, which is inside a private network: this was not followed."


def _too_large(limit: int) -> str:
    size = f"{limit / _MIB:g} MiB" if limit >= _MIB else f"{limit} bytes"
    return f"sends more than {size}; it was not read (fetch_mib in config.toml sets the limit)."
