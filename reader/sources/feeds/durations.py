"""How long an attached file plays, as publishers write it.

Pure; must not know where it is written.
"""

import re

_LONGEST = 1000 * 3600
_CLOCK = re.compile(r"(?:(?P<hours>\d{1,4}):)?(?:(?P<minutes>\d{1,5}):)?(?P<seconds>\d{1,7})(?:[.,]\d*)?", re.ASCII)
_ISO = re.compile(
    r"P(?:(?P<days>\d{1,3})D)?T?(?:(?P<hours>\d{1,4})H)?(?:(?P<minutes>\d{1,5})M)?(?:(?P<seconds>\d{1,7})(?:[.,]\d*)?S)?",
    re.ASCII | re.IGNORECASE,
)
_SECONDS = {"days": 86_400, "hours": 3600, "minutes": 60, "seconds": 1}


def read_duration(text: str) -> int | None:
    """Return the whole seconds of "1:02:03", "62:03", "3723" or "PT1H2M3S" (ISO 8601); None where it is none of these.

    Nothing, and more than a thousand hours, is no duration either.
    """
    text = text.strip()
    if text.count(":") == 1:
        text = f"0:{text}"
    found = _CLOCK.fullmatch(text) or _ISO.fullmatch(text)
    if found is None:
        return None
    total = sum(_SECONDS[unit] * int(digits) for unit, digits in found.groupdict().items() if digits)
    return total if 0 < total <= _LONGEST else None
