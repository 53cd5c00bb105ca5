"""Secrets read from where they are kept, when they are needed, and never shown.

Owns the ways to a secret: a command, the environment, the keyring. Must not know what one is for.
"""

import os
import subprocess
from functools import lru_cache
from importlib import import_module
from threading import Lock
from typing import Any

from reader.config import Secret
from reader.errors import SourceError
from reader.reading.cleaning import clean_line

_SECONDS = 30
_one_at_a_time = Lock()  # a command may ask its owner to unlock something: once, not sixteen times


def reveal(secret: Secret, user: str = "") -> str:
    """Return a secret; raises SourceError with a sentence that does not give it away."""
    with _one_at_a_time:
        if secret.command:
            return _printed_by(secret.command)
        if secret.env:
            return _in_environment(secret.env)
        return _in_keyring(secret.keyring, user)


@lru_cache(maxsize=256)
def _printed_by(command: tuple[str, ...]) -> str:
    name = clean_line(command[0], 80)
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=True, text=True
        )
    except subprocess.TimeoutExpired:
        raise SourceError(f"The command {name} gave no secret within {_SECONDS} seconds.") from None
    except subprocess.CalledProcessError as error:
        raise SourceError(f"The command {name} gave no secret: it ended with status {error.returncode}.") from None
    except (OSError, ValueError) as error:
        raise SourceError(f"The command {name} cannot be run: {_reason(error)}.") from None
    lines = done.stdout.splitlines()
    if not lines or not lines[0]:
        raise SourceError(f"The command {name} printed no secret.")
    return lines[0]


def _in_environment(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise SourceError(f"The variable {clean_line(name, 80)} is to hold a secret, but is not set.")
    return value


@lru_cache(maxsize=256)
def _in_keyring(service: str, user: str) -> str:
    try:
        keyring: Any = import_module("keyring")
    except ImportError:
        raise SourceError(
            "A secret is in the keyring, which needs the package keyring beside reader; a command does without."
        ) from None
    try:
        secret: str | None = keyring.get_password(service, user)
    except keyring.errors.KeyringError as error:
        raise SourceError(f"The keyring gave no secret: {clean_line(str(error), 100)}.") from None
    if not secret:
        raise SourceError(f"The keyring has no secret for {clean_line(service, 80)}.")
    return secret


def _reason(error: Exception) -> str:
    return clean_line(getattr(error, "strerror", None) or "its arguments are not ones a program can get", 80)
