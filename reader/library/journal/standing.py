"""Which rows of a change still stand as a step left them, and which a newer step has touched since.

How it works. Steps are undone by origin, so one may be undone while a newer one stands that touched the same rows: a
shell's, say, while `U` takes back what was done in the interface. Nothing of the newer step may be lost. So a row moves
only where no newer step that is done touched the same property of it, where it has the value the step gave it (a
refresh changes rows too, without a step), and where nothing else has taken its former place meanwhile: its address, its
digit, its name.

Must not know the steps' table.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal

from reader.library.database import Database
from reader.library.journal.changes import Change, Value
from reader.query.words import fold_name

Rows = frozenset[int] | Literal["all"]
Touched = tuple[str, Rows]
"""A property, and the rows it was changed of."""

_HIDDEN_WITH = {"feed.removed": "feed", "saved_search.removed": "saved_search", "rule.removed": "rule"}
"""What takes a row out of sight, and with it all that was changed of it."""

_ONE_THING = {"rule.deeds": "rule.query"}
"""What is changed together, and taken back together: a rule's query and what it does."""


_MARKS = {
    "story.tag": "SELECT story_id FROM story_tag WHERE tag_id = (SELECT id FROM tag WHERE folded = :tag)",
    "story.declined": "SELECT story_id FROM declined WHERE tag_id = (SELECT id FROM tag WHERE folded = :tag)",
    "story.ruled": "SELECT story_id FROM rule_mark WHERE what = :of",
}
"""The stories that have what is either there or not."""

_BY_RULE = {"story.tag": " AND rule = :rule", "story.ruled": " AND rule = :rule"}
"""Whose doing it is that it is there: 0 for a person's. A tag is missing only where nobody put it on."""


class NewerSteps:
    """What newer steps have touched, of the properties that some changes are about."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self._rows: defaultdict[str, set[int]] = defaultdict(set)
        self._all: set[str] = set()
        self._wanted = {name for change in changes for name, _ in _moved_by(change)}

    def add(self, change: Change) -> None:
        """Take note of a change of a newer step."""
        for name, rows in _touched_by(change):
            if name not in self._wanted:
                continue
            if rows == "all":
                self._all.add(name)
            self._rows[name].update(change.ids if rows == "all" else rows)

    def untouched(self, change: Change) -> tuple[int, ...]:
        """Return the rows of a change that no newer step has touched."""
        touched: set[int] = set()
        for name, rows in _moved_by(change):
            if name in self._all or (rows == "all" and self._rows[name]):
                return ()
            touched |= self._rows[name]
        return tuple(row for row in change.ids if row not in touched) if touched else change.ids


def _touched_by(change: Change) -> Iterator[Touched]:
    """Yield what a step has touched by a change: the property, and the row as a whole."""
    yield from _properties(change)
    table = change.what.partition(".")[0]
    if table in _HIDDEN_WITH.values():
        yield table, frozenset(change.ids)
    if change.what == "story.home":
        yield "feed", frozenset({_feed_of(change.before), _feed_of(change.after)})


def _moved_by(change: Change) -> Iterator[Touched]:
    """Yield what must be untouched for a change to be made: the whole row where it goes out of sight."""
    if change.what in _HIDDEN_WITH and change.after is not None:
        yield _HIDDEN_WITH[change.what], frozenset(change.ids)
    else:
        yield from _properties(change)


def _properties(change: Change) -> Iterator[Touched]:
    """Yield the properties a change is about: a tag whole where it is renamed, the order whole where rows move."""
    match change.what:
        case "story.tag" | "story.declined":
            yield _tag(change.of), frozenset(change.ids)
        case "story.ruled":
            name = change.of
            yield _tag(name[1:]) if name.startswith("-") else f"story.{name}", frozenset(change.ids)
        case "tag.name":
            yield _tag(str(change.before)), "all"
            yield _tag(str(change.after)), "all"
        case "saved_search.position" | "rule.position":
            yield change.what, "all"
        case what:
            yield _ONE_THING.get(what, what), frozenset(change.ids)


def _tag(name: str) -> str:
    return f"tag {fold_name(name)}"


def _feed_of(home: Value) -> int:
    return int(str(home).partition(" ")[0])


def rows_with(db: Database, change: Change, value: Value, among: tuple[int, ...]) -> tuple[int, ...]:
    """Return those of some rows of which the property a change is about has this value now."""
    table, column = change.what.split(".")
    if change.what in _MARKS:
        any_rule = change.what == "story.tag" and not value
        marked = _MARKS[change.what] + ("" if any_rule else _BY_RULE.get(change.what, ""))
        condition = f"value {'' if value else 'NOT '}IN ({marked})"
    elif change.what == "story.note":
        condition = "coalesce((SELECT text FROM note WHERE story_id = value), '') = :value"
    elif change.what == "story.home":
        condition = "value IN (SELECT id FROM story WHERE feed_id || ' ' || guid = :value)"
    else:
        condition = f"value IN (SELECT id FROM {table} WHERE {column} IS :value AND id = json_each.value)"
    asked = {"ids": json.dumps(among), "value": value, "of": change.of, "rule": change.rule}
    found = db.run(f"SELECT value FROM json_each(:ids) WHERE {condition}", {**asked, "tag": fold_name(change.of)})
    return tuple(row["value"] for row in found)


def room_for(db: Database, change: Change, rows: tuple[int, ...]) -> tuple[int, ...]:
    """Return those of some rows whose new place, by a change, nothing else has: its address, its digit, its name."""
    match change.what:
        case "story.home":
            feed, _, guid = str(change.after).partition(" ")
            taken = "SELECT 1 FROM story WHERE feed_id = :feed AND guid = :guid AND id != :id"
            return _without_another(db, taken, rows, {"feed": int(feed), "guid": guid})
        case "feed.url":
            taken = "SELECT 1 FROM feed WHERE url = :url AND removed IS NULL AND id != :id"
            return _without_another(db, taken, rows, {"url": change.after})
        case "saved_search.name" | "saved_search.digit" | "saved_search.removed":
            return tuple(row for row in rows if not _is_search_in_the_way(db, change, row))
        case _:
            return rows


def _without_another(db: Database, taken: str, rows: tuple[int, ...], place: dict[str, Value]) -> tuple[int, ...]:
    return tuple(row for row in rows if db.value(taken, {**place, "id": row}) is None)


def _is_search_in_the_way(db: Database, change: Change, row: int) -> bool:
    """Say whether another saved search has the name or digit that one would have after a change."""
    searches = {search["id"]: dict(search) for search in db.run("SELECT id, name, digit, removed FROM saved_search")}
    after = {**searches.pop(row), change.what.partition(".")[2]: change.after}
    return after["removed"] is None and any(
        fold_name(other["name"]) == fold_name(after["name"]) or other["digit"] == (after["digit"] or -1)
        for other in searches.values()
        if other["removed"] is None
    )
