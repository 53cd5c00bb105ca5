"""What is remembered of servers: until when they want to be left alone, and how often they were asked this hour.

Must not know how much a host is owed.
"""

from dataclasses import dataclass, replace

from reader.library.database import Database

_HOUR = 3600


@dataclass(frozen=True, slots=True)
class HostState:
    """How it stands with one host.

    When its wait ends, how often in a row it refused, and the requests it got in the hour that began at `hour`.
    """

    waits_until: int = 0
    refusals: int = 0
    hour: int = 0
    requests: int = 0

    def at(self, now: int) -> "HostState":
        """Return what of this counts now: an hour that is over, or not yet begun, counts for nothing."""
        return self if self.hour <= now < self.hour + _HOUR else replace(self, hour=now, requests=0)


class Hosts:
    """The servers feeds come from, each under a name; the address of a single feed is a name too."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def all(self) -> dict[str, HostState]:
        """Return how it stands with each host of which anything is remembered."""
        rows = self._db.run("SELECT name, waits_until, refusals, hour, requests FROM host")
        return {name: HostState(*state) for name, *state in rows}

    def count(self, name: str, hour: int, requests: int) -> None:
        """Note how many requests a host got in the hour that began at `hour`."""
        self._db.run(
            "INSERT INTO host (name, hour, requests) VALUES (:name, :hour, :requests)"
            " ON CONFLICT (name) DO UPDATE SET hour = :hour, requests = :requests",
            {"name": name, "hour": hour, "requests": requests},
        )

    def leave_alone(self, name: str, until: int) -> None:
        """Remember until when a host wants to be left alone; a wait that is longer already stays."""
        self._db.run(
            "INSERT INTO host (name, waits_until, refusals) VALUES (:name, :until, 1) ON CONFLICT (name) DO UPDATE"
            " SET waits_until = max(waits_until, :until), refusals = refusals + 1",
            {"name": name, "until": until},
        )

    def forgive(self, name: str) -> None:
        """Forget the refusals of a host that answers again."""
        self._db.run("UPDATE host SET refusals = 0 WHERE name = :name", {"name": name})

    def forget(self, now: int) -> None:
        """Forget the hosts of which nothing is left to remember: no wait since a day, no request this hour."""
        self._db.run(
            "DELETE FROM host WHERE waits_until < :yesterday AND hour < :yesterday",
            {"yesterday": now - 24 * _HOUR},
        )
