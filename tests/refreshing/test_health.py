"""How a feed is, in words anyone can read."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from builders import NOW

from reader.model import Feed, FeedId, FeedKind
from reader.refreshing import health

HOUR, DAY, WEEK = 3600, 86_400, 604_800
NOT_THERE = "lwn.example says the page is not there (404)."


@pytest.fixture(autouse=True)
def one_time_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def a_feed(title: str = "LWN", **how: Any) -> Feed:
    values: dict[str, Any] = {"checked": NOW, "succeeded": NOW, "next_check": NOW + HOUR} | how
    return Feed(FeedId(1), "https://lwn.example/feed", FeedKind.WEB, title, **values)


def failing(**how: Any) -> Feed:
    values: dict[str, Any] = {"trouble": NOT_THERE, "failures": 12, "trouble_since": NOW - 200 * DAY}
    return a_feed(**(values | how))


def test_the_state_is_a_few_words() -> None:
    assert health.state(a_feed()) == "well"
    assert health.state(a_feed(slowness=DAY)) == "well, every day at most"
    assert health.state(a_feed(checked=None)) == "not checked yet"
    assert health.state(failing(trouble=f"{NOT_THERE} It may be gone.")) == "says the page is not there (404)"
    assert health.state(failing(trouble="There is no server called x: check it.")).startswith("There is no server")
    assert health.state(failing(paused=True)) == "paused"


def test_how_often_in_a_row_and_since_when() -> None:
    assert health.how_often(a_feed(), NOW) == ""
    assert health.how_often(failing(), NOW) == "12 times in a row, since 6 May"
    assert health.how_often(failing(failures=1, trouble_since=NOW - HOUR), NOW) == "once, 11:00"
    assert health.how_often(failing(trouble_since=None), NOW) == "12 times in a row"


def test_the_last_good_check() -> None:
    assert health.last_good(a_feed(), NOW) == "last good check 12:00"
    assert health.last_good(a_feed(succeeded=None), NOW) == "no good check yet"


def test_the_next_check_and_at_whose_wish() -> None:
    assert health.next_check_text(a_feed(), NOW) == "next check 13:00"
    assert health.next_check_text(a_feed(next_check_asked=True), NOW) == "next check 13:00, the server asked for it"
    slow = a_feed(slowness=WEEK, next_check=NOW + WEEK)
    assert health.next_check_text(slow, NOW) == "next check 29 Nov, every week at most"
    assert health.next_check_text(a_feed(next_check=0), NOW) == "due now"
    assert health.next_check_text(failing(stopped=True), NOW) == "not checked any more"
    assert health.next_check_text(a_feed(paused=True), NOW) == "not checked until it is resumed"


def test_what_lies_on_disk_has_no_next_check() -> None:
    folder = Feed(FeedId(2), "/notes", FeedKind.FOLDER, "Notes", checked=NOW, succeeded=NOW)
    assert health.next_check_text(folder, NOW) == "read at every refresh"


def test_the_account_says_it_all() -> None:
    assert health.full_report(failing(succeeded=NOW - 201 * DAY), NOW) == (
        f"{NOT_THERE} 12 times in a row, since 6 May · last good check 5 May · next check 13:00."
    )
    assert health.full_report(a_feed(), NOW) == "Well. Last good check 12:00 · next check 13:00."


@pytest.mark.parametrize(
    ("at", "words"),
    [(NOW - HOUR, "11:00"), (NOW - DAY, "21 Nov 12:00"), (NOW - 30 * DAY, "23 Oct"), (NOW - 400 * DAY, "18 Oct 2025")],
)
def test_a_time_is_as_short_as_it_is_clear(at: int, words: str) -> None:
    assert health.moment(at, NOW) == words


def test_those_in_trouble_come_first_the_longest_before_others() -> None:
    feeds = [
        a_feed("well"),
        a_feed("paused", paused=True),
        failing(title="once", failures=1),
        failing(title="often"),
        failing(title="gone", stopped=True),
        a_feed("Also well"),
    ]
    assert [feed.title for feed in health.worst_first(feeds)] == [
        "gone",
        "often",
        "once",
        "paused",
        "Also well",
        "well",
    ]
