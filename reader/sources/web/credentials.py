"""Credentials of one fetch: name and password (Basic or Digest), or headers of the feed's own.

They go to the server a person named and to no other. Must not know connections, nor where secrets are kept.
"""

import base64
from urllib.parse import unquote, urlsplit

from urllib3.response import BaseHTTPResponse

from reader.config import FeedSettings, Secret
from reader.errors import SourceError
from reader.sources.addresses import host_of, without_credentials
from reader.sources.web.failures import FetchError


class Credentials:
    """What one fetch authenticates with, at the origin of the address it began with (RFC 9110, section 11)."""

    def __init__(self, first: str, own: FeedSettings) -> None:
        self._first = first
        self._own = own
        self._challenge = ""
        self._pair: tuple[str, str] | None = None

    @property
    def is_challenged(self) -> bool:
        """Whether the next request is the answer to a challenge."""
        return bool(self._challenge)

    def headers(self, hop: str) -> dict[str, str]:
        """Return the headers for a request to `hop`; raises FetchError where a secret cannot be had."""
        if origin(hop) != origin(self._first):
            return {}
        try:
            headers = {name: _shown(value, self._own.user) for name, value in self._own.headers.items()}
            user, password = self._user_and_password()
        except SourceError as error:
            raise FetchError(f"{host_of(hop)} was not asked. {error}") from None
        if self._challenge:
            return {**headers, "Authorization": _digest(self._challenge, hop, user, password)}
        if user or password:
            pair = base64.b64encode(f"{user}:{password}".encode()).decode("ascii")
            headers["Authorization"] = f"Basic {pair}"
        return headers

    def can_answer(self, hop: str, response: BaseHTTPResponse) -> bool:
        """Say whether the request is to be made again, with the answer to a Digest challenge (RFC 7616), once."""
        if response.status != 401 or self._challenge or origin(hop) != origin(self._first):
            return False
        offered = (value.strip() for value in response.headers.getlist("WWW-Authenticate"))
        digest = next((value for value in offered if value.lower().startswith("digest ")), "")
        self._challenge = digest if any(self._user_and_password()) else ""
        return bool(self._challenge)

    def _user_and_password(self) -> tuple[str, str]:
        if self._pair is None:
            user, at, _ = urlsplit(self._first).netloc.rpartition("@")
            if at:
                name, _, password = user.partition(":")
                self._pair = unquote(name), unquote(password)
            else:
                self._pair = self._own.user, _shown(self._own.password or "", self._own.user)
        return self._pair


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
