"""What a person does about how a feed is checked: it holds, it is undone by U, and what is due goes by it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import NOW, a_feed, a_library, a_story, keep

from reader.errors import NotFoundError, ReaderError
from reader.library import Library
from reader.library.feeds import pace
from reader.library.refresh_state.checks import FetchState
from reader.model import Feed, FeedId, Health, NextCheck, Validators

HOUR, DAY, WEEK = 3600, 86_400, 604_800


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = a_library(tmp_path)
    yield opened
    opened.close()


def due(library: Library, now: int = NOW) -> list[str]:
    return [feed.title for feed in library.feeds.due(now)]


def checked(library: Library, feed: FeedId, at: int = NOW, next_check: NextCheck | None = None) -> Feed:
    library.checks.record_success(feed, FetchState(Validators("etag")), at, next_check or NextCheck(at + HOUR))
    return library.feeds.get(feed)


def test_a_paused_feed_is_never_due_until_it_is_resumed(library: Library) -> None:
    feed = a_feed(library, "LWN")
    library.feeds.pause(feed, NOW)
    assert due(library, NOW + 40 * DAY) == []
    assert library.feeds.get(feed).health is Health.PAUSED
    library.feeds.resume(feed, NOW)
    assert due(library) == ["LWN"]


def test_pausing_is_one_step_that_is_undone_and_done_again(library: Library) -> None:
    feed = a_feed(library, "LWN")
    library.feeds.pause(feed, NOW)
    library.feeds.pause(feed, NOW)
    assert [step.label for step in library.journal.steps(2)] == ["paused LWN", "subscribed to LWN"]
    library.journal.undo(NOW)
    assert not library.feeds.get(feed).paused
    library.journal.redo(NOW)
    assert library.feeds.get(feed).paused


def test_a_slow_feed_is_due_so_long_after_its_last_check_and_not_before(library: Library) -> None:
    feed = a_feed(library, "LWN")
    library.feeds.slow(feed, DAY, NOW)
    assert due(library) == ["LWN"]
    assert checked(library, feed).next_check == NOW + DAY
    assert due(library, NOW + DAY - 1) == []
    assert due(library, NOW + DAY) == ["LWN"]
    library.journal.undo(NOW)
    assert due(library, NOW + HOUR) == ["LWN"]


def test_slowness_never_brings_a_check_forward_and_says_whose_wish_the_time_is(library: Library) -> None:
    feed = a_feed(library, "LWN")
    asked = checked(library, feed, next_check=NextCheck(NOW + 2 * DAY, asked=True))
    assert asked.next_check_asked
    library.feeds.slow(feed, DAY, NOW)
    assert library.feeds.get(feed).next_check_asked
    assert due(library, NOW + DAY) == []
    library.feeds.slow(feed, WEEK, NOW)
    slowed = library.feeds.get(feed)
    assert (slowed.next_check, slowed.next_check_asked) == (NOW + WEEK, False)


def test_what_a_person_wants_survives_a_check_a_move_and_a_new_subscription(library: Library) -> None:
    feed = a_feed(library, "LWN")
    library.feeds.pause(feed, NOW)
    library.feeds.slow(feed, WEEK, NOW)
    checked(library, feed)
    library.feeds.relocate(feed, "https://new.example/feed")
    library.feeds.unsubscribe(feed, NOW)
    library.journal.undo(NOW)
    found = library.feeds.get(feed)
    assert (found.paused, found.slowness) == (True, WEEK)


def test_another_address_forgets_how_checks_went_and_keeps_the_stories(library: Library) -> None:
    feed = a_feed(library, "LWN")
    (story,) = keep(library, feed, a_story())
    checked(library, feed)
    library.checks.record_failure(feed, "gone", NOW, NextCheck(NOW + DAY))
    library.checks.stop(feed)
    library.feeds.give_address(feed, "https://new.example/feed", NOW)
    found = library.feeds.get(feed)
    assert (found.url, found.trouble, found.stopped, found.failures) == ("https://new.example/feed", "", False, 0)
    assert library.checks.state(feed).validators == Validators()
    assert due(library) == ["LWN"]
    assert library.stories.get(story).feed_id == feed
    library.journal.undo(NOW)
    assert library.feeds.get(feed).url == "https://lwn.example/feed"
    library.journal.redo(NOW)
    assert library.feeds.get(feed).url == "https://new.example/feed"


def test_an_address_of_another_subscription_is_refused_with_a_pointer_to_it(library: Library) -> None:
    lwn, verge = a_feed(library, "LWN"), a_feed(library, "Verge")
    with pytest.raises(ReaderError, match=rf"Feed {verge}, Verge, has that address already"):
        library.feeds.give_address(lwn, "https://verge.example/feed", NOW)
    assert library.feeds.get(lwn).url == "https://lwn.example/feed"


def test_an_address_of_a_feed_unsubscribed_from_is_taken_and_given_back(library: Library) -> None:
    lwn, verge = a_feed(library, "LWN"), a_feed(library, "Verge")
    library.feeds.unsubscribe(verge, NOW)
    library.feeds.give_address(lwn, "https://verge.example/feed", NOW)
    library.journal.undo(NOW)
    library.journal.undo(NOW)
    assert [library.feeds.get(feed).url for feed in (lwn, verge)] == [
        "https://lwn.example/feed",
        "https://verge.example/feed",
    ]
    assert library.problems() == []


def test_a_step_back_to_an_address_taken_meanwhile_loses_nothing(library: Library) -> None:
    lwn = a_feed(library, "LWN")
    library.feeds.give_address(lwn, "https://new.example/feed", NOW)
    library.feeds.subscribe_bundled("https://lwn.example/feed", library.feeds.get(lwn).kind, "Again", NOW)
    library.journal.undo(NOW)
    assert {feed.url for feed in library.feeds.all()} == {"https://lwn.example/feed", "https://new.example/feed"}


def test_trouble_has_a_beginning_that_later_failures_keep_and_an_answer_ends(library: Library) -> None:
    feed = a_feed(library, "LWN")
    library.checks.record_failure(feed, "It answered 503.", NOW, NextCheck(NOW))
    library.checks.record_failure(feed, "It answered 500.", NOW + DAY, NextCheck(NOW))
    found = library.feeds.get(feed)
    assert (found.trouble_since, found.failures, found.health) == (NOW, 2, Health.FAILING)
    assert checked(library, feed).trouble_since is None


def test_a_feed_that_is_not_there_cannot_be_cured(library: Library) -> None:
    for cure in (library.feeds.pause, library.feeds.resume):
        with pytest.raises(NotFoundError):
            cure(99, NOW)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "as often as it publishes"),
        (DAY, "every day at most"),
        (2 * WEEK, "every 2 weeks at most"),
        (12 * HOUR, "every 12 hours at most"),
        (90 * 60, "every 90 minutes at most"),
    ],
)
def test_how_often_is_said_in_words(seconds: int, words: str) -> None:
    assert pace(seconds) == words
