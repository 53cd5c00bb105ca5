"""One reversible change of some rows, and how it is applied to the tables.

Must not know which keys or commands lead to a change, nor whether it is written down.
"""

import json
from dataclasses import dataclass, replace
from typing import Literal, get_args

from reader.library.database import Database
from reader.query.words import fold_name

Value = str | int | None
What = Literal[
    "story.read",
    "story.starred",
    "story.tag",
    "story.declined",
    "story.home",
    "story.note",
    "feed.own_title",
    "feed.folder",
    "feed.removed",
    "feed.url",
    "feed.paused",
    "feed.slowness",
    "feed.full_text",
    "tag.name",
    "saved_search.name",
    "saved_search.query",
    "saved_search.digit",
    "saved_search.position",
    "saved_search.removed",
    "story.hidden",
    "story.ruled",
    "rule.query",
    "rule.deeds",
    "rule.position",
    "rule.active",
    "rule.removed",
]

_KNOWN = frozenset(get_args(What))
_LARGEST = 2**63


@dataclass(frozen=True, slots=True)
class Change:
    """One property of some rows, from `before` to `after`.

    For "story.tag" the property is whether the stories carry the tag called `of`: 0 or 1; `rule` is the rule that put
    it there, 0 where a person did. For "story.declined" it is whether a person took the tag `of` off. For "story.ruled"
    it is whether `rule` did `of` to the stories. For "story.home" it is the id of the feed the story belongs to and its
    guid there, with a blank between.
    """

    what: What
    ids: tuple[int, ...]
    before: Value
    after: Value
    of: str = ""
    rule: int = 0

    def reversed(self) -> "Change":
        """Return the change that takes this one back."""
        return replace(self, before=self.after, after=self.before)


def makes_sense(change: Change) -> bool:
    """Say whether a change as it was read is one that can be applied: its property becomes part of a statement."""
    numbers = (*change.ids, change.rule, *(value for value in (change.before, change.after) if isinstance(value, int)))
    return (
        change.what in _KNOWN
        and isinstance(change.of, str)
        and all(isinstance(value, str | int | None) for value in (change.before, change.after))
        and all(isinstance(number, int) and -_LARGEST <= number < _LARGEST for number in numbers)
        and (change.what != "story.home" or all(map(_is_home, (change.before, change.after))))
    )


def _is_home(value: Value) -> bool:
    feed, blank, _ = str(value).partition(" ")
    return feed.isascii() and feed.isdecimal() and bool(blank)


def apply_change(db: Database, change: Change, now: int) -> None:
    """Apply a change to the tables; nothing is written down."""
    match change.what:
        case "story.tag":
            _apply_tag(db, change, now)
        case "story.declined":
            _apply_declined(db, change)
        case "tag.name":
            _apply_name(db, change)
        case "story.home":
            _apply_home(db, change)
        case "story.note":
            _apply_note(db, change, now)
        case "feed.removed":
            _set(db, change)
            _hide_or_restore(db, change)
        case "story.hidden":
            _apply_hidden(db, change)
        case "story.ruled":
            _apply_ruled(db, change)
        case "rule.active" | "rule.removed":
            _set(db, change)
            _skip_present_stories(db, change)
        case "feed.url":
            _apply_address(db, change)
        case _:
            _set(db, change)


def _set(db: Database, change: Change) -> None:
    table, column = change.what.split(".")
    db.run(
        f"UPDATE {table} SET {column} = :after WHERE id IN (SELECT value FROM json_each(:ids))",
        {"after": change.after, "ids": json.dumps(change.ids)},
    )


def _apply_name(db: Database, change: Change) -> None:
    name = str(change.after)
    tag = {"name": name, "folded": fold_name(name), "id": change.ids[0]}
    tag["other"] = db.value("SELECT id FROM tag WHERE folded = :folded AND id != :id", tag)
    if tag["other"] is not None:  # a row of that name is in the way, mostly of a tag that is on no story any more
        db.run(
            "INSERT OR IGNORE INTO story_tag (story_id, tag_id, rule)"
            " SELECT story_id, :id, rule FROM story_tag WHERE tag_id = :other",
            tag,
        )
        db.run("UPDATE OR IGNORE declined SET tag_id = :id WHERE tag_id = :other", tag)
        db.run("DELETE FROM story_tag WHERE tag_id = :other", tag)
        db.run("DELETE FROM tag WHERE id = :other", tag)
    db.run("UPDATE tag SET name = :name, folded = :folded WHERE id = :id", tag)


def _apply_home(db: Database, change: Change) -> None:
    feed, _, guid = str(change.after).partition(" ")
    sql = "UPDATE story SET feed_id = :feed, guid = :guid WHERE id = :id"
    db.run(sql, {"feed": int(feed), "guid": guid, "id": change.ids[0]})


def _apply_note(db: Database, change: Change, now: int) -> None:
    note = {"id": change.ids[0], "text": change.after, "now": now}
    if change.after:
        db.run(
            "INSERT INTO note (story_id, text, at) VALUES (:id, :text, :now)"
            " ON CONFLICT (story_id) DO UPDATE SET text = :text, at = :now",
            note,
        )
    else:
        db.run("DELETE FROM note WHERE story_id = :id", note)


