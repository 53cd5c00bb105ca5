"""The journal: every change a person made, in order, with undo and redo.

Must not know which keys or commands lead to a step.

How it works. A step is a label and a list of changes, and a Change says which property of which rows goes from what to
what. It is the one format there is: doing a step applies its changes, undoing applies them reversed and in reverse
order, redoing applies them again; each is one transaction with the step's row, so a step is on disk whole or not at
all, and undo works across restarts. A row is `done`, `undone` or `dropped`: undo takes the last done, redo the first
undone, and a new step drops all undone ones, which can then not be redone. What no person did (a refresh, a rule) is
applied by `apply_change` and not written down.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace

from reader.errors import LibraryError
from reader.library.changes import Change, apply_change
from reader.library.database import Database
from reader.model import Step
from reader.query.words import fold_name


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
                apply_change(self._db, change, now)
        return len({(change.what.split(".")[0], row) for change in touching for row in change.ids})

    def undo(self, now: int) -> Step | None:
        """Take back the last step that stands; return it, or None where there is none."""
        return self._move("SELECT * FROM journal WHERE state = 'done' ORDER BY id DESC LIMIT 1", now)

    def redo(self, now: int) -> Step | None:
        """Do again the step that was undone last; return it, or None where there is none."""
        return self._move("SELECT * FROM journal WHERE state = 'undone' ORDER BY id ASC LIMIT 1", now)

    def go_back(self, step_id: int, now: int) -> int:
        """Undo every step from the last one to this one, it included, all or none; return how many that were."""
        return self._move_all("done", "id >= :id", step_id, lambda: self.undo(now))

    def go_on(self, step_id: int, now: int) -> int:
        """Redo every step that was undone up to this one, it included, all or none; return how many that were."""
        return self._move_all("undone", "id <= :id", step_id, lambda: self.redo(now))

    def _move_all(self, state: str, which: str, step_id: int, move: Callable[[], object]) -> int:
        sql = f"SELECT count(*) FROM journal WHERE state = :state AND {which}"
        with self._db.transaction():
            steps = int(self._db.value(sql, {"state": state, "id": step_id}))
            for _ in range(steps):
                move()
        return steps

    def steps(self, limit: int) -> list[Step]:
        """Return the last `limit` steps that can be undone or redone, newest first."""
        sql = "SELECT id, at, label, state FROM journal WHERE state != 'dropped' ORDER BY id DESC LIMIT :limit"
        return [
            Step(row["id"], row["at"], row["label"], row["state"] == "undone")
            for row in self._db.run(sql, {"limit": limit})
        ]

    def _move(self, choose: str, now: int) -> Step | None:
        with self._db.transaction():
            row = self._db.run(choose).fetchone()
            if row is None:
                return None
            undoing = row["state"] == "done"
            changes = _unpacked(row["changes"])
            for change in [change.reversed() for change in reversed(changes)] if undoing else changes:
                apply_change(self._db, change, now)
            state = "undone" if undoing else "done"
            self._db.run("UPDATE journal SET state = :state WHERE id = :id", {"state": state, "id": row["id"]})
        return Step(row["id"], row["at"], row["label"], undoing)

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


def _packed(changes: Sequence[Change]) -> str:
    return json.dumps([asdict(change) for change in changes], separators=(",", ":"), ensure_ascii=False)


def _unpacked(text: str) -> list[Change]:
    try:
        return [Change(**{**entry, "ids": tuple(entry["ids"])}) for entry in json.loads(text)]
    except (ValueError, TypeError, KeyError) as error:
        raise LibraryError("That step is damaged: 'reader doctor --repair' leaves it out.") from error
