"""What is remembered of servers: until when each wants to be left alone, and how often it was asked of late.

Must not know how many requests a host may get.
"""

from dataclasses import dataclass

from reader.library.database import Database

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class HostState:
    """How it stands with one host.

    When its wait ends, how often in a row it refused, and the `requests` that counted still at the moment `since`.
    """

    waits_until: int = 0
    refusals: int = 0
    since: int = 0
    requests: int = 0


class Hosts:
    """The servers feeds come from, each under a name; the address of a single feed is a name too."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def all(self) -> dict[str, HostState]:
        """Return how it stands with each host of which anything is remembered."""
        rows = self._db.run("SELECT name, waits_until, refusals, hour, requests FROM host")
        return {name: HostState(*state) for name, *state in rows}

    def count(self, name: str, since: int, requests: int) -> None:
        """Note how many requests to a host counted still at the moment `since`."""
        self._db.run(
            "INSERT INTO host (name, hour, requests) VALUES (:name, :since, :requests)"
            " ON CONFLICT (name) DO UPDATE SET hour = :since, requests = :requests",
            {"name": name, "since": since, "requests": requests},
        )

    def block_until(self, name: str, until: int) -> None:
        """Remember until when a host wants to be left alone; a wait that is longer already stays."""
        self._db.run(
            "INSERT INTO host (name, waits_until, refusals) VALUES (:name, :until, 1) ON CONFLICT (name) DO UPDATE"
            " SET waits_until = max(waits_until, :until), refusals = refusals + 1",
            {"name": name, "until": until},
        )

    def clear_refusals(self, name: str) -> None:
        """Forget the refusals of a host that answers again."""
        self._db.run("UPDATE host SET refusals = 0 WHERE name = :name", {"name": name})

    def forget(self, now: int) -> None:
        """Forget the hosts of which nothing is left to remember: no wait and no request since a day."""
        self._db.run(
            "DELETE FROM host WHERE waits_until < :yesterday AND hour < :yesterday",
            {"yesterday": now - _DAY},
        )
