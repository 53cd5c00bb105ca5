"""Asking for something to add."""

import asyncio

import pytest
from textual import events
from textual.widgets import Input, Static
from tui.stage import ESCAPES, HOSTILE, Host, on_stage, press, shown, until, until_shown

from reader.errors import SourceError
from reader.model import FeedId
from reader.tui.feeds.add_dialog import AddDialog
from reader.tui.processes.child_output import AddedFeed
from reader.tui.processes.found_feeds import FoundFeed, is_web_source, read_found

ADDED = (AddedFeed(FeedId(7), "LWN", 12),)


class Adder:
    """Adds as told, and notes what it was asked for."""

    def __init__(self, error: str = "") -> None:
        self.asked: list[str] = []
        self.error = error
        self.answers: list[object] = []

    async def add(self, source: str) -> tuple[AddedFeed, ...]:
        self.asked.append(source)
        if self.error:
            raise SourceError(self.error)
        return ADDED

    async def wait_for_ever(self, source: str) -> tuple[AddedFeed, ...]:
        self.asked.append(source)
        await asyncio.Event().wait()
        return ()


def open_dialog(host: Host, adder: Adder) -> None:
    host.push_screen(AddDialog(adder.add), adder.answers.append)


async def test_what_is_typed_is_added_and_the_dialog_leaves() -> None:
    adder = Adder()
    async with on_stage(Static("x")) as (host, pilot):
        open_dialog(host, adder)
        await press(pilot, *"example.org", "enter")
        await until(pilot, lambda: adder.answers)
        assert adder.asked == ["example.org"]
        assert adder.answers == [ADDED]


async def test_what_cannot_be_added_says_why_and_keeps_what_was_typed() -> None:
    adder = Adder("example.org gave a page without feeds; give the address of a feed.")
    async with on_stage(Static("x")) as (host, pilot):
        open_dialog(host, adder)
        await press(pilot, *"example.org", "enter")
        await until_shown(pilot, "gave a page without feeds")
        assert host.screen.query_one(Input).value == "example.org"
        assert not adder.answers


async def test_escape_leaves_even_while_something_is_being_added() -> None:
    adder = Adder()
    async with on_stage(Static("x")) as (host, pilot):
        host.push_screen(AddDialog(adder.wait_for_ever), adder.answers.append)
        await press(pilot, "x", "enter")
        await until_shown(pilot, "looking at x")
        await press(pilot, "escape")
        await until(pilot, lambda: adder.answers)
        assert adder.answers == [()]


async def test_an_empty_line_asks_for_nothing() -> None:
    adder = Adder()
    async with on_stage(Static("x")) as (host, pilot):
        open_dialog(host, adder)
        await press(pilot, "space", "enter")
        assert adder.asked == []


async def test_hostile_text_pasted_or_answered_is_text() -> None:
    adder = Adder(HOSTILE)
    async with on_stage(Static("x"), (120, 30)) as (host, pilot):
        open_dialog(host, adder)
        await pilot.pause()
        host.screen.query_one(Input).post_message(events.Paste(HOSTILE))
        await press(pilot, "enter")
        await until_shown(pilot, "[/b] [@click=app.quit]x[/]")
        await until(pilot, lambda: adder.asked)
        await pilot.pause()
        assert not any(escape in shown(host) for escape in ESCAPES)


async def offer() -> str:
    return "https://me:secret@q.example/feed"


async def test_the_address_on_the_clipboard_is_offered_and_enter_takes_it() -> None:
    adder = Adder()
    async with on_stage(Static("x")) as (host, pilot):
        host.push_screen(AddDialog(adder.add, None, offer), adder.answers.append)
        await until_shown(pilot, "the address on the clipboard")
        assert "https://***@q.example/feed" in shown(host) and "secret" not in shown(host)
        await press(pilot, "enter")
        await until(pilot, lambda: adder.answers)
        assert adder.asked == ["https://me:secret@q.example/feed"]


