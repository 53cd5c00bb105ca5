"""The queue of feeds: one connection a host and a rest between requests."""

import pytest

from reader.model import Feed, FeedId, FeedKind
from reader.refreshing.politeness.hosts import PRIVATE_NETWORK, HostLimits
from reader.refreshing.politeness.queue import HostQueue


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
    assert len(running) == PRIVATE_NETWORK.connections
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


@pytest.mark.parametrize(
    "limits", [HostLimits(), HostLimits(connections=3, gap=0.0), HostLimits(connections=2, gap=0.25)]
)
def test_h14_every_feed_gets_its_turn_in_order_and_no_host_more_than_it_is_owed(limits: HostLimits) -> None:
    queue = HostQueue(feeds_on("a.example", 25), lambda _: limits)
    now = 0.0
    running: list[Feed] = []
    seen: list[int] = []
    while queue or running:
        running += taken(queue, now)
        assert len(running) <= limits.connections
        seen += [feed.id for feed in running if feed.id not in seen]
        queue.give_back(running.pop(0), now) if running else None
        now += 0.25
    assert seen == list(range(25))
