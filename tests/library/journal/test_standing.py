"""Undoing a step while a newer one of a shell stands, for every kind of change: nothing newer is lost; it is said."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import pytest
from builders import NOW, a_feed, a_library, a_story, keep

from reader.library import Library, open_library
from reader.library.journal.changes import What
from reader.model import FeedId, FeedKind, Origin, RuleActions, StoryId
from reader.tagging.rules import run

LATER = NOW + 60
ALL_A_PERSON_CHANGES = (
    "SELECT id, feed_id, guid, read, starred, hidden FROM story ORDER BY id",
    "SELECT story_id, folded, rule FROM story_tag JOIN tag ON tag.id = tag_id ORDER BY story_id, folded",
    "SELECT story_id, folded FROM declined JOIN tag ON tag.id = tag_id ORDER BY story_id, folded",
    "SELECT story_id, what, rule FROM rule_mark ORDER BY story_id, what",
    "SELECT story_id, text FROM note ORDER BY story_id",
    "SELECT id, url, own_title, folder, paused, slowness, full_text FROM feed WHERE removed IS NULL ORDER BY id",
    "SELECT id, name, query, digit, position FROM saved_search WHERE removed IS NULL ORDER BY id",
    "SELECT id, query, deeds, position, active FROM rule WHERE removed IS NULL ORDER BY id",
)


@dataclass
class House:
    """Two feeds, three stories in the first, two saved searches, a rule that acts on new stories and one that hides."""

    interface: Library
    shell: Library
    feed: FeedId
    other: FeedId
    stories: list[StoryId]
    searches: list[int]
    rules: list[int]

    def all(self) -> list[tuple[object, ...]]:
        return [tuple(row) for sql in ALL_A_PERSON_CHANGES for row in self.shell._db.run(sql)]

    def move_story(self, library: Library, old: FeedId, new: FeedId) -> None:
        library.incoming.move_to_feed({self.stories[0]: ("guid:Story 0", "guid:Story 0")}, old, new, LATER)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    library = a_library(tmp_path)
    feed, other = a_feed(library, "Verge"), a_feed(library, "LWN")
    stories = keep(library, feed, *(a_story(f"Story {number}") for number in range(3)))
    library.tags.apply(stories[:1], ["old", "film"], [], NOW)
    searches = [library.saved_searches.save(name, "is:unread", digit, NOW).id for name, digit in (("A", 4), ("B", 5))]
    actions = (RuleActions(add=("seen",)), RuleActions(hide=True))
    rules = [library.rules.add("story", one, NOW) for one in actions]
    library._db.run("UPDATE journal SET state = 'dropped'")
    shell = open_library(tmp_path / "library.db", "FULL", Origin.SHELL)
    yield House(library, shell, feed, other, stories, [*searches], [*rules])
    library.close()
    shell.close()


def the_feed(library: Library, title: str) -> FeedId:
    return next(feed.id for feed in library.feeds.all() if feed.title == title)


Does = Callable[[Library, House], object]
SAME_THING: dict[str, tuple[Does, Does]] = {
    "story.read": (
        lambda a, h: a.stories.mark_read(h.stories[:1], LATER),
        lambda b, h: b.stories.mark_unread(h.stories[:1], LATER),
    ),
    "story.starred": (
        lambda a, h: a.stories.star(h.stories[:1], LATER),
        lambda b, h: b.stories.unstar(h.stories[:1], LATER),
    ),
    "story.tag": (
        lambda a, h: a.tags.apply(h.stories[:1], ["law"], [], LATER),
        lambda b, h: b.tags.apply(h.stories[:1], [], ["law"], LATER),
    ),
    "story.declined": (
        lambda a, h: a.tags.apply(h.stories[:1], [], ["film"], LATER),
        lambda b, h: b.tags.apply(h.stories[:1], ["film"], [], LATER),
    ),
    "story.home": (lambda a, h: h.move_story(a, h.feed, h.other), lambda b, h: h.move_story(b, h.other, h.feed)),
    "story.note": (
        lambda a, h: a.notes.write(h.stories[0], "mine", LATER),
        lambda b, h: b.notes.write(h.stories[0], "a script's", LATER),
    ),
    "story.hidden": (
        lambda a, h: run(a, a.rules.get(h.rules[1]), LATER),
        lambda b, h: b.rules.switch_off(h.rules[1], LATER, take_back=True),
    ),
    "story.ruled": (
        lambda a, h: run(a, a.rules.get(h.rules[1]), LATER),
        lambda b, h: b.rules.switch_off(h.rules[1], LATER, take_back=True),
    ),
    "feed.own_title": (
        lambda a, h: a.feeds.rename(h.feed, "Mine", LATER),
        lambda b, h: b.feeds.rename(h.feed, "A script's", LATER),
    ),
    "feed.folder": (
        lambda a, h: a.feeds.move(h.feed, "Mine", LATER),
        lambda b, h: b.feeds.move(h.feed, "A script's", LATER),
    ),
    "feed.removed": (lambda a, h: a.feeds.unsubscribe(h.feed, LATER), lambda b, _: a_feed(b, "Verge")),
    "feed.url": (
        lambda a, h: a.feeds.give_address(h.feed, "https://mine.example/", LATER),
        lambda b, h: b.feeds.give_address(h.feed, "https://script.example/", LATER),
    ),
    "feed.paused": (lambda a, h: a.feeds.pause(h.feed, LATER), lambda b, h: b.feeds.resume(h.feed, LATER)),
    "feed.slowness": (lambda a, h: a.feeds.slow(h.feed, 3600, LATER), lambda b, h: b.feeds.slow(h.feed, 7200, LATER)),
    "feed.full_text": (
        lambda a, h: a.full_texts.set_always(h.feed, True, LATER),
        lambda b, h: b.full_texts.set_always(h.feed, False, LATER),
    ),
    "tag.name": (
        lambda a, _: a.tags.rename("old", "aged", LATER),
        lambda b, _: b.tags.rename("aged", "elder", LATER),
    ),
    "saved_search.name": (
        lambda a, h: a.saved_searches.rename(h.searches[0], "Mine", LATER),
        lambda b, h: b.saved_searches.rename(h.searches[0], "A script's", LATER),
    ),
    "saved_search.query": (
        lambda a, h: a.saved_searches.change(h.searches[0], "is:starred", LATER),
        lambda b, h: b.saved_searches.change(h.searches[0], "is:tagged", LATER),
    ),
    "saved_search.digit": (
        lambda a, h: a.saved_searches.give_digit(h.searches[0], 6, LATER),
        lambda b, h: b.saved_searches.give_digit(h.searches[0], None, LATER),
    ),
    "saved_search.position": (
        lambda a, h: a.saved_searches.move(h.searches[0], 2, LATER),
        lambda b, h: b.saved_searches.move(h.searches[0], 1, LATER),
    ),
    "saved_search.removed": (
        lambda a, _: a.saved_searches.save("C", "is:read", None, LATER),
        lambda b, _: b.saved_searches.remove(b.saved_searches.named("C").id, LATER),
    ),
    "rule.query": (
        lambda a, h: a.rules.edit(h.rules[0], "mine", RuleActions(add=("seen",)), LATER),
        lambda b, h: b.rules.edit(h.rules[0], "script", RuleActions(add=("seen",)), LATER),
    ),
    "rule.deeds": (
        lambda a, h: a.rules.edit(h.rules[0], "mine", RuleActions(star=True), LATER),
        lambda b, h: b.rules.edit(h.rules[0], "script", RuleActions(star=True), LATER),
    ),
    "rule.position": (
        lambda a, h: a.rules.move(h.rules[0], 2, LATER),
        lambda b, h: b.rules.move(h.rules[0], 1, LATER),
    ),
    "rule.active": (
        lambda a, h: a.rules.switch_off(h.rules[0], LATER),
        lambda b, h: b.rules.switch_on(h.rules[0], LATER),
    ),
    "rule.removed": (
        lambda a, _: a.rules.add("mine", RuleActions(star=True), LATER),
        lambda b, _: b.rules.remove(b.rules.all()[-1].id, LATER),
    ),
}
"""By the kind of change: what the interface does, and what a shell then does to the same thing."""

IN_ITS_WAY: dict[str, tuple[Does, Does]] = {
    "a subscription whose feed a shell moved into a folder": (
        lambda a, _: a_feed(a, "Quanta"),
        lambda b, _: b.feeds.move(the_feed(b, "Quanta"), "Science", LATER),
    ),
    "a subscription whose feed a shell gave a story": (
        lambda a, _: a_feed(a, "Quanta"),
        lambda b, h: h.move_story(b, h.feed, the_feed(b, "Quanta")),
    ),
    "an address that a shell subscribed to since": (
        lambda a, h: a.feeds.give_address(h.feed, "https://mine.example/", LATER),
        lambda b, _: a_feed(b, "Verge"),
    ),
    "a tag that a shell renamed": (
        lambda a, h: a.tags.apply(h.stories[1:2], ["old"], [], LATER),
        lambda b, _: b.tags.rename("old", "aged", LATER),
    ),
    "a tag's new name that a shell put on another story": (
        lambda a, _: a.tags.rename("old", "aged", LATER),
        lambda b, h: b.tags.apply(h.stories[1:2], ["aged"], [], LATER),
    ),
    "a tag's old name that a shell put on another story": (
        lambda a, _: a.tags.rename("old", "aged", LATER),
        lambda b, h: b.tags.apply(h.stories[1:2], ["old"], [], LATER),
    ),
    "a digit that a shell gave to another search": (
        lambda a, h: a.saved_searches.give_digit(h.searches[0], 6, LATER),
        lambda b, h: b.saved_searches.give_digit(h.searches[1], 4, LATER),
    ),
    "a name that a shell gave to another search": (
        lambda a, h: a.saved_searches.rename(h.searches[0], "Mine", LATER),
        lambda b, h: b.saved_searches.rename(h.searches[1], "a", LATER),
    ),
    "a search whose name a shell has taken": (
        lambda a, h: a.saved_searches.remove(h.searches[0], LATER),
        lambda b, _: b.saved_searches.save("A", "is:read", None, LATER),
    ),
    "a rule that a shell changed": (
        lambda a, _: a.rules.add("mine", RuleActions(star=True), LATER),
        lambda b, _: b.rules.edit(b.rules.all()[-1].id, "script", RuleActions(star=True), LATER),
    ),
}
CASES = SAME_THING | IN_ITS_WAY


@pytest.mark.parametrize("case", CASES)
def test_what_a_shell_did_since_stands_when_the_interface_undoes_and_redoes(house: House, case: str) -> None:
    first, second = CASES[case]
    before = house.all()
    first(house.interface, house)
    between = house.all()
    second(house.shell, house)
    after = house.all()
    assert before != between != after

    undone = house.interface.journal.undo(LATER, Origin.INTERFACE)
    assert undone and undone.left
    assert house.all() == after
    redone = house.interface.journal.redo(LATER, Origin.INTERFACE)
    assert redone and not redone.left
    assert house.all() == after

    assert house.shell.journal.undo(LATER)
    assert house.all() == between
    assert house.shell.journal.undo(LATER)
    assert house.all() == before
    for expected in (between, after):
        again = house.shell.journal.redo(LATER)
        assert again and not again.left
        assert house.all() == expected


@pytest.mark.parametrize("kind", get_args(What))
def test_every_kind_of_change_is_among_the_cases(house: House, kind: str) -> None:
    SAME_THING[kind][0](house.interface, house)
    assert f'"what":"{kind}"' in house.shell._db.value("SELECT changes FROM journal ORDER BY id DESC LIMIT 1")


def test_only_the_rows_that_still_stand_are_put_back_and_redone(house: House) -> None:
    house.interface.stories.mark_read(house.stories, LATER)
    house.shell.stories.mark_unread(house.stories[:1], LATER)
    house.shell.stories.mark_read(house.stories[:1], LATER)
    step = house.interface.journal.undo(LATER, Origin.INTERFACE)
    assert step and step.left == 1
    assert [story.read for story in house.shell.stories.rows(house.stories)] == [True, False, False]
    step = house.interface.journal.redo(LATER, Origin.INTERFACE)
    assert step and step.left == 0
    assert all(story.read for story in house.shell.stories.rows(house.stories))


def test_a_step_of_a_shell_leaves_what_the_interface_can_redo_and_the_other_way_round(house: House) -> None:
    house.interface.stories.star(house.stories[:1], LATER)
    house.interface.journal.undo(LATER, Origin.INTERFACE)
    house.shell.stories.mark_read(house.stories[1:2], LATER)
    house.shell.journal.undo(LATER, Origin.SHELL)
    again = house.interface.journal.redo(LATER, Origin.INTERFACE)
    assert again and again.label == "starred 1 story"
    house.interface.stories.star(house.stories[2:], LATER)
    again = house.shell.journal.redo(LATER, Origin.SHELL)
    assert again and again.label == "marked 1 story read"


def test_what_a_refresh_changed_since_is_left_as_it_is(house: House) -> None:
    house.interface.feeds.give_address(house.feed, "https://mine.example/", LATER)
    house.shell.feeds.relocate(house.feed, "https://moved.example/")
    step = house.interface.journal.undo(LATER, Origin.INTERFACE)
    assert step and step.left == 1
    assert house.shell.feeds.get(house.feed).url == "https://moved.example/"


def test_a_story_stays_where_it_was_moved_when_its_old_place_has_another(house: House) -> None:
    house.move_story(house.interface, house.feed, house.other)
    keep(house.shell, house.feed, a_story("Story 0"))
    step = house.interface.journal.undo(LATER, Origin.INTERFACE)
    assert step and step.left == 1
    assert house.shell.stories.get(house.stories[0]).feed_id == house.other


def test_redo_takes_what_was_undone_last_whatever_its_origin(house: House) -> None:
    house.interface.stories.star(house.stories[:1], LATER)
    house.shell.stories.mark_read(house.stories[1:2], LATER)
    for origin in (Origin.INTERFACE, Origin.SHELL):
        house.shell.journal.undo(LATER, origin)
    origins = [step.origin for step in iter(lambda: house.shell.journal.redo(LATER), None) if step]
    assert origins == [Origin.SHELL, Origin.INTERFACE]


def test_the_last_step_of_one_origin_is_found_by_an_index(house: House) -> None:
    sql = "EXPLAIN QUERY PLAN SELECT * FROM journal WHERE state = 'done' AND origin = 'shell' ORDER BY id DESC LIMIT 1"
    assert [row["detail"] for row in house.shell._db.run(sql)] == [
        "SEARCH journal USING INDEX journal_by_origin (origin=? AND state=?)"
    ]


def test_two_copies_that_undo_at_once_undo_two_steps(tmp_path: Path) -> None:
    import threading

    library = a_library(tmp_path)
    feed = library.feeds.subscribe_bundled("https://plain.example/", FeedKind.WEB, "Plain", NOW)
    stories = keep(library, feed, *(a_story(f"Story {number}") for number in range(20)))
    for story in stories:
        library.stories.star([story], NOW)
    undone: list[int] = []
    together = threading.Barrier(2)

    def copy() -> None:
        own = open_library(library.path)
        together.wait(30)
        for _ in range(8):
            step = own.journal.undo(NOW, Origin.INTERFACE)
            assert step is not None
            undone.append(step.id)
        own.close()

    threads = [threading.Thread(target=copy) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(undone) == len(set(undone)) == 16
    assert [story.starred for story in library.stories.rows(stories)] == [True] * 4 + [False] * 16
    assert library.tally().starred == 4
    library.close()
