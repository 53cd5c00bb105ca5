"""How long a server calls its answer good for (RFC 9111, sections 5.2 and 5.3). Must not know connections."""

import re
from collections.abc import Mapping

from reader.sources.feeds.dates import read_date

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,12})", re.IGNORECASE)
_NO_STORE = re.compile(r"(?:^|[\s,])no-(?:cache|store)(?:$|[\s,=])", re.IGNORECASE)


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
