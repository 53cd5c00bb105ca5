"""Credentials of one fetch: name and password (Basic or Digest), or headers of the feed's own.

They go to the server a person named and to no other, and in the clear only where that is said. Must not know
connections, nor where secrets are kept.
"""

import base64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

from urllib3.response import BaseHTTPResponse

from reader.config import FeedSettings, Secret
from reader.errors import SourceError
from reader.sources.addresses import host_of, without_credentials
from reader.sources.private_network import is_private_host
from reader.sources.web.failures import FetchError

_NO_SECRETS = frozenset({"accept", "accept-language", "user-agent"})
"""Headers that hold no secret, in lower case."""


class Credentials:
    """What one fetch authenticates with, at the origin of the address it began with (RFC 9110, section 11).

    What stands in that address itself goes to exactly that origin. What is configured goes over https alone, also where
    the origin only gains it by a redirect, unless its section names http or the host is one of a private network.
    """

    def __init__(self, first: str, own: FeedSettings) -> None:
        self._first = first
        self._own = own
        self._challenge = ""

    @property
    def is_challenged(self) -> bool:
        """Whether the next request is the answer to a challenge."""
        return bool(self._challenge)

    def headers(self, hop: str) -> dict[str, str]:
        """Return the headers for a request to `hop`; raises FetchError where a secret cannot be had."""
        try:
            headers = {name: _shown(value, self._own.user) for name, value in self._headers_for(hop).items()}
            user, password = self._user_and_password(hop)
        except SourceError as error:
            raise FetchError(f"{host_of(hop)} was not asked. {error}") from None
        if self._challenge and (user or password):
            return {**headers, "Authorization": _digest(self._challenge, hop, user, password)}
        if user or password:
            pair = base64.b64encode(f"{user}:{password}".encode()).decode("ascii")
            headers["Authorization"] = f"Basic {pair}"
        return headers

    def can_answer(self, hop: str, response: BaseHTTPResponse) -> bool:
        """Say whether the request is to be made again, with the answer to a Digest challenge (RFC 7616), once."""
        if response.status != 401 or self._challenge:
            return False
        offered = (value.strip() for value in response.headers.getlist("WWW-Authenticate"))
        digest = next((value for value in offered if value.lower().startswith("digest ")), "")
        self._challenge = digest if any(self._user_and_password(hop)) else ""
        return bool(self._challenge)

    @contextmanager
    def blamed(self, hop: str) -> Iterator[None]:
        """Add to a refusal what may be why: that what is configured was not sent to `hop`, is wrong, or is nothing."""
        try:
            yield
        except FetchError as error:
            why = (self._withheld(hop) if error.status is not None else "") or self._why_unknown(hop, error.status)
            if not why:
                raise
            raise FetchError(f"{error} {why}", error.status, error.retry_after, error.url) from None

    def _withheld(self, hop: str) -> str:
        """Return a sentence where what is configured was not sent to `hop` as that has no TLS, else ""."""
        own = self._own
        secret = own.user or own.password or own.headers.keys() - self._headers_for(hop).keys()
        if not secret or "@" in urlsplit(self._first).netloc or self._is_for(hop) or not _same_host(hop, self._first):
            return ""
        name = f"http://{urlsplit(hop).netloc.rpartition('@')[2]}"
        return (
            f"What config.toml has for {own.section or host_of(hop)} was not sent, as it would not be encrypted: "
            f'use the https address, or call the section [feeds."{name}"] if that is meant.'
        )

    def _why_unknown(self, hop: str, status: int | None) -> str:
        """Return a sentence for a server that asks for a password: that ours is wrong, or where to set one."""
        if status != 401 or not _same_host(hop, self._first):
            return ""
        if self._own.user or self._own.password or "@" in urlsplit(self._first).netloc:
            return "It does not take the user and password it was sent."
        place = urlsplit(hop).netloc
        named = place if urlsplit(hop).scheme == "https" or is_private_host(place) else f"http://{place}"
        return f'Set user and password under [feeds."{named}"] in config.toml.'

    def _is_for(self, hop: str) -> bool:
        """Say whether what is configured may be sent to `hop`."""
        if not _same_host(hop, self._first):
            return False
        names_http = self._own.section.startswith("http://") and origin(hop) == origin(self._first)
        return origin(hop)[0] == "https" or names_http or is_private_host(urlsplit(hop).hostname or "")

    def _headers_for(self, hop: str) -> Mapping[str, str | Secret]:
        if self._is_for(hop):
            return self._own.headers
        same = origin(hop) == origin(self._first)
        return {name: value for name, value in self._own.headers.items() if same and name.lower() in _NO_SECRETS}

    def _user_and_password(self, hop: str) -> tuple[str, str]:
        user, at, _ = urlsplit(self._first).netloc.rpartition("@")
        if at:
            name, _, password = user.partition(":")
            return (unquote(name), unquote(password)) if origin(hop) == origin(self._first) else ("", "")
        if not self._is_for(hop):
            return "", ""
        return self._own.user, _shown(self._own.password or "", self._own.user)


def _same_host(hop: str, first: str) -> bool:
    """Say whether an address is of the same origin, or of the one that only gains TLS."""
    there, here = origin(hop), origin(first)
    return there == here or (
        there[1] == here[1] and (here[0], here[2], there[0], there[2]) == ("http", 80, "https", 443)
    )


def origin(url: str) -> tuple[str, str, int]:
    """Return the scheme, host and port of an address (RFC 6454)."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def _shown(value: str | Secret, user: str) -> str:
    if isinstance(value, str):
        return value
    from reader.sources.web.secrets import reveal

    return reveal(value, user)


def _digest(challenge: str, hop: str, user: str, password: str) -> str:
    """Return the answer to a Digest challenge, by the standard library; raises FetchError for an unknown kind."""
    from urllib import request

    kept = request.HTTPPasswordMgrWithDefaultRealm()
    url = without_credentials(hop)
    kept.add_password(None, url, user, password)
    parts = [part for part in request.parse_http_list(challenge.partition(" ")[2]) if part]
    try:
        said = request.parse_keqv_list(parts)
        answer = request.HTTPDigestAuthHandler(kept).get_authorization(request.Request(url), said)
    except (ValueError, AttributeError, OSError):
        answer = None
    if answer is None:
        raise FetchError(f"{host_of(hop)} asks for a password in a way that is not understood (401).", 401)
    return f"Digest {answer}"
