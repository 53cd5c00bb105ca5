"""The person's tags: which there are, on how many stories, putting them on and off, renaming and merging them.

Names are compared with case and Unicode form aside, and nest by "/". Must not know how tags are typed or shown.

The counts of a tag are kept by triggers (library.schema). Those of a parent are the sum of its family, less the stories
that have several tags of it: only these are looked at.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from reader.errors import NotFoundError, ReaderError
from reader.library.database import Database
from reader.library.journal.changes import Change, apply_change
from reader.library.journal.journal import Journal
from reader.library.stories import counted
from reader.model import Tag
from reader.query.words import fold_name
from reader.reading.cleaning import clean_line

_LONGEST = 60
WEEKS = 26
"""So many weeks back stories are counted by week."""

_WEEK = 7 * 86_400
_TOP = 8

_ITS = """
    WITH family AS (SELECT id FROM tag WHERE folded = :name OR (folded >= :below AND folded < :after)),
    its AS (SELECT story.id, feed_id, read, published FROM story WHERE gone = 0
            AND id IN (SELECT story_id FROM story_tag WHERE tag_id IN (SELECT id FROM family)))
"""
_FEEDS = """
    SELECT coalesce(feed.own_title, nullif(feed.title, ''), shown_address(feed.url)), count(*) AS stories
    FROM its JOIN feed ON feed.id = its.feed_id GROUP BY feed.id ORDER BY stories DESC, feed.id LIMIT :top
"""
_BESIDE = """
    SELECT tag.name, count(*) AS stories FROM its JOIN story_tag ON story_tag.story_id = its.id
    JOIN tag ON tag.id = story_tag.tag_id WHERE tag.id NOT IN (SELECT id FROM family)
    GROUP BY tag.id ORDER BY stories DESC, tag.folded LIMIT :top
