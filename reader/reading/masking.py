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
    """Return all of `url`, on one line, with *** for a password and for the secrets of its query.

    Of a command there is only the program: its arguments may be secrets.
    """
    if url.startswith(COMMAND_URL):
        program, _, arguments = url.partition(" ")
        return clean_line(f"{program} …" if arguments else program, _LONGEST)
    try:
        parts = urlsplit(url)
        user, at, host = parts.netloc.rpartition("@")
        if at:
            url = urlunsplit(parts._replace(netloc=f"{_masked_user(user)}@{host}"))
    except ValueError:
        url = _USER.sub(f"//{MASK}@", url)
    return clean_line(_SECRETS.sub(rf"\1{MASK}", url), _LONGEST)


def shown_address(url: str) -> str:
    """Return `url` masked, and no longer than a sentence has room for."""
    return clean_line(masked_address(url), limit=200)


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
    if at and user == _masked_user(known_user):
        new = new._replace(netloc=f"{known_user}@{host}")
    secrets = {key[1:]: value for key, value in _SECRETS.findall(f"?{old.query}")}
    query = _SECRETS.sub(lambda one: _put_back(one, secrets), f"?{new.query}")[1:]
    return urlunsplit(new._replace(query=query))


def _put_back(one: re.Match[str], secrets: dict[str, str]) -> str:
    return f"{one[1]}{secrets.get(one[1][1:], MASK) if one[2] == MASK else one[2]}"


def _masked_user(user: str) -> str:
    return f"{user.partition(':')[0]}:{MASK}" if ":" in user else MASK
