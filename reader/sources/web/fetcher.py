"""The HTTP fetcher: conditional requests, redirects, and limits on time and size, for one address at a time."""

import http.client
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import ip_network
from typing import TypeVar
from urllib.parse import urlsplit

import urllib3
from urllib3 import exceptions as trouble
from urllib3.response import BaseHTTPResponse

from reader.config import FeedSettings
from reader.model import Validators
from reader.reading.cleaning import clean_line
from reader.reading.masking import shown_address
from reader.sources.addresses import host_of, without_credentials
from reader.sources.private_network import reaches_inside
from reader.sources.web.bodies import WHOLE, OnChunk, digest_of, read_content, stream_content
from reader.sources.web.connections import Pools, thread_limits
from reader.sources.web.credentials import Credentials
from reader.sources.web.failures import (
    DamagedBodyError,
    FetchError,
    HeadersTooLongError,
    Limits,
    PrivateAddressError,
    TooLargeError,
    headers_too_long,
    hung_up,
    inside,
    refusal,
    sentence,
    too_large,
    unreachable_in,
)
from reader.sources.web.redirects import PERMANENT, fetchable, gives_up_tls, moved, redirect_of
from reader.sources.web.response_headers import read_max_age

T = TypeVar("T")

BeforeRequest = Callable[[str], None]
"""Is called with an address before that is requested too, and raises where it is not to be."""

Settings = Callable[[str], FeedSettings]
"""What a person set for the feed at an address."""

_Take = Callable[[BaseHTTPResponse, str, str, Limits], T]
"""Takes the last answer, from that address, which is where the first one moved to or ""."""

