"""Answers that bring nothing, gathered for a while: a transaction for each would cost more than all else."""

import time
from concurrent.futures import Future

from reader.model import Feed
from reader.sources.web import Fetched

QUIET_SECONDS = 0.1
"""How long the first answer gathered waits to be written down, at most."""

_MOST = 32


class Quiet:
    """The answers gathered, each with its feed."""

    def __init__(self) -> None:
        self.answers: list[tuple[Feed, Future[Fetched]]] = []
        self._since = 0.0

    def add(self, feed: Feed, done: "Future[Fetched]") -> None:
        """Gather one more."""
        if not self.answers:
            self._since = time.monotonic()
        self.answers.append((feed, done))

    def is_enough(self) -> bool:
        """Say whether they are to be written down now."""
        waited = time.monotonic() - self._since
        return len(self.answers) >= _MOST or (bool(self.answers) and waited >= QUIET_SECONDS)

    def take(self) -> list[tuple[Feed, "Future[Fetched]"]]:
        """Return what is gathered, and begin anew."""
        taken, self.answers = self.answers, []
        return taken
