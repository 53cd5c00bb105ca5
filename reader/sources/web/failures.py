"""What can go wrong on the network, the sentence a person is told of each failure, and the limits of one request.

Must not know how connections are made.
"""

import errno
import http.client
import socket
import ssl
from dataclasses import dataclass, replace
from enum import Enum, auto

from urllib3 import exceptions as trouble
from urllib3.response import BaseHTTPResponse

from reader.config import FeedSettings
from reader.errors import SourceError
from reader.reading.cleaning import clean_line
from reader.reading.masking import shown_address
from reader.sources.addresses import host_of, without_credentials
from reader.sources.private_network import is_private_host, led_inside
from reader.sources.web.response_headers import read_retry_after

_MIB = 1024 * 1024
MOST_IN_HEADERS = 64 * 1024
"""Bytes the status, headers and trailers of one answer may have in all."""

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
_NO_TLS = frozenset({"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG"})
"""What OpenSSL says of an answer that is not TLS at all, by its version."""
_HANGING_UP = (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError)
_NO_ROUTE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN})


class PrivateAddressError(Exception):
    """Something from outside leads to an address inside a private network."""


class SilenceError(TimeoutError):
    """A server said nothing for longer than it may."""


class TooLargeError(Exception):
    """What was sent grows beyond the limit."""


class HeadersTooLongError(Exception):
    """A server sends more in headers than all of them may have."""


class DamagedBodyError(Exception):
    """What was sent ends too early, or is damaged."""


class Unreachable(Enum):
    """What kept a request from leaving: no network at all, or no address for the host's name, for now or for ever."""

    NETWORK = auto()
    NAME = auto()


class FetchError(SourceError):
    """An address could not be fetched.

    `status` is the server's answer if there was one, `retry_after` in seconds, `url` the address that was asked
    last; `unreachable` is what kept the request there from leaving, if something did.
    """

    def __init__(
        self,
        sentence: str,
        status: int | None = None,
        retry_after: int | None = None,
        url: str = "",
        unreachable: Unreachable | None = None,
    ) -> None:
        super().__init__(sentence)
        self.unreachable = unreachable
        self.status = status
        self.retry_after = retry_after
        self.url = url


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may take: seconds in all, to connect and of silence, bytes unpacked, redirects.

    `setting` is what a person sets the bytes with, "" where nobody does.
    """

    seconds: float = 60.0
    connect_seconds: float = 10.0
    silent_seconds: float = 15.0
    max_bytes: int = 32 * _MIB
    redirects: int = 5
    silent_share: float = 0.25
    setting: str = "fetch_mib"

    def narrowed(self, own: FeedSettings) -> "Limits":
        """Return these limits with those a person set for the feed in their place."""
        if own.fetch_seconds is None and own.fetch_mib is None:
            return self
        seconds = self.seconds if own.fetch_seconds is None else own.fetch_seconds
        max_bytes = own.fetch_mib * _MIB if own.fetch_mib else self.max_bytes
        return replace(self, seconds=seconds, max_bytes=max_bytes)

    @property
    def silence(self) -> float:
        """How many seconds a server may say nothing: a share of its time where it was given plenty."""
        return max(self.silent_seconds, self.seconds * self.silent_share)


def refusal(response: BaseHTTPResponse, hop: str) -> FetchError:
    """Return the failure an answer that is neither content nor a redirect stands for."""
    status = response.status
    reason = clean_line(response.reason or "", limit=60)
    said = _REFUSALS.get(status) or f"answered {status} {reason}".rstrip()
    wait = read_retry_after(response.headers) if status in (429, 503) else None
    return FetchError(f"{host_of(hop)} {said}.", status, wait, without_credentials(hop))


def sentence(error: Exception, hop: str, limits: Limits) -> str:
    """Return what went wrong in one sentence naming the host."""
    host = host_of(hop)
    cause = _root_of(error)
    if isinstance(error, trouble.NameResolutionError) or isinstance(cause, socket.gaierror):
        return f"There is no server called {host}: check the address, or the network."
    if isinstance(error, trouble.NewConnectionError):
        return _connection_sentence(error, cause, hop)
    if isinstance(error, trouble.ConnectTimeoutError):
        return f"{host} did not answer within {min(limits.connect_seconds, limits.seconds):g} seconds."
    if isinstance(cause, SilenceError):
        return f"{host} said nothing for {limits.silence:g} seconds."
    if isinstance(error, trouble.TimeoutError) or isinstance(cause, TimeoutError):
        return f"{host} did not answer within {limits.seconds:g} seconds."
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"{host} {_CERTIFICATES.get(cause.verify_code, 'has a certificate that cannot be trusted')}."
    if isinstance(cause, ssl.SSLError) and (cause.reason or "") in _NO_TLS:
        return f"{host} does not speak https there: begin the address with http:// if that is meant."
    if isinstance(cause, ssl.SSLError):
        return (
            f"{host} could not agree on a secure connection: {clean_line(cause.reason or 'no reason given', limit=80)}."
        )
    return _connection_sentence(error, cause, hop)


def unreachable_in(error: Exception) -> Unreachable | None:
    """Return what kept a request from leaving, or None where it left."""
    cause = _root_of(error)
    if isinstance(cause, socket.gaierror):
        return Unreachable.NETWORK if cause.errno == socket.EAI_AGAIN else Unreachable.NAME
    if isinstance(error, trouble.NameResolutionError):
        return Unreachable.NAME
    return Unreachable.NETWORK if isinstance(cause, OSError) and cause.errno in _NO_ROUTE else None


def hung_up(error: Exception) -> bool:
    """Say whether the server closed the connection instead of answering."""
    return isinstance(_root_of(error), _HANGING_UP)


def _connection_sentence(error: Exception, cause: BaseException, hop: str) -> str:
    host = host_of(hop)
    if isinstance(cause, ConnectionRefusedError):
        return f"{host} refused the connection."
    if isinstance(cause, _HANGING_UP):
        return f"{host} hung up before it answered."
    if isinstance(error, trouble.IncompleteRead) or isinstance(
        cause, trouble.IncompleteRead | http.client.IncompleteRead
    ):
        return f"{host} broke off in the middle of its answer."
    if isinstance(cause, http.client.HTTPException) and "headers" in str(cause):
        return f"{host} sends more than a hundred headers; they were not read."
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


def inside(hop: str, first: str, typed: str) -> str:
    """Return the sentence for an address in a private network that must not be asked.

    `first` is the address the fetch began with, `typed` the one a person gave that it goes back to.
    """
    host = host_of(hop)
    if typed and host == host_of(typed) and not is_private_host(host):
        return (
            f"{host} is a public name for a computer inside a private network: it was not asked. "
            f'If that is meant, write private_hosts = ["{host}"] in config.toml.'
        )
    if hop != first:
        return f"A public server redirects to {host}, which is inside a private network: this was not followed."
    return led_inside(host)


def headers_too_long(hop: str) -> str:
    """Return the sentence for an answer of more headers than there is room for."""
    return f"{host_of(hop)} sends more than {MOST_IN_HEADERS // 1024} KiB of headers; they were not read."


def too_large(limits: Limits) -> str:
    """Return the end of the sentence for an answer of more bytes than it may have."""
    limit = limits.max_bytes
    size = f"{limit / _MIB:g} MiB" if limit >= _MIB else f"{limit} bytes"
    hint = f" ({limits.setting} in config.toml sets the limit)" if limits.setting else ""
    return f"sends more than {size}; it was not read{hint}."
