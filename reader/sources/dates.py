"""Dates and durations as publishers write them, from RFC 822 to a German newspaper's.

Owns the reading of their text. Never looks at the clock, and never guesses: what is not understood is None.
Whether a date is plausible is judged elsewhere.
"""

import re
import unicodedata
import warnings
from datetime import UTC, date, datetime
from functools import lru_cache

_MONTHS = (
    "january jan januar januari jaenner janner janvier janv enero ene gennaio gen janeiro styczen stycznia sty "
    "января янв",
    "february feb februar februari fevrier fevr fev febrero febbraio fevereiro luty lutego lut февраля фев",
    "march mar marz maerz mrz maart mrt mars marzo marco marzec marca марта мар",
    "april apr avril avr abril abr aprile kwiecien kwietnia kwi апреля апр",
    "may mai mei maj mayo maggio mag maio maja мая май",
    "june jun juni juin junio giugno giu junho czerwiec czerwca cze июня июн",
    "july jul juli juillet juil julio luglio lug julho lipiec lipca lip июля июл",
    "august aug augustus augusti aout août agosto ago sierpien sierpnia sie августа авг",
    "september sep sept septembre septiembre set settembre setembro wrzesien wrzesnia wrz сентября сен сент",
    "october oct oktober okt octobre octubre ottobre ott outubro out pazdziernik pazdziernika paz октября окт",
    "november nov novembre noviembre novembro listopad listopada lis ноября ноя нояб",
    "december dec dezember dez decembre diciembre dic dicembre dezembro grudnia gru декабря дек desember des",
)
_ZONE_NAMES = (
    (-600, "hst"),
    (-540, "akst"),
    (-480, "pst akdt"),
    (-420, "mst pdt"),
    (-360, "cst mdt"),
    (-300, "est cdt"),
    (-240, "edt ast clt"),
    (-210, "nst"),
    (-180, "adt art brt clst"),
    (-150, "ndt"),
    (0, "gmt ut utc wet z"),
    (60, "bst cet mez west"),
    (120, "cat cest eet mesz sast"),
    (180, "eat eest msk trt"),
    (240, "gst"),
    (300, "pkt"),
    (330, "ist"),
    (345, "npt"),
    (420, "ict wib"),
    (480, "awst hkt pht sgt"),
    (540, "jst kst"),
    (570, "acst"),
    (600, "aest"),
    (630, "acdt"),
    (660, "aedt"),
    (720, "nzst"),
    (780, "nzdt"),
)
_ZONES = {name: minutes for minutes, names in _ZONE_NAMES for name in names.split()}
_DIGITS = re.compile(r"[+-]?\d{9,10}(?:\.\d+)?")
_MILLISECONDS = re.compile(r"\d{13}")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:[T ]?(\d\d)(\d\d)(\d\d)?(?:[.,]\d+)?\s*([^\d\s].*)?)?")
_TIME = re.compile(
    r"(?:(?<=[\sT,日일])|^)(\d{1,2})[:h](\d{2})(?:[:.](\d{2}))?(?:[.,]\d+)?(?:\s*([ap])\.?m\b\.?)?(?!\d)", re.IGNORECASE
)
_OFFSET = re.compile(r"^(?:gmt|utc|ut|z)?\s*([+-])\s*(\d{1,2}):?(\d{2})?(?!\d)", re.IGNORECASE)
_ZONE = re.compile(r"^([a-z]{1,5})\b")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s*[-/.年년]\s*(\d{1,2})(?:\s*[-/.月월]\s*(\d{1,2}))?(?!\d)")
_WEEK = re.compile(r"(?<!\d)(\d{4})-?W(\d{2})(?:-?([1-7]))?(?!\d)", re.IGNORECASE)
_DAY_OF_YEAR = re.compile(r"(?<!\d)(\d{4})-(\d{3})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s*\.\s*(\d{1,2})\s*\.\s*(\d{4}|\d{2})(?!\d)")
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+")
_LONGEST = 120
_EPOCH = date(1970, 1, 1).toordinal()
_LONGEST_DURATION = 1000 * 3600
_CLOCK_DURATION = re.compile(
    r"(?:(?P<hours>\d{1,4}):)?(?:(?P<minutes>\d{1,5}):)?(?P<seconds>\d{1,7})(?:[.,]\d*)?", re.ASCII
)
_ISO_DURATION = re.compile(
    r"P(?:(?P<days>\d{1,3})D)?T?(?:(?P<hours>\d{1,4})H)?(?:(?P<minutes>\d{1,5})M)?(?:(?P<seconds>\d{1,7})(?:[.,]\d*)?S)?",
    re.ASCII | re.IGNORECASE,
)
_UNIT_SECONDS = {"days": 86_400, "hours": 3600, "minutes": 60, "seconds": 1}

Moment = tuple[int, int, int, int]
"""Hour, minute, second, and the offset from UTC in minutes."""


@lru_cache(maxsize=1024)
def read_date(text: str) -> int | None:
    """Return the seconds since the epoch that `text` means, or None; no zone is read as UTC, no time as midnight.

    Reads ISO 8601, RFC 822, 850 and 9110, seconds and milliseconds since the epoch, and what newspapers write in a
    dozen languages; then asks dateutil. A time without a date is None.
    """
    text = " ".join(unicodedata.normalize("NFKC", text[: 4 * _LONGEST]).split()).strip(" ,;")
    if not text or len(text) > _LONGEST:
        return None
    for reading in (_read_number, _read_compact, _read_common, _read_by_dateutil):
        try:
            moment = reading(text)
        except (ValueError, OverflowError):
            continue
        if moment is not None:
            return moment
    return None


