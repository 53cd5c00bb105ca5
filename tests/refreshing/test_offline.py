"""Being offline is recognised, and nobody's failure."""

import errno
import socket
from dataclasses import replace
from typing import Any

import pytest
from builders import NOW
from urllib3 import exceptions as trouble
from web_server import WebServer

from reader.config import Config
from reader.library import Library
from reader.model import Feed, FeedId, FeedKind, Outcome, OutcomeKind, Validators
from reader.refreshing.offline import ENOUGH_HOSTS, OfflineDetector, offline_sentence, unreachable_by
from reader.refreshing.pipeline import Pipeline
from reader.refreshing.politeness.hosts import PRIVATE_NETWORK
from reader.sources.web import Fetched, Fetcher, FetchError, Unreachable
from reader.sources.web.failures import unreachable_in
from reader.sources.web.fetcher import BeforeRequest

NOTHING = Validators()
ATOM = "<feed xmlns='http://www.w3.org/2005/Atom'><title>x</title><entry><id>1</id><title>t</title></entry></feed>"


def a_feed(number: int = 1, host: str = "", **how: Any) -> Feed:
    return Feed(FeedId(number), f"https://{host or f'h{number}.example.org'}/feed", FeedKind.WEB, f"{number}", **how)


def reach_after(*met: tuple[Feed, Unreachable | None]) -> OfflineDetector:
    reach = OfflineDetector()
    for feed, unreachable in met:
        reach.record(feed, unreachable)
    return reach


def test_no_network_for_all_is_being_offline_even_for_one() -> None:
    assert reach_after((a_feed(), Unreachable.NETWORK)).offline
    assert not reach_after((a_feed(1), Unreachable.NETWORK), (a_feed(2), None)).offline


def test_a_name_that_is_not_known_is_a_sign_only_where_several_were_known_the_last_time() -> None:
    assert not reach_after((a_feed(1), Unreachable.NAME)).offline
    assert not reach_after(
        (a_feed(1, "same.example.org"), Unreachable.NAME), (a_feed(2, "same.example.org"), Unreachable.NAME)
    ).offline
    assert reach_after((a_feed(1), Unreachable.NAME), (a_feed(2), Unreachable.NAME)).offline
    dead = [(a_feed(number, trouble="There is no server called so."), Unreachable.NAME) for number in (1, 2)]
    assert not reach_after(*dead).offline


def test_hosts_of_ones_own_network_prove_nothing() -> None:
    home = a_feed(9, "127.0.0.1:8000")
    assert reach_after((a_feed(), Unreachable.NETWORK), (home, None)).offline
    assert not reach_after((home, Unreachable.NETWORK)).offline
    assert not OfflineDetector().record(home, Unreachable.NETWORK)


def test_after_enough_hosts_out_of_reach_no_more_are_asked() -> None:
    reach = reach_after(*((a_feed(number), Unreachable.NETWORK) for number in range(ENOUGH_HOSTS)))
    assert reach.should_skip(a_feed(99))
    assert not reach.should_skip(a_feed(99, "localhost"))
    reach.record(a_feed(98), None)
    assert not reach.should_skip(a_feed(99))


@pytest.mark.parametrize(
    ("error", "unreachable"),
    [
        (socket.gaierror(socket.EAI_AGAIN, "try again"), Unreachable.NETWORK),
        (socket.gaierror(socket.EAI_NONAME, "no such name"), Unreachable.NAME),
        (OSError(errno.ENETUNREACH, "no route"), Unreachable.NETWORK),
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), None),
        (trouble.TimeoutError(), None),
    ],
)
def test_what_kept_a_request_from_leaving_is_told_from_what_came_back(
    error: Exception, unreachable: Unreachable | None
) -> None:
    assert unreachable_in(error) is unreachable


def test_a_host_that_sends_us_to_one_out_of_reach_has_answered(server: WebServer, fetcher: Fetcher) -> None:
    url = server.answer("/feed", status=302, headers={"Location": "http://no-such-host.invalid/feed"})
    with pytest.raises(FetchError) as met:
        fetcher.fetch(url, typed=url)
    feed = replace(a_feed(), url=url)
    assert met.value.unreachable is not None
    assert unreachable_by(feed, met.value) is None
    assert unreachable_by(replace(feed, url="http://no-such-host.invalid/other"), met.value) is met.value.unreachable


def test_it_is_told_in_one_sentence() -> None:
    assert offline_sentence(3, 3) == "You seem to be offline: nothing was checked."
    assert offline_sentence(3, 4) == "You seem to be offline: 3 feeds were not checked."
    assert offline_sentence(1, 4) == "You seem to be offline: 1 feed was not checked."


class Cut(Fetcher):
    """Fetches as if public hosts were out of reach, but for those that are `up`."""

    def __init__(self, real: Fetcher, up: tuple[str, ...] = ()) -> None:
        self._real = real
        self._up = up
        self.asked: list[str] = []

    def fetch(
        self,
        url: str,
        validators: Validators = NOTHING,
        before_request: BeforeRequest = print,
        typed: str = "",
    ) -> Fetched:
        if "127.0.0.1" in url:
            return self._real.fetch(url, validators, before_request, typed)
        self.asked.append(url)
        if any(name in url for name in self._up):
            return Fetched(url, ATOM.encode())
        raise FetchError("There is no server called so.", unreachable=Unreachable.NETWORK)


def refreshed(library: Library, fetcher: Fetcher, now: int = NOW) -> dict[str, Outcome]:
    pipeline = Pipeline(library, fetcher, Config(), lambda: now, lambda _: PRIVATE_NETWORK)
    return {outcome.title: outcome for outcome in pipeline.refresh(library.feeds.due(now))}


def subscribe(library: Library, *urls: str) -> None:
    for url in urls:
        library.feeds.subscribe(url, FeedKind.WEB, url, NOW)


def test_offline_no_feed_fails_none_is_put_off_and_ones_own_network_goes_on(
    library: Library, server: WebServer, fetcher: Fetcher
) -> None:
    home = server.answer("/feed", ATOM)
    away = [f"https://h{number}.example.org/feed" for number in range(30)]
    subscribe(library, home, *away)
    outcomes = refreshed(library, Cut(fetcher))
    assert outcomes[home].kind is OutcomeKind.CHANGED
    assert {outcomes[url].kind for url in away} == {OutcomeKind.OFFLINE}
    assert not [feed for feed in library.feeds.all() if feed.failures or feed.trouble]
    assert [feed.url for feed in library.feeds.due(NOW + 60)] == away


def test_where_one_host_answers_the_others_have_failed(library: Library, fetcher: Fetcher) -> None:
    subscribe(library, "https://up.example.org/feed", "https://down.example.org/feed")
    outcomes = refreshed(library, Cut(fetcher, up=("up.",)))
    assert outcomes["https://down.example.org/feed"].kind is OutcomeKind.FAILED
    assert [feed.failures for feed in library.feeds.all() if "down" in feed.url] == [1]


def test_offline_few_hosts_are_tried_however_many_feeds_there_are(library: Library, fetcher: Fetcher) -> None:
    subscribe(library, *(f"https://h{number}.example.org/feed" for number in range(300)))
    cut = Cut(fetcher)
    assert len(refreshed(library, cut)) == 300
    assert len(cut.asked) < 60
