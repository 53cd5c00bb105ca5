"""Times in words: ages, days, dates, the time of day, and how long reading takes.

Pure. Must not know the clock: `now` is always passed in. Days are those of the
person's own time zone.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from reader.model import in_calendar

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_MINUTE, _HOUR, _DAY, _WEEK, _YEAR = 60, 3600, 86_400, 604_800, 31_557_600


def age(at: int, now: int) -> str:
    """Return how long before `now` the time `at` lies, in at most three cells: "now", "5m", "2h", "6d", "51w", "3y"."""
    seconds = now - at
    if seconds < _MINUTE:
        return "now"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE}m"
    if seconds < _DAY:
        return f"{seconds // _HOUR}h"
    if seconds < _WEEK:
        return f"{seconds // _DAY}d"
    if seconds < _YEAR:
        return f"{seconds // _WEEK}w"
    return f"{min(seconds // _YEAR, 99)}y"


def day_of(at: int) -> int:
    """Return the local day a time lies on, as the proleptic Gregorian ordinal."""
    return _local(at).toordinal()


def day_name(day: int, today: int) -> str:
    """Return what to call an ordinal day: "Today", "Yesterday", a weekday of the past week, else a date."""
    if day == today:
        return "Today"
    if day == today - 1:
        return "Yesterday"
    if day == today + 1:
        return "Tomorrow"
    on = date.fromordinal(day)
    if 0 < today - day < 7:
        return WEEKDAYS[on.weekday()]
    if on.year == date.fromordinal(today).year:
        return f"{WEEKDAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1]}"
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def date_text(at: int) -> str:
    """Return the local date of a time as "22 Nov 2026"."""
    on = _local(at)
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def clock_text(at: int) -> str:
    """Return the local time of day as "14:20"."""
    return f"{_local(at):%H:%M}"


def reading_time(words: int) -> str:
    """Return how long reading so many words takes, at 230 words a minute: "2 min", never less than one."""
    return f"{max(1, round(words / 230))} min"


def day_starts(times: Iterable[int], day_before: int | None) -> list[tuple[int, int]]:
    """Return (index, day) for each of `times` that lies on another day than the one before it."""
    starts: list[tuple[int, int]] = []
    begin = end = 0
    day = day_before
    for index, at in enumerate(times):
        if begin <= at < end:
            continue
        begin, end, today = _bounds(at)
        if today != day:
            starts.append((index, today))
            day = today
    return starts


def _bounds(at: int) -> tuple[int, int, int]:
    """Return the first second of a time's local day, that of the next day, and the day."""
    midnight = _local(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return int(midnight.timestamp()), int((midnight + timedelta(days=1)).timestamp()), midnight.toordinal()


def _local(at: int) -> datetime:
    return datetime.fromtimestamp(in_calendar(at))
