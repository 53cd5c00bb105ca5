"""Which suggestions are likely enough to be shown unasked, and what became of stories like one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from builders import NOW, a_feed, a_library, a_story, keep

from reader.library import Library
from reader.library.tag_history import LikeStory, TaggingHistory
from reader.model import FeedId, StoryId
from reader.tagging.confidence import confident

KERNEL = "Kernel scheduler news, part"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = a_library(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def feed(library: Library) -> FeedId:
    """A feed; there are stories that were read and left as they were, and have nothing to do with its own."""
    others = keep(
        library, a_feed(library, "Verge"), *(a_story(f"Filler {number} of no matter") for number in range(12))
    )
    library.stories.mark_read(others, NOW)
    return a_feed(library, "LWN")


def come(library: Library, feed: FeedId, *words: str) -> list[StoryId]:
    return keep(library, feed, *(a_story(f"{KERNEL} {word}") for word in words))


def found(library: Library, story: int) -> tuple[str, ...]:
    library.tag_history.forget()
    history = library.tag_history.for_suggesting(story)
    return () if history is None else confident(history)


def alike(*tags: str, closeness: float = 0.5) -> LikeStory:
    return LikeStory("Alike", closeness, tags)


def likely(*like: LikeStory, read_without: int = 50, **properties: Any) -> tuple[str, ...]:
    tags = {name for story in like for name in story.tags} | {name for name, _ in properties.get("habits", ())}
    return confident(TaggingHistory(like, read_without=tuple((name, read_without) for name in tags), **properties))


def test_what_three_stories_like_it_have_is_shown() -> None:
    assert likely(alike("ai"), alike("ai"), alike("ai")) == ("ai",)


def test_one_or_two_are_no_habit() -> None:
    assert likely(*(alike("ai", closeness=0.9),) * 2) == ()


def test_stories_left_without_a_tag_speak_against_it() -> None:
    assert likely(*(alike("ai"),) * 3, *(alike(),) * 6) == ()


def test_a_feed_whose_stories_get_a_tag_is_enough() -> None:
    assert likely(feed_tagged=30, habits=(("comics", 28),)) == ("comics",)
    assert likely(feed_tagged=30, habits=(("comics", 10),)) == ()


def test_a_tag_on_everything_one_has_read_so_far_says_nothing() -> None:
    assert likely(*(alike("later"),) * 6, read_without=9) == ()
    assert likely(*(alike("later"),) * 6, read_without=10) == ("later",)


def test_two_at_the_most_are_shown_and_none_that_was_declined_whatever_its_case() -> None:
    like = (alike("a", "b", "C"),) * 4
    assert likely(*like) == ("a", "b")
    assert likely(*like, declined=("A",)) == ("b", "C")


def test_the_tag_of_stories_like_it_is_found(library: Library, feed: FeedId) -> None:
    one, two, three, new = come(library, feed, "one", "two", "three", "new")
    library.tags.apply([one, two], ["linux"], [], NOW)
    assert found(library, new) == ()
    library.tags.apply([three], ["linux"], [], NOW)
    assert found(library, new) == ("linux",)


def test_in_a_young_library_nothing_is_suggested(tmp_path: Path) -> None:
    library = a_library(tmp_path)
    stories = come(library, a_feed(library), *"abcdef")
    library.tags.apply(stories[:5], ["later"], [], NOW)
    assert found(library, stories[5]) == ()
    library.close()


def test_what_was_read_and_left_without_a_tag_counts_against_it(library: Library, feed: FeedId) -> None:
    stories = come(library, feed, *"abcdefghijklm")
    library.tags.apply(stories[:3], ["linux"], [], NOW)
    assert found(library, stories[-1]) == ("linux",)
    library.stories.mark_read(stories[3:12], NOW)
    assert found(library, stories[-1]) == ()


def test_nothing_is_suggested_for_a_story_read_tagged_gone_or_unknown(library: Library, feed: FeedId) -> None:
    stories = come(library, feed, *"abcdef")
    library.tags.apply(stories[:3], ["linux"], [], NOW)
    library.stories.mark_read(stories[3:4], NOW)
    assert [found(library, story) for story in (stories[0], stories[3], 9999)] == [(), (), ()]
    assert found(library, stories[4]) == ("linux",)
    library.feeds.unsubscribe(feed, NOW)
    assert found(library, stories[4]) == ()


def test_nothing_is_read_where_nothing_is_tagged(library: Library, feed: FeedId) -> None:
    assert library.tag_history.for_suggesting(come(library, feed, "one")[0]) is None


def test_what_is_remembered_holds_until_it_is_forgotten(library: Library, feed: FeedId) -> None:
    stories = come(library, feed, *"abcde")
    library.tags.apply(stories[:3], ["linux"], [], NOW)
    assert found(library, stories[3]) == ("linux",)
    library.journal.undo(NOW)
    library.tags.apply(stories[:1], ["else"], [], NOW)
    library.tag_history.forget()
    history = library.tag_history.for_suggesting(stories[4])
    assert history is not None
    assert [story.tags for story in history.like] == [("else",)]


def suggested(library: Library, feed: FeedId) -> StoryId:
    """Let four stories come of which three are tagged; return the one for which the tag is suggested."""
    *tagged, new = come(library, feed, *"abcd")
    library.tags.apply(tagged, ["linux"], [], NOW)
    assert found(library, new) == ("linux",)
    return new


def test_what_was_taken_off_by_hand_is_not_suggested_again(library: Library, feed: FeedId) -> None:
    new = suggested(library, feed)
    library.tags.put_on({"linux": [new]}, NOW)
    library.tags.apply([new], [], ["Linux"], NOW)
    assert found(library, new) == ()


def test_an_acceptance_undone_is_suggested_again_and_a_refusal_undone_is_none(library: Library, feed: FeedId) -> None:
    new = suggested(library, feed)
    library.tags.put_on({"linux": [new]}, NOW)
    library.journal.undo(NOW)
    assert found(library, new) == ("linux",)
    library.journal.redo(NOW)
    library.tags.apply([new], [], ["linux"], NOW)
    library.journal.undo(NOW)
    library.journal.undo(NOW)
    assert found(library, new) == ("linux",)


def test_a_refusal_holds_when_its_tag_is_renamed_and_ends_when_the_tag_is_put_on(
    library: Library, feed: FeedId
) -> None:
    new = suggested(library, feed)
    library.tags.put_on({"linux": [new]}, NOW)
    library.tags.apply([new], [], ["linux"], NOW)
    library.tags.rename("linux", "kernel", NOW)
    assert found(library, new) == ()
    library.tags.apply([new], ["kernel"], [], NOW)
    library.journal.undo(NOW)
    assert found(library, new) == ()
    library.tags.apply([new], ["kernel"], [], NOW)
    assert library._db.value("SELECT count(*) FROM declined") == 0


def test_a_refusal_of_a_tag_that_is_on_no_story_any_more_passes_to_one_that_gets_its_name(
    library: Library, feed: FeedId
) -> None:
    new = suggested(library, feed)
    library.tags.put_on({"linux": [new]}, NOW)
    library.tags.apply([new], [], ["linux"], NOW)
    library.tags.remove("linux", NOW)
    library.tags.apply(come(library, feed, "x", "y", "z"), ["kernel"], [], NOW)
    assert found(library, new) == ("kernel",)
    library.tags.rename("kernel", "linux", NOW)
    assert found(library, new) == ()


def test_each_tag_is_put_on_its_own_stories_in_one_step(library: Library, feed: FeedId) -> None:
    a, b, c = come(library, feed, *"abc")
    library.tags.apply([a], ["linux"], [], NOW)
    assert library.tags.put_on({"linux": [a, b], "bsd": [b, c]}, NOW) == 2
    assert [library.stories.get(story).tags for story in (a, b, c)] == [("linux",), ("bsd", "linux"), ("bsd",)]
    assert library.journal.steps(1)[0].label == "tagged 2 stories linux, bsd"
    library.journal.undo(NOW)
    assert [library.stories.get(story).tags for story in (a, b, c)] == [("linux",), (), ()]
    assert library.tags.put_on({}, NOW) == 0


def test_no_question_goes_through_all_stories(library: Library, feed: FeedId) -> None:
    new = suggested(library, feed)
    keep(library, a_feed(library, "Ars"), *(a_story(f"More {number}") for number in range(200)))
    library._db.run("ANALYZE")
    asked: list[str] = []
    library._db.connection.set_trace_callback(asked.append)
    found(library, new)
    library._db.connection.set_trace_callback(None)
    questions = {text for text in asked if text.startswith("SELECT") and "MATCH" not in text}
    plans = [row["detail"] for text in questions for row in library._db.run(f"EXPLAIN QUERY PLAN {text}")]
    assert len(questions) >= 4
    assert not [step for step in plans if step.startswith("SCAN") and step.split()[1] in ("story", "body", "declined")]
