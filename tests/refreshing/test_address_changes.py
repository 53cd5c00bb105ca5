"""Feeds that move, vanish or say they are gone; validators that have gone stale."""

import pytest
from builders import NOW, a_story
from web_server import WebServer

from reader.config import Config
from reader.library import Library
from reader.library.refresh_state.checks import FetchState
from reader.model import Feed, FeedKind, Outcome, OutcomeKind, Validators
from reader.query import parse
from reader.refreshing.address_changes import MoveState, move_state
from reader.refreshing.pipeline import Pipeline
from reader.refreshing.unchanged import validators_to_send
from reader.sources.web import Fetcher

DAY = 86_400
CONFIG = Config()


def a_rss(*guids: str, name: str = "Quanta") -> str:
    items = "".join(f"<item><guid>{guid}</guid><title>Story {guid}</title></item>" for guid in guids)
    return f"<rss version='2.0'><channel><title>{name}</title>{items}</channel></rss>"


def subscribed(library: Library, url: str, title: str = "Quanta") -> Feed:
    return library.feeds.get(library.feeds.subscribe(url, FeedKind.WEB, title, NOW))


def checked(library: Library, fetcher: Fetcher, feed: Feed, now: int = NOW) -> Outcome:
    current = library.feeds.get(feed.id)
    (outcome,) = Pipeline(library, fetcher, CONFIG, lambda: now).refresh([current])
    return outcome


def moves(server: WebServer, path: str, target: str, status: int = 301) -> str:
    return server.answer(path, status=status, headers={"Location": target})


def seen(url: str, since: int) -> FetchState:
    return FetchState(moved_to=url, moved_since=since)


@pytest.mark.parametrize(
    ("url", "moved_to", "state", "verdict"),
    [
        ("https://a.example/f", "", FetchState(), MoveState.STAYS),
        ("https://a.example/f", "https://b.example/f", FetchState(), MoveState.FIRST_SEEN),
        ("https://a.example/f", "https://b.example/f", seen("https://b.example/f", NOW - DAY + 1), MoveState.WAITS),
        ("https://a.example/f", "https://b.example/f", seen("https://b.example/f", NOW - DAY), MoveState.MOVED),
        ("https://a.example/f", "https://c.example/f", seen("https://b.example/f", NOW - DAY), MoveState.FIRST_SEEN),
        ("https://a.example/f", "https://b.example/f", seen("https://b.example/f", NOW + DAY), MoveState.FIRST_SEEN),
        ("http://a.example/f?x", "https://a.example/f?x", FetchState(), MoveState.MOVED),
        ("http://a.example/f", "https://a.example/", FetchState(), MoveState.FIRST_SEEN),
        ("http://a.example/f", "https://www.a.example/f", FetchState(), MoveState.FIRST_SEEN),
        ("http://u:p@a.example/f", "https://a.example/f", FetchState(), MoveState.STAYS),
    ],
)
def test_h9_when_a_feed_has_moved(url: str, moved_to: str, state: FetchState, verdict: MoveState) -> None:
    assert move_state(url, moved_to, state, NOW) is verdict


def test_h9_a_permanent_redirect_is_believed_when_it_is_said_again_a_day_later(
    library: Library, server: WebServer, fetcher: Fetcher
) -> None:
    new = server.answer("/new", a_rss("1"), headers={"ETag": '"new"'})
    old = moves(server, "/old", new)
    feed = subscribed(library, old)
    checked(library, fetcher, feed)
    checked(library, fetcher, feed, NOW + 3600)
    assert library.feeds.get(feed.id).url == old
    outcome = checked(library, fetcher, feed, NOW + DAY)
    assert "has moved to" in outcome.message
    moved = library.feeds.get(feed.id)
    assert (moved.url, moved.moved_from, moved.stories) == (new, old, 1)


def test_h2_validators_are_forgotten_with_the_address_they_belonged_to(
    library: Library, server: WebServer, fetcher: Fetcher
) -> None:
    new = server.answer("/new", a_rss("1"), headers={"ETag": '"x"'})
    feed = subscribed(library, moves(server, "/old", new))
    checked(library, fetcher, feed)
    checked(library, fetcher, feed, NOW + DAY)
    checked(library, fetcher, feed, NOW + 2 * DAY)
    assert "if-none-match" in server.requests_of("/old")[-1].headers
    assert "if-none-match" not in server.requests_of("/new")[-1].headers


