"""The subscriptions: adding, renaming, filing, pausing, slowing, moving and merging them.

What a person does is a step of the journal. Must not know how a feed is fetched or parsed, nor how its checks went.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Protocol

from reader.errors import NotFoundError, ReaderError
from reader.library.database import Database
from reader.library.journal.changes import Change, apply_change, swap_address
from reader.library.journal.journal import Journal
from reader.library.refresh_state.due import IS_DUE, NEXT_CHECK
from reader.model import Feed, FeedId, FeedKind
from reader.reading.masking import shown_address

_FEEDS = f"""
    SELECT feed.id, feed.url, feed.kind,
           coalesce(feed.own_title, nullif(feed.title, ''), shown_address(feed.url)) AS title,
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
_BOOLEANS = [_FIELDS.index(name) for name in ("next_check_asked", "stopped", "paused", "full_text")]

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


_HOUR, _DAY, _WEEK = 3600, 86_400, 604_800

SLOWEST = 30 * _DAY
"""The most seconds a person may want between two checks."""


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

    def never_subscribed(self) -> bool:
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
            self._journal.perform(f"subscribed to {title or shown_address(url)}", [change], now)
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

    def subscribe_bundled(self, url: str, kind: FeedKind, title: str, now: int) -> FeedId:
        """Subscribe to what comes with the program; no step of the person's, so not to be undone."""
        with self._db.transaction():
            change = self._addition(url, kind, title, "", "", now)
            apply_change(self._db, change, now)
        return FeedId(change.ids[0])

    def unsubscribe(self, feed_id: int, now: int) -> None:
        """Take the feed out; its tagged and starred stories stay in the lists. Raises NotFoundError."""
        feed = self.get(feed_id)
        self._journal.perform(f"unsubscribed from {feed.title}", [Change("feed.removed", (feed_id,), None, now)], now)

    def retire(self, feed_id: int, now: int) -> None:
        """Take out a feed that has nothing left to hold; no step of the person's, so not to be undone."""
        apply_change(self._db, Change("feed.removed", (feed_id,), None, now), now)

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

    def pause(self, feed_id: int, now: int) -> None:
        """Have the feed checked only when it is named, until it is resumed. Raises NotFoundError."""
        self._set_paused(self.get(feed_id), True, now)

    def resume(self, feed_id: int, now: int) -> None:
        """Have a paused feed checked again when it is due. Raises NotFoundError."""
        self._set_paused(self.get(feed_id), False, now)

    def slow(self, feed_id: int, seconds: int, now: int) -> None:
        """Leave so many seconds between two checks at least; 0 leaves it to the feed. Raises NotFoundError."""
        feed = self.get(feed_id)
        change = Change("feed.slowness", (feed.id,), feed.slowness, seconds)
        self._journal.perform(f"set {feed.title} to be checked {pace(seconds)}", [change], now)

    def give_address(self, feed_id: int, url: str, now: int) -> None:
        """Have the feed checked at another address; its stories stay what they are.

        Raises NotFoundError, or ReaderError where another subscription has that address.
        """
        feed, other = self.get(feed_id), self.by_url(url)
        if other is not None and other.id != feed.id:
            raise ReaderError(f"Feed {other.id}, {other.title}, has that address already: nothing was changed.")
        change = Change("feed.url", (feed.id,), feed.url, url)
        self._journal.perform(f"gave {feed.title} another address", [change], now)

    def relocate(self, feed_id: int, url: str) -> None:
        """Give the feed another address; what to ask with belonged to the old one and is forgotten."""
        with self._db.transaction():
            old = str(self._own(feed_id, "url"))
            swap_address(self._db, feed_id, old, url)
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

    def _set_paused(self, feed: Feed, paused: bool, now: int) -> None:
        change = Change("feed.paused", (feed.id,), int(feed.paused), int(paused))
        self._journal.perform(f"{'paused' if paused else 'resumed'} {feed.title}", [change], now)


def pace(seconds: int) -> str:
    """Return how often a feed is checked at most, in words; 0 means as often as it publishes."""
    if not seconds:
        return "as often as it publishes"
    for unit, name in ((_WEEK, "week"), (_DAY, "day"), (_HOUR, "hour")):
        if seconds % unit == 0:
            count = seconds // unit
            return f"every {name} at most" if count == 1 else f"every {count} {name}s at most"
    return f"every {seconds // 60} minutes at most"


def _feed(row: sqlite3.Row) -> Feed:
    # By position, as _FEEDS names its columns in the order of the fields: there may be thousands of feeds to count.
    values: list[Any] = [*row]
    values[_KIND] = _KINDS.get(values[_KIND], FeedKind.WEB)
    for place in _BOOLEANS:
        values[place] = values[place] == 1
    return Feed(*values)
