"""For which feeds full texts are always wanted, and what keeps a page from being asked again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import NOW, a_feed, a_library, a_story, keep

from reader.errors import NotFoundError
from reader.library import Library
from reader.model import Body, BodyFormat, FeedId, StoryId

DAY = 86_400
FULL = Body(BodyFormat.HTML, "<p>All of it.</p>")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = a_library(tmp_path)
    yield opened
    opened.close()


def a_page(library: Library, feed: FeedId, title: str = "A story") -> StoryId:
    return keep(library, feed, a_story(title, url="https://example.org/story"))[0]


def test_wanting_them_always_is_one_step_that_is_undone_and_done_again(library: Library) -> None:
    feed = a_feed(library, "LWN")
    library.full_texts.set_always(feed, True, NOW)
    library.full_texts.set_always(feed, True, NOW)
    assert library.feeds.get(feed).full_text
    assert [step.label for step in library.journal.steps(2)] == ["set LWN to its full texts", "subscribed to LWN"]
    library.journal.undo(NOW)
    assert not library.feeds.get(feed).full_text
    library.journal.redo(NOW)
    assert library.feeds.get(feed).full_text
    library.full_texts.set_always(feed, False, NOW)
    assert not library.feeds.get(feed).full_text


def test_one_cannot_want_them_of_a_feed_that_is_not_there(library: Library) -> None:
    with pytest.raises(NotFoundError):
        library.full_texts.set_always(99, True, NOW)


def test_only_what_is_missing_and_may_be_there_is_wanted(library: Library) -> None:
    feed = a_feed(library)
    story = a_page(library, feed)
    (without_link,) = keep(library, feed, a_story("No link"))
    assert not library.full_texts.wanted(story, NOW)
    library.full_texts.set_always(feed, True, NOW)
    assert library.full_texts.wanted(story, NOW)
    assert not library.full_texts.wanted(without_link, NOW)
    library.full_texts.keep(story, FULL, NOW)
    assert not library.full_texts.wanted(story, NOW)


def test_a_page_that_gave_none_is_left_alone_for_a_day(library: Library) -> None:
    feed = a_feed(library)
    story = a_page(library, feed)
    library.full_texts.set_always(feed, True, NOW)
    library.full_texts.record_failure(story, "It is gone.", NOW - DAY)
    assert library.full_texts.wanted(story, NOW)
    library.full_texts.record_failure(story, "It is still gone.", NOW)
    assert library.full_texts.failure(story, NOW + DAY - 1) == "It is still gone."
    assert not library.full_texts.wanted(story, NOW + DAY - 1)
    assert library.full_texts.failure(story, NOW + DAY) == ""
    assert library.full_texts.wanted(story, NOW + DAY)


def test_a_full_text_makes_up_for_what_failed_before_and_after(library: Library) -> None:
    story = a_page(library, a_feed(library))
    library.full_texts.record_failure(story, "It is gone.", NOW)
    library.full_texts.keep(story, FULL, NOW)
    assert library.full_texts.failure(story, NOW) == ""
    library.full_texts.record_failure(story, "It is gone.", NOW)
    assert library.full_texts.failure(story, NOW) == ""


def test_a_second_full_text_of_a_feed_shows_that_they_are_sought_after(library: Library) -> None:
    feed, other = a_feed(library), a_feed(library, "LWN")
    sought = []
    for title in ("One", "Two", "Three"):
        library.full_texts.keep(a_page(library, feed, title), FULL, NOW)
        sought.append(library.full_texts.fetched_twice(feed))
    assert sought == [False, True, False]
    assert not library.full_texts.fetched_twice(other)


def test_they_are_not_offered_where_they_come_already_or_the_feed_was_left(library: Library) -> None:
    feed = a_feed(library)
    for title in ("One", "Two"):
        library.full_texts.keep(a_page(library, feed, title), FULL, NOW)
    library.full_texts.set_always(feed, True, NOW)
    assert not library.full_texts.fetched_twice(feed)
    library.full_texts.set_always(feed, False, NOW)
    library.feeds.unsubscribe(feed, NOW)
    assert not library.full_texts.fetched_twice(feed)


def test_a_purged_story_leaves_no_trace_of_a_failure(library: Library) -> None:
    feed = a_feed(library)
    old = keep(library, feed, a_story("Old", url="https://example.org/old"), published=NOW - 90 * DAY)[0]
    library.full_texts.record_failure(old, "It is gone.", NOW)
    library.stories.mark_read([old], NOW)
    library._db.run("DELETE FROM body WHERE story_id = :id", {"id": old})
    assert library.full_texts.failure(old, NOW) == ""
