"""What the arguments of a verb mean: stories by id, query or standard input; a feed by id or address; tags."""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence

import click

from reader.cli.session import Session
from reader.cli.streams import read_input
from reader.errors import NotFoundError, QueryError
from reader.library import Library
from reader.model import Feed, Story
from reader.query import Query, parse
from reader.reading.masking import masked_address, shown_address
from reader.sources.addresses import tidy_address

AS_TYPED = {"ignore_unknown_options": True}
"""The settings of a verb that takes a query: -not is a part of it, no option."""

STORY_ID = click.IntRange(min=1, max=2**63 - 1)
"""The kind of an argument that is the id of a story."""

_READ_AT_ONCE = 500


def query_of(words: Sequence[str]) -> Query:
    """Return the query the arguments make up; raises QueryError noting the whole text."""
    text = " ".join(words)
    option = next((word for word in words if re.match(r"--\w", word)), None)
    if option is not None:
        raise click.UsageError(f"No such option: {option}")
    try:
        return parse(text)
    except QueryError as error:
        error.add_note(text)
        raise


def ids_of(library: Library, targets: Iterable[str]) -> list[int]:
    """Return the ids `targets` stand for, each once, in order.

    Raises NotFoundError for an id that is not in the library, QueryError for a query that is not well formed.
    """
    ids: dict[int, None] = {}
    for target in targets:
        if not target.strip() or re.fullmatch(r"-\w+", target):
            raise click.UsageError(f"{target!r} is no target: name an id, a query in quotes, or - for standard input.")
        if target == "-":
            ids.update(dict.fromkeys(_ids_from(read_input().splitlines())))
        elif target.isascii() and target.isdigit():
            ids[int(target)] = None
        else:
            ids.update(dict.fromkeys(library.stories.ids(query_of([target]))))
    _check(library, list(ids))
    return list(ids)


def stories_of(library: Library, ids: Sequence[int]) -> Iterator[Story]:
    """Yield the stories with these ids, read some hundred at a time."""
    for at in range(0, len(ids), _READ_AT_ONCE):
        yield from library.stories.rows(ids[at : at + _READ_AT_ONCE])


def tag_names(typed: str) -> tuple[str, ...]:
    """Return the names in a list separated by commas."""
    return tuple(name.strip() for name in typed.split(",") if name.strip())


def _ids_from(lines: Iterable[str]) -> list[int]:
    """Read ids, one at the start of each line, as `reader list` prints them."""
    ids = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        match = re.match(r"\s*(\d{1,18})\b", line)
        if match is None:
            raise click.UsageError(f"Line {number} of the input does not start with the id of a story.")
        ids.append(int(match[1]))
    return ids


def _check(library: Library, ids: list[int]) -> None:
    there = {story.id for story in library.stories.rows([number for number in ids if number < 2**63])}
    missing = [number for number in ids if number not in there]
    if missing:
        raise NotFoundError(f"There is no story {missing[0]}; 'reader list' shows the ids there are.")


def typed_text(argument: str) -> str:
    """Return an argument, or where it is - a line of standard input, which nobody else on the computer sees."""
    return sys.stdin.readline().strip() if argument == "-" else argument


def typed_source(opened: Session, address: str, linked_from: int | None) -> str:
    """Return the address a person typed: `address`, unless that is a link of the story `linked_from`.

    Raises NotFoundError where there is no such story.
    """
    if linked_from is None:
        return tidy_address(address)
    from reader.refreshing.on_demand.typed_addresses import typed_address

    return typed_address(opened.library, opened.library.stories.get(linked_from))


def feed_named(opened: Session, name: str) -> Feed:
    """Return the feed a person names by its id or its address, as it is or as it is shown; raises NotFoundError."""
    if name.isascii() and name.isdigit() and len(name) < 18:
        return opened.library.feeds.get(int(name))
    feed = opened.library.feeds.by_url(name)
    if feed is not None:
        return feed
    so_shown = [feed for feed in opened.library.feeds.all() if masked_address(feed.url) == name]
    if len(so_shown) != 1:
        there = "There is no feed" if not so_shown else f"{len(so_shown)} feeds are shown as"
        raise NotFoundError(f"{there} {shown_address(name)}; 'reader feeds' lists ids and addresses.")
    return so_shown[0]
