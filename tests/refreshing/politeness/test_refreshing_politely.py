"""Politeness, told by what arrives at a real server: waits, budgets, connections."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest
from builders import NOW, a_library
from web_server import WebServer

from reader.config import Config
from reader.errors import SourceError
from reader.library import Library
from reader.model import Feed, FeedKind, Outcome, OutcomeKind
from reader.refreshing import schedule
from reader.refreshing.pipeline import Pipeline
from reader.refreshing.politeness import hosts
from reader.refreshing.politeness.hosts import PRIVATE_NETWORK, HostLimits, LimitsOf
from reader.refreshing.subscribing import add
from reader.sources.web import Fetcher, Limits

CONFIG = Config()
DAY = 86_400


@pytest.fixture
def in_public(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Take the loopback host for one of the world."""
    monkeypatch.setattr("reader.refreshing.politeness.rate_limiter.is_private_host", lambda _: False)
    monkeypatch.setattr(hosts, "is_private_host", lambda _: False)
    hosts.host_key.cache_clear()
    yield
    hosts.host_key.cache_clear()


def a_feed_named(name: str) -> str:
    return (
        f"<rss version='2.0'><channel><title>{name}</title><item><guid>1</guid><title>x</title></item></channel></rss>"
    )


def subscribed(library: Library, server: WebServer, *names: str) -> list[Feed]:
    for name in names:
        library.feeds.subscribe(server.answer(f"/{name}", a_feed_named(name)), FeedKind.WEB, name, NOW)
    return library.feeds.all()


def refreshed(
    library: Library,
    fetcher: Fetcher,
    feeds: list[Feed],
    now: int = NOW,
    host_limits: LimitsOf = lambda _: PRIVATE_NETWORK,
) -> dict[str, Outcome]:
    pipeline = Pipeline(library, fetcher, CONFIG, lambda: now, host_limits)
    return {outcome.title: outcome for outcome in pipeline.refresh(feeds)}


def one_at_a_time(_: str) -> HostLimits:
    return HostLimits(gap=0.0)


@pytest.mark.parametrize("status", [429, 503])
def test_h12_a_public_host_that_asks_to_wait_is_left_alone_with_all_its_feeds(
    library: Library, server: WebServer, fetcher: Fetcher, in_public: None, status: int
) -> None:
    feeds = subscribed(library, server, "a", "b", "c")
    server.answer("/a", status=status, headers={"Retry-After": "7200"})
    outcomes = refreshed(library, fetcher, feeds, host_limits=one_at_a_time)
    assert outcomes["a"].kind is OutcomeKind.FAILED
    assert [outcomes[name].kind for name in "bc"] == [OutcomeKind.HELD] * 2
    assert "asks to be left alone until" in outcomes["b"].message
    assert len(server.requests) == 1
    held = library.feeds.get(feeds[1].id)
    assert (held.next_check, held.next_check_asked, held.failures) == (NOW + 7200, True, 0)
    assert len(refreshed(library, fetcher, feeds, NOW + 7201)) == 3
    assert len(server.requests) == 4


