"""The network: one address asked for, politely and within limits.

The only room that knows the HTTP client. Must not know what the bytes mean, and keeps nothing between two calls
but connections.
"""

from reader.sources.fetching.failures import FetchError, Lack, Limits, read_retry_after
from reader.sources.fetching.fetcher import Fetched, Fetcher, digest_of

__all__ = ["FetchError", "Fetched", "Fetcher", "Lack", "Limits", "digest_of", "read_retry_after"]
