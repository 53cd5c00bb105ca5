"""The subscriptions, and how the checks of each go.

Must not know how a feed is fetched or parsed.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Protocol

from reader.errors import NotFoundError
from reader.library.database import Database
from reader.library.due import IS_DUE, NEXT_CHECK
from reader.library.journal import Change, Journal
from reader.model import Feed, FeedId, FeedKind, NextCheck, Validators

_FEEDS = f"""
    SELECT feed.id, feed.url, feed.kind, coalesce(feed.own_title, nullif(feed.title, ''), feed.url) AS title,
           feed.folder, feed.site_url, tally.stories, tally.unread,
           fetch.checked, fetch.succeeded, {NEXT_CHECK} AS next_check,
           fetch.asked AND fetch.next_check = {NEXT_CHECK} AS next_check_asked,
           fetch.failures, fetch.trouble, fetch.stopped, fetch.missing_since, fetch.moved_from,
           fetch.trouble_since, feed.paused, feed.slowness, feed.full_text
    FROM feed JOIN tally ON tally.feed_id = feed.id JOIN fetch ON fetch.feed_id = feed.id
"""

_KINDS = {kind.value: kind for kind in FeedKind}
_FIELDS = [field.name for field in fields(Feed)]
_KIND = _FIELDS.index("kind")
_TRUTHS = [_FIELDS.index(name) for name in ("next_check_asked", "stopped", "paused", "full_text")]

_TWINS = """
    SELECT old.id AS old_id, kept.id AS kept_id, old.read, old.starred
    FROM story AS old JOIN story AS kept ON kept.guid = old.guid AND kept.feed_id = :into
    WHERE old.feed_id = :feed AND kept.gone = 0
"""
_MERGE = (
    f"UPDATE story SET read = max(story.read, twin.read), starred = max(story.starred, twin.starred)"
    f" FROM ({_TWINS}) AS twin WHERE story.id = twin.kept_id",
    f"INSERT OR IGNORE INTO story_tag (story_id, tag_id, rule) SELECT twin.kept_id, story_tag.tag_id, story_tag.rule"
    f" FROM ({_TWINS}) AS twin JOIN story_tag ON story_tag.story_id = twin.old_id",
    f"DELETE FROM story_tag WHERE story_id IN (SELECT old_id FROM ({_TWINS}))",
    f"INSERT OR IGNORE INTO note (story_id, text, at) SELECT twin.kept_id, note.text, note.at"
    f" FROM ({_TWINS}) AS twin JOIN note ON note.story_id = twin.old_id",
    f"DELETE FROM note WHERE story_id IN (SELECT old_id FROM ({_TWINS}))",
    f"DELETE FROM enclosure WHERE story_id IN (SELECT old_id FROM ({_TWINS}))",
    f"DELETE FROM body WHERE story_id IN (SELECT old_id FROM ({_TWINS}))",
    f"UPDATE story SET gone = 1 WHERE id IN (SELECT old_id FROM ({_TWINS}))",
    "UPDATE OR IGNORE story SET feed_id = :into WHERE feed_id = :feed",
    "UPDATE OR IGNORE alias SET feed_id = :into WHERE feed_id = :feed",
)
"""What merging two feeds does, in order: marks, tags, notes; the twin left over becomes a tombstone, the rest moves.

