"""The network: one address asked for, politely and within limits.

The only room that knows the HTTP client. Must not know what the bytes mean, and keeps nothing between two calls
but connections.
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