"""
_UNDER = "SELECT count(*) FROM tag WHERE stories > 0 AND folded >= :below AND folded < :after"


@dataclass(frozen=True, slots=True)
class TagPage:
    """One tag: its listed stories in all, unread, a week (the last one last), and by feed and other tag, most first."""

    name: str
    stories: int = 0
    unread: int = 0
    weeks: tuple[int, ...] = ()
    feeds: tuple[tuple[str, int], ...] = ()
    beside: tuple[tuple[str, int], ...] = ()
    under: int = 0


class Tags:
    """The tags on all stories."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._db = database
        self._journal = journal

    def all(self) -> list[Tag]:
        """Return the tags on listed stories and the tags these nest under, by name, a parent before its children."""
        rows = self._db.run("SELECT name, folded, stories, unread FROM tag WHERE stories > 0").fetchall()
        tags = {row["folded"]: Tag(row["name"], row["stories"], row["unread"]) for row in rows}
        parents = _parents(row["name"] for row in rows)
        tags |= self._families(tags, parents)
        return [tags[key] for key in sorted(tags, key=lambda key: key.split("/"))]

    def by_use(self) -> list[str]:
        """Return the names of all tags, the most recently used first."""
        sql = "SELECT name FROM tag WHERE stories > 0 ORDER BY used DESC, stories DESC, folded"
        return [row["name"] for row in self._db.run(sql)]

    def on(self, ids: Sequence[int]) -> tuple[tuple[str, int], ...]:
        """Return the tags on any of these stories, by name, each with on how many of them it stands."""
        sql = (
            "SELECT tag.name, count(*) FROM story_tag JOIN tag ON tag.id = story_tag.tag_id"
            " WHERE story_id IN (SELECT value FROM json_each(:ids)) GROUP BY tag.id ORDER BY tag.folded"
        )
        return tuple((name, stories) for name, stories in self._db.run(sql, {"ids": json.dumps(list(ids))}))

    def page(self, name: str, now: int) -> TagPage:
        """Return all there is to say of a tag and those nested under it; an empty page where no listed story has it."""
        bounds: dict[str, str | int] = {**_bounds(name), "top": _TOP}
        stories, unread = self._db.run(f"{_ITS} SELECT count(*), total(read = 0) FROM its", bounds).fetchone()
        return TagPage(
            name,
            stories,
            int(unread),
            weeks=self._weeks(bounds, now),
            feeds=tuple(map(tuple, self._db.run(f"{_ITS} {_FEEDS}", bounds))),
            beside=tuple(map(tuple, self._db.run(f"{_ITS} {_BESIDE}", bounds))),
            under=self._db.value(_UNDER, bounds),
        )

    def apply(self, ids: Sequence[int], add: Sequence[str], remove: Sequence[str], now: int) -> int:
        """Put tags on stories and take others off, in one step; return how many stories changed.

        Unknown tags are created; a name in both lists is put on. Raises ReaderError for a name that cannot be one.
        """
        with self._db.transaction():
            changes = self._changes(ids, add, remove)
            return self._journal.perform(_label(changes), changes, now)

    def put_on(self, wanted: Mapping[str, Sequence[int]], now: int) -> int:
        """Put each of these tags on its own stories, all in one step; return how many stories changed.

        Raises ReaderError for a name that cannot be one.
        """
        with self._db.transaction():
            changes = [change for name, ids in wanted.items() for change in self._putting_on(ids, tag_name(name))]
            return self._journal.perform(_label(changes), changes, now)

    def would_change(self, ids: Sequence[int], add: Sequence[str], remove: Sequence[str]) -> list[int]:
        """Return which of these stories `apply` would change, in the order given; raises as it does."""
        touched = {story for change in self._changes(ids, add, remove) for story in change.ids}
        return [story for story in ids if story in touched]

    def import_from_document(self, story_id: int, names: Sequence[str], now: int) -> None:
        """Put on a story the tags its document says of itself: no step of the person's, so not to be undone."""
        for name in names:
            with suppress(ReaderError):  # a document may say anything; what cannot be a tag is none
                apply_change(self._db, Change("story.tag", (story_id,), 0, 1, tag_name(name)), now)

    def rename(self, old: str, new: str, now: int) -> int:
        """Rename a tag and those nested under it, in one step; return how many stories carry them.

        Where a tag of the new name exists, the two become one. Raises NotFoundError, ReaderError.
        """
        old, new = tag_name(old), tag_name(new)
        if fold_name(new).startswith(f"{fold_name(old)}/"):
            raise ReaderError(f"The tag {old} cannot be moved under itself.")
        with self._db.transaction():
            changes: list[Change] = []
            for tag_id, name in self._family_rows(old):
                below = name.split("/")[len(old.split("/")) :]
                changes += self._renaming(tag_id, name, tag_name("/".join([new, *below])))
            self._journal.perform(f"renamed the tag {old} to {new}", changes, now)
            return self._family(new).stories

    def merge(self, names: Sequence[str], into: str, now: int) -> int:
        """Give the stories of the tags `names` the tag `into` instead, in one step; return how many changed."""
        into = tag_name(into)
        gone = [name for name in map(tag_name, names) if fold_name(name) != fold_name(into)]
        with self._db.transaction():
            moving = {name: self._stories_of(name) for name in gone}
            everywhere = sorted({story for ids in moving.values() for story in ids})
            changes = [Change("story.tag", self._without(everywhere, fold_name(into)), 0, 1, into)]
            changes += [Change("story.tag", ids, 1, 0, name) for name, ids in moving.items()]
            return self._journal.perform(f"merged the tags {', '.join(gone)} into {into}", changes, now)

    def remove(self, name: str, now: int) -> int:
        """Take a tag, and those nested under it, off every story, in one step; return how many changed."""
        with self._db.transaction():
            changes = [
                Change("story.tag", self._with_id(tag_id), 1, 0, child) for tag_id, child in self._family_rows(name)
            ]
            return self._journal.perform(f"removed the tag {name}", changes, now)

    def _weeks(self, bounds: Mapping[str, str | int], now: int) -> tuple[int, ...]:
        sql = (
            f"{_ITS} SELECT (:now - published) / :week AS ago, count(*) AS stories FROM its"
            " WHERE published <= :now AND published > :now - :week * :weeks GROUP BY ago"
        )
        values = {**bounds, "now": now, "week": _WEEK, "weeks": WEEKS}
        counted = {row["ago"]: row["stories"] for row in self._db.run(sql, values)}
        return tuple(counted.get(ago, 0) for ago in range(WEEKS - 1, -1, -1))

    def _changes(self, ids: Sequence[int], add: Sequence[str], remove: Sequence[str]) -> list[Change]:
        adding = {fold_name(name): name for name in map(tag_name, add)}
        removing = {fold_name(name): name for name in map(tag_name, remove) if fold_name(name) not in adding}
        changes = [change for name in adding.values() for change in self._putting_on(ids, name)]
        return changes + [change for name in removing.values() for change in self._taking_off(ids, name)]

    def _putting_on(self, ids: Sequence[int], name: str) -> list[Change]:
        """Return the changes that put a tag on stories by hand: where it was declined, it is no longer."""
        without = self._without(ids, fold_name(name))
        return [
            Change("story.tag", without, 0, 1, name),
            Change("story.declined", self._among("declined", without, fold_name(name)), 1, 0, name),
        ]

    def _taking_off(self, ids: Sequence[int], name: str) -> list[Change]:
        """Return the changes that take a tag off stories by hand, for it not to be suggested for them again."""
        having = self._among("story_tag", ids, fold_name(name))
        already = set(self._among("declined", having, fold_name(name)))
        anew = tuple(story for story in having if story not in already)
        return [Change("story.tag", having, 1, 0, name), Change("story.declined", anew, 0, 1, name)]

    def _renaming(self, tag_id: int, name: str, new: str) -> list[Change]:
        existing = self._db.value("SELECT id FROM tag WHERE folded = :folded", {"folded": fold_name(new)})
        if existing is None or existing == tag_id:
            return [Change("tag.name", (tag_id,), name, new)]
        ids = self._with_id(tag_id)
        return [
            Change("story.tag", self._without(ids, fold_name(new)), 0, 1, new),
            Change("story.tag", ids, 1, 0, name),
        ]

    def _families(self, tags: Mapping[str, Tag], parents: Mapping[str, str]) -> dict[str, Tag]:
        """Return the parents with the sums of their families, a story with several tags of one counted once."""
        families = {}
        shared = self._shared() if parents else []
        for parent, name in parents.items():
            inside = [tag for key, tag in tags.items() if _is_in(key, parent)]
            stories, unread = sum(tag.stories for tag in inside), sum(tag.unread for tag in inside)
            for is_unread, keys in shared:
                again = max(sum(_is_in(key, parent) for key in keys) - 1, 0)
                stories, unread = stories - again, unread - again * is_unread
            families[parent] = Tag(tags[parent].name if parent in tags else name, stories, unread)
        return families

    def _shared(self) -> list[tuple[bool, list[str]]]:
        """Return the listed stories with several tags under one: whether each is unread, and the names, folded."""
        sql = (
            "SELECT story.read = 0 AS unread, shared.keys FROM (SELECT story_id, json_group_array(folded) AS keys"
            " FROM story_tag JOIN tag ON tag.id = story_tag.tag_id WHERE story_id IN"
            " (SELECT story_id FROM story_tag GROUP BY story_id HAVING count(*) > 1)"
            " GROUP BY story_id, substr(folded, 1, instr(folded || '/', '/') - 1) HAVING count(*) > 1) AS shared"
            " JOIN story ON story.id = shared.story_id WHERE story.gone = 0"
        )
        return [(bool(row["unread"]), json.loads(row["keys"])) for row in self._db.run(sql)]

    def _family(self, name: str) -> Tag:
        sql = (
            "SELECT count(DISTINCT story.id), count(DISTINCT CASE WHEN story.read = 0 THEN story.id END)"
            " FROM story_tag JOIN story ON story.id = story_tag.story_id AND story.gone = 0 WHERE story_tag.tag_id IN"
            " (SELECT id FROM tag WHERE folded = :name OR (folded >= :below AND folded < :after))"
        )
        return Tag(name, *self._db.run(sql, _bounds(name)).fetchone())

    def _family_rows(self, name: str) -> list[tuple[int, str]]:
        sql = (
            "SELECT id, name FROM tag WHERE (folded = :name OR (folded >= :below AND folded < :after))"
            " AND EXISTS (SELECT 1 FROM story_tag WHERE tag_id = tag.id) ORDER BY folded"
        )
        rows = [(row["id"], row["name"]) for row in self._db.run(sql, _bounds(tag_name(name)))]
        if not rows:
            raise NotFoundError(f"There is no tag {clean_line(name)}; 'reader tags' lists them.")
        return rows

    def _stories_of(self, name: str) -> tuple[int, ...]:
        tag_id = self._db.value("SELECT id FROM tag WHERE folded = :folded", {"folded": fold_name(name)})
        if tag_id is None:
            raise NotFoundError(f"There is no tag {clean_line(name)}; 'reader tags' lists them.")
        return self._with_id(tag_id)

    def _with_id(self, tag_id: int) -> tuple[int, ...]:
        rows = self._db.run("SELECT story_id FROM story_tag WHERE tag_id = :id", {"id": tag_id})
        return tuple(row["story_id"] for row in rows)

    def _among(self, table: str, ids: Sequence[int], key: str) -> tuple[int, ...]:
        """Return those of the stories that have a row with the tag of this folded name in `table`."""
        sql = (
            f"SELECT story_id FROM {table} WHERE tag_id = (SELECT id FROM tag WHERE folded = :key)"
            " AND story_id IN (SELECT value FROM json_each(:ids))"
        )
        rows = self._db.run(sql, {"key": key, "ids": json.dumps(list(ids))})
        return tuple(row["story_id"] for row in rows)

    def _without(self, ids: Sequence[int], key: str) -> tuple[int, ...]:
        sql = (
            "SELECT id FROM story WHERE id IN (SELECT value FROM json_each(:ids)) AND id NOT IN"
            " (SELECT story_id FROM story_tag WHERE tag_id = (SELECT id FROM tag WHERE folded = :key))"
        )
        rows = self._db.run(sql, {"key": key, "ids": json.dumps(list(ids))})
        return tuple(row["id"] for row in rows)


