"""The verbs import (OPML) and export: the list of feeds as OPML, stories as Markdown with front matter."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import click

from reader.cli.output import JSON_OBJECT, say, say_result, warn
from reader.cli.session import reading_session, session
from reader.cli.targets import AS_TYPED, query_of, stories_of
from reader.config import find_seeds
from reader.errors import SourceError
from reader.library import Library
from reader.library.stories import counted
from reader.model import Feed, FeedKind, Story
from reader.reading.cleaning import clean_line
from reader.reading.masking import holds_secret_in_query, without_secrets
from reader.sources.private_network import reaches_inside

STARTER = "starter.opml"
LARGEST_LIST = 32 * 1024 * 1024
"""Bytes a list of subscriptions may have."""

_FORMATS = {"opml": "the list of web feeds", "markdown": "stories, each with front matter"}


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--starter", is_flag=True, help="Subscribe to the bundled starting set instead of a file.")
@JSON_OBJECT
def import_verb(file: Path | None, starter: bool, as_json: bool) -> None:
    """Subscribe to the feeds of an OPML file. They are fetched at the next refresh."""
    from reader.sources.files.disk import read_file
    from reader.sources.files.opml import read_opml

    if (file is None) != starter:
        raise click.UsageError("Name an OPML file, or say --starter.")
    path = find_seeds() / STARTER if file is None else file
    content, _ = read_file(path, LARGEST_LIST)
    try:
        outline = read_opml(content)
    except SourceError as error:
        raise SourceError(f"{path}: {error} Nothing was imported.") from error
    with session() as opened:
        new = opened.library.feeds.subscribe_to_list(outline.subscriptions, opened.now())
    for reason in outline.left_out:
        warn(f"reader: {clean_line(reason)}")
    feeds, hint = len(outline.subscriptions), " 'reader refresh' fetches them." if new else ""
    private = sum(reaches_inside(entry.url) for entry in outline.subscriptions)
    inside = f" In your own network: {private}." if private else ""
    record = {"feeds": feeds, "new": new, "private": private, "left_out": list(outline.left_out)}
    say_result(record, f"{new} of {feeds} feeds are new.{hint}{inside}", as_json)


@click.command("export", context_settings=AS_TYPED)
@click.argument("query", nargs=-1, type=click.UNPROCESSED)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(_FORMATS)),
    required=True,
    help="; ".join(f"{name}: {what}" for name, what in _FORMATS.items()),
)
@click.option(
    "--to", "folder", type=click.Path(path_type=Path), help="markdown: a file for each story, in this folder."
)
@click.option("--with-passwords", is_flag=True, help="opml: keep secrets that stand in addresses.")
@click.option("--json", "as_json", is_flag=True, help="With --to, print what was written as a JSON object.")
def export_verb(query: tuple[str, ...], form: str, folder: Path | None, with_passwords: bool, as_json: bool) -> None:
    """Print the list of feeds, or the stories that match QUERY, newest first.

    Stories in one text are parted by the line "<!-- reader: the next story -->". In a folder, what is there already is
    left as it is.
    """
    if as_json and folder is None:
        raise click.UsageError("--json says what was written to a folder: name one with --to.")
    if form == "opml":
        _export_feeds(query, folder, with_passwords)
    elif folder is None:
        _print_stories(query)
    else:
        _write_stories(query, folder, as_json)


def _export_feeds(query: Sequence[str], folder: Path | None, with_passwords: bool) -> None:
    from reader.sources.files.opml import Subscription, write_opml

    if query:
        raise click.UsageError("OPML holds feeds, not stories: leave the query out.")
    if folder is not None:
        raise click.UsageError("OPML is one text: leave --to out.")
    with session() as opened:
        feeds = [feed for feed in opened.library.feeds.all() if feed.kind is FeedKind.WEB]
    if not with_passwords:
        feeds = _without_secrets(feeds)
    address = str if with_passwords else without_secrets
    say(write_opml(Subscription(address(feed.url), feed.title, feed.folder, address(feed.site_url)) for feed in feeds))


def _without_secrets(feeds: Sequence[Feed]) -> list[Feed]:
    """Return the feeds a list can name without giving away a secret; of the others, and of passwords, it is told."""
    bare = [feed for feed in feeds if not holds_secret_in_query(feed.url)]
    if len(bare) < len(feeds):
        titles = ", ".join(feed.title for feed in feeds if feed not in bare)
        warn(f"reader: left out, as their addresses hold secrets: {titles}. --with-passwords keeps them.")
    if titles := ", ".join(feed.title for feed in bare if "@" in urlsplit(feed.url).netloc):
        warn(f"reader: listed without name and password, which they ask for: {titles}. --with-passwords keeps them.")
    return bare


def _print_stories(query: Sequence[str]) -> None:
    from reader.sources.files.markdown import SEPARATOR

    wanted = query_of(query)
    with reading_session() as opened:
        for number, story in enumerate(stories_of(opened.library, opened.library.stories.ids(wanted))):
            if number:
                say(f"\n{SEPARATOR}\n")
            say(_document(opened.library, story).rstrip())


def _write_stories(query: Sequence[str], folder: Path, as_json: bool) -> None:
    from reader.sources.files.markdown import file_name, make_folder, write_new

    wanted, written, there = query_of(query), 0, 0
    make_folder(folder)
    with reading_session() as opened:
        for story in stories_of(opened.library, opened.library.stories.ids(wanted)):
            if write_new(folder, file_name(story), _document(opened.library, story)):
                written += 1
            else:
                there += 1
    left = f" Already there, and left as it is: {counted(there)}." if there else ""
    say_result({"written": written, "left": there}, f"{counted(written)} written to {folder}.{left}", as_json)


def _document(library: Library, story: Story) -> str:
    from reader.sources.files.markdown import document_of

    return document_of(story, library.stories.body(story.id), library.notes.get(story.id))
