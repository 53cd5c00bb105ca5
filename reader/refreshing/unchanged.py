"""Unchanged answers: the validators that ask for one, which answers are, and a batch of them to be stored at once."""

import time
from concurrent.futures import Future
from dataclasses import replace

from reader.library.refresh_state.checks import FetchState
from reader.model import Feed, Validators
from reader.sources.dates import read_date
from reader.sources.web import Fetched

BATCH_SECONDS = 0.1
"""How long the first answer of a batch waits to be stored, at most."""

_MOST = 32
_OLDEST_ANSWER = 8 * 86_400
_YEAR = 366 * 86_400


def validators_to_send(state: FetchState, now: int) -> Validators:
    """Return the validators a request is made conditional with.

    None where the last whole answer is more than 8 days old, since some servers say "unchanged" for ever; no date of
    1970 or of the distant future, which tells nothing.
    """
    if state.answered is not None and now - state.answered > _OLDEST_ANSWER:
        return Validators()
    modified = read_date(state.validators.last_modified)
    if modified is not None and (modified <= 0 or modified > now + _YEAR):
        return replace(state.validators, last_modified="")
    return state.validators


def is_unchanged(answer: Fetched, state: FetchState) -> bool:
    """Say whether an answer brings nothing: the server says so, or the content is that of the last time."""
    return answer.unchanged or answer.digest == state.digest


class UnchangedBatch:
    """Unchanged answers and their feeds, stored in one transaction: one for each would cost more than all else."""

    def __init__(self) -> None:
        self.answers: list[tuple[Feed, Future[Fetched]]] = []
        self._since = 0.0

    def add(self, feed: Feed, done: "Future[Fetched]") -> None:
        """Add one."""
        if not self.answers:
            self._since = time.monotonic()
        self.answers.append((feed, done))

    def is_enough(self) -> bool:
        """Say whether they are to be stored now."""
        waited = time.monotonic() - self._since
        return len(self.answers) >= _MOST or (bool(self.answers) and waited >= BATCH_SECONDS)

    def take(self) -> list[tuple[Feed, "Future[Fetched]"]]:
        """Return the answers, and begin a new batch."""
        taken, self.answers = self.answers, []
        return taken
