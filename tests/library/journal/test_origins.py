"""Steps of two origins, undone each by itself in any order, against a plain model; and two copies that undo at once."""

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from builders import NOW, a_library, a_story, keep
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from reader.library import open_library
from reader.model import FeedKind, Origin

ORIGINS = (Origin.INTERFACE, Origin.SHELL)
TAGS = ("ai", "film")
Place = tuple[int, str]
"""A story, and what of it: "read", "starred", "note" or a tag."""


@dataclass(eq=False)
class PlainStep:
    """What one step changed: of each place the value before and after; undone, which of them it took back."""

    origin: Origin
    places: dict[Place, tuple[object, object]]
    done: bool = True
    taken_back: set[Place] = field(default_factory=set)


class PlainJournal:
    """The state as a dictionary, and the steps as a list; every rule of undoing in its plainest form."""

    def __init__(self) -> None:
        self.state: dict[Place, object] = {}
        self.steps: list[PlainStep] = []
        self.undone: list[PlainStep] = []

    def step(self, origin: Origin, after: dict[Place, object]) -> None:
        places = {place: (self.state.get(place, 0), new) for place, new in after.items()}
        places = {place: values for place, values in places.items() if values[0] != values[1]}
        if not places:
            return
        gone = [step for step in self.undone if step.origin is origin]
        self.steps = [step for step in self.steps if step not in gone]
        self.undone = [step for step in self.undone if step not in gone]
        self.steps.append(PlainStep(origin, places))
        self.state |= after

    def undo(self, origin: Origin | None) -> int | None:
        for step in reversed(self.steps):
            if step.done and origin in (None, step.origin):
                return self.turn(step)
        return None

    def redo(self, origin: Origin | None) -> int | None:
        for step in reversed(self.undone):
            if origin in (None, step.origin):
                return self.turn(step)
        return None

    def turn(self, step: PlainStep) -> int:
        """Undo or redo one step; return how many stories were left alone."""
        newer = [one for one in self.steps[self.steps.index(step) + 1 :] if one.done]
        covered = {place for one in newer for place in one.places}
        moving = set(step.places) if step.done else step.taken_back
        there = {place for place in moving - covered if self.state.get(place, 0) in step.places[place]}
        for place in there:
            self.state[place] = step.places[place][0 if step.done else 1]
        if step.done:
            step.taken_back = there
            self.undone.append(step)
        else:
            self.undone.remove(step)
        step.done = not step.done
        return len({story for story, _ in moving - there})


PICKS = st.lists(st.integers(0, 3), min_size=1, max_size=3, unique=True)
FROM = st.sampled_from(ORIGINS)
OF = st.sampled_from((*ORIGINS, None))


class OriginsMachine(RuleBasedStateMachine):
    """Does the same to two open libraries, an interface's and a shell's, and to the plain journal."""

    @initialize()
    def start(self) -> None:
        self.folder = TemporaryDirectory()
        a_library(Path(self.folder.name)).close()
        self.libraries = {
            origin: open_library(Path(self.folder.name) / "library.db", "FULL", origin) for origin in ORIGINS
        }
        library = self.libraries[Origin.SHELL]
        feed = library.feeds.subscribe_bundled("https://plain.example/feed", FeedKind.WEB, "Plain", NOW)
        self.ids = keep(library, feed, *(a_story(f"Story {number}") for number in range(4)))
        self.plain = PlainJournal()

    def teardown(self) -> None:
        if hasattr(self, "libraries"):
            for library in self.libraries.values():
                library.close()
            self.folder.cleanup()

    @rule(origin=FROM, picks=PICKS, what=st.sampled_from(("read", "starred")), on=st.booleans())
    def mark(self, origin: Origin, picks: list[int], what: str, on: bool) -> None:
        stories = self.libraries[origin].stories
        verbs = {"read": (stories.mark_unread, stories.mark_read), "starred": (stories.unstar, stories.star)}
        verbs[what][on]([self.ids[pick] for pick in picks], NOW)
        self.plain.step(origin, {(pick, what): int(on) for pick in picks})

    @rule(origin=FROM, picks=PICKS, add=st.sets(st.sampled_from(TAGS)), remove=st.sets(st.sampled_from(TAGS)))
    def tag(self, origin: Origin, picks: list[int], add: set[str], remove: set[str]) -> None:
        self.libraries[origin].tags.apply([self.ids[pick] for pick in picks], sorted(add), sorted(remove - add), NOW)
        wanted = dict.fromkeys(add, 1) | dict.fromkeys(remove - add, 0)
        self.plain.step(origin, {(pick, name): on for pick in picks for name, on in wanted.items()})

    @rule(origin=FROM, pick=st.integers(0, 3), text=st.sampled_from(("", "a note", "another")))
    def note(self, origin: Origin, pick: int, text: str) -> None:
        self.libraries[origin].notes.write(self.ids[pick], text, NOW)
        self.plain.step(origin, {(pick, "note"): text or 0})

    @rule(by=FROM, of=OF)
    def undo(self, by: Origin, of: Origin | None) -> None:
        step = self.libraries[by].journal.undo(NOW, of)
        assert (None if step is None else step.left) == self.plain.undo(of)

    @rule(by=FROM, of=OF)
    def redo(self, by: Origin, of: Origin | None) -> None:
        step = self.libraries[by].journal.redo(NOW, of)
        assert (None if step is None else step.left) == self.plain.redo(of)

    @rule(back=st.integers(0, 5))
    def go_back(self, back: int) -> None:
        if back < len(self.plain.steps) and self.plain.steps[-1 - back].done:
            chosen = self.libraries[Origin.INTERFACE].journal.steps(9)[back]
            self.libraries[Origin.INTERFACE].journal.go_back(chosen.id, NOW)
            for step in [step for step in reversed(self.plain.steps[-1 - back :]) if step.done]:
                self.plain.turn(step)

    @rule(back=st.integers(0, 5))
    def go_on(self, back: int) -> None:
        if back < len(self.plain.steps) and not self.plain.steps[-1 - back].done:
            chosen = self.libraries[Origin.INTERFACE].journal.steps(9)[back]
            self.libraries[Origin.INTERFACE].journal.go_on(chosen.id, NOW)
            for step in [step for step in self.plain.steps[: len(self.plain.steps) - back] if not step.done]:
                self.plain.turn(step)

    @invariant()
    def the_library_is_where_the_model_is(self) -> None:
        if not hasattr(self, "plain"):
            return
        library = self.libraries[Origin.SHELL]
        state: dict[Place, object] = {}
        for number, story in enumerate(library.stories.rows(self.ids)):
            state |= {(number, "read"): int(story.read), (number, "starred"): int(story.starred)}
            state |= {(number, name): 1 for name in story.tags}
            state[number, "note"] = library.notes.get(story.id) or 0
        assert {place: value for place, value in state.items() if value} == {
            place: value for place, value in self.plain.state.items() if value
        }

    @invariant()
    def the_timeline_has_each_step_with_its_origin(self) -> None:
        if hasattr(self, "plain"):
            listed = self.libraries[Origin.SHELL].journal.steps(99)
            wanted = [(step.origin, not step.done) for step in reversed(self.plain.steps)]
            assert [(step.origin, step.undone) for step in listed] == wanted


TestOrigins = OriginsMachine.TestCase
TestOrigins.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
