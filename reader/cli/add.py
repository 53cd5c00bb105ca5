"""The verb add: subscribe to a feed, show what feeds an address leads to (--find), keep a page as a story (--page)."""

import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, TypeVar

import click

from reader.cli.output import JSON_OBJECT, feed_record, iso, say, say_event, say_json, story_record, warn
from reader.cli.session import Session, session
from reader.cli.targets import STORY_ID, typed_source, typed_text
from reader.errors import SourceError
from reader.library.stories import counted
from reader.reading.cleaning import clean_line
from reader.reading.masking import masked_address, shown_address

if TYPE_CHECKING:
    from reader.refreshing.discovery import Found
    from reader.refreshing.subscribing import Added
    from reader.sources.web import Fetcher

T = TypeVar("T")

_NEWEST = 3
"""Stories named of a feed that was found."""


@click.command("add")
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option("--find", "only_find", is_flag=True, help="Show what feeds an address leads to; subscribe to none.")
@click.option("--page", "as_page", is_flag=True, help="Keep the page at an address as a story, to be read later.")
@click.option("--linked-from", "story", metavar="ID", type=STORY_ID, help="With --page: the story that links to it.")
@click.option("--choose", is_flag=True, help="Like --find --json; then add the address read from standard input.")
@JSON_OBJECT
def add_verb(
    sources: tuple[str, ...], only_find: bool, as_page: bool, story: int | None, choose: bool, as_json: bool
) -> None:
    """Subscribe to an address, a feed file, a document, a folder of documents, or seeds: (what comes with reader).

    A - stands for a line of standard input, for an address with a password that others on the computer must not see.
    """
    sources = tuple(map(typed_text, sources))
    if story is not None and not as_page:
        raise click.UsageError("--linked-from goes with --page.")
    if choose:
        _find_and_choose(sources)
    elif only_find:
        _find_and_show(sources, as_json)
    elif as_page:
        _keep_pages(sources, story, as_json)
    else:
        _subscribe(sources, as_json)


def _subscribe(sources: Sequence[str], as_json: bool) -> None:
    """Subscribe to each of `sources` and print it; exits with 1 where one cannot be."""
    from reader.refreshing.subscribing import add

    with session() as opened:
        with closing(opened.fetcher()) as fetcher:
            added, failed = _each(
                sources, lambda source: add(opened.library, source, fetcher, opened.config, opened.now())
            )
        opened.follow_rules()
    _say_added(added, as_json)
    if failed:
        sys.exit(1)


def _find_and_show(sources: Sequence[str], as_json: bool) -> None:
    """Print what each of `sources` leads to; exits with 1 where one leads to nothing."""
    with session() as opened:
        found, failed = _found(opened, sources)
    records = [_found_record(one) for one in found]
    if as_json:
        say_json({"found": records})
    for record in [] if as_json else records:
        say("\n".join(_lines(record)))
    if failed:
        sys.exit(1)


def _find_and_choose(sources: Sequence[str]) -> None:
    """Print what `sources` lead to as one line of JSON, read an address of it from standard input, and add that feed.

    What was found is not fetched again. Where nothing is chosen, nothing is added.
    """
    from reader.refreshing.subscribing import subscribe_to

    with session() as opened:
        found, failed = _found(opened, sources)
        if not found:
            sys.exit(1)
        say_event({"found": [_found_record(one) for one in found]})
        address = sys.stdin.readline().strip()
        chosen = next((one for one in found if masked_address(one.url) == address), None)
        if chosen is not None:
            _say_added([subscribe_to(opened.library, chosen, opened.config, opened.now())], as_json=True)
    if failed:
        sys.exit(1)


def _found(opened: Session, sources: Sequence[str]) -> tuple[list["Found"], bool]:
    """Return what the sources lead to, and whether one leads to nothing, which is said."""
    from reader.refreshing.subscribing import web_address

    with closing(opened.fetcher()) as fetcher:
        found, failed = _each(sources, lambda source: _find(opened, web_address(source.strip()), fetcher))
    return [one for those in found for one in those], failed


def _find(opened: Session, url: str, fetcher: "Fetcher") -> tuple["Found", ...]:
    from reader.refreshing.discovery import find

    return find(opened.library, url, fetcher, opened.now(), typed=url)


def _say_added(added: Sequence["Added"], as_json: bool) -> None:
    """Print what was added, its warnings on standard error."""
    for warning in (warning for one in added for warning in one.warnings):
        warn(f"reader: {clean_line(warning)}")
    if as_json:
        say_json({"feeds": [{**feed_record(one.feed), "new": one.new, "known": one.known} for one in added]})
        return
    for one in added:
        how = "was subscribed to already" if one.known else "added"
        say(f"{one.feed.title} (feed {one.feed.id}) {how}: {counted(one.new)} new.")


def _found_record(found: "Found") -> dict[str, Any]:
    """Return the JSON object of a feed that was found: what it is, and its newest three stories by title."""
    stories = sorted(found.parsed.stories, key=lambda story: -(story.published or 0))
    newest = next((story.published for story in stories if story.published), None)
    return {
        "title": found.parsed.title or shown_address(found.url),
        "url": masked_address(found.url),
        "stories": len(stories),
        "newest": None if newest is None else iso(newest),
        "titles": [story.title for story in stories[:_NEWEST]],
        "subscribed": None if found.subscribed is None else found.subscribed.title,
    }


def _lines(record: dict[str, Any]) -> list[str]:
    newest = f", newest {record['newest'][:10]}" if record["newest"] else ""
    known = f" (subscribed to already as {record['subscribed']})" if record["subscribed"] else ""
    head = f"{record['title']}{known}"
    return [
        head,
        f"  {record['url']}",
        f"  {counted(record['stories'])}{newest}",
        *(f"  · {t}" for t in record["titles"]),
    ]


def _keep_pages(sources: Sequence[str], linked_from: int | None, as_json: bool) -> None:
    """Keep the pages at these addresses as stories and print them; exits with 1 where one cannot be kept."""
    from reader.refreshing.on_demand.saved_pages import save_page

    with session() as opened:
        with closing(opened.fetcher()) as fetcher:
            kept, failed = _each(
                sources,
                lambda source: save_page(
                    opened.library, source, fetcher, opened.now(), typed_source(opened, source, linked_from)
                ),
            )
        opened.follow_rules()
    if as_json:
        say_json({"stories": [story_record(story) for story in kept]})
    for story in [] if as_json else kept:
        say(f"Kept {story.title} as story {story.id}, tagged later.")
    if failed:
        sys.exit(1)


def _each(sources: Sequence[str], work: Callable[[str], T]) -> tuple[list[T], bool]:
    """Return what `work` makes of each source, and whether it failed with one, which is said."""
    done: list[T] = []
    for source in sources:
        try:
            done.append(work(source))
        except SourceError as error:
            warn(f"reader: {clean_line(str(error))}")
    return done, len(done) < len(sources)