@pytest.mark.parametrize(("first", "second"), [(301, 302), (302, 301), (307, 307), (302, 308)])
def test_h9_a_chain_that_is_not_permanent_all_through_is_followed_and_not_stored(
    library: Library, server: WebServer, fetcher: Fetcher, first: int, second: int
) -> None:
    new = server.answer("/new", a_rss("1"))
    old = moves(server, "/old", moves(server, "/between", new, second), first)
    feed = subscribed(library, old)
    for day in range(4):
        assert checked(library, fetcher, feed, NOW + day * DAY).kind is not OutcomeKind.FAILED
    assert library.feeds.get(feed.id).url == old


@pytest.mark.parametrize(("first", "second"), [(301, 301), (308, 301)])
def test_h9_a_chain_that_is_permanent_all_through_is_stored(
    library: Library, server: WebServer, fetcher: Fetcher, first: int, second: int
) -> None:
    new = server.answer("/new", a_rss("1"))
    feed = subscribed(library, moves(server, "/old", moves(server, "/between", new, second), first))
    for day in range(2):
        checked(library, fetcher, feed, NOW + day * DAY)
    assert library.feeds.get(feed.id).url == new


def test_h9_what_answers_with_no_feed_proves_nothing(library: Library, server: WebServer, fetcher: Fetcher) -> None:
    old = moves(server, "/old", server.answer("/login", "<html>Log in to the hotel"))
    feed = subscribed(library, old)
    for day in range(4):
        assert checked(library, fetcher, feed, NOW + day * DAY).kind is OutcomeKind.FAILED
    assert library.feeds.get(feed.id).url == old


def test_h9_an_answer_at_the_old_address_ends_the_probation(
    library: Library, server: WebServer, fetcher: Fetcher
) -> None:
    new = server.answer("/new", a_rss("1"))
    feed = subscribed(library, moves(server, "/old", new))
    checked(library, fetcher, feed)
    server.answer("/old", a_rss("1"))
    checked(library, fetcher, feed, NOW + DAY)
    moves(server, "/old", new)
    checked(library, fetcher, feed, NOW + 2 * DAY)
    assert library.feeds.get(feed.id).url == server.url("/old")


def test_h9_a_move_to_a_feed_one_has_already_makes_one_of_two_with_all_marks(
    library: Library, server: WebServer, fetcher: Fetcher
) -> None:
    new = server.answer("/new", a_rss("1", "2", "3"))
    kept = subscribed(library, new, "Kept")
    old = subscribed(library, server.answer("/old", a_rss("1", "2", "0")), "Old")
    checked(library, fetcher, kept)
    checked(library, fetcher, old)
    mine = {
        story.title: story.id
        for story in library.stories.rows(library.stories.ids(parse("")))
        if story.feed_id == old.id
    }
    library.stories.mark_read([mine["Story 1"]], NOW)
    library.stories.star([mine["Story 2"]], NOW)
    library.tags.apply([mine["Story 1"], mine["Story 0"]], ["mine"], [], NOW)
    moves(server, "/old", new)
    checked(library, fetcher, old, NOW + DAY)
    assert "the two are one now" in checked(library, fetcher, old, NOW + 2 * DAY).message
    assert [feed.id for feed in library.feeds.all()] == [kept.id]
    stories = {story.title: story for story in library.stories.rows(library.stories.ids(parse("")))}
    assert sorted(stories) == ["Story 0", "Story 1", "Story 2", "Story 3"]
    assert {story.feed_id for story in stories.values()} == {kept.id}
    assert [title for title, story in sorted(stories.items()) if story.read] == ["Story 1"]
    assert [title for title, story in sorted(stories.items()) if story.starred] == ["Story 2"]
    assert [title for title, story in sorted(stories.items()) if story.tags] == ["Story 0", "Story 1"]
    assert library.problems() == []
    (tag,) = library.tags.all()
    assert (tag.stories, library.feeds.get(kept.id).unread) == (2, 3)