async def test_what_is_typed_counts_before_what_is_on_the_clipboard() -> None:
    adder = Adder()
    async with on_stage(Static("x")) as (host, pilot):
        host.push_screen(AddDialog(adder.add, None, offer), adder.answers.append)
        await until_shown(pilot, "the address on the clipboard")
        await press(pilot, *"b.example", "enter")
        await until(pilot, lambda: adder.answers)
        assert adder.asked == ["b.example"]


FOUND = (
    FoundFeed("Quanta", "https://q.example/feed", 40, "2026-11-20", ("One", "Two [b]", "Three"), ""),
    FoundFeed("Comments", "https://q.example/comments", 1, "", ("Only",), ""),
    FoundFeed("There", "https://q.example/there", 3, "2026-11-19", (), "Mine"),
)


async def found(source: str) -> tuple[FoundFeed, ...]:
    if "nothing" in source:
        raise SourceError("https://nothing.example is a web page, not a feed, and it leads to none.")
    return FOUND


def open_finding(host: Host, adder: Adder) -> None:
    host.push_screen(AddDialog(adder.add, found), adder.answers.append)


async def test_what_an_address_leads_to_is_shown_before_one_subscribes() -> None:
    adder = Adder()
    async with on_stage(Static("x")) as (host, pilot):
        open_finding(host, adder)
        await press(pilot, *"q.example", "enter")
        await until_shown(pilot, "Quanta")
        picture = shown(host)
        assert "40 stories · newest 2026-11-20" in picture and "Two [b]" in picture and "undated" in picture
        await press(pilot, "j", "k", "j", "enter")
        await until(pilot, lambda: adder.answers)
        assert adder.asked == ["https://q.example/comments"]


async def test_a_feed_that_is_there_is_not_added_again() -> None:
    adder = Adder()
    async with on_stage(Static("x")) as (host, pilot):
        open_finding(host, adder)
        await press(pilot, *"q.example", "enter")
        await until_shown(pilot, "subscribed to already as Mine")
        await press(pilot, "j", "j", "enter")
        await until_shown(pilot, "You are subscribed to it already, as Mine.")
        assert adder.asked == []


async def test_escape_goes_from_what_was_found_to_what_was_typed_and_then_leaves() -> None:
    adder = Adder()
    async with on_stage(Static("x")) as (host, pilot):
        open_finding(host, adder)
        await press(pilot, *"q.example", "enter")
        await until_shown(pilot, "Quanta")
        await press(pilot, "escape")
        await until(pilot, lambda: "Quanta" not in shown(host))
        assert host.screen.query_one(Input).value == "q.example" and host.screen.query_one(Input).has_focus
        await press(pilot, "escape")
        await until(pilot, lambda: adder.answers)
        assert adder.answers == [()]


async def test_where_nothing_is_found_the_dialog_says_so_and_stays() -> None:
    adder = Adder()
    async with on_stage(Static("x")) as (host, pilot):
        open_finding(host, adder)
        await press(pilot, *"nothing.example", "enter")
        await until_shown(pilot, "is a web page, not a feed")
        assert host.screen.query_one(Input).value == "nothing.example"


async def test_what_lies_on_this_computer_is_added_at_once() -> None:
    adder = Adder()
    async with on_stage(Static("x")) as (host, pilot):
        open_finding(host, adder)
        await press(pilot, *"~/Documents", "enter")
        await until(pilot, lambda: adder.answers)
        assert adder.asked == ["~/Documents"]


@pytest.mark.parametrize(
    ("source", "web"),
    [
        *[
            (source, True)
            for source in ("example.org", "http://x", "feed:x", "@me@host.example", "hn: ink", "a.b:80/c")
        ],
        *[(source, False) for source in ("~/Documents", "/tmp", "./x.md", "seeds:", "notes", ".")],
    ],
)
def test_what_is_looked_for_in_the_web(source: str, web: bool) -> None:
    assert is_web_source(source) is web


@pytest.mark.parametrize("output", ["", "[]", "{}", '{"found": 3}', '{"found": [{}]}', '{"found": [{"title": null}]}'])
def test_an_answer_nobody_can_read_is_said_so(output: str) -> None:
    with pytest.raises(SourceError, match="could not be read"):
        read_found(output)
