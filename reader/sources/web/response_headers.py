"""What an answer's headers say of time: how long it is good for, and how long a server asks to be left alone.

RFC 9111, sections 5.2 and 5.3, and RFC 9110, section 10.2.3. Pure.
"""

import re
import time
from collections.abc import Mapping

from reader.sources.dates import read_date

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,12})", re.IGNORECASE)
_NO_STORE = re.compile(r"(?:^|[\s,])no-(?:cache|store)(?:$|[\s,=])", re.IGNORECASE)
_LONGEST_WAIT = 31 * 24 * 3600


def read_max_age(headers: Mapping[str, str]) -> int | None:
    """Return the seconds an answer stays fresh, 0 where it is not to be kept, None where the server does not say.

    `max-age` counts before Expires, which is taken relative to the answer's own Date.
    """
    control = headers.get("Cache-Control", "")
    if _NO_STORE.search(control):
        return 0
    if found := _MAX_AGE.search(control):
        return int(found[1])
    if "Expires" not in headers:
        return None
    expires, sent = read_date(headers["Expires"]), read_date(headers.get("Date", ""))
    if expires is None or sent is None or expires <= sent:
        return None
    return expires - sent


def read_retry_after(headers: Mapping[str, str]) -> int | None:
    """Return the seconds a server asks to wait, at most 31 days, or None (RFC 9110, section 10.2.3).

    A date is taken relative to the answer's own Date, so that a wrong clock on either side does no harm.
    """
    value = headers.get("Retry-After", "").strip()
    if value.isdecimal() and value.isascii():
        return min(int(value[:12]), _LONGEST_WAIT)
    until = read_date(value) if value[:1].isalpha() else None
    if until is None:
        return None
    sent = read_date(headers.get("Date", ""))
    wait = until - (int(time.time()) if sent is None else sent)
    return min(wait, _LONGEST_WAIT) if wait >= 0 else None
