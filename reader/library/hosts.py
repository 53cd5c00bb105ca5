"""What is remembered of servers: until when they want to be left alone, and how often they were asked this hour.

Must not know how much a host is owed.
"""

from dataclasses import dataclass

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


class Hosts:
    """The servers feeds come from, each under a name; the address of a single feed is a name too."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def state(self, name: str, now: int) -> HostState:
        """Return how it stands with a host; an hour that is over, or not yet begun, counts for nothing."""
        sql = "SELECT waits_until, refusals, hour, requests FROM host WHERE name = :name"
        row = self._db.run(sql, {"name": name}).fetchone()
        state = HostState(*row) if row else HostState()
        if state.hour <= now < state.hour + _HOUR:
            return state
        return HostState(state.waits_until, state.refusals, now, 0)

    def count(self, name: str, now: int) -> None:
        """Count one more request to a host."""
        state = self.state(name, now)
        self._db.run(
            "INSERT INTO host (name, hour, requests) VALUES (:name, :hour, :requests)"
            " ON CONFLICT (name) DO UPDATE SET hour = :hour, requests = :requests",
            {"name": name, "hour": state.hour, "requests": state.requests + 1},
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
        if self._db.value("SELECT refusals FROM host WHERE name = :name", {"name": name}):
            self._db.run("UPDATE host SET refusals = 0 WHERE name = :name", {"name": name})

    def forget(self, now: int) -> None:
        """Forget the hosts of which nothing is left to remember: no wait since a day, no request this hour."""
        self._db.run(
            "DELETE FROM host WHERE waits_until < :yesterday AND hour < :yesterday",
            {"yesterday": now - 24 * _HOUR},
        )
