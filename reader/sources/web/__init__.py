"""The network: one address fetched, within limits.

fetcher             conditional requests, redirects, limits
connections         kept open, with deadlines and proxies
bodies              unpacked and limited
redirects           addresses along a chain of redirects
response_headers    max-age, Retry-After
failures            what can go wrong, each with its sentence; the limits of one request
credentials         what a feed that asks for a password is sent
secrets             where passwords are read from
feed_links          the feeds a page names
known_sites         feed addresses of well-known services
article_extraction  the article in a page

The only package that knows the HTTP client. Must not know what the bytes mean, and keeps nothing between two calls but
connections.
"""

from reader.sources.web.bodies import OnChunk, digest_of
from reader.sources.web.failures import FetchError, Limits, Unreachable
from reader.sources.web.fetcher import BeforeRequest, Fetched, Fetcher
from reader.sources.web.response_headers import read_retry_after

__all__ = [
    "BeforeRequest",
    "FetchError",
    "Fetched",
    "Fetcher",
    "Limits",
    "OnChunk",
    "Unreachable",
    "digest_of",
    "read_retry_after",
]
