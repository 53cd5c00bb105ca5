"""The schedule: when a feed is checked next. Pure: times come in and go out as seconds since the epoch.

A feed is checked as often as it publishes, less and less while it fails,
never before its server wants it, and no two feeds in step.
"""

import hashlib
from collections.abc import Sequence
from itertools import pairwise

from reader.model import Feed, FeedId, NextCheck

ON_DISK = NextCheck(0)
"""What lies on disk is always due: looking costs nobody anything."""

RECENT = 10
"""How many of a feed's newest stories tell its rhythm."""

LIKELY_GONE = 14 * 86_400
"""Seconds of nothing but "not there" after which a feed is taken to be gone, perhaps."""

_JUST_CHECKED = 60
_DAY = 86_400
_WEEK = 7 * _DAY
_SILENT_90_DAYS = 90 * _DAY
_MISSING_60_DAYS = 60 * _DAY
_SILENT_YEAR = 365 * _DAY
_LONGEST_ASKED = _DAY
_LONGEST_BACKOFF = _DAY
_MOST_DOUBLINGS = 6
_JITTER = 0.1


def check_interval(published: Sequence[int], now: int, floor: int) -> int:
    """Return the seconds between two checks of a feed whose newest stories stand at `published`, newest first.

    Half the median gap between them, at least `floor` and at most a day; a day for a feed silent for 90 days, a week
    for one silent for a year. One that never said when it publishes is checked every `floor` seconds.
    """
    if len(published) < 2:
        return floor
    silence = now - published[0]
    if silence > _SILENT_YEAR:
        return max(_WEEK, floor)
    if silence > _SILENT_90_DAYS:
        return max(_DAY, floor)
    gaps = sorted(newer - older for newer, older in pairwise(published))
    middle = (gaps[len(gaps) // 2] + gaps[~len(gaps) // 2]) // 2
    return max(floor, min(middle // 2, _DAY))


def after_success(feed: FeedId, now: int, interval: int, asked: int | None = None) -> NextCheck:
    """Return when a feed that answered is due again: after its interval, or the later time its server asked for.

    The server gets the seconds it `asked` for up to a day, and a little more, so that feeds it serves do not
    come back in step.
    """
    own = now + _jittered(interval, feed)
    wished = min(asked or 0, _LONGEST_ASKED)
    latest = now + wished + int(wished * _JITTER * _share(feed))
    return NextCheck(latest, asked=True) if latest > own else NextCheck(own)


def after_failure(feed: FeedId, now: int, interval: int, failures: int, retry_after: int | None = None) -> NextCheck:
    """Return when a feed that failed for the `failures`th time in a row is due again.

    Each failure doubles the wait, up to a day; a server that said how many seconds to wait gets at least those.
    """
    doubled = min(interval << min(failures, _MOST_DOUBLINGS), max(_LONGEST_BACKOFF, interval))
    own = _jittered(doubled, feed)
    wished = retry_after or 0
    return NextCheck(now + wished, asked=True) if wished > own else NextCheck(now + own)


def interval_missing(since: int, now: int) -> int:
    """Return the shortest wait between two checks of a feed whose server says since then that nothing is there."""
    if now - since > _MISSING_60_DAYS:
        return _WEEK
    return _DAY if now - since > LIKELY_GONE else 0


def was_just_checked(feed: Feed, now: int) -> bool:
    """Say whether the last check is less than a minute ago, so that another one makes no sense."""
    return feed.checked is not None and now - _JUST_CHECKED < feed.checked <= now


def _jittered(seconds: int, feed: FeedId) -> int:
    """Return `seconds` give or take a tenth, for one feed always the same."""
    return seconds + int(seconds * _JITTER * (2 * _share(feed) - 1))


def _share(feed: FeedId) -> float:
    """Return a number from 0 to 1 that belongs to the feed."""
    return hashlib.blake2b(feed.to_bytes(8), digest_size=1).digest()[0] / 255
