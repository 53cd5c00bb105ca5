"""Asking for a refresh while another process runs one: it is joined, and nobody is asked twice."""

from collections.abc import Callable, Iterator

import pytest
from builders import NOW, a_story

from reader.library import Library
from reader.library.refresh_state.checks import FetchState
from reader.library.refresh_state.lease import Holder, this_process
from reader.model import Feed, FeedKind, NextCheck, Outcome, OutcomeKind, ParsedFeed
from reader.refreshing.single_refresh import acquire_lease
from reader.refreshing.storing import store_stories

OTHER = Holder(7, "elsewhere.example")
LATER = NOW + 600


def subscribed(library: Library, *names: str) -> list[Feed]:
    for name in names:
        library.feeds.subscribe(f"https://{name}.example/", FeedKind.WEB, name, NOW)
    return library.feeds.all()


def joined(library: Library, feeds: list[Feed]) -> tuple[list[Outcome], list[Feed]]:
    """Return what is told, and what is left to do."""
    told: list[Outcome] = []
    turn = acquire_lease(library, feeds, lambda: LATER)
    while True:
        try:
            told.append(next(turn))
        except StopIteration as end:
            return told, list(end.value)


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Callable[[], object]]]:
    """What happens elsewhere, one thing each time this process has waited."""
    steps: list[Callable[[], object]] = []
    monkeypatch.setattr("reader.refreshing.single_refresh.time.sleep", lambda _: steps.pop(0)())
    yield steps
    assert not steps


def test_where_nobody_refreshes_all_is_left_to_do(library: Library) -> None:
    feeds = subscribed(library, "a", "b")
    assert joined(library, feeds) == ([], feeds)
    assert library.lease.acquire(OTHER, LATER) == this_process()


def test_what_another_stores_is_told_and_the_rest_is_left(
    library: Library, meanwhile: list[Callable[[], object]]
) -> None:
    feeds = subscribed(library, "a", "b", "c", "d")
    a, b, c, d = feeds
    library.lease.acquire(OTHER, LATER)

    def a_brings_a_story() -> None:
        with library.transaction():
            store_stories(library, a.id, FeedKind.WEB, ParsedFeed("a", stories=(a_story(),)), LATER)
            library.checks.record_success(a.id, FetchState(), LATER, NextCheck(LATER + 60))

    meanwhile += [
        a_brings_a_story,
        lambda: library.checks.record_failure(b.id, "b.example is out.", LATER, NextCheck(LATER + 60)),
        lambda: library.feeds.unsubscribe(c.id, LATER),
        lambda: library.lease.give_up(OTHER),
    ]
    told, left = joined(library, feeds)
    assert [(one.feed_id, one.kind, one.new) for one in told] == [
        (a.id, OutcomeKind.CHANGED, 1),
        (b.id, OutcomeKind.FAILED, 0),
    ]
    assert told[1].message == "b.example is out."
    assert left == [d]
    assert library.lease.acquire(OTHER, LATER) == this_process()


def test_what_the_other_had_checked_just_before_is_not_asked_for_again(
    library: Library, meanwhile: list[Callable[[], object]]
) -> None:
    feeds = subscribed(library, "a", "b")
    library.checks.record_success(feeds[0].id, FetchState(), LATER - 5, NextCheck(LATER + 60))
    library.lease.acquire(OTHER, LATER)
    meanwhile.append(lambda: library.lease.give_up(OTHER))
    told, left = joined(library, library.feeds.all())
    assert [(one.feed_id, one.kind) for one in told] == [(feeds[0].id, OutcomeKind.UNCHANGED)]
    assert left == [feeds[1]]
