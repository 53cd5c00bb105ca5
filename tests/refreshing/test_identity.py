"""Stories keep their identity when guids, schemes or the length of a feed change."""

from dataclasses import replace

import pytest
from builders import NOW, a_story

from reader.library import Library
from reader.model import FeedId, FeedKind, ParsedFeed, ParsedStory
from reader.query import parse
from reader.refreshing import identity
from reader.refreshing.storing import Stored, store_stories

DAY = 86_400


@pytest.fixture
def feed(library: Library) -> FeedId:
    return library.feeds.subscribe("https://q.example/feed", FeedKind.WEB, "Quanta", NOW)


def answered(library: Library, feed: FeedId, *stories: ParsedStory, now: int = NOW) -> Stored:
    with library.transaction():
        return store_stories(library, feed, FeedKind.WEB, ParsedFeed("Quanta", stories=stories), now)


def read_all(library: Library) -> None:
    library.stories.mark_read(library.stories.ids(parse("")), NOW)


def unread(library: Library) -> list[str]:
    return [story.title for story in library.stories.rows(library.stories.ids(parse("is:unread")))]


def dated(number: int, guid: str = "", **properties: object) -> ParsedStory:
    url = f"https://q.example/{number}"
    given = {"guid": guid or f"old:{number}", "url": url, "published": NOW - number * DAY, **properties}
    return a_story(f"Story {number}", **given)


def test_i3_a_story_under_a_new_guid_is_the_same_where_title_and_date_are(library: Library, feed: FeedId) -> None:
    answered(library, feed, dated(1), dated(2))
    read_all(library)
    assert answered(library, feed, dated(1, guid="new:1"), dated(2)) == Stored(0, 0)
    assert unread(library) == []


def test_i3_both_guids_are_remembered(library: Library, feed: FeedId) -> None:
    answered(library, feed, dated(1))
    answered(library, feed, dated(1, guid="new:1"))
    for guid in ("old:1", "new:1", "old:1"):
        assert answered(library, feed, dated(1, guid=guid, published=None, content="other")).new == 0


def test_i3_a_guid_that_gains_https_is_the_same(library: Library, feed: FeedId) -> None:
    answered(library, feed, a_story("A", guid="http://q.example/1"))
    read_all(library)
    assert answered(library, feed, a_story("A, revised", guid="https://q.example/1")) == Stored(0, 1)
    assert unread(library) == []


def test_i3_all_guids_of_a_feed_changed_at_once(library: Library, feed: FeedId) -> None:
    answered(library, feed, *(dated(number) for number in range(1, 6)))
    read_all(library)
    changed = [dated(number, guid=f"new:{number}", published=None) for number in range(1, 6)]
    assert answered(library, feed, *changed).new == 0
    assert unread(library) == []


def test_i3_two_stories_of_one_document_are_two_however_alike(library: Library, feed: FeedId) -> None:
    answered(library, feed, dated(1))
    assert answered(library, feed, dated(1, guid="twin"), dated(1)).new == 1


def test_i3_the_same_title_at_the_same_address_on_another_day_is_news(library: Library, feed: FeedId) -> None:
    today = dated(1, url="https://q.example/weather", content="Rain.")
    answered(library, feed, today)
    tomorrow = a_story("Story 1", guid="new", url="https://q.example/weather", published=NOW, content="Sun.")
    assert answered(library, feed, tomorrow).new == 1


def test_i3_a_purged_story_does_not_come_back_under_a_new_guid(library: Library, feed: FeedId) -> None:
    answered(library, feed, dated(1))
    library._db.run("UPDATE story SET gone = 1")
    assert answered(library, feed, dated(1, guid="new:1")).new == 0


def test_i8_a_feed_that_widens_brings_its_old_stories_as_read(library: Library, feed: FeedId) -> None:
    answered(library, feed, *(dated(number) for number in range(1, 4)))
    read_all(library)
    assert answered(library, feed, *(dated(number) for number in range(100))).new == 97
    titles = unread(library)
    assert len(titles) == 29
    assert "Story 0" in titles and "Story 31" in titles and "Story 32" not in titles
    assert library.tally().unread == 29


