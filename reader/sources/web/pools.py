"""Connections kept for the next request, through a proxy where the environment names one.

Owns which connections an address is asked over. Must not know what is asked.
"""

import os
import threading
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import ProxySchemeUnknown

from reader.sources.addresses import shown_address
from reader.sources.web.connections import PlainPool, SecurePool
from reader.sources.web.failures import FetchError

_POOLS = {"http": PlainPool, "https": SecurePool}


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
    user = parts.netloc.rpartition("@")[0]
    headers = urllib3.make_headers(proxy_basic_auth=user) if user else None
    try:
        manager = urllib3.ProxyManager(parts.geturl(), num_pools=64, maxsize=16, proxy_headers=headers)
    except ProxySchemeUnknown:
        raise FetchError(
            f"The proxy {shown_address(proxy)} is of a kind that cannot be used: only http and https proxies can."
        ) from None
    manager.pool_classes_by_scheme = _POOLS
    return manager
