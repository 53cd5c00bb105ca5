"""Tags, notes and marks as the journal tells of them, for where their tables are lost: its steps, replayed in order.

What a rule or a document did is in no step, and so does not come back from here. Must not know how rows are kept.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from reader.library.integrity.salvage import Salvage
from reader.query.words import fold_name


@dataclass(slots=True)
class Replay:
    """What a person's steps come to: the stories of each tag by its name; notes and marks by story."""

    tags: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    names: dict[str, str] = field(default_factory=dict)
    """The name of each tag as it was written, by its folded name."""
    notes: dict[int, str] = field(default_factory=dict)
    read: dict[int, int] = field(default_factory=dict)
    starred: dict[int, int] = field(default_factory=dict)


def replay(salvage: Salvage) -> Replay:
    """Return what the steps that stand come to; a change that makes no sense is left out."""
    done = Replay()
    for change in _changes(salvage):
        try:
            _apply(done, change["what"], [int(number) for number in change["ids"]], change)
        except (KeyError, TypeError, ValueError, OverflowError):
            continue
    return done


def _changes(salvage: Salvage) -> Iterator[dict[str, Any]]:
    steps = {row["id"]: row for row in salvage.rows("journal") if row.get("state", "done") == "done"}
    for _, row in sorted(steps.items(), key=lambda step: str(step[0]).zfill(20)):
        try:
            changes = json.loads(str(row["changes"]))
        except (ValueError, RecursionError):
            continue
        yield from (change for change in changes if isinstance(change, dict)) if isinstance(changes, list) else ()


def _apply(done: Replay, what: object, stories: list[int], change: dict[str, Any]) -> None:
    if what == "story.tag":
        tag = fold_name(_text(change["of"]))
        done.names.setdefault(tag, _text(change["of"]))
        if change["after"]:
            done.tags[tag].update(stories)
        else:
            done.tags[tag].difference_update(stories)
    elif what == "tag.name":
        old, new = fold_name(_text(change["before"])), fold_name(_text(change["after"]))
        done.names[new] = _text(change["after"])
        if old != new:
            done.tags[new].update(done.tags.pop(old, ()))
    elif what == "story.read":
        done.read.update(dict.fromkeys(stories, int(change["after"])))
    elif what == "story.starred":
        done.starred.update(dict.fromkeys(stories, int(change["after"])))
    elif what == "story.note":
        done.notes.update(dict.fromkeys(stories, _text(change["after"])))


def _text(value: object) -> str:
    """Return what a change says as text that can be kept, whatever JSON escapes it had."""
    return str(value).encode("utf-8", "replace").decode()
