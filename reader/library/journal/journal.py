"""The journal: every change a person made, in order, with undo and redo.

Must not know which keys or commands lead to a step.

How it works. A step is a label and a list of changes, and a Change says which property of which rows goes from what to
what. It is the one format there is: doing a step applies its changes, undoing applies them reversed and in reverse
order, redoing applies them again; each is one transaction with the step's row, so a step is on disk whole or not at
all, and undo works across restarts. A row is `done`, `undone` or `dropped`: undo takes the last done, redo the one that
was undone last, and a new step drops all undone ones, which can then not be redone. What no person did (a refresh, a
rule) is applied by `apply_change` and not written down.

Each step remembers its origin, where it was made, and each origin may be undone by itself: the interface takes back
what was done in the interface, whatever a script has done since. What a step changed and something else has changed
again then stays as it is (`standing`), and undone is the rest: that alone is redone.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace

from reader.errors import LibraryError
from reader.library.database import Database
from reader.library.journal.changes import Change, apply_change, makes_sense
from reader.model import Origin, Step
from reader.query.words import fold_name

_UNDONE = (
    "UPDATE journal SET state = 'undone', taken_back = :taken_back,"
    " undone = (SELECT max(0, coalesce(max(undone), 0)) + 1 FROM journal WHERE state = 'undone') WHERE id = :id"
)
_DONE = "UPDATE journal SET state = 'done', undone = NULL, taken_back = :taken_back WHERE id = :id"


class Journal:
    """The steps a person took, newest last; those made through this one have one origin."""

    def __init__(self, database: Database, origin: Origin) -> None:
        self._db = database
        self._origin = origin

    def perform(self, label: str, changes: Iterable[Change], now: int) -> int:
        """Apply `changes` and write them down as one step; return how many rows they touch, 0 meaning no step."""
        touching = [change for change in changes if change.ids and change.before != change.after]
        if not touching:
            return 0
        with self._db.transaction():
            touching = [part for change in touching for part in self._parts(change)]
            step = {"at": now, "label": label, "changes": _packed(touching), "origin": self._origin}
            self._db.run("UPDATE journal SET state = 'dropped' WHERE state = 'undone' AND origin = :origin", step)
            self._db.run(
                "INSERT INTO journal (at, label, changes, origin) VALUES (:at, :label, :changes, :origin)", step
            )
            for change in touching:
                apply_change(self._db, change, now)
        return len({(change.what.split(".")[0], row) for change in touching for row in change.ids})

    def undo(self, now: int, origin: Origin | None = None) -> Step | None:
        """Take back the last step that stands, of one origin or of any; return it, or None where there is none."""
        return self._move(f"state = 'done'{_of(origin)} ORDER BY id DESC LIMIT 1", now, origin)

    def redo(self, now: int, origin: Origin | None = None) -> Step | None:
        """Do again what was undone last, of one origin or of any; return it, or None where there is none."""
        return self._move(f"state = 'undone'{_of(origin)} ORDER BY undone DESC LIMIT 1", now, origin)

    def go_back(self, step_id: int, now: int) -> list[Step]:
        """Undo every step from the last one to this one, it included, of any origin, all or none; return them."""
        return self._move_all("state = 'done' AND id >= :id ORDER BY id DESC", step_id, now)

    def go_on(self, step_id: int, now: int) -> list[Step]:
        """Redo every step that was undone up to this one, it included, of any origin, all or none; return them."""
        return self._move_all("state = 'undone' AND id <= :id ORDER BY id", step_id, now)

    def steps(self, limit: int, origin: Origin | None = None) -> list[Step]:
        """Return the last `limit` steps, of one origin or of any, that can be undone or redone, newest first."""
        sql = (
            f"SELECT id, at, label, state, origin FROM journal WHERE state != 'dropped'{_of(origin)}"
            " ORDER BY id DESC LIMIT :limit"
        )
        rows = self._db.run(sql, {"limit": limit, "origin": origin})
        return [_step(row, undone=row["state"] == "undone") for row in rows]

    def _move_all(self, which: str, step_id: int, now: int) -> list[Step]:
        with self._db.transaction():
            rows = self._db.run(f"SELECT * FROM journal WHERE {which}", {"id": step_id}).fetchall()
            return [self._turn(row, now) for row in rows]

    def _move(self, which: str, now: int, origin: Origin | None) -> Step | None:
        with self._db.transaction():
            row = self._db.run(f"SELECT * FROM journal WHERE {which}", {"origin": origin}).fetchone()
            return None if row is None else self._turn(row, now)

    def _turn(self, row: sqlite3.Row, now: int) -> Step:
        """Undo a step that is done, or redo one that is undone, as far as nothing was changed since; return it."""
        undoing = row["state"] == "done"
        changes = _unpacked(row["taken_back"] or row["changes"])
        if undoing:
            changes = [change.reversed() for change in reversed(changes)]
        moved, left = self._make_what_stands(row["id"], changes, now)
        values = {"id": row["id"], "taken_back": None}
        if undoing and left:
            values["taken_back"] = _packed([change.reversed() for change in reversed(moved)])
        self._db.run(_UNDONE if undoing else _DONE, values)
        return _step(row, undone=undoing, left=len(left))

    def _make_what_stands(self, step_id: int, changes: Sequence[Change], now: int) -> tuple[list[Change], set[object]]:
        """Make changes where nothing was changed since a step; return what is so now, and the rows left alone.

        A row that is already as it would become is neither moved nor left.
        """
        from reader.library.journal.standing import NewerSteps, room_for, rows_with

        newer = NewerSteps(changes)
        for (later,) in self._db.tuples(
            "SELECT changes FROM journal WHERE state = 'done' AND id > :id", {"id": step_id}
        ):
            for change in _unpacked(later):
                newer.add(change)
        made, left = [], set[object]()
        for change in changes:
            untouched = newer.untouched(change)
            moving = room_for(self._db, change, rows_with(self._db, change, change.before, untouched))
            there = rows_with(self._db, change, change.after, untouched)
            if moving:
                apply_change(self._db, replace(change, ids=moving), now)
            made.append(replace(change, ids=moving + there))
            left |= {(change.what.split(".")[0], row) for row in {*change.ids} - {*moving, *there}}
        return made, left

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


def left_alone(rows: int) -> str:
    """Return what to add to what was undone or redone where so many rows were left alone; "" where none was."""
    were = "1 was changed since and stays" if rows == 1 else f"{rows:,} were changed since and stay"
    return f" · {were}" if rows else ""


def _of(origin: Origin | None) -> str:
    return "" if origin is None else " AND origin = :origin"


def _step(row: sqlite3.Row, *, undone: bool, left: int = 0) -> Step:
    return Step(row["id"], row["at"], row["label"], undone, _origin(row["origin"]), left)


def _origin(said: str) -> Origin:
    """Return where a step was made; of what a damaged library says there, that it was the interface."""
    try:
        return Origin(said)
    except ValueError:
        return Origin.INTERFACE


def _packed(changes: Sequence[Change]) -> str:
    return json.dumps([asdict(change) for change in changes], separators=(",", ":"), ensure_ascii=False)


def _unpacked(text: str) -> list[Change]:
    try:
        changes = [Change(**{**entry, "ids": tuple(entry["ids"])}) for entry in json.loads(text)]
        if all(map(makes_sense, changes)):
            return changes
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    raise LibraryError("That step is damaged: 'reader doctor --repair' leaves it out.")


def is_step(content: bytes | None) -> int:
    """Say whether the changes of a step, as the library keeps them, can be applied; for use in a statement."""
    try:
        _unpacked((content or b"").decode("utf-8", "replace"))
    except LibraryError:
        return 0
    return 1
