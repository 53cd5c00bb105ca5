"""What a person does by verbs, chosen at random, a record of it outside the library, and what must be so by that.

The model is a set of marks and a list of steps; it knows nothing of SQL nor of how changes are kept.
"""

import json
import os
import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Mark = tuple[int, str]
"""A story, and what it has: "read", "starred" or a tag."""

TAGS = ("ai", "media/film", "later", "law")
STATES = {
    "read": ("read", True),
    "unread": ("read", False),
    "starred": ("starred", True),
    "unstarred": ("starred", False),
}


@dataclass(frozen=True, slots=True)
class Action:
    """One call of a verb: its arguments, and what the stories named get or lose by it."""

    arguments: tuple[str, ...]
    stories: tuple[int, ...] = ()
    given: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()


@dataclass
class Expected:
    """What must be in the library: the marks, the addresses subscribed to, and what undo and redo would do."""

    marks: set[Mark] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    steps: list[tuple[set[Mark], set[Mark]]] = field(default_factory=list)
    undone: list[tuple[set[Mark], set[Mark]]] = field(default_factory=list)

    def after(self, action: Action) -> "Expected":
        """Return what must be there once an action was done."""
        then = deepcopy(self)
        match action.arguments[0]:
            case "undo" if then.steps:
                then.undone.append(then.steps.pop())
                put_on, taken_off = then.undone[-1]
                then.marks = then.marks - put_on | taken_off
            case "redo" if then.undone:
                then.steps.append(then.undone.pop())
                put_on, taken_off = then.steps[-1]
                then.marks = then.marks - taken_off | put_on
            case "tag" | "mark":
                put_on = {(story, name) for story in action.stories for name in action.given} - then.marks
                taken_off = {(story, name) for story in action.stories for name in action.taken} & then.marks
                then.marks = then.marks - taken_off | put_on
                if put_on or taken_off:
                    then.steps.append((put_on, taken_off))
                    then.undone.clear()
            case "import":
                then.addresses.update(addresses_of(Path(action.arguments[1])))
        return then

    def differs_from(self, library: "Expected") -> str:
        """Return in words what a library lacks or has too much; "" where it is as it must be."""
        lost, too_much = self.marks - library.marks, library.marks - self.marks
        unsubscribed = self.addresses - library.addresses
        named = (("lost", lost), ("too much", too_much), ("not subscribed to", unsubscribed))
        return "; ".join(f"{name}: {sorted(map(str, what))[:5]}" for name, what in named if what)


def found_in(library: Path) -> Expected:
    """Return the marks and addresses a library holds, read without the program."""
    with closing(sqlite3.connect(library)) as connection:
        marks = {(row, name) for row, name in connection.execute("SELECT id, 'read' FROM story WHERE read = 1")}
        marks |= set(connection.execute("SELECT id, 'starred' FROM story WHERE starred = 1"))
        marks |= set(connection.execute("SELECT story_id, name FROM story_tag JOIN tag ON tag.id = tag_id"))
        return Expected(marks, {url for (url,) in connection.execute("SELECT url FROM feed WHERE removed IS NULL")})


def tagging(chance: random.Random, stories: Sequence[int]) -> Action:
    """Return an action that tags or marks some stories."""
    some = tuple(chance.sample(stories, chance.randint(1, min(6, len(stories)))))
    ids = map(str, some)
    if chance.random() < 0.5:
        state = chance.choice(list(STATES))
        name, on = STATES[state]
        return Action(("mark", state, *ids), some, *(((name,), ()) if on else ((), (name,))))
    given, taken = chance.sample(TAGS, 2)
    if chance.random() < 0.5:
        return Action(("tag", *ids, "--add", given), some, (given,))
    return Action(("tag", *ids, "--add", given, "--remove", taken), some, (given,), (taken,))


def turning(chance: random.Random, stories: Sequence[int], expected: Expected, *options: str) -> Action:
    """Return an action that tags, or undoes or redoes with some options, never beyond what the record knows."""
    able = [verb for verb, steps in (("undo", expected.steps), ("redo", expected.undone)) if steps]
    return Action((chance.choice(able), *options)) if able and chance.random() < 0.7 else tagging(chance, stories)


def addresses_of(opml: Path) -> list[str]:
    """Return the addresses of a list of subscriptions made by `a_list`."""
    return [line.split('xmlUrl="')[1].split('"')[0] for line in opml.read_text().splitlines() if "xmlUrl" in line]


def a_list(file: Path, addresses: Sequence[str]) -> None:
    """Write a list of subscriptions, one a line."""
    lines = [f'<outline type="rss" text="{url}" xmlUrl="{url}"/>' for url in addresses]
    file.write_text("\n".join(['<opml version="2.0"><body>', *lines, "</body></opml>"]))


class Record:
    """A file beside the library: what was begun, a line each, and that it was acknowledged."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def clear(self) -> None:
        """Forget all that is in it."""
        self._file.write_bytes(b"")

    def begun(self, action: Action) -> None:
        """Note what is going to be done."""
        self._write([list(action.arguments), action.stories, action.given, action.taken])

    def acknowledged(self) -> None:
        """Note that what was begun last was acknowledged."""
        self._write("acknowledged")

    def read(self) -> tuple[list[Action], Action | None]:
        """Return the actions that were acknowledged, and the one that had begun and was not."""
        done: list[Action] = []
        open_action: Action | None = None
        for line in self._file.read_text().splitlines():
            noted = json.loads(line)
            if noted == "acknowledged":
                assert open_action is not None
                done.append(open_action)
                open_action = None
            else:
                open_action = Action(*map(tuple, noted))
        return done, open_action

    def _write(self, noted: Any) -> None:
        descriptor = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(descriptor, f"{json.dumps(noted)}\n".encode())
        os.close(descriptor)