def _apply_address(db: Database, change: Change) -> None:
    """Give a feed another address and forget how checks at the old one went."""
    swap_address(db, change.ids[0], str(change.before), str(change.after))
    db.run(
        "UPDATE fetch SET etag = '', last_modified = '', digest = NULL, max_age = NULL, rest = NULL,"
        " next_check = 0, asked = 0, failures = 0, trouble = '', trouble_since = NULL, stopped = 0,"
        " missing_since = NULL, moved_to = '', moved_since = NULL WHERE feed_id = :id",
        {"id": change.ids[0]},
    )


def swap_address(db: Database, feed_id: int, old: str, new: str) -> None:
    """Give a feed the address `new`; a feed that has it gets `old` in exchange.

    Only one that was unsubscribed from can have it, or one that was added since the step that is undone.
    """
    feed = {"id": feed_id, "old": old, "new": new}
    db.run("UPDATE feed SET url = url || ' ' WHERE url = :new AND id != :id", feed)
    db.run("UPDATE feed SET url = :new WHERE id = :id", feed)
    db.run("UPDATE feed SET url = :old WHERE url = :new || ' '", feed)


def _apply_tag(db: Database, change: Change, now: int) -> None:
    tag = {"name": change.of, "folded": fold_name(change.of), "ids": json.dumps(change.ids), "now": now}
    tag["rule"] = change.rule
    if change.after:
        db.run(
            "INSERT INTO tag (name, folded, used) VALUES (:name, :folded, :now)"
            " ON CONFLICT (folded) DO UPDATE SET used = iif(:rule, used, :now)",
            tag,
        )
        db.run(
            "INSERT OR IGNORE INTO story_tag (story_id, tag_id, rule)"
            " SELECT value, (SELECT id FROM tag WHERE folded = :folded), :rule FROM json_each(:ids)",
            tag,
        )
    else:
        db.run(
            "DELETE FROM story_tag WHERE tag_id = (SELECT id FROM tag WHERE folded = :folded)"
            " AND story_id IN (SELECT value FROM json_each(:ids))",
            tag,
        )


def _apply_declined(db: Database, change: Change) -> None:
    """Note that a person took a tag off stories, or forget it; `of` is a tag there is."""
    tag = {"folded": fold_name(change.of), "ids": json.dumps(change.ids)}
    if change.after:
        db.run(
            "INSERT OR IGNORE INTO declined (story_id, tag_id)"
            " SELECT value, tag.id FROM json_each(:ids) JOIN tag ON tag.folded = :folded",
            tag,
        )
    else:
        db.run(
            "DELETE FROM declined WHERE tag_id = (SELECT id FROM tag WHERE folded = :folded)"
            " AND story_id IN (SELECT value FROM json_each(:ids))",
            tag,
        )


def _apply_hidden(db: Database, change: Change) -> None:
    """Take stories out of the lists, or bring them back where their feed was not left."""
    ids = {"ids": json.dumps(change.ids)}
    among = "id IN (SELECT value FROM json_each(:ids))"
    if change.after:
        db.run(f"UPDATE story SET hidden = 1, gone = 2 WHERE gone != 1 AND {among}", ids)
        return
    db.run(
        "UPDATE story SET hidden = 0, gone = iif((SELECT removed FROM feed WHERE feed.id = feed_id) IS NULL"
        " OR starred = 1 OR id IN (SELECT story_id FROM story_tag) OR id IN (SELECT story_id FROM note), 0, 2)"
        f" WHERE hidden = 1 AND gone = 2 AND {among}",
        ids,
    )


def _apply_ruled(db: Database, change: Change) -> None:
    """Note what a rule did to stories, or forget it."""
    mark = {"ids": json.dumps(change.ids), "what": change.of, "rule": change.rule}
    if change.after:
        db.run(
            "INSERT OR IGNORE INTO rule_mark (story_id, what, rule) SELECT value, :what, :rule FROM json_each(:ids)",
            mark,
        )
    else:
        db.run(
            "DELETE FROM rule_mark WHERE what = :what AND rule = :rule"
            " AND story_id IN (SELECT value FROM json_each(:ids))",
            mark,
        )


def _skip_present_stories(db: Database, change: Change) -> None:
    """Let rules that begin to act, or act again, look only at stories that come from now on."""
    sql = (
        "UPDATE rule SET seen = (SELECT coalesce(max(id), 0) FROM story)"
        " WHERE id IN (SELECT value FROM json_each(:ids))"
    )
    db.run(sql, {"ids": json.dumps(change.ids)})


def _hide_or_restore(db: Database, change: Change) -> None:
    """Take an unsubscribed feed's stories out of the lists, or bring them back; what a person kept stays."""
    if change.after is None:
        sql = (
            "UPDATE story SET gone = 0 WHERE gone = 2 AND hidden = 0 AND feed_id IN (SELECT value FROM json_each(:ids))"
        )
    else:
        sql = (
            "UPDATE story SET gone = 2 WHERE gone = 0 AND starred = 0"
            " AND feed_id IN (SELECT value FROM json_each(:ids))"
            " AND id NOT IN (SELECT story_id FROM story_tag) AND id NOT IN (SELECT story_id FROM note)"
        )
    db.run(sql, {"ids": json.dumps(change.ids)})
