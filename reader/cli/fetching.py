"""The verbs that fetch what belongs to a story: its full text, its pictures, the files attached to it.

Each is also what the interface starts as a child process, for which `--events` prints progress as JSON lines.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from reader.cli.output import JSON_OBJECT, say, say_event, say_json, say_result, warn
from reader.cli.session import Session, session
from reader.cli.targets import STORY_ID, typed_source
from reader.errors import NotFoundError, SourceError
from reader.reading.cleaning import clean_line
from reader.reading.enclosures import size_text
from reader.reading.masking import shown_address
from reader.sources.addresses import is_web

if TYPE_CHECKING:
    from reader.refreshing.on_demand.downloads import Progress
    from reader.refreshing.on_demand.story_pictures import PictureOutcome

_EVENT_SECONDS = 0.2
"""The least time between two events that tell how far a download is."""

_STORY_ID = click.argument("story_id", metavar="ID", type=STORY_ID)


@click.command("fulltext")
@_STORY_ID
@JSON_OBJECT
def fulltext_verb(story_id: int, as_json: bool) -> None:
    """Fetch the page of a story and keep the article on it; the feed's own text stays."""
    from reader.refreshing.on_demand.full_text import fetch_full_text

    with session() as opened:
        story = opened.library.stories.get(story_id)
        with closing(opened.fetcher()) as fetcher:
            words = fetch_full_text(opened.library, story, fetcher, opened.now())
        opened.library.search_index.catch_up()
    say_result({"id": story_id, "words": words}, f"Kept the full text of {story.title}: {words:,} words.", as_json)


@click.command("pictures")
@_STORY_ID
@click.option("--own", is_flag=True, help="Those of the feed's own text, where there is a full text too.")
@click.option("--events", is_flag=True, help="Print a JSON object a line, one for each picture.")
@JSON_OBJECT
def pictures_verb(story_id: int, own: bool, events: bool, as_json: bool) -> None:
    """Fetch the pictures of a story, small, for reading it; exits with 1 where one could not be had."""
    from reader.refreshing.on_demand.story_pictures import fetch_pictures, pictures_of
    from reader.sources.pictures.cache import PictureCache

    with session() as opened:
        story = opened.library.stories.get(story_id)
        urls = pictures_of(opened.library, story, own)
        cache = PictureCache(opened.directories.pictures, opened.config.picture_cache_bytes)
        with closing(opened.picture_fetcher()) as fetcher:
            arrivals = fetch_pictures(opened.library, story, urls, cache, fetcher, opened.now())
            if events:
                _say_each(arrivals)
                return
            everything = list(arrivals)
    kept = [one for one in everything if not one.trouble]
    failed = [one for one in everything if one.trouble]
    for one in failed:
        warn(f"reader: {shown_address(one.url)}: {one.trouble}")
    records = [{"url": one.url, "file": str(cache.file(one.url))} for one in kept]
    record = {"id": story_id, "pictures": records, "failed": len(failed)}
    say_result(record, f"{len(kept)} of {len(everything)} pictures are kept.", as_json)
    if failed:
        sys.exit(1)


def _say_each(arrivals: "Iterable[PictureOutcome]") -> None:
    for one in arrivals:
        say_event({"event": "picture", "url": one.url, "message": one.trouble})


@click.command("download")
@click.argument("target", metavar="ID|ADDRESS")
@click.option("--number", type=click.IntRange(min=1), help="Only the attached file of this number, from 1.")
@click.option("--linked-from", "story", metavar="ID", type=STORY_ID, help="The story that links to the address.")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="Where to; else as configured.")
@click.option("--events", is_flag=True, help="Print events, a JSON object a line; the end of standard input ends it.")
@JSON_OBJECT
def download_verb(
    target: str, number: int | None, story: int | None, folder: Path | None, events: bool, as_json: bool
) -> None:
    """Download the files attached to a story, or the file at an address; nothing is ever overwritten."""
    from reader.refreshing.on_demand.downloads import download

    with _exit_on_termination(), session() as opened, closing(opened.downloader()) as fetcher:
        where = folder or opened.config.downloads
        if events:
            _end_with_stdin()
        kept: list[Path] = []
        urls = _addresses(opened, target, number)
        typed = typed_source(opened, target, story if is_web(target) else int(target))
        for url in urls:
            with _progress_shown(url, events, as_json) as progress:
                kept.append(download(opened.library, url, where, fetcher, opened.now(), progress, typed))
            _say_kept(kept[-1], events, as_json)
    if as_json and not events:
        say_json({"files": [{"path": str(path), "bytes": path.stat().st_size} for path in kept]})


def _addresses(opened: Session, target: str, number: int | None) -> Sequence[str]:
    """Return the addresses meant; raises NotFoundError or SourceError where there are none."""
    if is_web(target):
        return [target]
    if not (target.isascii() and target.isdecimal() and len(target) < 19):
        raise click.BadParameter(f"{clean_line(target)!r} is neither the number of a story nor a web address.")
    story = opened.library.stories.get(int(target))
    urls = [enclosure.url for enclosure in opened.library.stories.enclosures(story.id)]
    if not urls:
        raise NotFoundError(f"No file is attached to {story.title}.")
    if number is not None and number > len(urls):
        files = "1 file is" if len(urls) == 1 else f"{len(urls)} files are"
        raise SourceError(f"There is no file {number}: {files} attached to {story.title}.")
    return urls if number is None else [urls[number - 1]]


@contextmanager
def _progress_shown(url: str, events: bool, as_json: bool) -> "Iterator[Progress]":
    """Give what shows how far a download is: events, a bar on a terminal, or nothing."""
    if events:
        yield _progress_events()
    elif as_json or not sys.stdout.isatty():
        yield lambda _, __: None
    else:
        with click.progressbar(length=1, label=shown_address(url)[-40:]) as bar:
            yield _bar_mover(bar)


def _progress_events() -> "Progress":
    told = 0.0

    def tell(done: int, total: int | None) -> None:
        nonlocal told
        if time.monotonic() - told >= _EVENT_SECONDS:
            told = time.monotonic()
            say_event({"event": "progress", "bytes": done, "total": total})

    return tell


def _bar_mover(bar: Any) -> "Progress":
    def move(done: int, total: int | None) -> None:
        bar.length = max(total or 0, done)
        bar.label = f"{size_text(done)}{f' of {size_text(total)}' if total else ''}"
        bar.update(done - bar.pos)

    return move


def _say_kept(path: Path, events: bool, as_json: bool) -> None:
    if events:
        say_event({"event": "done", "path": str(path), "bytes": path.stat().st_size})
    elif not as_json:
        say(f"Downloaded {path} ({size_text(path.stat().st_size)}).")


@contextmanager
def _exit_on_termination() -> Iterator[None]:
    """Exit on SIGTERM and SIGHUP through SystemExit, so that what is half downloaded is cleaned up."""

    def end(number: int, _: FrameType | None) -> None:
        sys.exit(128 + number)

    heard = [one for one in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(one) is not signal.SIG_IGN]
    before = {number: signal.signal(number, end) for number in heard}
    try:
        yield
    finally:
        for number, usual in before.items():
            signal.signal(number, usual)


def _end_with_stdin() -> None:
    """End this program with SIGTERM once nobody holds the other end of its standard input any more."""
    main = threading.main_thread().ident

    def watch() -> None:
        while os.read(0, 1024):  # not by sys.stdin, whose lock this thread would still hold when the program ends
            continue
        if main is not None:
            signal.pthread_kill(main, signal.SIGTERM)  # to that thread: so it wakes up where it waits for the network

    threading.Thread(target=watch, daemon=True).start()