def test_i8_a_first_answer_and_a_few_late_stories_are_unread(library: Library, feed: FeedId) -> None:
    answered(library, feed, *(dated(number) for number in range(1, 60)))
    assert len(unread(library)) == 59
    read_all(library)
    answered(library, feed, dated(200), dated(300))
    assert len(unread(library)) == 2


def test_i5_nothing_a_feed_does_makes_a_read_story_unread(library: Library, feed: FeedId) -> None:
    answered(library, feed, *(dated(number) for number in range(1, 10)))
    read_all(library)
    answered(library, feed, *(dated(number, content="edited", published=NOW) for number in range(9, 0, -1)))
    answered(library, feed, *(dated(number, guid=f"new:{number}", content="again") for number in range(1, 10)))
    answered(library, feed)
    answered(library, feed, *(dated(number) for number in range(1, 10)))
    assert unread(library) == []


def test_i7_an_empty_answer_takes_nothing_away(library: Library, feed: FeedId) -> None:
    answered(library, feed, *(dated(number) for number in range(1, 10)))
    answered(library, feed, now=NOW + 400 * DAY)
    assert len(library.stories.ids(parse(""))) == 9
    assert answered(library, feed, *(dated(number) for number in range(1, 10)), now=NOW + 401 * DAY) == Stored(0, 0)


def test_i9_stories_stand_where_they_stood_however_the_feed_orders_and_dates_them_later(
    library: Library, feed: FeedId
) -> None:
    undated = [a_story(f"Undated {number}", guid=f"u{number}") for number in range(5)]
    answered(library, feed, *undated, *(dated(number) for number in range(1, 6)))
    before = library.stories.ids(parse(""))
    assert [story.title for story in library.stories.rows(before)][:5] == [f"Undated {n}" for n in range(5)]
    redated = [dated(number, published=NOW - (10 - number) * DAY, content="new words") for number in range(5, 0, -1)]
    answered(library, feed, *redated, *reversed(undated), now=NOW + DAY)
    assert list(library.stories.ids(parse(""))) == list(before)


def test_i9_what_one_answer_brings_stands_together_in_the_order_of_the_document(library: Library, feed: FeedId) -> None:
    answered(library, feed, a_story("Old", guid="old"))
    answered(library, feed, a_story("B", guid="b"), a_story("A", guid="a"), now=NOW + DAY)
    assert [story.title for story in library.stories.rows(library.stories.ids(parse("")))] == ["B", "A", "Old"]


def test_i11_a_new_subscription_brings_back_what_was_read_and_starred(library: Library, feed: FeedId) -> None:
    answered(library, feed, *(dated(number) for number in range(1, 6)))
    first, second, *_ = library.stories.ids(parse(""))
    library.stories.mark_read([first], NOW)
    library.stories.star([second], NOW)
    library.feeds.unsubscribe(feed, NOW)
    again = library.feeds.subscribe("https://q.example/feed", FeedKind.WEB, "Quanta", NOW + 29 * DAY)
    assert answered(library, again, *(dated(number) for number in range(1, 6)), now=NOW + 29 * DAY).new == 0
    assert len(unread(library)) == 4
    assert list(library.stories.ids(parse("is:starred"))) == [second]


def test_many_stories_of_one_title_and_link_are_compared_without_reading_each_again_and_again(
    library: Library, feed: FeedId, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    real = vars(identity)["content_of"]

    def counted(story: ParsedStory) -> object:
        read.append(story.guid)
        return real(story)

    monkeypatch.setattr(identity, "content_of", counted)
    same = [a_story("One", guid=f"{n}", url="https://q.example/", content=f"<p>{n}</p>") for n in range(60)]
    answered(library, feed, *same)
    answered(library, feed, *(replace(story, guid=f"new {story.guid}") for story in same))
    assert len(read) <= 2 * len(same)
