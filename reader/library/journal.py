"""Every change a person made, in order, each reversible; doing, undoing and redoing go the same way.

A Change says what is set on which rows, from what, to what. The journal applies it and writes it down in one
transaction; undoing applies it backwards. Must not know which keys or commands lead to it.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal

from reader.library.database import Database
from reader.model import Step
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


class Journal:
    """The steps a person took, newest last."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def perform(self, label: str, changes: Iterable[Change], now: int) -> int:
        """Apply `changes` and write them down as one step; return how many rows they touch, 0 meaning no step."""
        touching = [change for change in changes if change.ids and change.before != change.after]
        if not touching:
            return 0
        with self._db.transaction():
            touching = [part for change in touching for part in self._parts(change)]
            self._db.run("UPDATE journal SET state = 'dropped' WHERE state = 'undone'")
            self._db.run(
                "INSERT INTO journal (at, label, changes) VALUES (:at, :label, :changes)",
                {"at": now, "label": label, "changes": _packed(touching)},
            )
            for change in touching:
                self.apply(change, now)
        return len({(change.what.split(".")[0], row) for change in touching for row in change.ids})

    def undo(self, now: int) -> Step | None:
        """Take back the last step that stands; return it, or None where there is none."""
        return self._turn("SELECT * FROM journal WHERE state = 'done' ORDER BY id DESC LIMIT 1", now)

    def redo(self, now: int) -> Step | None:
        """Do again the step that was undone last; return it, or None where there is none."""
        return self._turn("SELECT * FROM journal WHERE state = 'undone' ORDER BY id ASC LIMIT 1", now)

    def go_back(self, step_id: int, now: int) -> int:
        """Undo every step from the last one to this one, it included, all or none; return how many that were."""
        return self._turn_all("done", "id >= :id", step_id, lambda: self.undo(now))

    def go_on(self, step_id: int, now: int) -> int:
        """Redo every step that was undone up to this one, it included, all or none; return how many that were."""
        return self._turn_all("undone", "id <= :id", step_id, lambda: self.redo(now))

    def _turn_all(self, state: str, which: str, step_id: int, turn: Callable[[], object]) -> int:
        sql = f"SELECT count(*) FROM journal WHERE state = :state AND {which}"
        with self._db.transaction():
            steps = int(self._db.value(sql, {"state": state, "id": step_id}))
            for _ in range(steps):
                turn()
        return steps

    def steps(self, limit: int) -> list[Step]:
        """Return the last `limit` steps that can be undone or redone, newest first."""
        sql = "SELECT id, at, label, state FROM journal WHERE state != 'dropped' ORDER BY id DESC LIMIT :limit"
        return [
            Step(row["id"], row["at"], row["label"], row["state"] == "undone")
            for row in self._db.run(sql, {"limit": limit})
        ]

    def _turn(self, choose: str, now: int) -> Step | None:
        with self._db.transaction():
            row = self._db.run(choose).fetchone()
            if row is None:
                return None
            undoing = row["state"] == "done"
            changes = _unpacked(row["changes"])
            for change in [change.reversed() for change in reversed(changes)] if undoing else changes:
                self.apply(change, now)
            state = "undone" if undoing else "done"
            self._db.run("UPDATE journal SET state = :state WHERE id = :id", {"state": state, "id": row["id"]})
        return Step(row["id"], row["at"], row["label"], undoing)

    def apply(self, change: Change, now: int) -> None:
        """Make a change without writing it down, for what no person did."""
        match change.what:
            case "story.tag":
                self._apply_tag(change, now)
            case "story.declined":
                self._apply_declined(change)
            case "tag.name":
                self._apply_name(change)
            case "story.home":
                self._apply_home(change)
            case "story.note":
                self._apply_note(change, now)
            case "feed.removed":
                self._set(change)
                self._hide_or_restore(change)
            case "story.hidden":
                self._apply_hidden(change)
            case "story.ruled":
                self._apply_ruled(change)
            case "rule.active" | "rule.removed":
                self._set(change)
                self._look_on_from_here(change)
            case "feed.url":
                self._apply_address(change)
            case _:
                self._set(change)

    def _set(self, change: Change) -> None:
        table, column = change.what.split(".")
        self._db.run(
            f"UPDATE {table} SET {column} = :after WHERE id IN (SELECT value FROM json_each(:ids))",
            {"after": change.after, "ids": json.dumps(change.ids)},
        )

    def _apply_name(self, change: Change) -> None:
        name = str(change.after)
        tag = {"name": name, "folded": fold_name(name), "id": change.ids[0]}
        tag["other"] = self._db.value("SELECT id FROM tag WHERE folded = :folded AND id != :id", tag)
        if tag["other"] is not None:  # a row of that name is in the way, mostly of a tag that is on no story any more
            self._db.run(
                "INSERT OR IGNORE INTO story_tag (story_id, tag_id, rule)"
                " SELECT story_id, :id, rule FROM story_tag WHERE tag_id = :other",
                tag,
            )
            self._db.run("UPDATE OR IGNORE declined SET tag_id = :id WHERE tag_id = :other", tag)
            self._db.run("DELETE FROM story_tag WHERE tag_id = :other", tag)
            self._db.run("DELETE FROM tag WHERE id = :other", tag)
        self._db.run("UPDATE tag SET name = :name, folded = :folded WHERE id = :id", tag)

    def _apply_home(self, change: Change) -> None:
        feed, _, guid = str(change.after).partition(" ")
        sql = "UPDATE story SET feed_id = :feed, guid = :guid WHERE id = :id"
        self._db.run(sql, {"feed": int(feed), "guid": guid, "id": change.ids[0]})

    def _apply_note(self, change: Change, now: int) -> None:
        note = {"id": change.ids[0], "text": change.after, "now": now}
        if change.after:
            self._db.run(
                "INSERT INTO note (story_id, text, at) VALUES (:id, :text, :now)"
                " ON CONFLICT (story_id) DO UPDATE SET text = :text, at = :now",
                note,
            )
        else:
            self._db.run("DELETE FROM note WHERE story_id = :id", note)

    def _apply_address(self, change: Change) -> None:
        """Give a feed another address and forget how checks at the old one went; a feed that has it gets the old one.

        Only one that was unsubscribed from can have it, or one that was added since the step that is undone.
        """
        feed = {"id": change.ids[0], "before": change.before, "after": change.after}
        self._db.run("UPDATE feed SET url = url || ' ' WHERE url = :after AND id != :id", feed)
        self._db.run("UPDATE feed SET url = :after WHERE id = :id", feed)
        self._db.run("UPDATE feed SET url = :before WHERE url = :after || ' '", feed)
        self._db.run(
            "UPDATE fetch SET etag = '', last_modified = '', digest = NULL, max_age = NULL, rest = NULL,"
            " next_check = 0, asked = 0, failures = 0, trouble = '', trouble_since = NULL, stopped = 0,"
            " missing_since = NULL, moved_to = '', moved_since = NULL WHERE feed_id = :id",
            feed,
        )

    def _apply_tag(self, change: Change, now: int) -> None:
        tag = {"name": change.of, "folded": fold_name(change.of), "ids": json.dumps(change.ids), "now": now}
        tag["rule"] = change.rule
        if change.after:
            self._db.run(
                "INSERT INTO tag (name, folded, used) VALUES (:name, :folded, :now)"
                " ON CONFLICT (folded) DO UPDATE SET used = iif(:rule, used, :now)",
                tag,
            )
            self._db.run(
                "INSERT OR IGNORE INTO story_tag (story_id, tag_id, rule)"
                " SELECT value, (SELECT id FROM tag WHERE folded = :folded), :rule FROM json_each(:ids)",
                tag,
            )
        else:
            self._db.run(
                "DELETE FROM story_tag WHERE tag_id = (SELECT id FROM tag WHERE folded = :folded)"
                " AND story_id IN (SELECT value FROM json_each(:ids))",
                tag,
            )

    def _apply_declined(self, change: Change) -> None:
        """Note that a person took a tag off stories, or forget it; `of` is a tag there is."""
        tag = {"folded": fold_name(change.of), "ids": json.dumps(change.ids)}
        if change.after:
            self._db.run(
                "INSERT OR IGNORE INTO declined (story_id, tag_id)"
                " SELECT value, tag.id FROM json_each(:ids) JOIN tag ON tag.folded = :folded",
                tag,
            )
        else:
            self._db.run(
                "DELETE FROM declined WHERE tag_id = (SELECT id FROM tag WHERE folded = :folded)"
                " AND story_id IN (SELECT value FROM json_each(:ids))",
                tag,
            )

    def _parts(self, change: Change) -> list[Change]:
        """Return a change, in parts where it takes off a tag that different rules put on: so it can be undone."""
        if change.what != "story.tag" or change.after or change.rule:
            return [change]
        sql = (
            "SELECT rule, json_group_array(story_id) FROM story_tag WHERE tag_id ="
            " (SELECT id FROM tag WHERE folded = :folded) AND story_id IN (SELECT value FROM json_each(:ids))"
            " GROUP BY rule"
        )
        rows = self._db.run(sql, {"folded": fold_name(change.of), "ids": json.dumps(change.ids)})
        parts = [replace(change, ids=tuple(json.loads(ids)), rule=rule) for rule, ids in rows]
        return parts or [change]

    def _apply_hidden(self, change: Change) -> None:
        """Take stories out of the lists, or bring them back where their feed was not left."""
        ids = {"ids": json.dumps(change.ids)}
        among = "id IN (SELECT value FROM json_each(:ids))"
        if change.after:
            self._db.run(f"UPDATE story SET hidden = 1, gone = 2 WHERE gone != 1 AND {among}", ids)
            return
        self._db.run(
            "UPDATE story SET hidden = 0, gone = iif((SELECT removed FROM feed WHERE feed.id = feed_id) IS NULL"
            " OR starred = 1 OR id IN (SELECT story_id FROM story_tag) OR id IN (SELECT story_id FROM note), 0, 2)"
            f" WHERE hidden = 1 AND gone = 2 AND {among}",
            ids,
        )

    def _apply_ruled(self, change: Change) -> None:
        """Note what a rule did to stories, or forget it."""
        mark = {"ids": json.dumps(change.ids), "what": change.of, "rule": change.rule}
        if change.after:
            self._db.run(
                "INSERT OR IGNORE INTO rule_mark (story_id, what, rule)"
                " SELECT value, :what, :rule FROM json_each(:ids)",
                mark,
            )
        else:
            self._db.run(
                "DELETE FROM rule_mark WHERE what = :what AND rule = :rule"
                " AND story_id IN (SELECT value FROM json_each(:ids))",
                mark,
            )

    def _look_on_from_here(self, change: Change) -> None:
        """Let rules that begin to act, or act again, look at stories that come from now on."""
        sql = (
            "UPDATE rule SET seen = (SELECT coalesce(max(id), 0) FROM story)"
            " WHERE id IN (SELECT value FROM json_each(:ids))"
        )
        self._db.run(sql, {"ids": json.dumps(change.ids)})

    def _hide_or_restore(self, change: Change) -> None:
        """Take an unsubscribed feed's stories out of the lists, or bring them back; what a person kept stays."""
        if change.after is None:
            sql = (
                "UPDATE story SET gone = 0 WHERE gone = 2 AND hidden = 0"
                " AND feed_id IN (SELECT value FROM json_each(:ids))"
            )
        else:
            sql = (
                "UPDATE story SET gone = 2 WHERE gone = 0 AND starred = 0"
                " AND feed_id IN (SELECT value FROM json_each(:ids))"
                " AND id NOT IN (SELECT story_id FROM story_tag) AND id NOT IN (SELECT story_id FROM note)"
            )
        self._db.run(sql, {"ids": json.dumps(change.ids)})


def _packed(changes: Sequence[Change]) -> str:
    return json.dumps([asdict(change) for change in changes], separators=(",", ":"), ensure_ascii=False)


def _unpacked(text: str) -> list[Change]:
    return [Change(**{**entry, "ids": tuple(entry["ids"])}) for entry in json.loads(text)]
