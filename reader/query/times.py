"""Dates and spans of a query (`2w`, `2026-11`, `today`) as times, in the time zone of the machine. Pure."""

import re
import time

from reader.query.tree import Key

_UNITS = {"h": 3600, "d": 86_400, "w": 7 * 86_400, "m": 30 * 86_400, "y": 365 * 86_400}
_SPAN = re.compile(r"([0-9]{1,4})([hdwmy])")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_DAYS = {"today": 0, "yesterday": 1}
_DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_span(value: str) -> bool:
    """Say whether `value` is a span of time, like 2w."""
    return _SPAN.fullmatch(value) is not None


def is_date(value: str) -> bool:
    """Say whether `value` is a day, month or year there is, from 1970 to 2999, or today or yesterday."""
    if value in _DAYS:
        return True
    match = _DATE.fullmatch(value)
    if match is None or not 1970 <= int(match[1]) <= 2999:
        return False
    month, day = int(match[2] or 1), int(match[3] or 1)
    return 1 <= month <= 12 and 1 <= day <= _length_of(int(match[1]), month)


def bounds(key: Key, value: str, now: int) -> tuple[int | None, int | None]:
    """Return from when (included) to when (not included) stories are meant, in seconds; None for without end."""
    if is_span(value):
        moment = now - _seconds(value)
        return (moment, None) if key in (Key.NEWER, Key.SINCE) else (None, moment)
    start, end = _stretch(value, now)
    if key is Key.ON:
        return start, end
    return (start, None) if key in (Key.NEWER, Key.SINCE) else (None, start)


def _seconds(value: str) -> int:
    return int(value[:-1]) * _UNITS[value[-1]]


def _stretch(value: str, now: int) -> tuple[int, int]:
    """Return when a day, month or year begins and when the next one does."""
    if value in _DAYS:
        year, month, day = time.localtime(now)[:3]
        return _midnight(year, month, day - _DAYS[value]), _midnight(year, month, day - _DAYS[value] + 1)
    match = _DATE.fullmatch(value)
    if match is None:
        raise AssertionError(f"{value} was never checked")
    year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    if match[3]:
        return _midnight(year, month, day), _midnight(year, month, day + 1)
    if match[2]:
        return _midnight(year, month, 1), _midnight(year, month + 1, 1)
    return _midnight(year, 1, 1), _midnight(year + 1, 1, 1)


def _midnight(year: int, month: int, day: int) -> int:
    """Return when a day begins here; a month 13 or a day 0 is the one after or before."""
    return int(time.mktime((year, month, day, 0, 0, 0, 0, 0, -1)))


def _length_of(year: int, month: int) -> int:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 28 if month == 2 and not leap else _DAYS_IN_MONTH[month - 1]