def test_h9_a_move_to_an_address_that_was_unsubscribed_from_swaps_the_two(library: Library) -> None:
    gone = subscribed(library, "https://b.example/f", "Gone")
    library.incoming.insert(gone.id, a_story("A"), NOW, b"", NOW)
    library.feeds.unsubscribe(gone.id, NOW)
    feed = subscribed(library, "https://a.example/f")
    library.feeds.relocate(feed.id, "https://b.example/f")
    assert library.feeds.get(feed.id).url == "https://b.example/f"
    assert subscribed(library, "https://a.example/f").id == gone.id


def test_h11_gone_for_good_stops_the_checks_until_it_is_refreshed_by_name(
    library: Library, server: WebServer, fetcher: Fetcher
) -> None:
    feed = subscribed(library, server.answer("/f", a_rss("1")))
    checked(library, fetcher, feed)
    server.answer("/f", status=410)
    checked(library, fetcher, feed, NOW + DAY)
    gone = library.feeds.get(feed.id)
    assert gone.stopped
    assert "gone for good" in gone.trouble
    assert "not checked any more" in gone.trouble
    assert gone.stories == 1
    assert library.feeds.due(NOW + 400 * DAY) == []
    server.answer("/f", status=500)
    checked(library, fetcher, feed, NOW + DAY)
    assert library.feeds.get(feed.id).stopped
    server.answer("/f", a_rss("1", "2"))
    checked(library, fetcher, feed, NOW + 2 * DAY)
    assert not library.feeds.get(feed.id).stopped
    assert len(library.feeds.due(NOW + 4 * DAY)) == 1


def test_h11_nothing_but_not_there_for_two_weeks_is_said_and_checked_daily_then_weekly(
    library: Library, server: WebServer, fetcher: Fetcher
) -> None:
    feed = subscribed(library, server.answer("/f", status=404))
    gaps = []
    now = NOW
    while now < NOW + 90 * DAY:
        checked(library, fetcher, feed, now)
        current = library.feeds.get(feed.id)
        assert ("may be gone" in current.trouble) == (now > NOW + 14 * DAY)
        gaps.append(current.next_check - now)
        now = current.next_check
    assert library.feeds.get(feed.id).missing_since == NOW
    assert not library.feeds.get(feed.id).stopped
    assert gaps[20] == pytest.approx(DAY, rel=0.1)
    assert gaps[-1] == pytest.approx(7 * DAY, rel=0.1)


def test_h11_another_failure_or_an_answer_begins_the_two_weeks_anew(
    library: Library, server: WebServer, fetcher: Fetcher
) -> None:
    feed = subscribed(library, server.answer("/f", status=404))
    checked(library, fetcher, feed)
    server.answer("/f", status=500)
    checked(library, fetcher, feed, NOW + 10 * DAY)
    server.answer("/f", status=404)
    checked(library, fetcher, feed, NOW + 15 * DAY)
    assert library.feeds.get(feed.id).missing_since == NOW + 15 * DAY


def test_h6_validators_are_dropped_once_when_the_last_whole_answer_is_old(
    library: Library, server: WebServer, fetcher: Fetcher
) -> None:
    feed = subscribed(library, server.answer("/f", a_rss("1"), headers={"ETag": '"1"'}))
    checked(library, fetcher, feed)
    server.answer("/f", status=304)
    for day in range(1, 9):
        checked(library, fetcher, feed, NOW + day * DAY)
    server.answer("/f", a_rss("1", "2"), headers={"ETag": '"2"'})
    assert checked(library, fetcher, feed, NOW + 8 * DAY + 1).new == 1
    server.answer("/f", status=304)
    checked(library, fetcher, feed, NOW + 9 * DAY)
    sent = [request.headers.get("if-none-match") for request in server.requests_of("/f")]
    assert sent == [None, *['"1"'] * 8, None, '"2"']


@pytest.mark.parametrize(
    ("modified", "sent"),
    [
        ("Thu, 01 Jan 1970 00:00:00 GMT", ""),
        ("Tue, 19 Jan 2038 03:14:07 GMT", ""),
        ("Fri, 20 Nov 2026 10:00:00 GMT", "Fri, 20 Nov 2026 10:00:00 GMT"),
        ("yesterday, more or less", "yesterday, more or less"),
    ],
)
def test_h6_a_date_that_tells_nothing_is_not_sent(modified: str, sent: str) -> None:
    assert validators_to_send(FetchState(Validators('"1"', modified)), NOW) == Validators('"1"', sent)
