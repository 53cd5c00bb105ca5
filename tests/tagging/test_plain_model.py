"""Random tagging, marks, rules, undo, redo, refreshes and purges end in the state a plain model predicts.

The model is dictionaries and a list of steps; it knows nothing of SQL, of indexes or of how changes are kept.
"""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from builders import NOW, a_feed, a_library, a_story, keep
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from reader.model import RuleActions, RuleId
from reader.query import parse
from reader.tagging.rules import follow_all, run

WORDS = ("alpha", "beta", "gamma")
TAGS = ("ai", "film", "law")
QUERIES: dict[str, Callable[["PlainStory"], bool]] = {
    "alpha": lambda story: "alpha" in story.words,
    "beta OR gamma": lambda story: "beta" in story.words or "gamma" in story.words,
    "tag:ai": lambda story: "ai" in story.tags,
    "is:starred": lambda story: story.marks["starred"],
    "is:unread -tag:film": lambda story: not story.marks["read"] and "film" not in story.tags,
}


@dataclass
class PlainStory:
    """A story: its words, which are its categories too, and its day, the tags on it, marks, what rules did.

    Each tag has who put it there, 0 for a person.
    """

    words: tuple[str, ...]
    day: int = 0
    purged: bool = False
    tags: dict[str, int] = field(default_factory=dict)
    marks: dict[str, bool] = field(default_factory=lambda: {"read": False, "starred": False, "hidden": False})
    ruled: dict[str, int] = field(default_factory=dict)


@dataclass
class PlainRule:
    """A rule: what it does to which stories, whether it is on, and the newest story it has looked at."""

    query: str
    actions: RuleActions
    active: bool = True
    there: bool = False
    seen: int = 0


@dataclass(frozen=True)
class PlainChange:
    """One thing about one story or rule: on or off."""

    kind: str
    row: int
    on: bool
    name: str = ""
    by: int = 0


class PlainLibrary:
    """Everything, as a person would think of it."""

    def __init__(self) -> None:
        self.stories: dict[int, PlainStory] = {}
        self.rules: dict[int, PlainRule] = {}
        self.done: list[list[PlainChange]] = []
        self.undone: list[list[PlainChange]] = []

    def listed(self) -> list[int]:
        return [number for number, story in self.stories.items() if not (story.purged or story.marks["hidden"])]

    def step(self, changes: Sequence[PlainChange]) -> None:
        if changes:
            self.undone.clear()
            self.done.append(list(changes))
            self.make(changes)

    def undo(self) -> None:
        if self.done:
            changes = self.done.pop()
            self.undone.append(changes)
            self.make([replace(change, on=not change.on) for change in reversed(changes)])

    def redo(self) -> None:
        if self.undone:
            changes = self.undone.pop()
            self.done.append(changes)
            self.make(changes)

    def make(self, changes: Sequence[PlainChange]) -> None:
        for change in changes:
            if change.kind in ("active", "there"):
                setattr(self.rules[change.row], change.kind, change.on)
                self.rules[change.row].seen = max(self.stories, default=0)
            elif change.kind == "tag":
                _put(self.stories[change.row].tags, change)
            elif change.kind == "ruled":
                _put(self.stories[change.row].ruled, change)
            else:
                self.stories[change.row].marks[change.kind] = change.on

    def tagging(self, ids: Sequence[int], add: Sequence[str], remove: Sequence[str]) -> list[PlainChange]:
        on = [PlainChange("tag", row, True, name) for name in add for row in ids if name not in self.stories[row].tags]
        off = [
            PlainChange("tag", row, False, name, self.stories[row].tags[name])
            for name in remove
            for row in ids
            if name in self.stories[row].tags and name not in add
        ]
        return on + off

    def marking(self, ids: Sequence[int], mark: str, on: bool) -> list[PlainChange]:
        return [PlainChange(mark, row, on) for row in ids if self.stories[row].marks[mark] is not on]

    def ruling(self, by: int, ids: Sequence[int]) -> list[PlainChange]:
        rule, changes = self.rules[by], []
        matching = [row for row in ids if row in self.listed() and QUERIES[rule.query](self.stories[row])]
        changes += [replace(change, by=by) for change in self.tagging(matching, rule.actions.add, ())]
        for row in matching if rule.actions.categories else ():
            changes += [replace(change, by=by) for change in self.tagging([row], self.stories[row].words, ())]
        for change in self.tagging(matching, (), rule.actions.remove):
            changes += [change, PlainChange("ruled", change.row, True, f"-{change.name}", by)]
        wanted = (("read", rule.actions.read), ("starred", rule.actions.star), ("hidden", rule.actions.hide))
        for mark in (mark for mark, does in wanted if does):
            for change in self.marking(matching, mark, True):
                changes += [change, PlainChange("ruled", change.row, True, mark, by)]
        return changes

    def taking_back(self, by: int) -> list[PlainChange]:
        changes = []
        for row, story in self.stories.items():
            changes += [PlainChange("tag", row, False, name, by) for name, who in story.tags.items() if who == by]
            for what in (what for what, who in story.ruled.items() if who == by):
                if what.startswith("-"):
                    changes += [PlainChange("tag", row, True, what[1:])] if what[1:] not in story.tags else []
                else:
                    changes += self.marking([row], what, False)
                changes.append(PlainChange("ruled", row, False, what, by))
        return changes

    def purge(self, before: int) -> int:
        old = [one for one in self.stories.values() if one.day < before and not one.purged]
        going = [one for one in old if not one.tags and not one.marks["starred"]]
        for story in going:
            story.purged = True
        return len(going)

    def follow(self) -> None:
        for by, one in self.rules.items():
            if one.there and one.active:
                self.make(self.ruling(by, [row for row in self.stories if row > one.seen]))
                one.seen = max(self.stories, default=0)


