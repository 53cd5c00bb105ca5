"""Connections kept open for the next request, which hold to limits and do not reach into a private network.

Owns which connections an address is requested over, directly or through the proxy the environment names, and the one
gate every request passes: the host is judged by its name, each address the name stands for before it is connected to,
and the peer of a connection that was kept. With a proxy in between there is only the name to judge by: what the proxy
makes of it is the proxy's.

What a request may take is set for its thread in `thread_limits`, as urllib3 has no place to hand it down. Must not know
what is requested.
"""

import http.client
import io
import math
import os
import socket
import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError, ProxySchemeUnknown
from urllib3.util.connection import allowed_gai_family

from reader.reading.masking import shown_address
from reader.sources.private_network import Network, is_private, is_private_host, lies_in
from reader.sources.web.failures import (
    MOST_IN_HEADERS,
    FetchError,
    HeadersTooLongError,
    PrivateAddressError,
    SilenceError,
)


class _ThreadLimits(threading.local):
    """What the connections used in this thread must hold to, and whether the last request went over a kept one."""

    deadline = math.inf
    silence = math.inf
    reaches_inside = False
    public_networks: Collection[Network] = ()
    through_proxy = False
    kept = False

    def remaining(self) -> float:
        """Return the seconds left; raises TimeoutError where none are."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        return left

    def admit_host(self, host: str) -> None:
        """Refuse a host of a private network, by its name alone, to what must not reach inside.

        Through a proxy there is only the name to tell what was sent to the world, and does not come back inside.
        """
        private = is_private_host(host)
        if private and not self.reaches_inside:
            raise PrivateAddressError
        self.reaches_inside = self.reaches_inside and (private or not self.through_proxy)

    def admitted(self, addresses: Iterable[str]) -> list[str]:
        """Return those IP addresses of a host that may be connected to; raises PrivateAddressError where none may."""
        found = [address for address in addresses if self.reaches_inside or not self._is_private(address)]
        if not found:
            raise PrivateAddressError
        return found

    def _is_private(self, address: str) -> bool:
        return is_private(address) and not lies_in(address, self.public_networks)

    def note_peer(self, connection: HTTPConnection) -> None:
        """Judge whom one is connected to; what was sent to the world once does not come back inside."""
        address = connection.sock.getpeername()[0]
        self.admitted([address])
        self.reaches_inside = self.reaches_inside and (self._is_private(address) or is_private_host(connection.host))


thread_limits = _ThreadLimits()


class _DeadlineReader(io.RawIOBase):
    """A socket read within the thread's deadline, however slowly it trickles."""

    def __init__(self, peer: socket.socket) -> None:
        self._peer = peer
        self._raw = peer.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = thread_limits.remaining()
        self._peer.settimeout(min(left, thread_limits.silence))
        try:
            return self._raw.readinto(buffer)
        except TimeoutError:
            raise (SilenceError if thread_limits.silence < left else TimeoutError)("it took too long") from None

    def close(self) -> None:
        self._raw.close()
        super().close()


class _LimitedLines(io.BufferedReader):
    """What a server sends, whose lines have room for 64 KiB in all, and for as much again as was read of the body.

    Lines are the status, headers, sizes of chunks and trailers: read before a limit on the body can count them.
    """

    _room = MOST_IN_HEADERS

    def readline(self, size: int | None = -1, /) -> bytes:
        wanted = self._room + 1 if size is None or size < 0 else min(size, self._room + 1)
        line = super().readline(wanted)
        self._room -= len(line)
        if self._room < 0:
            raise HeadersTooLongError
        return line

    def read(self, size: int | None = -1, /) -> bytes:
        body = super().read(size)
        self._room = min(MOST_IN_HEADERS, self._room + len(body))
        return body


