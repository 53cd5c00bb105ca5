"""When a feed is checked next. Pure: times come in and go out as seconds since the epoch."""

from reader.model import FeedKind

_LONGEST_BACKOFF = 24 * 3600
_MOST_DOUBLINGS = 6


def after_success(kind: FeedKind, now: int, interval: int) -> int:
    """Return when a feed that answered is due again, `interval` seconds later; what lies on disk always is."""
    return now + interval if kind is FeedKind.WEB else 0


def after_failure(kind: FeedKind, now: int, interval: int, failures: int, retry_after: int | None = None) -> int:
    """Return when a feed that failed for the `failures`th time in a row is due again.

    Each failure doubles the wait, up to a day; a server that said how many seconds to wait gets at least those.
    """
    if kind is not FeedKind.WEB:
        return 0
    doublings = min(failures, _MOST_DOUBLINGS)
    wait = min(interval << doublings, max(_LONGEST_BACKOFF, interval))
    return now + max(wait, retry_after or 0)