def _put(names: dict[str, int], change: PlainChange) -> None:
    if change.on:
        names.setdefault(change.name, change.by)
    elif change.kind == "tag" or names.get(change.name) == change.by:
        names.pop(change.name, None)


SOME = st.sets(st.integers(0, 30), min_size=1, max_size=4)
NAMES = st.lists(st.sampled_from(TAGS), max_size=2, unique=True)
DEEDS = st.builds(RuleActions, NAMES.map(tuple), NAMES.map(tuple), *[st.booleans()] * 4).filter(
    lambda actions: actions.any and not set(actions.add) & set(actions.remove)
)
DAY = 86_400
STEPS = [0]


class Tagging(RuleBasedStateMachine):
    """Does the same to a library and to the plain one."""

    rules_made = Bundle("rules_made")

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.library = a_library(Path(self.folder.name))
        self.feed = a_feed(self.library)
        self.library.journal.undo(NOW)
        self.library.journal.redo(NOW)
        self.plain = PlainLibrary()
        self.number = 0

    def teardown(self) -> None:
        self.library.close()
        self.folder.cleanup()

    def picked(self, picks: set[int]) -> list[int]:
        listed = self.plain.listed()
        return sorted({listed[pick % len(listed)] for pick in picks}) if listed else []

    @rule(titles=st.lists(st.sets(st.sampled_from(WORDS)), min_size=1, max_size=3))
    def refresh(self, titles: list[set[str]]) -> None:
        for words in titles:
            self.number += 1
            title = f"Story {self.number} {' '.join(sorted(words))}"
            story = keep(
                self.library, self.feed, a_story(title, categories=tuple(words)), published=NOW + self.number * DAY
            )[0]
            self.plain.stories[story] = PlainStory(tuple(words), self.number)
        follow_all(self.library, NOW)
        self.plain.follow()

    @rule(before=st.integers(1, 12))
    def purge(self, before: int) -> None:
        assert self.library.retention.purge({self.feed: NOW + before * DAY}) == self.plain.purge(before)

    @rule(picks=SOME, add=NAMES, remove=NAMES)
    def tag(self, picks: set[int], add: list[str], remove: list[str]) -> None:
        ids = self.picked(picks)
        self.library.tags.apply(ids, add, remove, NOW)
        self.plain.step(self.plain.tagging(ids, add, remove))

    @rule(picks=SOME, mark=st.sampled_from(("read", "starred")), on=st.booleans())
    def mark(self, picks: set[int], mark: str, on: bool) -> None:
        ids, stories = self.picked(picks), self.library.stories
        verbs = {
            ("read", True): stories.mark_read,
            ("read", False): stories.mark_unread,
            ("starred", True): stories.star,
            ("starred", False): stories.unstar,
        }
        verbs[mark, on](ids, NOW)
        self.plain.step(self.plain.marking(ids, mark, on))

    @rule(target=rules_made, query=st.sampled_from(sorted(QUERIES)), actions=DEEDS)
    def make_rule(self, query: str, actions: RuleActions) -> RuleId:
        made = self.library.rules.add(query, actions, NOW)
        self.plain.rules[made] = PlainRule(query, actions)
        self.plain.step([PlainChange("there", made, True)])
        return made

    def there(self, made: int) -> bool:
        return self.plain.rules[made].there

    @rule(made=rules_made, back=st.booleans())
    def switch_off(self, made: RuleId, back: bool) -> None:
        if self.there(made):
            self.library.rules.switch_off(made, NOW, take_back=back)
            off = [PlainChange("active", made, False)] if self.plain.rules[made].active else []
            self.plain.step(off + (self.plain.taking_back(made) if back else []))

    @rule(made=rules_made)
    def switch_on(self, made: RuleId) -> None:
        if self.there(made):
            self.library.rules.switch_on(made, NOW)
            self.plain.step([PlainChange("active", made, True)] if not self.plain.rules[made].active else [])

    @rule(made=rules_made)
    def run_rule(self, made: RuleId) -> None:
        if self.there(made):
            run(self.library, self.library.rules.get(made), NOW)
            self.plain.step(self.plain.ruling(made, list(self.plain.stories)))

    @rule(target=rules_made, made=consumes(rules_made))
    def remove_rule(self, made: RuleId) -> object:
        if self.there(made):
            self.library.rules.remove(made, NOW)
            self.plain.step([PlainChange("there", made, False)])
        return multiple()

    @rule()
    def undo(self) -> None:
        if self.plain.done:
            assert self.library.journal.undo(NOW) is not None
        self.plain.undo()

    @rule()
    def redo(self) -> None:
        assert (self.library.journal.redo(NOW) is not None) == bool(self.plain.undone)
        self.plain.redo()

    @invariant()
    def same(self) -> None:
        STEPS[0] += 1
        for number, plain in self.plain.stories.items():
            story = self.library.stories.get(number)
            assert set(story.tags) == set(plain.tags)
            assert set(story.ruled) == {name for name, by in plain.tags.items() if by}
            assert (story.read, story.starred) == (plain.marks["read"], plain.marks["starred"])
        assert sorted(self.library.stories.ids(parse(""))) == sorted(self.plain.listed())
        there = {made: one.active for made, one in self.plain.rules.items() if one.there}
        assert {one.id: one.active for one in self.library.rules.all()} == there
        for made in there:
            assert self.library.rules.count_touched(made) == sum(
                made in (*plain.tags.values(), *plain.ruled.values()) for plain in self.plain.stories.values()
            )
        tags = {name for row in self.plain.listed() for name in self.plain.stories[row].tags}
        assert {tag.name for tag in self.library.tags.all()} == tags


Tagging.TestCase.settings = settings(max_examples=20, stateful_step_count=40, deadline=None)


class TestTagging(Tagging.TestCase):  # type: ignore[misc, valid-type]
    """Runs the machine; STEPS counts the states compared."""
