"""Addresses as they may be shown: without passwords, and without what in their query is a secret.

Pure. Must not know who shows them, nor how anything is fetched.
"""

import re
from urllib.parse import urlsplit, urlunsplit

from reader.model import COMMAND_URL
from reader.reading.cleaning import clean_line

MASK = "***"
"""What stands in the place of a secret."""

_LONGEST = 4000
_KEYS = r"token|key|auth|sig|signature|password|passwd|pass|pwd|secret|jwt"
_SECRETS = re.compile(rf"([?&;#](?:[\w.%-]*(?:{_KEYS}))=)([^&#]+)", re.IGNORECASE)
_USER = re.compile(r"//[^/@]*@")


def masked_address(url: str) -> str:
    """Return all of `url`, on one line, with *** for who signs in and for the secrets of its query.

    Who signs in is masked with the password, as some servers take a token for a name. Of a command there is only the
    program: its arguments may be secrets.
    """
    if url.startswith(COMMAND_URL):
        program, *arguments = url.split(maxsplit=1)
        return clean_line(f"{program} …" if arguments else program, _LONGEST)
    try:
        parts = urlsplit(url)
        _, at, host = parts.netloc.rpartition("@")
        if at:
            url = urlunsplit(parts._replace(netloc=f"{MASK}@{host}"))
    except ValueError:
        url = _USER.sub(f"//{MASK}@", url)
    return clean_line(_SECRETS.sub(rf"\1{MASK}", url), _LONGEST)


def shown_address(url: str) -> str:
    """Return `url` masked, and no longer than a sentence has room for."""
    return clean_line(masked_address(url), limit=200)


def is_masked(url: str) -> bool:
    """Say whether an address has *** where a secret belongs, so that it leads nowhere."""
    return f"={MASK}" in url or f"{MASK}@" in url


def without_secrets(url: str) -> str:
    """Return `url` without user and password, and without its query where that holds a secret."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2])
    return urlunsplit(bare._replace(query="", fragment="") if holds_secret_in_query(url) else bare)


def holds_secret_in_query(url: str) -> bool:
    """Say whether the query of an address holds what is masked."""
    return not url.startswith(COMMAND_URL) and _SECRETS.search(url) is not None


def unmasked(typed: str, known: str) -> str:
    """Return an address a person typed with the secrets of a known one in the place of ***, on the same server only.

    So what is shown masked can be edited, copied and handed back.
    """
    if MASK not in typed:
        return typed
    try:
        new, old = urlsplit(typed), urlsplit(known)
    except ValueError:
        return typed
    user, at, host = new.netloc.rpartition("@")
    known_user, _, known_host = old.netloc.rpartition("@")
    if (new.scheme, host.lower()) != (old.scheme, known_host.lower()):
        return typed
    if at and user == MASK:
        new = new._replace(netloc=f"{known_user}@{host}")
    secrets = {key[1:]: value for key, value in _SECRETS.findall(f"?{old.query}")}
    query = _SECRETS.sub(lambda one: _put_back(one, secrets), f"?{new.query}")[1:]
    return urlunsplit(new._replace(query=query))


def _put_back(one: re.Match[str], secrets: dict[str, str]) -> str:
    return f"{one[1]}{secrets.get(one[1][1:], MASK) if one[2] == MASK else one[2]}"