def from_datetime(value: date) -> int:
    """Return the seconds since the epoch of a date or datetime; a naive one is read as UTC."""
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=UTC)
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return int(aware.timestamp() // 1)


def read_duration(text: str) -> int | None:
    """Return the whole seconds of "1:02:03", "62:03", "3723" or "PT1H2M3S" (ISO 8601); None where it is none of these.

    Nothing, and more than a thousand hours, is no duration either.
    """
    text = text.strip()
    if text.count(":") == 1:
        text = f"0:{text}"
    found = _CLOCK_DURATION.fullmatch(text) or _ISO_DURATION.fullmatch(text)
    if found is None:
        return None
    total = sum(_UNIT_SECONDS[unit] * int(digits) for unit, digits in found.groupdict().items() if digits)
    return total if 0 < total <= _LONGEST_DURATION else None


def _read_number(text: str) -> int | None:
    if _MILLISECONDS.fullmatch(text):
        return int(text) // 1000
    return int(float(text) // 1) if _DIGITS.fullmatch(text) else None


def _read_compact(text: str) -> int | None:
    match = _COMPACT.fullmatch(text)
    if not match:
        return None
    day = date(int(match[1]), int(match[2]), int(match[3]))
    clock = (int(match[4] or 0), int(match[5] or 0), int(match[6] or 0), _offset_of(match[7] or ""))
    return _seconds(day, clock)


def _read_common(text: str) -> int | None:
    time = _TIME.search(text)
    calendar = text if time is None else f"{text[: time.start()]} ; {_OFFSET.sub('', text[time.end() :].lstrip())}"
    day = _iso_day(calendar) or _worded_day(calendar) or _numbered_day(calendar)
    if day is None:
        return None
    return _seconds(day, (0, 0, 0, 0) if time is None else _clock(time, text[time.end() :]))


def _clock(time: re.Match[str], rest: str) -> Moment:
    hour, minute, second = int(time[1]), int(time[2]), int(time[3] or 0)
    if time[4]:
        hour = hour % 12 + (12 if time[4].lower() == "p" else 0)
    return hour, minute, second, _offset_of(rest)


def _offset_of(zone: str) -> int:
    """Return how many minutes `zone` is ahead of UTC; 0 for an unknown one (RFC 5322, section 4.3)."""
    zone = zone.strip(" ([").lower()
    offset = _OFFSET.match(zone)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        return minutes if offset[1] == "+" else -minutes
    name = _ZONE.match(zone)
    return _ZONES.get(name[1], 0) if name else 0


def _seconds(day: date, clock: Moment) -> int:
    hour, minute, second, offset = clock
    if hour > 24 or minute > 59 or second > 60 or abs(offset) > 18 * 60:
        raise ValueError("no such time")
    return (day.toordinal() - _EPOCH) * 86_400 + hour * 3_600 + (minute - offset) * 60 + second


def _iso_day(text: str) -> date | None:
    week = _WEEK.search(text)
    if week:
        return date.fromisocalendar(int(week[1]), int(week[2]), int(week[3] or 1))
    ordinal = _DAY_OF_YEAR.search(text)
    if ordinal:
        first = date(int(ordinal[1]), 1, 1)
        day = date.fromordinal(first.toordinal() + int(ordinal[2]) - 1)
        return day if day.year == first.year else None
    usual = _YEAR_FIRST.search(text)
    return date(int(usual[1]), int(usual[2]), int(usual[3] or 1)) if usual else None


def _worded_day(text: str) -> date | None:
    """Read "Monday, 2nd of January 2023", "2 janv. 23" and "January 2, 2023": the last word that is a month counts."""
    months = [word for word in _WORD.finditer(text) if _folded(word[0]) in _MONTH_NUMBERS]
    if not months:
        return None
    month = months[-1]
    before, after = _NUMBER.findall(text[: month.start()]), _NUMBER.findall(text[month.end() :])
    nearest = [*reversed(before), *after]
    years = [number for number in nearest if len(number) == 4]
    short = [number for number in nearest if len(number) <= 2]
    if not years and len(short) < 2:
        return None
    year = int(years[0]) if years else _full_year(int(short[1]))
    return date(year, _MONTH_NUMBERS[_folded(month[0])], int(short[0]) if short else 1)


def _numbered_day(text: str) -> date | None:
    dotted = _DAY_FIRST.search(text)
    if dotted:
        return date(_full_year(int(dotted[3])), int(dotted[2]), int(dotted[1]))
    slashed = _SLASHED.search(text)
    if not slashed:
        return None
    first, second, year = int(slashed[1]), int(slashed[2]), int(slashed[3])
    return date(year, second, first) if first > 12 else date(year, first, second)


def _full_year(year: int) -> int:
    if year > 99:
        return year
    return 2000 + year if year < 69 else 1900 + year


def _read_by_dateutil(text: str) -> int | None:
    """Ask dateutil twice with different days to fill gaps from, and believe it where it used neither."""
    if text.isdecimal():
        return None
    from dateutil import parser

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", parser.UnknownTimezoneWarning)
        first = parser.parse(text, default=datetime(2000, 1, 1))
        second = parser.parse(text, default=datetime(2001, 2, 1))
    return from_datetime(first) if first == second else None


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFD", word.lower())
    return "".join(char for char in plain if not unicodedata.combining(char))


_MONTH_NUMBERS = {_folded(name): number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
