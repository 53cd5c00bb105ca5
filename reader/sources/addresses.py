"""Addresses of feeds: as people write them, and as they are fetched.

Must not know the network, nor what of an address may be shown.
"""

import re
from urllib.parse import urljoin, urlsplit, urlunsplit

from reader.reading.cleaning import clean_line, clean_url, is_openable, is_whole_url
from reader.reading.masking import shown_address

_LONGEST = 4000
_FEED_SCHEMES = re.compile(r"^(?:feed|itpc|pcast|rss)s?:(?://)?", re.IGNORECASE)
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:(?!\d+(?:/|$))", re.IGNORECASE)
_HOST = re.compile(r"^(?:localhost|[\w-]+(?:\.[\w-]+)+|\d+(?:\.\d+){3})(?::\d+)?(?:[/?#]|$)", re.IGNORECASE)


def tidy_address(text: str) -> str:
    """Return the http or https address `text` means, or "" where it means none, or one of more than 4,000 characters.

    `feed:` and `feed://` are taken off, a bare host gets https.
    """
    address = clean_line(text, limit=_LONGEST + 1)
    bare = _FEED_SCHEMES.sub("", address)
    if bare != address and not _SCHEME.match(bare):
        bare = "http://" + bare
    elif not _SCHEME.match(bare) and _HOST.match(bare):
        bare = "https://" + bare
    url = clean_url(bare)
    return url if is_web(url) and len(url) <= _LONGEST else ""


def is_web(url: str) -> bool:
    """Say whether `url` is a http or https address with a host."""
    try:
        parts = urlsplit(url)
        return parts.scheme.lower() in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def resolved_link(link: str, base: str) -> str:
    """Return `link` resolved against `base`, or "" where it is nothing a browser may be given."""
    if is_whole_url(link):
        return link
    link = clean_url(link)
    if not link:
        return ""
    try:
        resolved = clean_url(urljoin(base, link))
    except ValueError:
        return ""
    return resolved if is_openable(resolved) else ""


def without_credentials(url: str) -> str:
    """Return `url` without user, password and fragment."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment=""))


def host_of(url: str) -> str:
    """Return the host of `url` fit to be shown, or the whole address where it has none."""
    try:
        return clean_line(urlsplit(url).hostname or "", limit=100) or shown_address(url)
    except ValueError:
        return shown_address(url)
