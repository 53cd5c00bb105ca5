"""Feeds on loopback that change: a server in a process of its own, so that whoever uses it may fork.

Owns the stories each edition has; each is told once and stays for a while.
"""

import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType

FEEDS = 5
NEW = 2
"""Stories each edition has more than the one before."""
KEPT = 20
"""Stories a feed still names."""

_FIRST = 1_790_000_000


class ChangingFeeds:
    """A few feeds of stories with numbers; `publish` brings out their next edition."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._newest = KEPT - NEW
        self.publish()
        self._server = subprocess.Popen(
            [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", str(folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._server.stdout is not None
        self._address = self._server.stdout.readline().split("(")[1].split(")")[0]

    def __enter__(self) -> "ChangingFeeds":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.kill()
        self._server.communicate()

    @property
    def addresses(self) -> list[str]:
        """Where the feeds are."""
        return [f"{self._address}feed-{feed}.xml" for feed in range(FEEDS)]

    @property
    def titles(self) -> set[str]:
        """The titles of the stories that stand in the feeds now."""
        return {title for feed in range(FEEDS) for title in self._titles(feed)}

    def publish(self) -> None:
        """Bring out the next edition, with a time of its own that a server's second can tell."""
        self._newest += NEW
        for feed in range(FEEDS):
            file = self._folder / f"feed-{feed}.xml"
            unfinished = file.with_suffix(".new")
            unfinished.write_text(self._text(feed))
            os.utime(unfinished, (_FIRST + 60 * self._newest,) * 2)
            unfinished.replace(file)

    def _titles(self, feed: int) -> list[str]:
        return [f"Feed {feed} story {number}" for number in range(self._newest, self._newest - KEPT, -1)]

    def _text(self, feed: int) -> str:
        items = [
            f"<item><guid>{title}</guid><title>{title}</title><link>https://x.example/{feed}/{place}</link>"
            f"<description>{f'What {title} tells, in some words. ' * 30}</description></item>"
            for place, title in enumerate(self._titles(feed))
        ]
        return f"<rss version='2.0'><channel><title>Feed {feed}</title>{''.join(items)}</channel></rss>"
