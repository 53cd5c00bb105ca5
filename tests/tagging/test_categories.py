"""The publisher's categories as tags: how they are written, and rules that put them on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import NOW, a_feed, a_library, a_story, keep
from hypothesis import given
from hypothesis import strategies as st

from reader.library import Library
from reader.library.tags import category_tags, tag_name
from reader.model import FeedId, RuleActions, StoryId
from reader.query.words import fold_name
from reader.tagging.rules import MOST_CATEGORIES, describe_actions, follow_all, preview, run

CATEGORIES = RuleActions(categories=True)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = a_library(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def feed(library: Library) -> FeedId:
    return a_feed(library)


def come(library: Library, feed: FeedId, title: str, *categories: str) -> StoryId:
    """Let a story come as a refresh brings it, and the rules act."""
    story = keep(library, feed, a_story(title, categories=categories))[0]
    follow_all(library, NOW)
    return story


def tags(library: Library, story: int) -> tuple[str, ...]:
    return library.stories.get(story).tags


@pytest.mark.parametrize(
    ("categories", "names"),
    [
        (("Operating Systems", "C"), ["Operating Systems", "C"]),
        (("AI", "ai", "Ai "), ["AI"]),
        (("Tech, Science", "#Apple", "a / b"), ["Tech Science", "Apple", "a/b"]),
        (("", "none", "-", "/", "x" * 61, "\u202e"), []),
        ((), []),
    ],
)
def test_categories_are_written_as_tags_and_what_cannot_be_one_is_left_out(
    categories: tuple[str, ...], names: list[str]
) -> None:
    assert category_tags(categories) == names


@given(st.lists(st.text(max_size=70), max_size=20))
def test_whatever_a_publisher_writes_comes_out_as_names_each_once(categories: list[str]) -> None:
    names = category_tags(categories)
    assert [tag_name(name) for name in names] == names
    assert len({fold_name(name) for name in names}) == len(names)


def test_new_stories_get_their_categories_and_remember_the_rule(library: Library, feed: FeedId) -> None:
    old = come(library, feed, "Old", "Politics")
    other = a_feed(library, "Verge")
    library.rules.add(f"feed:#{feed}", CATEGORIES, NOW)
    new, elsewhere = come(library, feed, "New", "Politics", "Old news"), come(library, other, "Else", "Politics")
    assert [tags(library, story) for story in (old, new, elsewhere)] == [(), ("Old news", "Politics"), ()]
    assert library.stories.get(new).ruled == ("Old news", "Politics")
    assert library.rules.tags_by_rule(new) == dict.fromkeys(("Old news", "Politics"), f"feed:#{feed}")
    assert library.journal.undo(NOW) is not None
    assert tags(library, new) == ("Old news", "Politics")


def test_a_tag_there_is_keeps_its_name_and_one_put_on_by_hand_its_owner(library: Library, feed: FeedId) -> None:
    rule = library.rules.get(library.rules.add("feed:quanta", CATEGORIES, NOW))
    library.rules.switch_off(rule.id, NOW)
    mine, theirs = come(library, feed, "Mine", "Maths"), come(library, feed, "Theirs", "MATHS")
    library.tags.apply([mine], ["maths"], [], NOW)
    assert run(library, rule, NOW) == 1
    assert tags(library, mine) == tags(library, theirs) == ("maths",)
    assert library.rules.tags_by_rule(mine) == {}


def test_what_it_did_is_taken_back_and_that_is_undone(library: Library, feed: FeedId) -> None:
    rule = library.rules.add("feed:quanta", CATEGORIES, NOW)
    story = come(library, feed, "Story", "Maths", "Logic")
    library.tags.apply([story], ["mine"], [], NOW)
    assert library.rules.switch_off(rule, NOW, take_back=True) == 1
    assert tags(library, story) == ("mine",)
    library.journal.undo(NOW)
    assert tags(library, story) == ("Logic", "Maths", "mine")
    assert come(library, feed, "Next", "Maths")
    assert library.rules.count_touched(rule) == 2


def test_it_runs_on_old_stories_with_a_preview(library: Library, feed: FeedId) -> None:
    stories = [come(library, feed, f"Story {number}", *("Maths",) * (number % 2)) for number in range(4)]
    rule = library.rules.get(library.rules.add("feed:quanta", RuleActions(("x",), categories=True), NOW))
    assert len(preview(library, rule).changing) == 4
    assert run(library, rule, NOW) == 4
    assert [tags(library, story) for story in stories] == [("x",), ("Maths", "x")] * 2
    library.journal.undo(NOW)
    assert [tags(library, story) for story in stories] == [()] * 4


def test_a_story_gets_ten_at_the_most(library: Library, feed: FeedId) -> None:
    library.rules.add("feed:quanta", CATEGORIES, NOW)
    story = come(library, feed, "Story", *(f"c{number:02}" for number in range(30)))
    assert tags(library, story) == tuple(f"c{number:02}" for number in range(MOST_CATEGORIES))


def test_a_category_that_is_put_on_by_name_too_is_put_on_once(library: Library, feed: FeedId) -> None:
    rule = library.rules.get(library.rules.add("feed:quanta", RuleActions(("maths",), categories=True), NOW))
    story = come(library, feed, "Story", "Maths")
    assert tags(library, story) == ("maths",)
    library.rules.switch_off(rule.id, NOW, take_back=True)
    assert tags(library, story) == ()


def test_it_is_kept_and_told_in_words(library: Library) -> None:
    rule = library.rules.get(library.rules.add("x", RuleActions(("ai",), star=True, categories=True), NOW))
    assert rule.actions == RuleActions(("ai",), star=True, categories=True)
    assert describe_actions(rule.actions) == "tag ai · tag its categories · star"
    library.rules.edit(rule.id, "x", RuleActions(star=True), NOW)
    library.journal.undo(NOW)
    assert library.rules.get(rule.id).actions.categories


def test_a_rule_kept_before_there_was_such_a_thing_does_not_do_it(library: Library) -> None:
    rule = library.rules.add("x", RuleActions(star=True), NOW)
    library._db.run("UPDATE rule SET deeds = json_remove(deeds, '$.categories')")
    assert library.rules.get(rule).actions == RuleActions(star=True)
