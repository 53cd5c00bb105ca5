"""Rules: what they plan, when they act, what they did and how that is taken back."""

from pathlib import Path

import pytest
from builders import NOW, a_feed, a_library, a_story, keep

from reader.errors import NotFoundError, QueryError, ReaderError
from reader.library import Library
from reader.library.journal.changes import Change
from reader.model import FeedId, Rule, RuleActions, RuleId, Story, StoryId
from reader.query import parse
from reader.tagging.rules import describe_actions, follow_all, plan, preview, run


@pytest.fixture
def library(tmp_path: Path):  # type: ignore[no-untyped-def]
    opened = a_library(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def feed(library: Library) -> FeedId:
    return a_feed(library)


def a_row(story_id: int, **properties: object) -> Story:
    values = {"read": False, "starred": False, "tags": (), **properties}
    return Story(StoryId(story_id), FeedId(1), "Feed", "Title", "", "", 0, 0, 0, **values)  # type: ignore[arg-type]


def a_rule(**actions: object) -> Rule:
    return Rule(RuleId(7), "x", RuleActions(**actions), 1)  # type: ignore[arg-type]


def come(library: Library, feed: FeedId, *titles: str) -> list[StoryId]:
    """Let stories come as a refresh brings them, and the rules act."""
    ids = keep(library, feed, *(a_story(title) for title in titles))
    follow_all(library, NOW)
    return ids


def tags(library: Library, story: int) -> tuple[str, ...]:
    return library.stories.get(story).tags


def listed(library: Library) -> list[int]:
    return list(library.stories.ids(parse("")))


def test_a_plan_leaves_out_what_is_so_already() -> None:
    stories = [a_row(1, tags=("AI",), read=True), a_row(2, starred=True, tags=("later",))]
    rule = a_rule(add=("ai",), remove=("later",), read=True, star=True)
    assert plan(rule, stories) == [
        Change("story.tag", (2,), 0, 1, "ai", 7),
        Change("story.tag", (2,), 1, 0, "later"),
        Change("story.ruled", (2,), 0, 1, "-later", 7),
        Change("story.read", (2,), 0, 1),
        Change("story.ruled", (2,), 0, 1, "read", 7),
        Change("story.starred", (1,), 0, 1),
        Change("story.ruled", (1,), 0, 1, "starred", 7),
    ]


def test_what_a_rule_does_is_told_in_words() -> None:
    actions = RuleActions(("ai", "media"), ("later",), read=True, hide=True)
    assert describe_actions(actions) == "tag ai, media · untag later · mark read · hide"


def test_new_stories_that_match_are_tagged_and_remember_the_rule(library: Library, feed: FeedId) -> None:
    library.rules.add("netflix", RuleActions(("film",)), NOW)
    hit, other = come(library, feed, "Netflix builds a studio", "The page cache")
    assert library.stories.get(hit).tags == library.stories.get(hit).ruled == ("film",)
    assert tags(library, other) == ()
    assert library.rules.tags_by_rule(hit) == {"film": "netflix"}


def test_a_rule_is_only_for_stories_that_come_after_it(library: Library, feed: FeedId) -> None:
    old = come(library, feed, "Netflix then")[0]
    library.rules.add("netflix", RuleActions(("film",)), NOW)
    new = come(library, feed, "Netflix now")[0]
    assert (tags(library, old), tags(library, new)) == ((), ("film",))


def test_rules_are_followed_in_order_and_see_what_those_before_did(library: Library, feed: FeedId) -> None:
    second = library.rules.add("tag:film", RuleActions(star=True), NOW)
    first = library.rules.add("netflix", RuleActions(("film",)), NOW)
    assert library.stories.get(come(library, feed, "Netflix one")[0]).starred is False
    library.rules.move(first, 1, NOW)
    assert [rule.id for rule in library.rules.all()] == [first, second]
    assert library.stories.get(come(library, feed, "Netflix two")[0]).starred is True


def test_what_a_refresh_brought_is_not_undone_and_a_mark_by_hand_stays(library: Library, feed: FeedId) -> None:
    library.rules.add("netflix", RuleActions(("film",), read=True), NOW)
    story = come(library, feed, "Netflix one")[0]
    library.tags.apply([story], ["mine"], [], NOW)
    undone = library.journal.undo(NOW)
    assert undone is not None
    assert undone.label == "tagged 1 story mine"
    assert tags(library, story) == ("film",)
    library.journal.undo(NOW)
    assert library.rules.all() == []
    assert tags(library, story) == ("film",)


def test_a_story_not_searchable_yet_is_left_for_later(library: Library, feed: FeedId) -> None:
    library.rules.add("netflix", RuleActions(("film",)), NOW)
    story = library.incoming.insert(feed, a_story("Netflix one"), NOW, b"", NOW)
    assert follow_all(library, NOW) == 0
    library.search_index.catch_up()
    assert follow_all(library, NOW) == 1
    assert tags(library, story) == ("film",)


def test_what_a_person_takes_off_stays_off(library: Library, feed: FeedId) -> None:
    library.rules.add("netflix", RuleActions(("film",)), NOW)
    story = come(library, feed, "Netflix one")[0]
    library.tags.apply([story], [], ["film"], NOW)
    assert follow_all(library, NOW) == 0
    assert tags(library, story) == ()
    library.journal.undo(NOW)
    assert library.stories.get(story).ruled == ("film",)


def test_hidden_stories_leave_the_lists_and_the_counts_and_come_back(library: Library, feed: FeedId) -> None:
    rule = library.rules.add("sponsored", RuleActions(hide=True), NOW)
    stories = come(library, feed, "Sponsored: a phone", "A proof")
    assert listed(library) == stories[1:]
    assert library.tally().stories == 1
    library.feeds.unsubscribe(feed, NOW)
    library.journal.undo(NOW)
    assert listed(library) == stories[1:]
    assert library.rules.switch_off(rule, NOW, take_back=True) == 1
    assert sorted(listed(library)) == sorted(stories)
    library.journal.undo(NOW)
    assert listed(library) == stories[1:]
    assert library.problems() == []


def test_switched_off_it_takes_back_what_nobody_has_changed_since(library: Library, feed: FeedId) -> None:
    rule = library.rules.add("netflix", RuleActions(("film",), ("later",), read=True, star=True), NOW)
    one, two = come(library, feed, "Netflix one", "Netflix two")
    library.stories.mark_unread([one], NOW)
    library.tags.apply([two], [], ["film"], NOW)
    library.tags.apply([two], ["film"], [], NOW)
    assert library.rules.count_touched(rule) == 2
    assert library.rules.switch_off(rule, NOW, take_back=True) == 2
    first, second = library.stories.get(one), library.stories.get(two)
    assert (first.tags, first.read, first.starred) == ((), False, False)
    assert (second.tags, second.read, second.starred) == (("film",), False, False)
    assert library.rules.count_touched(rule) == 0
    library.journal.undo(NOW)
    assert library.rules.get(rule).active
    first, second = library.stories.get(one), library.stories.get(two)
    assert (first.tags, first.ruled, first.read, first.starred) == (("film",), ("film",), False, True)
    assert (second.tags, second.ruled, second.read) == (("film",), (), True)
    assert library.rules.count_touched(rule) == 2


def test_a_tag_a_rule_took_off_comes_back_when_it_is_taken_back(library: Library, feed: FeedId) -> None:
    library.rules.add("netflix", RuleActions(("film",)), NOW)
    rule = library.rules.add("two", RuleActions(remove=("film",)), NOW)
    story = come(library, feed, "Netflix two")[0]
    assert tags(library, story) == ()
    library.rules.switch_off(rule, NOW, take_back=True)
    assert tags(library, story) == ("film",)


def test_while_it_is_off_a_rule_lets_stories_pass_for_good(library: Library, feed: FeedId) -> None:
    rule = library.rules.add("netflix", RuleActions(("film",)), NOW)
    library.rules.switch_off(rule, NOW)
    passed = come(library, feed, "Netflix one")[0]
    library.rules.switch_on(rule, NOW)
    assert tags(library, come(library, feed, "Netflix two")[0]) == ("film",)
    assert tags(library, passed) == ()


def test_run_on_old_stories_it_is_a_step_of_the_person(library: Library, feed: FeedId) -> None:
    stories = come(library, feed, "Netflix one", "Netflix two", "The page cache")
    library.tags.apply(stories[:1], ["film"], [], NOW)
    rule = library.rules.get(library.rules.add("netflix", RuleActions(("film",)), NOW))
    found = preview(library, rule)
    assert (found.matching, found.changing) == (2, (stories[1],))
    assert tags(library, stories[1]) == ()
    assert run(library, rule, NOW) == 1
    assert tags(library, stories[1]) == ("film",)
    step = library.journal.undo(NOW)
    assert step is not None
    assert step.label == "ran the rule netflix on 1 story"
    assert tags(library, stories[1]) == ()
    assert tags(library, stories[0]) == ("film",)


def test_making_changing_and_removing_a_rule_can_be_undone(library: Library) -> None:
    rule = library.rules.add(" title:netflix   is:unread ", RuleActions(("film",)), NOW)
    library.rules.edit(rule, "title:tv", RuleActions(read=True), NOW)
    library.rules.remove(rule, NOW)
    assert library.rules.all() == []
    library.journal.undo(NOW)
    assert library.rules.all() == [Rule(rule, "title:tv", RuleActions(read=True), 1)]
    library.journal.undo(NOW)
    assert library.rules.get(rule).query == "title:netflix is:unread"
    library.journal.undo(NOW)
    assert library.rules.all() == []


def test_what_makes_no_rule_is_refused_with_a_sentence(library: Library) -> None:
    for query, actions in (("", RuleActions(("a",))), ("x", RuleActions()), ("x", RuleActions(("a,b",)))):
        with pytest.raises(ReaderError):
            library.rules.add(query, actions, NOW)
    with pytest.raises(QueryError):
        library.rules.add("is:", RuleActions(("a",)), NOW)
    with pytest.raises(NotFoundError):
        library.rules.get(1)
    assert library.rules.all() == []
    assert library.journal.steps(10) == []


def test_a_renamed_tag_keeps_that_a_rule_put_it_on(library: Library, feed: FeedId) -> None:
    library.rules.add("netflix", RuleActions(("film",)), NOW)
    story = come(library, feed, "Netflix one")[0]
    library.tags.rename("film", "cinema", NOW)
    assert library.rules.tags_by_rule(story) == {"cinema": "netflix"}


def test_a_tag_put_on_by_a_rule_is_not_one_used_last(library: Library, feed: FeedId) -> None:
    story = come(library, feed, "Else")[0]
    library.tags.apply([story], ["film"], [], NOW)
    library.tags.apply([story], ["mine"], [], NOW + 1)
    library.rules.add("netflix", RuleActions(("film",)), NOW)
    keep(library, feed, a_story("Netflix one"))
    follow_all(library, NOW + 100)
    assert library.tags.by_use() == ["mine", "film"]
