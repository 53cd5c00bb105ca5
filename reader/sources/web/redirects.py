"""Addresses along a chain of redirects: as they are asked for, where an answer leads, and where a feed has moved to.

Pure. Must not know how anything is asked.
"""

import re
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit, urlunsplit

from urllib3.response import BaseHTTPResponse

from reader.reading.cleaning import clean_url
from reader.reading.masking import shown_address
from reader.sources.addresses import host_of, is_web, without_credentials
from reader.sources.web.credentials import origin
from reader.sources.web.failures import FetchError

PERMANENT = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})
"""Redirects that are meant for good."""

_TEMPORARY = frozenset({HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT})


_NAME = re.compile(r"[a-z0-9._-]+", re.IGNORECASE)
"""What a server's name is made of; "%31" in it would be read as "1" by some and not by others, who judge it."""


def fetchable(url: str) -> str:
    """Return an address as it is asked for; raises FetchError where it is none of the web."""
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
    name = host if host.isascii() else host.encode("idna").decode("ascii")
    if not _NAME.fullmatch(name):
        raise UnicodeError
    return name


def redirect_of(response: BaseHTTPResponse, hop: str) -> str:
    """Return where the answer sends us, or "" where it does not."""
    if response.status not in PERMANENT | _TEMPORARY:
        return ""
    location = response.headers.get("Location", "").encode("latin-1", "replace").decode("utf-8", "replace")
    if not location.strip():
        raise FetchError(f"{host_of(hop)} redirects without saying where ({response.status}).", response.status)
    target = urljoin(without_credentials(hop), clean_url(location))
    if not is_web(target):
        raise FetchError(
            f"{host_of(hop)} redirects to {shown_address(target)}, which is not a web address.", response.status
        )
    return fetchable(target)


def gives_up_tls(hop: str, target: str) -> bool:
    """Say whether a redirect leads from https to http."""
    return urlsplit(hop).scheme == "https" and urlsplit(target).scheme != "https"


def moved(first: str, last: str) -> str:
    """Return `last`, with the credentials of `first` where they still belong."""
    moved = without_credentials(last)
    user, at, _ = urlsplit(first).netloc.rpartition("@")
    if not at or origin(first) != origin(last):
        return moved
    parts = urlsplit(moved)
    return urlunsplit(parts._replace(netloc=f"{user}@{parts.netloc}"))
