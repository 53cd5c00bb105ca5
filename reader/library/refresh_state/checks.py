"""How the checks of each feed went, and what the next one needs to know of them: the table `fetch`.

Written by a refresh alone, never by a person. Must not know how a feed is fetched or parsed.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from reader.library.database import Database
from reader.model import NextCheck, Validators


@dataclass(frozen=True, slots=True)
class FetchState:
    """What the next check of a feed needs to know of the last ones.

    `digest` is of the bytes the source gave; `max_age` and `rest` are the seconds that its server and the feed itself
    want between two checks. `answered` is when it last gave a whole answer, `missing_since` since when it says only
    that nothing is there, `moved_to` where it says the feed lives now, since `moved_since`.
    """

    validators: Validators = field(default_factory=Validators)
    digest: bytes | None = None
    max_age: int | None = None
    rest: int | None = None
    failures: int = 0
    answered: int | None = None
    missing_since: int | None = None
    moved_to: str = ""
    moved_since: int | None = None

    @property
    def asked(self) -> int:
        """The seconds to leave between two checks, as the source wants it."""
        return max(self.max_age or 0, self.rest or 0)


class FeedChecks:
    """The checks of all feeds."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def state(self, feed_id: int) -> FetchState:
        """Return what the last checks of the feed left behind."""
        return self.states([feed_id])[feed_id]

    def states(self, feed_ids: Iterable[int]) -> dict[int, FetchState]:
        """Return what the last checks of these feeds left behind, by their ids."""
        sql = (
            "SELECT feed_id, etag, last_modified, digest, max_age, rest, failures, answered, missing_since, moved_to,"
            " moved_since FROM fetch WHERE feed_id IN (SELECT value FROM json_each(:ids))"
        )
        return {
            feed_id: FetchState(Validators(etag, last_modified), *others)
            for feed_id, etag, last_modified, *others in self._db.run(sql, {"ids": json.dumps(list(feed_ids))})
        }

    def record_success(self, feed_id: int, state: FetchState, now: int, next_check: NextCheck) -> None:
        """Write down a check that went well, and what the next one needs to know of it."""
        self._db.run(
            "UPDATE fetch SET etag = :etag, last_modified = :last_modified, digest = :digest, max_age = :max_age,"
            " rest = :rest, answered = :answered, checked = :now, succeeded = :now, next_check = :next_check,"
            " asked = :asked, failures = 0, trouble = '', trouble_since = NULL, stopped = 0, missing_since = NULL"
            " WHERE feed_id = :id",
            {
                "etag": state.validators.etag,
                "last_modified": state.validators.last_modified,
                "digest": state.digest,
                "max_age": state.max_age,
                "rest": state.rest,
                "answered": state.answered,
                "now": now,
                "next_check": next_check.at,
                "asked": next_check.asked,
                "id": feed_id,
            },
        )

    def record_failure(self, feed_id: int, trouble: str, now: int, next_check: NextCheck) -> None:
        """Write down a check that failed, with the reason in words; what to ask with stays as it was."""
        self._db.run(
            "UPDATE fetch SET checked = :now, next_check = :next_check, asked = :asked, failures = failures + 1,"
            " trouble_since = CASE failures WHEN 0 THEN :now ELSE trouble_since END,"
            " trouble = :trouble, missing_since = NULL WHERE feed_id = :id",
            {"now": now, "next_check": next_check.at, "asked": next_check.asked, "trouble": trouble, "id": feed_id},
        )

    def stop(self, feed_id: int) -> None:
        """Write down that the feed is gone for good, so that it is checked only by name; an answer starts it again."""
        self._db.run("UPDATE fetch SET stopped = 1 WHERE feed_id = :id", {"id": feed_id})

    def note_missing(self, feed_id: int, since: int) -> None:
        """Write down since when the server says nothing but that the feed is not there."""
        self._db.run("UPDATE fetch SET missing_since = :since WHERE feed_id = :id", {"since": since, "id": feed_id})

    def note_move(self, feed_id: int, url: str, since: int | None) -> None:
        """Write down where the server says the feed lives now, and since when it says so; "" for nowhere else."""
        sql = "UPDATE fetch SET moved_to = :url, moved_since = :since WHERE feed_id = :id"
        self._db.run(sql, {"url": url, "since": since, "id": feed_id})

    def items(self, feed_id: int) -> bytes:
        """Return what was remembered of the items of the feed's last document, b"" where nothing is."""
        return self._db.value("SELECT items FROM document WHERE feed_id = :id", {"id": feed_id}) or b""

    def remember_items(self, feed_id: int, items: bytes) -> None:
        """Remember what is known of the items of the feed's last document, instead of the one before."""
        sql = (
            "INSERT INTO document (feed_id, items) VALUES (:id, :items)"
            " ON CONFLICT (feed_id) DO UPDATE SET items = :items"
        )
        self._db.run(sql, {"id": feed_id, "items": items})

    def put_off(self, feed_id: int, next_check: NextCheck) -> None:
        """Write down that the feed is not to be checked before then; a later time that is planned already stays."""
        self._db.run(
            "UPDATE fetch SET next_check = :at, asked = :asked WHERE feed_id = :id AND next_check < :at",
            {"at": next_check.at, "asked": next_check.asked, "id": feed_id},
        )
