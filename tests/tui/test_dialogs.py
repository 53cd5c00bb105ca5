"""Asking for something to add."""

import asyncio

from textual import events
from textual.widgets import Input, Static
from tui.stage import ESCAPES, HOSTILE, Host, on_stage, press, shown, until, until_shown

from reader.errors import SourceError
from reader.model import FeedId
from reader.tui.dialogs import AddDialog
from reader.tui.refresh_child import Added

ADDED = (Added(FeedId(7), "LWN", 12),)


class Adder:
    """Adds as told, and notes what it was asked for."""

    def __init__(self, error: str = "") -> None:
        self.asked: list[str] = []
        self.error = error
        self.answers: list[object] = []

    async def add(self, source: str) -> tuple[Added, ...]:
        self.asked.append(source)
        if self.error:
            raise SourceError(self.error)
        return ADDED

    async def wait_for_ever(self, source: str) -> tuple[Added, ...]:
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
