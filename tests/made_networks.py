"""Networks made for tests: a world on this machine, names that stand for what they are told to, typed addresses.

Loopback addresses are private, so what a stranger may reach needs a world of its own: 127.0.0.2 is taken for public.
"""

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from reader.sources import private_network
from reader.sources.web import Fetched, Fetcher, connections

PUBLIC = "127.0.0.2"
"""The address that is taken for one of the world."""

Names = Mapping[str, str | Callable[[], str]]
"""What names stand for: an address, or what says which it is now."""


class HandFetcher(Fetcher):
    """Fetches as if each address had been typed by a person, so from a server on loopback too."""

    def fetch(self, url: str, *arguments: Any, **named: Any) -> Fetched:
        """Return what is at `url`."""
        return super().fetch(url, *arguments, **{"typed": url, **named})


@contextmanager
def a_world(names: Names | None = None) -> Iterator[None]:
    """Take 127.0.0.2 for an address of the world while this lasts, and let `names` stand for addresses."""
    known, real = names or {}, socket.getaddrinfo
    judge = private_network.is_private

    def look_up(host: str, *arguments: Any, **named: Any) -> Any:
        meant = known.get(host.rstrip("."), host)
        return real(meant() if callable(meant) else meant, *arguments, **named)

    def is_private(address: str) -> bool:
        return address != PUBLIC and judge(address)

    private_network.is_private_host.cache_clear()
    with (
        patch.object(private_network, "is_private", is_private),
        patch.object(connections, "is_private", is_private),
        patch.object(socket, "getaddrinfo", look_up),
    ):
        yield
    private_network.is_private_host.cache_clear()