Tombstones move too, so that nothing purged comes back as new; one whose guid is taken there stays behind.
"""


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


class ListedFeed(Protocol):
    """A web feed as a list of subscriptions names it."""

    @property
    def url(self) -> str:
        """Its address."""

    @property
    def title(self) -> str:
        """What the list calls it."""

    @property
    def folder(self) -> str:
        """Where the list puts it, nested by "/"."""

    @property
    def site_url(self) -> str:
        """The address of its site, or ""."""


class Feeds:
    """The feeds a person subscribed to."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._db = database
        self._journal = journal

    def all(self) -> list[Feed]:
        """Return the subscribed feeds, by folder and title, case aside."""
        rows = self._db.run(f"{_FEEDS} WHERE feed.removed IS NULL ORDER BY feed.folder, feed.id").fetchall()
        return sorted(map(_feed, rows), key=lambda feed: (feed.folder.casefold(), feed.title.casefold(), feed.id))

    def get(self, feed_id: int) -> Feed:
        """Return one subscribed feed; raises NotFoundError."""
        row = self._db.run(f"{_FEEDS} WHERE feed.id = :id AND feed.removed IS NULL", {"id": feed_id}).fetchone()
        if row is None:
            raise NotFoundError(f"There is no feed {feed_id}; 'reader feeds' lists them.")
        return _feed(row)

    def by_url(self, url: str) -> Feed | None:
        """Return the subscribed feed with exactly this address."""
        row = self._db.run(f"{_FEEDS} WHERE feed.url = :url AND feed.removed IS NULL", {"url": url}).fetchone()
        return None if row is None else _feed(row)

    def tallies(self) -> dict[int, tuple[int, int]]:
        """Return how many listed stories each subscribed feed has, and how many of them are unread, by its id."""
        sql = (
            "SELECT feed_id, stories, unread FROM tally JOIN feed ON feed.id = tally.feed_id WHERE feed.removed IS NULL"
        )
        return {feed_id: (stories, unread) for feed_id, stories, unread in self._db.tuples(sql)}

    def none_ever(self) -> bool:
        """Say whether nothing was ever subscribed to: a library as it is made."""
        return not self._db.value("SELECT EXISTS (SELECT 1 FROM feed)")

    def due(self, now: int) -> list[Feed]:
        """Return the subscribed feeds whose next check has come, those waiting longest first; no paused ones."""
        sql = f"{_FEEDS} WHERE {IS_DUE} ORDER BY fetch.next_check, feed.id"
        return [_feed(row) for row in self._db.run(sql, {"now": now})]

    def subscribe(
        self, url: str, kind: FeedKind, title: str, now: int, *, folder: str = "", site_url: str = ""
    ) -> FeedId:
        """Subscribe to `url`, or again after an unsubscription, with all that was kept of it; return the feed's id."""
        with self._db.transaction():
            change = self._addition(url, kind, title, folder, site_url, now)
            self._journal.perform(f"subscribed to {title or url}", [change], now)
        return FeedId(change.ids[0])

    def subscribe_to_list(self, entries: Sequence[ListedFeed], now: int) -> int:
        """Subscribe to web feeds of a list, in one step; return how many were not subscribed to before."""
        with self._db.transaction():
            changes = [
                self._addition(entry.url, FeedKind.WEB, entry.title, entry.folder, entry.site_url, now)
                for entry in entries
            ]
            new = [change for change in changes if change.before is not None]
            return self._journal.perform(f"subscribed to {len(new)} feeds of a list", new, now)

    def start_with(self, url: str, kind: FeedKind, title: str, now: int) -> FeedId:
        """Subscribe to what comes with the program; no step of the person's, so not to be undone."""
        with self._db.transaction():
            change = self._addition(url, kind, title, "", "", now)
            self._journal.apply(change, now)
        return FeedId(change.ids[0])

    def unsubscribe(self, feed_id: int, now: int) -> None:
        """Take the feed out; its tagged and starred stories stay in the lists. Raises NotFoundError."""
        feed = self.get(feed_id)
        self._journal.perform(f"unsubscribed from {feed.title}", [Change("feed.removed", (feed_id,), None, now)], now)

    def retire(self, feed_id: int, now: int) -> None:
        """Take out a feed that has nothing left to hold; no step of the person's, so not to be undone."""
        self._journal.apply(Change("feed.removed", (feed_id,), None, now), now)

    def rename(self, feed_id: int, title: str, now: int) -> None:
        """Give the feed a title of the person's own; "" brings back the publisher's. Raises NotFoundError."""
        old = self._own(feed_id, "own_title")
        label = f"renamed {self.get(feed_id).title} to {title or 'its own title'}"
        self._journal.perform(label, [Change("feed.own_title", (feed_id,), old, title or None)], now)

    def move(self, feed_id: int, folder: str, now: int) -> None:
        """Put the feed into `folder`, nested by "/"; "" takes it out of any. Raises NotFoundError."""
        feed = self.get(feed_id)
        label = f"moved {feed.title} to {folder or 'no folder'}"
        self._journal.perform(label, [Change("feed.folder", (feed_id,), feed.folder, folder)], now)

    def fetch_state(self, feed_id: int) -> FetchState:
        """Return what the last checks of the feed left behind."""
        return self.fetch_states([feed_id])[feed_id]

    def fetch_states(self, feed_ids: Iterable[int]) -> dict[int, FetchState]:
        """Return what the last checks of these feeds left behind, by their ids."""
        sql = (
            "SELECT feed_id, etag, last_modified, digest, max_age, rest, failures, answered, missing_since, moved_to,"
            " moved_since FROM fetch WHERE feed_id IN (SELECT value FROM json_each(:ids))"
        )
        return {
            feed_id: FetchState(Validators(etag, last_modified), *others)
            for feed_id, etag, last_modified, *others in self._db.run(sql, {"ids": json.dumps(list(feed_ids))})
        }

    def keep_success(self, feed_id: int, state: FetchState, now: int, next_check: NextCheck) -> None:
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

    def keep_failure(self, feed_id: int, trouble: str, now: int, next_check: NextCheck) -> None:
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

    def relocate(self, feed_id: int, url: str) -> None:
        """Give the feed another address; what to ask with belonged to the old one and is forgotten.

        A feed that was unsubscribed from and has that address gets the old one in exchange.
        """
        with self._db.transaction():
            old = self._own(feed_id, "url")
            self._db.run("UPDATE feed SET url = url || ' ' WHERE url = :url", {"url": url})
            self._db.run("UPDATE feed SET url = :url WHERE id = :id", {"url": url, "id": feed_id})
            self._db.run("UPDATE feed SET url = :old WHERE url = :url || ' '", {"old": old, "url": url})
            self._db.run(
                "UPDATE fetch SET etag = '', last_modified = '', moved_to = '', moved_since = NULL, moved_from = :old"
                " WHERE feed_id = :id",
                {"old": old, "id": feed_id},
            )

    def merge(self, feed_id: int, into: int, now: int) -> None:
        """Let the stories of one feed belong to another, and take the first out; no step of the person's.

        A story both have becomes one that is read, starred and tagged where either was.
        """
        both = {"feed": feed_id, "into": into}
        with self._db.transaction():
            for statement in _MERGE:
                self._db.run(statement, both)
            self.retire(feed_id, now)

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

    def describe(self, feed_id: int, title: str, site_url: str) -> None:
        """Write down what the publisher calls the feed now; an empty value leaves the old one."""
        self._db.run(
            "UPDATE feed SET title = coalesce(nullif(:title, ''), title),"
            " site_url = coalesce(nullif(:site_url, ''), site_url)"
            " WHERE id = :id AND (title != :title OR site_url != :site_url)",
            {"title": title, "site_url": site_url, "id": feed_id},
        )

    def _addition(self, url: str, kind: FeedKind, title: str, folder: str, site_url: str, now: int) -> Change:
        """Make sure the feed has a row, and return the change that subscribes to it."""
        self._db.run(
            "INSERT INTO feed (url, kind, title, folder, site_url, added, removed)"
            " VALUES (:url, :kind, :title, :folder, :site_url, :now, :now) ON CONFLICT (url) DO NOTHING",
            {"url": url, "kind": kind, "title": title, "folder": folder, "site_url": site_url, "now": now},
        )
        row = self._db.run("SELECT id, removed FROM feed WHERE url = :url", {"url": url}).fetchone()
        return Change("feed.removed", (row["id"],), row["removed"], None)

    def _own(self, feed_id: int, column: str) -> str | None:
        row = self._db.run(f"SELECT {column} FROM feed WHERE id = :id", {"id": feed_id}).fetchone()
        return None if row is None else row[0]


def _feed(row: sqlite3.Row) -> Feed:
    # By position, as _FEEDS names its columns in the order of the fields: there may be thousands of feeds to count.
    values: list[Any] = [*row]
    values[_KIND] = _KINDS[values[_KIND]]
    for place in _TRUTHS:
        values[place] = values[place] == 1
    return Feed(*values)
