"""The line at the bottom, on a stage of its own."""

import pytest
from tui.stage import ESCAPES, HOSTILE, on_stage, shown, until

from reader.tui.widgets import status_line
from reader.tui.widgets.status_line import StatusLine

HINTS = (("t", "tag"), ("s", "star"), ("?", "keys"))


async def test_progress_comes_before_the_message_and_hints_stand_on_the_right() -> None:
    line = StatusLine(HINTS)
    async with on_stage(line) as (host, pilot):
        line.show_progress("⟳ 3/20")
        line.say("starred")
        await pilot.pause()
        text = shown(host).splitlines()[0]
        assert text.startswith(" ⟳ 3/20   starred")
        assert text.rstrip().endswith("t tag  s star  ? keys")


async def test_a_note_stands_for_the_message_as_long_as_it_applies() -> None:
    line = StatusLine(HINTS)
    async with on_stage(line) as (_, __):
        line.say("starred")
        line.note("The server answered 503.")
        assert line.message == "The server answered 503."
        line.note("")
        assert line.message == "starred"
        line.note("again")
        line.alarm("The disk is full.")
        assert line.message == "The disk is full."


async def test_a_message_expires_and_an_alarm_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status_line, "EXPIRE_SECONDS", 0.05)
    line = StatusLine(HINTS)
    async with on_stage(line) as (_, pilot):
        line.say("starred")
        line.note("in trouble")
        await until(pilot, lambda: not line._message)
        assert line.message == "in trouble"
        line.say("starred")
        line.alarm("The disk is full.")
        await pilot.pause(0.2)
        assert line.message == "The disk is full."


async def test_where_room_is_short_hints_go_first_and_help_goes_last() -> None:
    line = StatusLine(HINTS)
    async with on_stage(line, (24, 3)) as (host, pilot):
        line.say("starred")
        await pilot.pause()
        assert shown(host).splitlines()[0].split() == ["starred", "?", "keys"]
        line.say("a message that takes all the room there is")
        await pilot.pause()
        assert shown(host).splitlines()[0].rstrip().endswith("…")


async def test_what_went_wrong_is_told_whole_on_as_many_lines_as_it_takes() -> None:
    line = StatusLine(HINTS)
    async with on_stage(line, (30, 8)) as (host, pilot):
        sentence = "The disk that holds library.db is full: nothing was changed. Make room and try again."
        line.alarm(sentence)
        await pilot.pause()
        assert line.size.height == 4
        assert " ".join(shown(host).split()) == f"{sentence} t tag ? keys"
        await pilot.resize_terminal(100, 8)
        await pilot.pause()
        assert line.size.height == 1
        line.alarm(sentence * 9)
        await pilot.pause()
        assert line.size.height == 5 and "…" in shown(host)
        line.say("starred")
        await pilot.pause()
        assert (line.size.height, shown(host).split()[0]) == (1, "starred")


async def test_hostile_messages_are_text_at_every_width() -> None:
    line = StatusLine(HINTS)
    async with on_stage(line, (100, 3)) as (host, pilot):
        line.alarm(HOSTILE)
        line.show_progress(HOSTILE)
        for width in (1, 2, 3, 9, 20, 100):
            await pilot.resize_terminal(width, 3)
            await pilot.pause()
        assert "[/b] [@click=app.quit]x[/]" in shown(host)
        assert not any(escape in shown(host) for escape in ESCAPES)
