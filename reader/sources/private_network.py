"""What lies in a private network: by its address, or by its name alone; and which fetch may lead there.

How it works: a stranger's bytes must not make this computer ask another one inside its network, which trusts it. So a
fetch reaches inside only where it goes back to an address a *person typed*, and that names a private host by itself: an
IP address of a private network in any spelling, a name no public server has, or one listed under `private_hosts` in
config.toml. A public name that stands for a private address is not enough: whoever owns the name chooses the address.

Pure: looks nothing up. Must not know connections, nor what is fetched.
"""

import ipaddress
import socket
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from urllib.parse import urlsplit

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_FULL_STOPS = str.maketrans("。｡．", "...")
"""What names may have between their parts instead of a dot (RFC 3490, section 3.1)."""

_LOCAL_NAMES = (".localhost", ".local", ".lan", ".home.arpa", ".internal")
_EMBEDDING = tuple(map(ipaddress.IPv6Network, ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96")))
"""Networks whose last 32 bits are an IPv4 address: compatible, mapped, translated (RFC 4291, 2765) and NAT64 (6052)."""
_SIX_TO_FOUR = ipaddress.IPv6Network("2002::/16")
_TEREDO = ipaddress.IPv6Network("2001::/32")
_UNICAST = ipaddress.IPv6Network("2000::/3")
"""What is public of IPv6 (RFC 4291, section 2.4); old site-local and local NAT64 addresses lie outside of it."""


def led_inside(host: str) -> str:
    """Return the sentence for a host in a private network that something public leads to."""
    return f"{host} is inside a private network, where something from outside may not lead."


def reaches_inside(typed: str, private_hosts: Collection[str] = ()) -> bool:
    """Say whether what goes back to an address a person typed may reach into a private network; "" may not."""
    try:
        host = (urlsplit(typed).hostname or "").rstrip(".")
    except ValueError:
        return False
    return bool(host) and (is_private_host(host) or host in private_hosts)


@lru_cache(maxsize=4096)
def is_private_host(host: str) -> bool:
    """Say whether a host, perhaps with a port, is this machine or one of a private network, by its name alone."""
    name = host if _is_bare_ipv6(host) else (urlsplit(f"//{host}").hostname or "")
    if not name.isascii():
        name = unicodedata.normalize("NFKC", name).translate(_FULL_STOPS)
    name = name.rstrip(".")
    address = _literal(name)
    return is_private(address) if address else "." not in name or name.endswith(_LOCAL_NAMES)


@lru_cache(maxsize=4096)
def is_private(address: str) -> bool:
    """Say whether an IP address is one of a private network, of this machine, or otherwise not for the world.

    One that wraps an IPv4 address is judged by that.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if ip.version == 6 and (inner := _embedded(ip)):
        ip = inner
    if ip.version == 6 and (ip not in _UNICAST or ip in _TEREDO):
        return True
    return not ip.is_global or ip.is_multicast


def lies_in(address: str, networks: Collection[Network]) -> bool:
    """Say whether an IP address is of one of some networks."""
    if not networks:
        return False
    ip = ipaddress.ip_address(address.partition("%")[0])
    return any(ip in network for network in networks)


def _embedded(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address an IPv6 address stands for, if it does."""
    if ip in _SIX_TO_FOUR:
        return ipaddress.IPv4Address(int(ip) >> 80 & 0xFFFFFFFF)
    if any(ip in network for network in _EMBEDDING):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return None


def _literal(name: str) -> str:
    """Return the address a host's name is in itself, "" where it is none: also 127.1, 2130706433 and 0x7f000001."""
    try:
        return str(ipaddress.ip_address(name.partition("%")[0]))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(name)) if name[:1].isdecimal() and " " not in name else ""
    except (OSError, UnicodeError):
        return ""


def _is_bare_ipv6(host: str) -> bool:
    return host.count(":") > 1 and not host.startswith("[")
