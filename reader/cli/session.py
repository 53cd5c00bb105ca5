"""What a verb works with: an open library, the configuration, the clock, and what fetches for it.

Owns how long the library is open. Must not know any verb.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import click

from reader.cli.output import warn
from reader.config import Config, Directories, FeedSettings, find_directories, read_config
from reader.library import Library, open_own_library
from reader.library.database import Durability
from reader.model import Origin
from reader.permissions import keep_private

if TYPE_CHECKING:
    from reader.sources.web import Fetcher, Limits

_DOWNLOAD_SECONDS = 12 * 3600


@dataclass(frozen=True)
class Session:
    """One run of one verb."""

    directories: Directories
    library: Library

    @cached_property
    def config(self) -> Config:
        """What is configured; read when it is asked for, as most verbs do without and reading takes a while."""
        return read_config(self.directories.config_file)

    def now(self) -> int:
        """Return the time, in seconds since the epoch."""
        return int(time.time())

    def fetcher(self) -> "Fetcher":
        """Return what feeds are fetched with, within the limits that are configured."""
        from reader.sources.web import Limits

        limits = Limits(seconds=self.config.fetch_seconds, max_bytes=self.config.fetch_bytes)
        return self._fetcher(limits, self.config.feed)

    def downloader(self) -> "Fetcher":
        """Return what files are downloaded with: they may take hours, but no server may fall silent for long."""
        from reader.sources.web import Limits

        limits = Limits(
            seconds=_DOWNLOAD_SECONDS,
            silent_seconds=self.config.fetch_seconds,
            silent_share=0,
            max_bytes=self.config.download_mib * 2**20,
            setting="download_mib",
        )
        return self._fetcher(limits, self._without_feed_limits)

    def picture_fetcher(self) -> "Fetcher":
        """Return what pictures are fetched with: within limits of their own."""
        from reader.refreshing.on_demand.story_pictures import ACCEPT, LIMITS

        return self._fetcher(LIMITS, self._without_feed_limits, ACCEPT)

    def _fetcher(self, limits: "Limits", settings: Callable[[str], FeedSettings], accept: str = "") -> "Fetcher":
        from reader import __version__
        from reader.sources.web import Fetcher

        config = self.config
        return Fetcher(limits, __version__, settings, accept, config.private_hosts, config.public_networks)

    def _without_feed_limits(self, url: str) -> FeedSettings:
        """Return how to sign in where a feed does; its limits are for feeds alone."""
        return replace(self.config.feed(url), fetch_seconds=None, fetch_mib=None)

    def follow_rules(self) -> None:
        """Do to the stories that have come what the person's rules say; they are searchable by then."""
        from reader.tagging.rules import follow_all

        follow_all(self.library, self.now(), lambda sentence: warn(f"reader: {sentence}"))


@contextmanager
def session(durability: Durability = "FULL") -> Iterator[Session]:
    """Open the library for one verb and close it afterwards."""
    directories = find_directories()
    for told in keep_private(directories):
        warn(f"reader: {told}")
    library = open_own_library(directories, durability, _origin())
    try:
        yield Session(directories, library)
    finally:
        library.close()


@contextmanager
def reading_session() -> Iterator[Session]:
    """Open the library for a verb that reads; one to which nothing was ever added gets the bundled stories first."""
    with session() as opened:
        if opened.library.feeds.never_subscribed():
            from reader.refreshing.subscribing import add_seeds

            add_seeds(opened.library, opened.now())
        yield opened


def _origin() -> Origin:
    """Return where what the verb does comes from: a shell, unless the interface has called it and says so."""
    context = click.get_current_context(silent=True)
    from_interface = context is not None and context.find_root().params.get("origin") is not None
    return Origin.INTERFACE if from_interface else Origin.SHELL