class _Response(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp.close()
        self.fp = _LimitedLines(_DeadlineReader(sock))

    def begin(self) -> None:
        """Read the head; early hints and the like are passed over, however many come first (RFC 9110, section 15.2)."""
        super().begin()
        while 101 < self.status < 200:
            self.headers = None  # type: ignore[assignment]  # as it is before anything is read
            super().begin()


def _connect(connection: HTTPConnection) -> None:
    thread_limits.kept = connection.sock is not None
    if connection.sock is None:
        connection.connect()
    if not thread_limits.through_proxy:
        thread_limits.note_peer(connection)


def _open_socket(connection: HTTPConnection, open_socket: Callable[[], socket.socket]) -> socket.socket:
    """Return a socket to one of the addresses a host has, each judged before it is connected to.

    The name is looked up once, so that it cannot stand for another address a moment later. However many addresses it
    has, the deadline holds for all of them together.
    """
    if thread_limits.through_proxy:
        return open_socket()
    name, failure = connection._dns_host, None
    try:
        for address in thread_limits.admitted(_addresses_of(connection)):
            connection._dns_host = address
            connection.timeout = min(connection.timeout or math.inf, thread_limits.remaining())
            try:
                return open_socket()
            except (NewConnectionError, ConnectTimeoutError) as error:
                failure = error
    finally:
        connection._dns_host = name
    assert failure is not None
    raise failure


def _addresses_of(connection: HTTPConnection) -> list[str]:
    name = connection._dns_host.strip("[]")
    try:
        found = socket.getaddrinfo(name, connection.port, allowed_gai_family(), socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise NameResolutionError(connection.host, connection, error) from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class _PlainConnection(HTTPConnection):
    response_class = _Response

    def _new_conn(self) -> socket.socket:
        return _open_socket(self, super()._new_conn)

    def request(self, *args: Any, **options: Any) -> None:
        _connect(self)
        super().request(*args, **options)


class _SecureConnection(HTTPSConnection):
    response_class = _Response

    def _new_conn(self) -> socket.socket:
        return _open_socket(self, super()._new_conn)

    def request(self, *args: Any, **options: Any) -> None:
        _connect(self)
        super().request(*args, **options)


class _PlainPool(urllib3.HTTPConnectionPool):
    """Connections without TLS to one host."""

    ConnectionCls = _PlainConnection


class _SecurePool(urllib3.HTTPSConnectionPool):
    """Connections with TLS to one host."""

    ConnectionCls = _SecureConnection


_POOLS = {"http": _PlainPool, "https": _SecurePool}


class Pools:
    """The connections of one fetcher; safe to use from several threads."""

    def __init__(self) -> None:
        self._direct = urllib3.PoolManager(num_pools=64, maxsize=16)
        self._direct.pool_classes_by_scheme = _POOLS
        self._proxies = _proxies_named(os.environ)
        self._through: dict[str, urllib3.ProxyManager] = {}
        self._lock = threading.Lock()

    def to(self, url: str) -> urllib3.PoolManager:
        """Return the connections for `url`; raises FetchError where the proxy for it is of an unknown kind."""
        if not self._proxies:
            return self._direct
        from urllib import request

        parts = urlsplit(url)
        proxy = self._proxies.get(parts.scheme) or self._proxies.get("all")
        bypasses: Callable[[str, Mapping[str, str]], object] = request.proxy_bypass_environment  # type: ignore[attr-defined]
        if not proxy or bypasses(parts.netloc.rpartition("@")[2], self._proxies):
            return self._direct
        with self._lock:
            if proxy not in self._through:
                self._through[proxy] = _manager(proxy)
            return self._through[proxy]

    def is_direct(self, url: str) -> bool:
        """Say whether `url` is asked without a proxy, so that its host is whom one is connected to."""
        return self.to(url) is self._direct

    def close(self) -> None:
        """Close all connections."""
        self._direct.clear()
        for manager in self._through.values():
            manager.clear()


def _proxies_named(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the proxies by scheme, and under "no" what is asked directly, as other programs read them too."""
    if not any(name.lower().endswith("_proxy") for name in environ):
        return {}
    from urllib.request import getproxies_environment

    return getproxies_environment()


def _manager(proxy: str) -> urllib3.ProxyManager:
    parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    user = unquote(parts.netloc.rpartition("@")[0])
    headers = urllib3.make_headers(proxy_basic_auth=user) if user else None
    try:
        manager = urllib3.ProxyManager(parts.geturl(), num_pools=64, maxsize=16, proxy_headers=headers)
    except ProxySchemeUnknown:
        raise FetchError(
            f"The proxy {shown_address(proxy)} is of a kind that cannot be used: only http and https proxies can."
        ) from None
    manager.pool_classes_by_scheme = _POOLS
    return manager
