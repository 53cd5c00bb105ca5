"""The verb that fetches the pictures of a story."""

import sys
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace

import click

from reader.cli.output import say, say_event, say_json, warn
from reader.cli.session import Session, session
from reader.config import FeedSettings
from reader.refreshing.on_demand.story_pictures import ACCEPT, LIMITS, PictureOutcome, fetch_pictures, pictures_of
from reader.sources.pictures.cache import PictureCache
from reader.sources.web import Fetcher


@click.command("pictures")
@click.argument("story_id", metavar="ID", type=click.IntRange(min=1, max=2**63 - 1))
@click.option("--own", is_flag=True, help="Those of the feed's own text, where there is a full text too.")
@click.option("--events", is_flag=True, help="Print a JSON object a line, one for each picture.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def pictures_verb(story_id: int, own: bool, events: bool, as_json: bool) -> None:
    """Fetch the pictures of a story, small, for reading it; exits with 1 where one could not be had."""
    with session() as opened:
        story = opened.library.stories.get(story_id)
        urls = pictures_of(opened.library, story, own)
        cache = PictureCache(opened.places.pictures, opened.config.picture_cache_bytes)
        with closing(_fetcher(opened)) as fetcher:
            arrivals = fetch_pictures(opened.library, story, urls, cache, fetcher, opened.now())
            if events:
                _say_each(arrivals)
                return
            kept, failed = _sorted(arrivals)
    if as_json:
        records = [{"url": one.url, "file": str(cache.file(one.url))} for one in kept]
        say_json({"id": story_id, "pictures": records, "failed": len(failed)})
    for one in failed:
        warn(f"reader: {one.url}: {one.trouble}")
    if not as_json:
        say(f"{len(kept)} of {len(kept) + len(failed)} pictures are kept.")
    if failed:
        sys.exit(1)


def _fetcher(opened: Session) -> Fetcher:
    """Return what pictures are fetched with: their own limits, but what opens a feed that is not for everybody."""
    from reader import __version__

    config = opened.config

    def settings(url: str) -> FeedSettings:
        return replace(config.feed(url), fetch_seconds=None, fetch_mib=None)

    return Fetcher(LIMITS, __version__, settings, ACCEPT)


def _say_each(arrivals: Iterable[PictureOutcome]) -> None:
    for one in arrivals:
        say_event({"event": "picture", "url": one.url, "message": one.trouble})


def _sorted(arrivals: Iterable[PictureOutcome]) -> tuple[list[PictureOutcome], list[PictureOutcome]]:
    everything = list(arrivals)
    return [one for one in everything if not one.trouble], [one for one in everything if one.trouble]