_NOTHING_KEPT = Validators()
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1"
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A server's answer, unpacked; `content` is empty where it is `unchanged` (304).

    `digest` is 16 bytes that tell this content from another.
    `url` is the final address without credentials. `validators` are those to keep from now on. `moved_to` is where
    the feed lives now, or "" unless every redirect was permanent and none gave up https. `max_age` is how many seconds
    the server calls its answer good for, if it says so. `links` is the header that names what belongs to a page.
    """

    url: str
    content: bytes = b""
    digest: bytes = b""
    content_type: str = ""
    validators: Validators = _NOTHING_KEPT
    unchanged: bool = False
    moved_to: str = ""
    max_age: int | None = None
    links: str = ""


def _no_settings(_: str) -> FeedSettings:
    return FeedSettings()


def _no_objection(_: str) -> None:
    return None


class Fetcher:
    """Fetches addresses over one pool of connections; safe to use from several threads."""

    def __init__(
        self,
        limits: Limits,
        version: str,
        settings: Settings = _no_settings,
        accept: str = "",
        private_hosts: Collection[str] = (),
        public_networks: Collection[str] = (),
    ) -> None:
        self._limits = limits
        self._settings = settings
        self._private_hosts = private_hosts
        self._public_networks = tuple(map(ip_network, public_networks))
        self._accept = accept or _ACCEPT
        self._agent = f"reader/{version} (+https://github.com/reader-tui/reader)"
        self._pools = Pools()

    def close(self) -> None:
        """Close all connections."""
        self._pools.close()

    def fetch(
        self,
        url: str,
        validators: Validators = _NOTHING_KEPT,
        before_request: BeforeRequest = _no_objection,
        typed: str = "",
    ) -> Fetched:
        """Return what is at `url`, asking only for what changed since `validators` were given.

        `before_request` is called before each request after the first, and raises where it is not to be made.
        `typed` is the address a person gave that this goes back to: only where that names a private host itself are
        hosts of a private network asked. Raises FetchError with one sentence, whatever goes wrong.
        """

        def take(response: BaseHTTPResponse, hop: str, moved_to: str, limits: Limits) -> Fetched:
            return _fetched_from(response, hop, validators, moved_to, limits)

        wanted = {"Accept": self._accept, **_conditions(validators)}
        return self._follow(url, wanted, before_request, take, typed)

    def save(self, url: str, on_chunk: OnChunk, before_request: BeforeRequest = _no_objection, typed: str = "") -> str:
        """Hand what is at `url` to `on_chunk`, and return its media type, "" where the server does not say.

        `before_request` and `typed` as for `fetch`. Raises FetchError with one sentence, whatever goes wrong with the
        network.
        """

        def take(response: BaseHTTPResponse, hop: str, _: str, limits: Limits) -> str:
            return stream_content(response, hop, limits, on_chunk)

        return self._follow(url, {"Accept": "*/*", "Accept-Encoding": "identity"}, before_request, take, typed)

    def _follow(
        self,
        url: str,
        wanted: Mapping[str, str],
        before_request: BeforeRequest,
        take: _Take[T],
        typed: str,
    ) -> T:
        """Ask for `url` with these headers, follow where it leads, and let `take` take the last answer."""
        own = self._settings(url)
        limits = self._limits.narrowed(own)
        thread_limits.deadline = time.monotonic() + limits.seconds
        thread_limits.silence = limits.silence
        first = hop = fetchable(url)
        thread_limits.public_networks = self._public_networks
        thread_limits.reaches_inside = reaches_inside(typed, self._private_hosts)
        credentials = Credentials(first, own)
        permanent = True
        asked = 0
        while asked <= limits.redirects:
            if asked or credentials.is_challenged:
                before_request(hop)
            headers = {"User-Agent": self._agent, **wanted, **credentials.headers(hop)}
            with self._response_to(hop, headers, limits, before_request, inside(hop, first, typed)) as response:
                if credentials.can_answer(hop, response):
                    continue
                asked += 1
                target = redirect_of(response, hop)
                if not target:
                    moved_to = moved(first, hop) if permanent and hop != first else ""
                    with credentials.blamed(hop):
                        return take(response, hop, moved_to, limits)
                permanent = permanent and response.status in PERMANENT and not gives_up_tls(hop, target)
                hop = target
        raise FetchError(f"{host_of(first)} redirects more than {limits.redirects} times.")

    @contextmanager
    def _response_to(
        self, hop: str, headers: dict[str, str], limits: Limits, before_request: BeforeRequest, private_sentence: str
    ) -> Iterator[BaseHTTPResponse]:
        """Give the answer to one request, its body still to be read; every failure becomes a FetchError.

        `private_sentence` is the sentence for a host that lies in a private network and must not be asked.
        """
        response = None
        try:
            response = self._request_with_retry(hop, headers, limits, before_request)
            yield response
        except FetchError:
            raise
        except PrivateAddressError:
            raise FetchError(private_sentence) from None
        except HeadersTooLongError:
            raise FetchError(headers_too_long(hop)) from None
        except TooLargeError:
            raise FetchError(f"{shown_address(hop)} {too_large(limits)}") from None
        except DamagedBodyError:
            raise FetchError(f"{host_of(hop)} sent a damaged answer: its compression is broken.") from None
        except (trouble.HTTPError, http.client.HTTPException, OSError, ValueError) as error:
            said = sentence(error, hop, limits)
            raise FetchError(said, url=without_credentials(hop), unreachable=unreachable_in(error)) from error
        finally:
            if response is not None:
                response.close()

    def _request_with_retry(
        self, hop: str, headers: dict[str, str], limits: Limits, before_request: BeforeRequest
    ) -> BaseHTTPResponse:
        """Ask, and once more where a kept connection was closed meanwhile (RFC 9112, section 9.3.1)."""
        try:
            return self._request(hop, headers, limits)
        except (trouble.HTTPError, OSError) as error:
            if not (thread_limits.kept and hung_up(error)):
                raise
        before_request(hop)
        return self._request(hop, headers, limits)

    def _request(self, hop: str, headers: dict[str, str], limits: Limits) -> BaseHTTPResponse:
        left = thread_limits.remaining()
        thread_limits.through_proxy = not self._pools.is_direct(hop)
        thread_limits.admit_host(urlsplit(hop).hostname or "")
        return self._pools.to(hop).request(
            "GET",
            without_credentials(hop),
            headers=headers,
            timeout=urllib3.Timeout(connect=min(limits.connect_seconds, left), read=left),
            retries=False,
            redirect=False,
            preload_content=False,
            decode_content=False,
        )


def _conditions(validators: Validators) -> dict[str, str]:
    headers = {"Accept-Encoding": "gzip, deflate"}
    if validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators.last_modified:
        headers["If-Modified-Since"] = validators.last_modified
    return headers


def _fetched_from(
    response: BaseHTTPResponse, hop: str, validators: Validators, moved_to: str, limits: Limits
) -> Fetched:
    kept = Validators(response.headers.get("ETag", ""), response.headers.get("Last-Modified", ""))
    url = without_credentials(hop)
    max_age = read_max_age(response.headers)
    if response.status == HTTPStatus.NOT_MODIFIED and validators != _NOTHING_KEPT:
        response.drain_conn()  # there is no body, and so nothing else that would free the connection for the next
        kept = Validators(kept.etag or validators.etag, kept.last_modified or validators.last_modified)
        return Fetched(url, validators=kept, unchanged=True, moved_to=moved_to, max_age=max_age)
    if response.status not in WHOLE:
        raise refusal(response, hop)
    content = read_content(response, hop, limits)
    content_type = clean_line(response.headers.get("Content-Type", ""))
    links = response.headers.get("Link", "")
    return Fetched(url, content, digest_of(content), content_type, kept, False, moved_to, max_age, links)
