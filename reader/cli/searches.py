"""The verb searches (the saved ones) and those under it: add, rename, query, digit, move, remove, import."""

import json
from pathlib import Path
from typing import Any

import click

from reader.cli.output import JSON_OBJECT, say_columns, say_json, say_result, search_record, warn
from reader.cli.session import Session, reading_session, session
from reader.cli.streams import read_input
from reader.cli.targets import AS_TYPED, query_of
from reader.errors import QueryError, SourceError
from reader.library.saved_searches import NewSearch, search_name
from reader.model import SavedSearch

_LARGEST = 1024 * 1024
"""Bytes a list of saved searches may have."""

_DIGIT = click.Choice(["4", "5", "6", "7", "8", "9", "none"])


@click.group("searches", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array, as `import` takes it.")
@click.pass_context
def searches_verb(context: click.Context, as_json: bool) -> None:
    """List the saved searches in their order: digit, name, unread stories, query."""
    if context.invoked_subcommand:
        return
    with reading_session() as opened:
        searches, unread = opened.library.saved_searches.all(), opened.library.saved_searches.unread()
    if as_json:
        say_json([search_record(search, unread.get(search.id)) for search in searches])
    else:
        say_columns(
            (
                (str(one.digit or ""), one.name, str(unread.get(one.id, "not understood")), one.query)
                for one in searches
            ),
            flexible=3,
        )


@searches_verb.command("add", context_settings=AS_TYPED)
@click.argument("name")
@click.argument("query", nargs=-1, required=True, type=click.UNPROCESSED)
@click.option("--digit", type=_DIGIT, help="The key that shows it in the interface; taken from the search that has it.")
@JSON_OBJECT
def add(name: str, query: tuple[str, ...], digit: str | None, as_json: bool) -> None:
    """Save a query under a name."""
    query_of(query)
    with session() as opened:
        search = opened.library.saved_searches.save(name, " ".join(query), _number(digit), opened.now())
        where = f", on {search.digit}" if search.digit else ""
        _say_search(opened, search, f"Saved: {search.name}{where}.", as_json)


@searches_verb.command("rename")
@click.argument("old")
@click.argument("new")
@JSON_OBJECT
def rename(old: str, new: str, as_json: bool) -> None:
    """Give a saved search another name."""
    with session() as opened:
        searches = opened.library.saved_searches
        search = searches.rename(searches.named(old).id, new, opened.now())
        _say_search(opened, search, f"{old} is now called {search.name}.", as_json)


@searches_verb.command("query", context_settings=AS_TYPED)
@click.argument("name")
@click.argument("query", nargs=-1, required=True, type=click.UNPROCESSED)
@JSON_OBJECT
def query(name: str, query: tuple[str, ...], as_json: bool) -> None:
    """Give a saved search another query."""
    query_of(query)
    with session() as opened:
        searches = opened.library.saved_searches
        search = searches.change(searches.named(name).id, " ".join(query), opened.now())
        _say_search(opened, search, f"{search.name} now finds {search.query or 'everything'}.", as_json)


@searches_verb.command("digit")
@click.argument("name")
@click.argument("digit", type=_DIGIT)
@JSON_OBJECT
def digit(name: str, digit: str, as_json: bool) -> None:
    """Put a saved search on a digit, 4 to 9, taken from the search that has it; or on none."""
    with session() as opened:
        searches = opened.library.saved_searches
        search = searches.give_digit(searches.named(name).id, _number(digit), opened.now())
        _say_search(opened, search, f"{search.name} is now on {search.digit or 'no digit'}.", as_json)


@searches_verb.command("move")
@click.argument("name")
@click.argument("place", type=click.IntRange(min=1))
@JSON_OBJECT
def move(name: str, place: int, as_json: bool) -> None:
    """Put a saved search at a place in the list, from 1."""
    with session() as opened:
        searches = opened.library.saved_searches
        search = searches.move(searches.named(name).id, place, opened.now())
        _say_search(opened, search, f"{search.name} is now at place {search.position}.", as_json)


@searches_verb.command("remove")
@click.argument("name")
@JSON_OBJECT
def remove(name: str, as_json: bool) -> None:
    """Forget a saved search; the stories it finds stay."""
    with session() as opened:
        search = opened.library.saved_searches.named(name)
        opened.library.saved_searches.remove(search.id, opened.now())
        _say_search(opened, search, f"Removed: {search.name}. 'reader undo' brings it back.", as_json)


@searches_verb.command("import")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@JSON_OBJECT
def import_searches(file: Path, as_json: bool) -> None:
    """Save the searches of a FILE that `reader searches --json` printed (- for standard input).

    A name that is taken is left out, and a digit that is taken stays where it is.
    """
    wishes = _wishes_in(file)
    with session() as opened:
        try:
            new = opened.library.saved_searches.save_list(wishes, opened.now())
        except QueryError as error:
            raise SourceError(f"{file}: a query is not understood: {error} Nothing was imported.") from error
    names = {search.name for search in new}
    for wish in wishes:
        if search_name(wish.name) not in names:
            warn(f"reader: {search_name(wish.name)} is left out: there is a saved search of that name.")
    record = {"searches": len(wishes), "new": len(new)}
    say_result(record, f"{len(new)} of {len(wishes)} searches are new.", as_json)


def _wishes_in(file: Path) -> list[NewSearch]:
    """Read a list of saved searches; raises SourceError where it is none."""
    from reader.sources.files.disk import read_file

    content = read_input() if str(file) == "-" else read_file(file, _LARGEST)[0]
    try:
        records = json.loads(content)
        return [_wish(record) for record in records]
    except (ValueError, TypeError, KeyError) as error:
        raise SourceError(f"{file} is not a list of saved searches as 'reader searches --json' prints it.") from error


def _wish(record: dict[str, Any]) -> NewSearch:
    name, text, digit = record["name"], record["query"], record.get("digit")
    if not (isinstance(name, str) and isinstance(text, str) and isinstance(digit, int | None)):
        raise TypeError
    return NewSearch(name, text, digit)


def _number(digit: str | None) -> int | None:
    return None if digit in (None, "none") else int(digit)


def _say_search(opened: Session, search: SavedSearch, sentence: str, as_json: bool) -> None:
    say_result(search_record(search, opened.library.saved_searches.unread().get(search.id)), sentence, as_json)
