"""What a failed check leads to: 410 ends the checks, 404 for two weeks is likely gone, Retry-After or back-off delays.

Owns what a person is told of it, and what is recorded. `schedule` holds the lengths of the waits; the sentence of each
failure comes with its error, from `reader.sources.web.failures`.
"""

from http import HTTPStatus

from reader.errors import ReaderError
from reader.library import Library
from reader.model import Feed, NextCheck
from reader.reading.cleaning import clean_line
from reader.refreshing import schedule
from reader.refreshing.storing import interval_of
from reader.sources.web import FetchError


def store_failure(library: Library, feed: Feed, error: ReaderError, now: int, floor: int) -> str:
    """Note a check that failed, part of the caller's transaction; return the reason in words."""
    state = library.checks.state(feed.id)
    status = error.status if isinstance(error, FetchError) else None
    since = (state.missing_since or now) if status == HTTPStatus.NOT_FOUND else None
    message = clean_line(str(error))
    if status == HTTPStatus.GONE:
        message += " It is not checked any more; R on it, or its id after 'reader refresh --feed', tries again."
    if since is not None and now - since > schedule.LIKELY_GONE:
        message += f" That has been so for {(now - since) // 86_400} days: it may be gone."
    library.checks.record_failure(feed.id, message, now, _next_try(library, feed, error, since, now, floor))
    if since is not None:
        library.checks.note_missing(feed.id, since)
    if status == HTTPStatus.GONE:
        library.checks.stop(feed.id)
    return message


def _next_try(
    library: Library, feed: Feed, error: ReaderError, missing_since: int | None, now: int, floor: int
) -> NextCheck:
    if not feed.is_fetched:
        return schedule.ON_DISK
    interval = interval_of(library, feed.id, now, floor)
    if missing_since is not None:
        interval = max(interval, schedule.interval_missing(missing_since, now))
    retry_after = error.retry_after if isinstance(error, FetchError) else None
    failures = library.checks.state(feed.id).failures + 1
    return schedule.after_failure(feed.id, now, interval, failures, retry_after)