def test_h12_a_refresh_in_which_all_must_wait_is_over_at_once(
    library: Library, server: WebServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    feeds = subscribed(library, server, "a", "b")
    for feed in feeds:
        library.hosts.block_until(feed.url, NOW + 60)
    rests: list[float] = []
    monkeypatch.setattr("reader.refreshing.pipeline.time.sleep", rests.append)
    assert {outcome.kind for outcome in refreshed(library, fetcher, feeds).values()} == {OutcomeKind.HELD}
    assert sum(rests) == 0


def test_h12_a_wait_survives_a_restart(
    library: Library, server: WebServer, fetcher: Fetcher, in_public: None, tmp_path: Path
) -> None:
    feeds = subscribed(library, server, "a")
    server.answer("/a", status=429, headers={"Retry-After": "7200"})
    refreshed(library, fetcher, feeds)
    again = a_library(tmp_path)
    assert refreshed(again, fetcher, feeds, NOW + 7199)["a"].kind is OutcomeKind.HELD
    again.close()
    assert len(server.requests) == 1


def test_h12_at_home_only_the_address_waits(library: Library, server: WebServer, fetcher: Fetcher) -> None:
    feeds = subscribed(library, server, "a", "b")
    server.answer("/a", status=503, headers={"Retry-After": "30"})
    assert refreshed(library, fetcher, feeds)["b"].kind is OutcomeKind.CHANGED
    assert refreshed(library, fetcher, feeds, NOW + 29)["a"].kind is OutcomeKind.HELD
    assert len(server.requests_of("/a")) == 1


def test_h12_too_many_requests_without_a_time_waits_longer_each_time_until_an_answer_comes(
    library: Library, server: WebServer, fetcher: Fetcher, in_public: None
) -> None:
    feeds = subscribed(library, server, "a")
    server.answer("/a", status=429)
    now = NOW
    for wait in (600, 1200, 2400):
        refreshed(library, fetcher, feeds, now)
        assert refreshed(library, fetcher, feeds, now + wait - 1)["a"].kind is OutcomeKind.HELD
        now += wait
    server.answer("/a", a_feed_named("a"))
    assert refreshed(library, fetcher, feeds, now)["a"].kind is OutcomeKind.CHANGED
    server.answer("/a", status=429)
    refreshed(library, fetcher, feeds, now)
    assert refreshed(library, fetcher, feeds, now + 600)["a"].kind is OutcomeKind.FAILED


def test_h12_out_of_service_without_a_time_is_a_failure_like_any_other(
    library: Library, server: WebServer, fetcher: Fetcher, in_public: None
) -> None:
    feeds = subscribed(library, server, "a", "b")
    server.answer("/a", status=503)
    assert refreshed(library, fetcher, feeds, host_limits=one_at_a_time)["b"].kind is OutcomeKind.CHANGED


def test_h12_what_is_added_waits_too(library: Library, server: WebServer, fetcher: Fetcher) -> None:
    url = server.answer("/a", status=429, headers={"Retry-After": "7200"})
    with pytest.raises(SourceError, match="asks to wait"):
        add(library, url, fetcher, CONFIG, NOW)
    with pytest.raises(SourceError, match="asks to be left alone until"):
        add(library, url, fetcher, CONFIG, NOW + 60)
    assert len(server.requests) == 1


def test_h14_a_host_sees_one_connection_at_a_time(library: Library, server: WebServer, fetcher: Fetcher) -> None:
    feeds = subscribed(library, server, *(f"feed{number}" for number in range(30)))
    outcomes = refreshed(library, fetcher, feeds, host_limits=one_at_a_time)
    assert len(outcomes) == 30
    assert server.most_at_once == 1


def test_h14_no_more_than_sixteen_requests_are_under_way_whatever_is_configured(
    library: Library, server: WebServer, fetcher: Fetcher
) -> None:
    feeds = subscribed(library, server, *(f"feed{number}" for number in range(60)))
    for feed in feeds:
        server.answer(f"/{feed.title}", a_feed_named(feed.title), delay=0.02)
    pipeline = Pipeline(library, fetcher, Config(fetch_threads=64), lambda: NOW, lambda _: HostLimits(64, 0.0, None))
    assert len(list(pipeline.refresh(feeds))) == 60
    assert server.most_at_once <= hosts.MOST_AT_ONCE


def test_h14_a_slow_host_does_not_block_others(library: Library, server: WebServer) -> None:
    fetcher = Fetcher(Limits(seconds=20), "test")
    with WebServer() as tarpit:
        slow = [
            library.feeds.get(
                library.feeds.subscribe(tarpit.answer(f"/{n}", hang=True), FeedKind.WEB, f"slow {n}", NOW)
            )
            for n in range(3)
        ]
        fast = [feed for feed in subscribed(library, server, *(f"fast{n}" for n in range(40))) if feed not in slow]
        outcomes = Pipeline(library, fetcher, CONFIG, lambda: NOW, one_at_a_time).refresh([*slow, *fast])
        first = [outcome.title for outcome in islice(outcomes, 40)]
    rest = [outcome.title for outcome in outcomes]  # the slow host has hung up
    fetcher.close()
    assert all(title.startswith("fast") for title in first)
    assert sorted(rest) == ["slow 0", "slow 1", "slow 2"]


def test_h14_hosts_that_hang_do_not_keep_all_others_waiting(
    library: Library, server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.refreshing.politeness.slots.HANGS_AFTER", 0.1)
    fetcher = Fetcher(Limits(seconds=4), "test")
    with ExitStack() as silent:
        for number in range(2 * hosts.MOST_AT_ONCE + 8):
            host, port = silent.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()
            library.feeds.subscribe(f"http://{host}:{port}/f", FeedKind.WEB, f"silent {number}", NOW)
        feeds = subscribed(library, server, *(f"good{n}" for n in range(20)))
        order = [outcome.title for outcome in Pipeline(library, fetcher, CONFIG, lambda: NOW).refresh(feeds)]
    fetcher.close()
    assert all(title.startswith("good") for title in order[:20])
    assert len(order) == len(feeds)


def test_h14_a_budget_of_requests_an_hour_is_never_exceeded(
    library: Library, server: WebServer, fetcher: Fetcher, tmp_path: Path
) -> None:
    def five_at_once(_: str) -> HostLimits:
        return HostLimits(gap=0.0, per_hour=10)

    feeds = subscribed(library, server, "a", "b", "c")
    for minute in range(5):
        again = a_library(tmp_path)
        outcomes = refreshed(again, fetcher, feeds, NOW + 60 * minute, five_at_once)
        again.close()
    assert len(server.requests) == 5
    assert {outcome.kind for outcome in outcomes.values()} == {OutcomeKind.HELD}
    assert "was asked 5 times of late" in outcomes["a"].message
    assert library.feeds.get(feeds[0].id).next_check >= NOW + 3600
    refreshed(library, fetcher, feeds, NOW + 3600, five_at_once)
    assert len(server.requests) == 8


def test_h14_requests_that_answers_lead_to_are_in_the_budget_too(
    library: Library, server: WebServer, fetcher: Fetcher, tmp_path: Path
) -> None:
    def five_at_once(_: str) -> HostLimits:
        return HostLimits(gap=0.0, per_hour=10)

    feeds = subscribed(library, server, "a", "b", "c")
    for name in "abc":
        server.answer(f"/{name}", status=302, headers={"Location": f"/{name}/1"})
        server.answer(f"/{name}/1", status=302, headers={"Location": f"/{name}/2"})
        server.answer(f"/{name}/2", a_feed_named(name))
    outcomes = refreshed(library, fetcher, feeds, host_limits=five_at_once)
    assert len(server.requests) == 5
    kinds = sorted(outcome.kind for outcome in outcomes.values())
    assert kinds == [OutcomeKind.CHANGED, OutcomeKind.FAILED, OutcomeKind.HELD]
    failed = next(outcome for outcome in outcomes.values() if outcome.kind is OutcomeKind.FAILED)
    assert failed.message.startswith("The answer leads on to a place that cannot be asked now. 127.0.0.1")
    again = a_library(tmp_path)
    refreshed(again, fetcher, feeds, NOW + 60, five_at_once)
    again.close()
    assert len(server.requests) == 5


def test_h12_no_answer_leads_to_a_host_that_wants_to_be_left_alone(
    library: Library, server: WebServer, fetcher: Fetcher
) -> None:
    with WebServer("127.0.0.2") as other:
        library.hosts.block_until(other.url("/f"), NOW + 7200)
        feeds = subscribed(library, server, "a")
        server.answer("/a", status=302, headers={"Location": other.url("/f")})
        assert "127.0.0.2 asks to be left alone until" in refreshed(library, fetcher, feeds)["a"].message
        assert not other.requests


def test_h16_what_was_just_checked_needs_no_check(library: Library, server: WebServer, fetcher: Fetcher) -> None:
    feeds = subscribed(library, server, "a")
    assert not schedule.was_just_checked(feeds[0], NOW)
    refreshed(library, fetcher, feeds)
    feed = library.feeds.get(feeds[0].id)
    assert schedule.was_just_checked(feed, NOW + 59)
    assert not schedule.was_just_checked(feed, NOW + 60)
    assert not schedule.was_just_checked(feed, NOW - DAY)


def test_s4_a_computer_that_slept_for_three_days_asks_for_each_feed_once(
    library: Library, server: WebServer, fetcher: Fetcher
) -> None:
    refreshed(library, fetcher, subscribed(library, server, "a", "b", "c"))
    awake = NOW + 3 * DAY
    due = library.feeds.due(awake)
    assert len(due) == 3
    refreshed(library, fetcher, due, awake)
    assert library.feeds.due(awake + 60) == []
    assert [len(server.requests_of(f"/{name}")) for name in "abc"] == [2, 2, 2]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Kathmandu"])
def test_s4_neither_a_clock_set_back_nor_summer_time_asks_anybody_more_often(
    library: Library, server: WebServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    autumn = int(datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp())  # in Berlin 02:30, and in half an hour again
    refreshed(library, fetcher, subscribed(library, server, "a"), autumn)
    for later in (-7200, -60, 60, 600, 1800):
        assert library.feeds.due(autumn + later) == []
    assert len(library.feeds.due(autumn + 4 * 3600)) == 1
    monkeypatch.undo()
    time.tzset()
