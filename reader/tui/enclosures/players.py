"""Playing what is attached to a story, with the program a person has for it.

Owns that one thing plays at a time, and that nothing plays on when the program has ended. Must not know stories.
"""

from collections.abc import Callable
from typing import Any

from textual.app import App

from reader.errors import ReaderError
from reader.reading.enclosures import name_of
from reader.tui.feeds.refreshing import Start, Started
from reader.tui.status_line import StatusLine


class Player:
    """Plays by `command`, which gets the terminal where it wants it; `begin` starts work beside everything else."""

    def __init__(
        self, app: Callable[[], App[Any]], status: StatusLine, begin: Start, command: str, in_terminal: bool
    ) -> None:
        self._app = app
        self._status = status
        self._begin = begin
        self._command = command
        self._in_terminal = in_terminal
        self._playing: Started | None = None

    def play(self, url: str) -> None:
        """Play what is at an address, instead of what plays already."""
        from reader.tui.programs import lend_terminal_to, words_of

        with self._status.alarms():
            try:
                words = [*words_of(self._command), url]
            except ReaderError as error:
                raise ReaderError(f"{error} The setting player in config.toml names the one you have.") from error
            if self._in_terminal:
                lend_terminal_to(self._app(), words)
                return
            if self._playing is not None:
                self._playing.cancel()
            self._playing = self._begin(self._play(words, name_of(url)))

    def stop(self) -> None:
        """End what plays."""
        if self._playing is None:
            self._status.say("nothing is playing")
            return
        self._playing.cancel()
        self._playing = None
        self._status.say("stopped playing")

    async def _play(self, words: list[str], name: str) -> None:
        from reader.tui.programs import run_beside

        self._status.say(f"▶ {name} · : and 'stop playing' ends it")
        try:
            await run_beside(words, lambda _: None)
        except ReaderError as error:
            self._status.alarm(str(error))
        self._playing = None
