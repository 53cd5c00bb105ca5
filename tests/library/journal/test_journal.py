"""The journal: what a person did is kept and can be taken back, step by step."""

from pathlib import Path

import pytest
from builders import NOW, a_feed, a_library, a_story, keep
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from reader.library import Library
from reader.model import StoryId
from reader.query import parse


@pytest.fixture
def library(tmp_path: Path):  # type: ignore[no-untyped-def]
    opened = a_library(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def stories(library: Library) -> list[StoryId]:
    return keep(library, a_feed(library), *(a_story(f"Story {number}") for number in range(4)))


def test_unsubscribing_keeps_the_tagged_and_the_starred(library: Library) -> None:
    feed = a_feed(library, "Verge")
    tagged, starred, plain = keep(library, feed, a_story("Tagged"), a_story("Starred"), a_story("Plain"))
    library.tags.apply([tagged], ["keep"], [], NOW)
    library.stories.star([starred], NOW)
    library.feeds.unsubscribe(feed, NOW)
    assert list(library.stories.ids(parse(""))) == [tagged, starred]
    assert library.feeds.all() == []
    assert library.tally().stories == 2
    a_feed(library, "Verge")
    assert list(library.stories.ids(parse(""))) == [tagged, starred, plain]


def test_every_verb_on_a_feed_can_be_taken_back(library: Library) -> None:
    feed = a_feed(library, "Verge", folder="Tech")
    library.feeds.rename(feed, "My Verge", NOW)
    library.feeds.move(feed, "News", NOW)
    library.feeds.unsubscribe(feed, NOW)
    labels = [library.journal.undo(NOW) for _ in range(3)]
    assert [step.label for step in labels if step] == [
        "unsubscribed from My Verge",
        "moved My Verge to News",
        "renamed Verge to My Verge",
    ]
    (back,) = library.feeds.all()
    assert (back.title, back.folder) == ("Verge", "Tech")
    library.journal.undo(NOW)
    assert library.feeds.all() == []


def test_a_new_step_ends_what_could_be_redone(library: Library, stories: list[StoryId]) -> None:
    library.stories.mark_read(stories[:1], NOW)
    library.journal.undo(NOW)
    library.stories.star(stories[:1], NOW)
    assert library.journal.redo(NOW) is None
    assert not library.stories.get(stories[0]).read


def test_nothing_to_undo_is_no_error(library: Library) -> None:
    assert library.journal.undo(NOW) is None
    assert library.journal.redo(NOW) is None


IDS = st.lists(st.integers(0, 5), min_size=1, max_size=4, unique=True)
NAMES = st.sampled_from(["ai", "media", "media/film", "later"])


class JournalMachine(RuleBasedStateMachine):
    """Random sequences of marking, tagging, undoing and redoing, against a list of states."""

    @initialize()
    def start(self) -> None:
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        self.library = a_library(Path(self.folder.name))
        self.feed = a_feed(self.library)
        self.ids = keep(self.library, self.feed, *(a_story(f"Story {number}") for number in range(6)))
        self.library.journal.undo(NOW)
        self.library.journal.redo(NOW)
        self.past = [self.now()]
        self.future: list[object] = []

    def teardown(self) -> None:
        if hasattr(self, "library"):
            self.library.close()
            self.folder.cleanup()

    def now(self) -> object:
        return [(story.read, story.starred, story.tags) for story in self.library.stories.rows(self.ids)]

    def did(self, changed: int) -> None:
        if changed:
            self.past.append(self.now())
            self.future.clear()

    @rule(picks=IDS, verb=st.sampled_from(["mark_read", "mark_unread", "star", "unstar"]))
    def mark(self, picks: list[int], verb: str) -> None:
        self.did(getattr(self.library.stories, verb)([self.ids[pick] for pick in picks], NOW))

    @rule(picks=IDS, add=st.lists(NAMES, max_size=2), remove=st.lists(NAMES, max_size=2))
    def tag(self, picks: list[int], add: list[str], remove: list[str]) -> None:
        self.did(self.library.tags.apply([self.ids[pick] for pick in picks], add, remove, NOW))

    @rule()
    def undo(self) -> None:
        if len(self.past) > 1:
            self.library.journal.undo(NOW)
            self.future.append(self.past.pop())

    @rule()
    def redo(self) -> None:
        if self.future:
            self.library.journal.redo(NOW)
            self.past.append(self.future.pop())

    @invariant()
    def the_library_is_where_the_model_is(self) -> None:
        if hasattr(self, "past"):
            assert self.now() == self.past[-1]

    @invariant()
    def counts_are_those_from_scratch(self) -> None:
        if hasattr(self, "past"):
            rows = self.library.stories.rows(self.ids)
            tally = self.library.tally()
            assert tally.unread == sum(not story.read for story in rows)
            assert tally.starred == sum(story.starred for story in rows)
            for tag in self.library.tags.all():
                inside = [s for s in rows if any(t == tag.name or t.startswith(f"{tag.name}/") for t in s.tags)]
                assert (tag.stories, tag.unread) == (len(inside), sum(not story.read for story in inside))


TestJournal = JournalMachine.TestCase
TestJournal.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
