"""The network: one address asked for, politely and within limits.

The only room that knows the HTTP client. Must not know what the bytes mean, and keeps nothing between two calls
but connections.
"""

from reader.sources.web.bodies import Each, digest_of
from reader.sources.web.failures import FetchError, Lack, Limits
from reader.sources.web.fetcher import Fetched, Fetcher, MayAsk
from reader.sources.web.response_headers import read_retry_after

__all__ = ["Each", "FetchError", "Fetched", "Fetcher", "Lack", "Limits", "MayAsk", "digest_of", "read_retry_after"]
