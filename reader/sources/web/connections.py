"""Connections that hold to a deadline, however slowly a server trickles, and do not reach into a private network.

Must not know what is asked for, nor what failures are called.
"""

import http.client
import io
import ipaddress
import math
import socket
import threading
import time
from functools import lru_cache
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection


class InsideError(Exception):
    """A public server redirected to an address inside a private network."""


class SilenceError(TimeoutError):
    """A server said nothing for longer than it may."""


class Errand(threading.local):
    """What the connections used in this thread must hold to, and whether the last request went over a kept one."""

    deadline = math.inf
    silence = math.inf
    private_hosts: bool | None = None
    kept = False

    def remaining(self) -> float:
        """Return the seconds left; raises TimeoutError where none are."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        return left

    def admit(self, peer: socket.socket) -> None:
        """Refuse a private address where the first hop was a public one: a redirect must not reach into a home."""
        private = is_private(peer.getpeername()[0])
        if self.private_hosts is None:
            self.private_hosts = private
        elif private and not self.private_hosts:
            raise InsideError


errand = Errand()


class _DeadlineReader(io.RawIOBase):
    """A socket read within the errand's deadline, however slowly it trickles."""

    def __init__(self, peer: socket.socket) -> None:
        self._peer = peer
        self._raw = peer.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = errand.remaining()
        self._peer.settimeout(min(left, errand.silence))
        try:
            return self._raw.readinto(buffer)
        except TimeoutError:
            raise (SilenceError if errand.silence < left else TimeoutError)("it took too long") from None

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
        errand.kept = self.sock is not None
        if self.sock is None:
            self.connect()
        errand.admit(self.sock)
        super().request(*args, **options)


class _SecureConnection(HTTPSConnection):
    response_class = _Response

    def request(self, *args: Any, **options: Any) -> None:
        errand.kept = self.sock is not None
        if self.sock is None:
            self.connect()
        errand.admit(self.sock)
        super().request(*args, **options)


class PlainPool(urllib3.HTTPConnectionPool):
    """Connections without TLS to one host."""

    ConnectionCls = _PlainConnection


class SecurePool(urllib3.HTTPSConnectionPool):
    """Connections with TLS to one host."""

    ConnectionCls = _SecureConnection


@lru_cache(maxsize=1024)
def is_private(address: str) -> bool:
    """Say whether an IP address is one of a private network, of this machine, or otherwise not for the world."""
    return not ipaddress.ip_address(address.partition("%")[0]).is_global
