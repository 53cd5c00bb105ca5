"""Plays audio and video with the configured player.

Owns that one thing plays at a time, and that nothing plays on when the program has ended. Must not know stories.
"""

from typing import TYPE_CHECKING

from reader.errors import ReaderError
from reader.reading.enclosures import name_of
from reader.tui.context import Context

if TYPE_CHECKING:
    from textual.worker import Worker


class Player:
    """Plays by the configured command, which gets the terminal where it wants it."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._status = context.status
        self._playing: Worker[None] | None = None

    def play(self, url: str) -> None:
        """Play what is at an address, instead of what plays already."""
        from reader.tui.processes.programs import words_of
        from reader.tui.terminal.lending import run_in_terminal

        with self._status.errors_shown():
            try:
                words = [*words_of(self._context.config.player), url]
            except ReaderError as error:
                raise ReaderError(f"{error} The setting player in config.toml names the one you have.") from error
            if self._context.config.player_in_terminal:
                run_in_terminal(self._context.app, words)
                return
            if self._playing is not None:
                self._playing.cancel()
            self._playing = self._context.run_in_background(self._play(words, name_of(url)))

    def stop(self) -> None:
        """End what plays."""
        if self._playing is None:
            self._status.say("nothing is playing")
            return
        self._playing.cancel()
        self._playing = None
        self._status.say("stopped playing")

    async def _play(self, words: list[str], name: str) -> None:
        from reader.tui.processes.programs import run_with_output

        self._status.say(f"▶ {name} · : and 'stop playing' ends it")
        try:
            await run_with_output(words, lambda _: None)
        except ReaderError as error:
            self._status.alarm(str(error))
        self._playing = None
