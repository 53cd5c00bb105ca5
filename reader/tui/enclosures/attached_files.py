"""The files attached to the story shown: a list of them, to play, download, open or copy.

Owns what becomes of a choice. Must not know how anything is played or downloaded.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from textual.content import Content

from reader.model import Enclosure
from reader.reading.cleaning import clean_line, is_openable
from reader.reading.enclosures import facts_of, name_of
from reader.tui.context import Context
from reader.tui.processes.browser import open_in_browser
from reader.tui.widgets.choice_screen import Choice, ChoiceScreen

if TYPE_CHECKING:
    from reader.tui.enclosures.downloads import Downloads
    from reader.tui.enclosures.players import Player

DEFAULT, PLAY, OPEN, COPY, DOWNLOAD = "", "p", "o", "y", "d"
ACTS = [
    (DEFAULT, "plays or opens"),
    (PLAY, "plays"),
    (OPEN, "opens"),
    (COPY, "copies"),
    (DOWNLOAD, "downloads"),
]
_PLAYING = ("audio/", "video/")


class AttachedFiles:
    """Lists files, and plays, downloads, opens or copies one.

    What plays and what downloads is made when it is first needed, as most sessions do without.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._status = context.status

    @cached_property
    def _player(self) -> "Player":
        from reader.tui.enclosures.players import Player

        return Player(self._context)

    @cached_property
    def _downloads(self) -> "Downloads":
        from reader.tui.enclosures.downloads import Downloads

        return Downloads(self._context)

    def show(self) -> None:
        """Show the files attached to the story, to play, download, open or copy one."""
        self._context.ask_about_shown(
            "files", lambda library, story: library.stories.enclosures(story.id), lambda found, _: self._show(found)
        )

    def play(self, url: str) -> None:
        """Play what is at an address that the story shown leads to."""
        if self._is_allowed(url):
            self._player.play(url)

    def download(self, url: str) -> None:
        """Download what is at an address that the story shown leads to."""
        story = self._context.main.article.story
        if story is not None and self._is_allowed(url):
            self._downloads.add(url, story.id)

    def stop_playing(self) -> None:
        """End what plays."""
        self._player.stop()

    def stop_downloading(self) -> None:
        """End the download that is under way."""
        self._downloads.stop()

    def _show(self, enclosures: Sequence[Enclosure]) -> None:
        if not enclosures:
            self._status.say("no file is attached to this story · f shows its links")
            return
        rows = [_row(enclosure) for enclosure in enclosures]
        screen = ChoiceScreen("Attached files", rows, ACTS, numbered=True)
        self._context.app.push_screen(screen, lambda choice: self._do_with(enclosures, choice))

    def _do_with(self, enclosures: Sequence[Enclosure], choice: Choice | None) -> None:
        if choice is None:
            return
        act, enclosure = choice[0], enclosures[choice[1]]
        if act == DEFAULT:
            act = PLAY if enclosure.media_type.startswith(_PLAYING) else OPEN
        match act:
            case "p":
                self.play(enclosure.url)
            case "d":
                self.download(enclosure.url)
            case "y":
                self._context.copy(enclosure.url)
            case _:
                open_in_browser(self._context, enclosure.url)

    def _is_allowed(self, url: str) -> bool:
        """Say whether an address may be handed on; a program of the person's own has only its name to go by."""
        from reader.sources.addresses import host_of, is_web
        from reader.sources.private_network import is_private_host, led_inside, reaches_inside

        if not (is_openable(url) and is_web(url)):
            self._status.alarm("Only what is on the web can be played or downloaded.")
            return False
        story, feeds = self._context.main.article.story, self._context.main.sidebar.feeds
        typed = next((feed.url for feed in feeds if story is not None and feed.id == story.feed_id), "")
        if is_private_host(host_of(url)) and not reaches_inside(typed, self._context.config.private_hosts):
            self._status.alarm(led_inside(host_of(url)))
            return False
        return True


def _row(enclosure: Enclosure) -> Content:
    facts = "".join(f" · {fact}" for fact in facts_of(enclosure))
    return Content.assemble(
        name_of(enclosure.url), (facts, "$reader-dim"), ("  " + clean_line(enclosure.url, 400), "$primary")
    )
