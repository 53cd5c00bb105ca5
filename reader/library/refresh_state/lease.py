"""The lease: which process refreshes the library, one at a time.

Must not know what a refresh does.

How it works. The lease is a row: process id, machine, and when the process last said that it is at work. Taking it is
one transaction, so that of two processes one gets it. It is free again when it is given up, when it was not renewed for
90 seconds, or when its process runs no more on this machine: a killed one cannot hold it for ever. A clock that went
back does not either, as the difference counts whichever way.
"""

import os
import socket
from dataclasses import dataclass

from reader.library.database import Database

_STALE = 90


@dataclass(frozen=True, slots=True)
class Holder:
    """A process on a machine."""

    pid: int
    host: str

    @property
    def is_dead(self) -> bool:
        """Say whether it surely runs no more: of a process on another machine that cannot be said."""
        if self.host != socket.gethostname():
            return False
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        except OSError:
            return False
        return False


def this_process() -> Holder:
    """Return the process this is."""
    return Holder(os.getpid(), socket.gethostname())


class Lease:
    """The right to refresh; it is held until given up, or not renewed for 90 seconds, or its process is dead."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def acquire(self, holder: Holder, now: int) -> Holder | None:
        """Take the lease for `holder`; return who has it instead, or None where it is taken now."""
        with self._db.transaction():
            other = self.rival(holder, now)
            if other is not None:
                return other
            self._db.run("DELETE FROM lease")
            self._db.run(
                "INSERT INTO lease (pid, host, beat) VALUES (:pid, :host, :now)",
                {"pid": holder.pid, "host": holder.host, "now": now},
            )
        return None

    def rival(self, holder: Holder, now: int) -> Holder | None:
        """Return who but `holder` has the lease, if anybody; nothing is written."""
        row = self._db.run("SELECT pid, host, beat FROM lease").fetchone()
        if row is None:
            return None
        other = Holder(row["pid"], row["host"])
        return None if other == holder or abs(now - row["beat"]) >= _STALE or other.is_dead else other

    def left_behind(self, now: int) -> bool:
        """Say whether a process that was ended in the middle of a refresh has the lease still."""
        return self._db.value("SELECT 1 FROM lease") is not None and self.rival(this_process(), now) is None

    def renew(self, holder: Holder, now: int) -> None:
        """Say that `holder` is still at it; costs nothing where it said so a moment ago."""
        mine = {"pid": holder.pid, "host": holder.host, "now": now}
        beat = self._db.value("SELECT beat FROM lease WHERE pid = :pid AND host = :host", mine)
        if beat is not None and abs(now - beat) >= _STALE // 6:
            self._db.run("UPDATE lease SET beat = :now WHERE pid = :pid AND host = :host", mine)

    def give_up(self, holder: Holder) -> None:
        """Give the lease up, if `holder` has it."""
        sql = "DELETE FROM lease WHERE pid = :pid AND host = :host"
        self._db.run(sql, {"pid": holder.pid, "host": holder.host})
