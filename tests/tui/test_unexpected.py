"""What nobody expected, in the interface without a terminal; the whole of it is in end_to_end/test_ways_out.py."""

from pathlib import Path

import pytest
from textual.app import RenderResult
from textual.message_pump import MessagePump
from textual.widget import Widget
from tui.stage import Host, an_app, press, running, until, until_shown

from reader.errors import LibraryError
from reader.tui.stories.story_list import StoryList
from reader.tui.unexpected import UnexpectedErrors, sentence_of, survived


class Broken(Widget, can_focus=True):
    def render(self) -> RenderResult:
        raise KeyError("inside")

    def on_key(self) -> None:
        raise ValueError("inside")


async def test_a_widget_that_fails_shows_it_on_its_lines_and_is_told_of_once() -> None:
    told: list[str] = []
    errors = UnexpectedErrors(told.append)
    with survived(errors):
        errors.survivable = True
        async with Host(Broken()).run_test(size=(60, 4)) as pilot:
            await until_shown(pilot, "This cannot be shown (KeyError).")
            pilot.app.refresh()
            await pilot.pause()
            assert told == [sentence_of(KeyError())]
            await pilot.press("a", "b")
            await until(pilot, lambda: len(told) == 2)
    assert told[1:] == [sentence_of(ValueError())]
    assert errors.taken == 3


async def test_a_row_that_fails_leaves_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    errors = UnexpectedErrors(lambda _: None)
    usual = StoryList.render_line

    def second_fails(self: StoryList, y: int) -> object:
        return usual(self, y) if y != 2 else 1 / 0

    with survived(errors):
        async with running(an_app(tmp_path)) as pilot:
            errors.survivable = True
            monkeypatch.setattr(StoryList, "render_line", second_fails)
            pilot.app.refresh(layout=True)
            await press(pilot, "j")
            pilot.app.main.stories.notify_style_update()  # type: ignore[attr-defined]
            pilot.app.main.stories.refresh()  # type: ignore[attr-defined]
            await until_shown(pilot, "This cannot be shown (ZeroDivisionError).", "The state of the page cache")


async def test_before_the_first_screen_an_error_is_not_survived() -> None:
    errors = UnexpectedErrors(lambda _: None)
    with pytest.raises(KeyError), survived(errors):
        async with Host(Broken()).run_test(size=(60, 4)) as pilot:
            await pilot.pause()
    assert errors.taken == 0


def test_what_tells_may_fail_too(caplog: pytest.LogCaptureFixture) -> None:
    def broken(_: str) -> None:
        raise RuntimeError

    UnexpectedErrors(broken).take(KeyError("inside"))
    assert "that exception could not be told" in caplog.text


def test_with_a_log_the_sentence_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("READER_LOG", raising=False)
    assert sentence_of(KeyError()).endswith("(KeyError); with --log FILE it is written down next time.")
    monkeypatch.setenv("READER_LOG", "/log")
    assert sentence_of(KeyError()).endswith("(KeyError); the log says where.")


def test_textual_is_as_it_was_afterwards_and_its_names_are_there() -> None:
    names = (MessagePump._dispatch_message, Widget.render_lines)
    with survived(UnexpectedErrors(lambda _: None)):
        assert MessagePump._dispatch_message is not names[0]
        assert Widget.render_lines is not names[1]
    assert names == (MessagePump._dispatch_message, Widget.render_lines)


def test_an_error_with_a_sentence_of_its_own_is_told_so() -> None:
    assert sentence_of(LibraryError("The library is damaged.")) == "The library is damaged."
