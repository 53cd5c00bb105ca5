"""The verb that downloads what is attached to a story, or a file by its address."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import click

from reader.cli.output import say, say_event, say_json
from reader.cli.session import Session, session
from reader.errors import NotFoundError, SourceError
from reader.reading.cleaning import clean_line
from reader.reading.enclosures import size_text
from reader.refreshing.on_demand.downloads import Progress, download
from reader.sources.addresses import is_web, shown_address

_EVENT_SECONDS = 0.2
"""How long it is silent between two events at least."""


@click.command("download")
@click.argument("target", metavar="ID|ADDRESS")
@click.option("--number", type=click.IntRange(min=1), help="Only the attached file of this number, from 1.")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="Where to; else as configured.")
@click.option("--events", is_flag=True, help="Print events, a JSON object a line; the end of standard input ends it.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def download_verb(target: str, number: int | None, folder: Path | None, events: bool, as_json: bool) -> None:
    """Download the files attached to a story, or the file at an address; nothing is ever overwritten."""
    with _ended_gently(), session() as opened, closing(opened.downloader()) as fetcher:
        where = folder or opened.config.downloads
        if events:
            _end_with_stdin()
        kept: list[Path] = []
        for url in _addresses(opened, target, number):
            with _showing(url, events, as_json) as progress:
                kept.append(download(opened.library, url, where, fetcher, opened.now(), progress))
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
def _showing(url: str, events: bool, as_json: bool) -> Iterator[Progress]:
    """Give what shows how far a download is: events, a bar on a terminal, or nothing."""
    if events:
        yield _event_teller()
    elif as_json or not sys.stdout.isatty():
        yield lambda _, __: None
    else:
        with click.progressbar(length=1, label=shown_address(url)[-40:]) as bar:
            yield _bar_mover(bar)


def _event_teller() -> Progress:
    told = 0.0

    def tell(done: int, total: int | None) -> None:
        nonlocal told
        if time.monotonic() - told >= _EVENT_SECONDS:
            told = time.monotonic()
            say_event({"event": "progress", "bytes": done, "total": total})

    return tell


def _bar_mover(bar: Any) -> Progress:
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
def _ended_gently() -> Iterator[None]:
    """Leave nothing half done behind where the system ends this program."""

    def end(number: int, _: FrameType | None) -> None:
        sys.exit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end_with_stdin() -> None:
    """End this program, as if from outside, once nobody holds the other end of its standard input any more."""
    main = threading.main_thread().ident

    def watch() -> None:
        while os.read(0, 1024):  # not by sys.stdin, whose lock this thread would still hold when the program ends
            continue
        if main is not None:
            signal.pthread_kill(main, signal.SIGTERM)  # to that thread: so it wakes up where it waits for the network

    threading.Thread(target=watch, daemon=True).start()
