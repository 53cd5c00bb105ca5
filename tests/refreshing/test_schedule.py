"""When a feed is checked next: its rhythm, its failures, its server's wishes, clocks that jump."""

import pytest
from builders import NOW
from hypothesis import given
from hypothesis import strategies as st

from reader.model import FeedId
from reader.refreshing import schedule

HOUR, DAY, WEEK = 3600, 86_400, 7 * 86_400
FEED = FeedId(7)


def stories_every(seconds: int, *, last: int = NOW - HOUR, count: int = 10) -> list[int]:
    return [last - number * seconds for number in range(count)]


@pytest.mark.parametrize(
    ("gap", "interval"),
    [(60, HOUR), (4 * HOUR, 2 * HOUR), (DAY, DAY // 2), (WEEK, DAY), (40 * DAY, DAY), (0, HOUR)],
)
def test_s1_a_feed_is_checked_twice_as_often_as_it_publishes_within_bounds(gap: int, interval: int) -> None:
    assert schedule.check_interval(stories_every(gap), NOW, HOUR) == interval


def test_s1_the_median_counts_so_one_silence_or_one_burst_does_not() -> None:
    times = [NOW, NOW - 1, NOW - 2 * HOUR, NOW - 4 * HOUR, NOW - 6 * HOUR, NOW - 60 * DAY]
    assert schedule.check_interval(times, NOW, 900) == HOUR


def test_s1_a_dormant_feed_is_checked_daily_and_then_weekly() -> None:
    assert schedule.check_interval(stories_every(HOUR, last=NOW - 89 * DAY), NOW, HOUR) == HOUR
    assert schedule.check_interval(stories_every(HOUR, last=NOW - 91 * DAY), NOW, HOUR) == DAY
    assert schedule.check_interval(stories_every(HOUR, last=NOW - 366 * DAY), NOW, HOUR) == WEEK


@pytest.mark.parametrize("published", [[], [NOW - HOUR]])
def test_s1_a_feed_that_never_said_how_often_it_publishes_is_checked_at_the_floor(published: list[int]) -> None:
    assert schedule.check_interval(published, NOW, 900) == 900


@given(st.lists(st.integers(0, 2 * NOW)), st.integers(0, 2 * NOW), st.integers(900, WEEK))
def test_s1_no_history_leads_outside_the_bounds(published: list[int], now: int, floor: int) -> None:
    assert floor <= schedule.check_interval(sorted(published, reverse=True), now, floor) <= WEEK


def test_s2_each_failure_doubles_the_wait_up_to_a_day() -> None:
    waits = [schedule.after_failure(FEED, NOW, HOUR, failures).at - NOW for failures in range(1, 9)]
    for wait, hours in zip(waits, [2, 4, 8, 16, 24, 24, 24, 24], strict=True):
        assert wait == pytest.approx(hours * HOUR, rel=0.1)


def test_s2_failing_never_makes_a_sleeping_feed_be_checked_more_often() -> None:
    assert schedule.after_failure(FEED, NOW, WEEK, 3).at - NOW == pytest.approx(WEEK, rel=0.1)


def test_h12_a_server_that_says_when_is_obeyed() -> None:
    asked = schedule.after_failure(FEED, NOW, HOUR, 1, retry_after=9 * DAY)
    assert (asked.at, asked.asked) == (NOW + 9 * DAY, True)
    assert not schedule.after_failure(FEED, NOW, HOUR, 1, retry_after=5).asked


def test_h13_what_the_server_asks_for_counts_where_it_is_later_and_up_to_a_day() -> None:
    assert not schedule.after_success(FEED, NOW, HOUR, asked=60).asked
    later = schedule.after_success(FEED, NOW, HOUR, asked=6 * HOUR)
    assert later.asked
    assert NOW + 6 * HOUR <= later.at <= NOW + 6.6 * HOUR
    capped = schedule.after_success(FEED, NOW, HOUR, asked=30 * DAY)
    assert NOW + DAY <= capped.at <= NOW + 1.1 * DAY


def test_h15_jitter_is_a_tenth_at_most_stable_per_feed_and_spreads() -> None:
    waits = [schedule.after_success(FeedId(number), NOW, HOUR).at - NOW for number in range(1, 500)]
    assert all(0.9 * HOUR <= wait <= 1.1 * HOUR for wait in waits)
    assert len(set(waits)) > 150
    assert waits == [schedule.after_success(FeedId(number), NOW + 9, HOUR).at - NOW - 9 for number in range(1, 500)]