def tag_name(typed: str) -> str:
    """Return the name of a tag as typed, cleaned; raises ReaderError where nothing of a name is left.

    A leading "#" is dropped; blanks around "/" and empty levels too. A comma would split it, so none may be inside.
    """
    levels = (level.strip() for level in clean_line(typed).lstrip("#").split("/"))
    name = "/".join(level for level in levels if level)
    if not name or "," in name or name.startswith("-"):
        raise ReaderError(f"“{clean_line(typed)}” cannot be a tag: a name without comma, not starting with a minus.")
    if len(name) > _LONGEST:
        raise ReaderError(f"A tag may have {_LONGEST} characters at the most: “{name[:20]}…” has {len(name)}.")
    if fold_name(name) == "none":
        raise ReaderError("A tag cannot be called none: tag:none finds the stories without any.")
    return name


def category_tags(categories: Iterable[str]) -> list[str]:
    """Return a publisher's categories as names of tags, each once, without those that cannot be one."""
    names: dict[str, str] = {}
    for category in categories:
        with suppress(ReaderError):
            name = tag_name(category.replace(",", " "))
            names.setdefault(fold_name(name), name)
    return list(names.values())


def _label(changes: Sequence[Change]) -> str:
    tagging = [change for change in changes if change.what == "story.tag" and change.ids]
    added = [change.of for change in tagging if change.after]
    removed = [change.of for change in tagging if not change.after]
    stories = counted(len({story for change in changes for story in change.ids}))
    parts = [f"tagged {stories} {', '.join(added)}"] if added else []
    parts += [f"untagged {stories} {', '.join(removed)}"] if removed else []
    return " and ".join(parts)


def _is_in(key: str, family: str) -> bool:
    return key == family or key.startswith(f"{family}/")


def _bounds(name: str) -> dict[str, str]:
    key = fold_name(name)
    return {"name": key, "below": f"{key}/", "after": f"{key}0"}


def _parents(names: Iterable[str]) -> dict[str, str]:
    """Return the tags other tags nest under: folded name -> name as its first child writes it."""
    parents: dict[str, str] = {}
    for name in sorted(names):
        levels = name.split("/")
        for depth in range(1, len(levels)):
            parent = "/".join(levels[:depth])
            parents.setdefault(fold_name(parent), parent)
    return parents
