"""A line to type in: its keys act in the order they were typed, however fast."""

from textual import on
from textual.app import App, ComposeResult
from textual.events import Key
from textual.widgets import Input

from reader.tui.widgets.line_input import LineInput


class Asking(App[str]):
    """A line, left by Enter."""

    AUTO_FOCUS = "Input"

    def compose(self) -> ComposeResult:
        yield LineInput("film", select_on_focus=True)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        self.exit(event.value)


async def typed(*keys: str) -> str | None:
    """Return what the line held when it was left, the keys having come in one burst."""
    app = Asking()
    async with app.run_test() as pilot:
        await pilot.pause()
        for key in keys:
            app.post_message(Key(key, key if len(key) == 1 else None))
        await pilot.pause()
    return app.return_value


async def test_what_is_typed_behind_backspace_stays() -> None:
    assert await typed("backspace", *"cinemas", "backspace", "enter") == "cinema"


async def test_the_cursor_is_where_its_keys_put_it_before_the_next_letter() -> None:
    assert await typed("end", "left", "left", "x", "home", "y", "end", "ctrl+w", "z", "enter") == "z"
