"""What hosts are owed: one connection, a rest between requests, names they are counted under (RULES.md H12, H14)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.library.refresh_state.hosts import HostState
from reader.model import Feed, FeedId, FeedKind
from reader.refreshing.hosts import (
    AT_HOME,
    HostQueue,
    Manners,
    at_once,
    forgotten_at,
    host_key,
    is_at_home,
    owed_to,
    still_counted,
    wait_unasked,
)


def feeds_on(host: str, count: int) -> list[Feed]:
    return [
        Feed(FeedId(number), f"https://{host}/{number}", FeedKind.WEB, f"{host} {number}") for number in range(count)
    ]


def taken(queue: HostQueue, now: float) -> list[Feed]:
    return [feed for _ in range(100) if (feed := queue.take(now))]


def test_h14_a_host_has_one_connection_and_a_second_of_rest_after_it() -> None:
    queue = HostQueue(feeds_on("a.example", 2))
    (first,) = taken(queue, 10.0)
    assert queue.rest(10.0) is None
    queue.give_back(first, 12.5)
    assert taken(queue, 13.4) == []
    assert queue.rest(13.0) == 0.5
    assert [feed.id for feed in taken(queue, 13.5)] == [1]
    assert not queue


def test_h14_hosts_do_not_wait_for_each_other() -> None:
    queue = HostQueue([*feeds_on("tarpit.example", 50), *feeds_on("a.example", 1), *feeds_on("b.example", 1)])
    assert {feed.title for feed in taken(queue, 0.0)} == {"tarpit.example 0", "a.example 0", "b.example 0"}


def test_h14_reddit_is_asked_once_a_minute_whatever_its_host_is_called() -> None:
    queue = HostQueue([*feeds_on("www.reddit.com", 1), *feeds_on("old.reddit.com", 1)])
    (first,) = taken(queue, 0.0)
    queue.give_back(first, 1.0)
    assert taken(queue, 60.0) == []
    assert len(taken(queue, 61.0)) == 1


def test_h14_hosts_at_home_need_no_rest_but_leave_room_for_others() -> None:
    queue = HostQueue(feeds_on("127.0.0.1:8000", 20))
    running = taken(queue, 0.0)
    assert len(running) == AT_HOME.connections
    queue.give_back(running[0], 0.0)
    queue.give_back(running[1], 0.0)
    assert len(taken(queue, 0.0)) == 2


def test_h14_a_feed_that_was_not_asked_costs_its_host_no_rest() -> None:
    queue = HostQueue(feeds_on("a.example", 30))
    for _ in range(30):
        (feed,) = [queue.take(0.0)]
        assert feed is not None
        queue.skip(feed)
    assert not queue
    assert queue.rest(0.0) is None


@pytest.mark.parametrize("manners", [Manners(), Manners(connections=3, gap=0.0), Manners(connections=2, gap=0.25)])
def test_h14_every_feed_gets_its_turn_in_order_and_no_host_more_than_it_is_owed(manners: Manners) -> None:
    queue = HostQueue(feeds_on("a.example", 25), lambda _: manners)
    now = 0.0
    running: list[Feed] = []
    seen: list[int] = []
    while queue or running:
        running += taken(queue, now)
        assert len(running) <= manners.connections
        seen += [feed.id for feed in running if feed.id not in seen]
        queue.give_back(running.pop(0), now) if running else None
        now += 0.25
    assert seen == list(range(25))


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://Example.ORG:8443/feed", "example.org"),
        ("https://user:secret@example.org./feed", "example.org"),
        ("https://one.tumblr.com/rss", "tumblr.com"),
        ("https://nottumblr.com/rss", "nottumblr.com"),
        ("http://127.0.0.1:8000/feed", "127.0.0.1:8000"),
        ("http://u:p@localhost:1/feed", "localhost:1"),
        ("http://[::1]:80/feed", "[::1]:80"),
    ],
)
def test_h12_the_name_a_host_is_counted_under(url: str, key: str) -> None:
    assert host_key(url) == key


@pytest.mark.parametrize("host", ["127.0.0.1:80", "localhost", "nas", "10.1.2.3", "[::1]:80", "::1", "pi.local"])
def test_h12_a_host_at_home(host: str) -> None:
    assert is_at_home(host)
    assert owed_to(host).per_hour is None


@pytest.mark.parametrize("host", ["example.org", "8.8.8.8", "localhost.example.org", "[2606:4700::1111]:443"])
def test_h12_a_host_of_the_world(host: str) -> None:
    assert not is_at_home(host)


def test_h12_a_host_that_does_not_say_how_long_gets_longer_and_longer_waits_up_to_a_day() -> None:
    assert [wait_unasked(n) for n in (0, 1, 2, 7, 8, 500)] == [600, 1200, 2400, 76_800, 86_400, 86_400]


@given(
    st.lists(st.integers(0, 2000), min_size=1, max_size=200),
    st.sampled_from([2, 7, 60, 600]),
)
def test_h14_no_hour_sees_more_requests_than_the_budget_wherever_it_begins(pauses: list[int], per_hour: int) -> None:
    now, state, made = 0, HostState(), list[int]()
    for pause in pauses:
        now += pause if pause > 40 else 0
        state = still_counted(state, per_hour, now)
        if state.requests < at_once(per_hour):
            state = replace(state, requests=state.requests + 1)
            made.append(now)
    for begins in made:
        assert sum(begins <= moment < begins + 3600 for moment in made) <= per_hour


def test_h14_a_host_is_free_again_when_it_is_said_to_be() -> None:
    state = HostState(since=1000, requests=5)
    free = forgotten_at(state, 10)
    assert free == 1000 + 3600
    assert still_counted(state, 10, free - 1).requests == 1
    assert still_counted(state, 10, free).requests == 0
    assert still_counted(state, 10, 999).requests == 5
