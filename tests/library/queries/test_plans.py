"""How SQLite goes about each query: by an index where one serves, never through all stories."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import NOW, a_feed, a_story, copy_library, keep

from reader.library import Library, open_library
from reader.library.queries import execution, plan
from reader.query import parse


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    file = tmp_path / "library.db"
    copy_library(file, fill)
    opened = open_library(file)
    yield opened
    opened.close()


def fill(library: Library) -> None:
    """Fill a library with enough stories for SQLite to choose indexes."""
    lwn, verge = a_feed(library, "LWN", "Tech"), a_feed(library, "Verge", "Tech")
    ids = keep(library, lwn, *(a_story(f"Kernel {n}") for n in range(40)))
    keep(library, verge, *(a_story(f"Phone {n}") for n in range(40)))
    library.tags.apply(ids[:3], ["ai", "media/film"], [], NOW)
    library._db.run("ANALYZE")


def plans(library: Library, query: str) -> list[str]:
    """The plans of all statements that answer the query, a line each."""
    said: list[str] = []

    def look(statement: str) -> None:
        if statement.startswith("SELECT") and " story" in statement:
            said.append(statement)

    library._db.connection.set_trace_callback(look)
    list(library.stories.stream(parse(query)))
    library._db.connection.set_trace_callback(None)
    found: list[str] = []
    for statement in said:
        found += [row["detail"] for row in library._db.run(f"EXPLAIN QUERY PLAN {statement}")]
    return found


def through_all(steps: list[str]) -> bool:
    """Whether the table is read from end to end; what a subquery called story found is not the table."""
    return steps.count("SCAN story") > steps.count("CO-ROUTINE story")


PLANS = [
    ("", "story USING INDEX story_by_time"),
    ("is:unread", "story USING INDEX story_unread"),
    ("is:starred", "story USING INDEX story_starred"),
    ("is:updated", "story USING INDEX story_updated"),
    ("has:audio", "story USING INDEX story_media"),
    ("feed:#1", "story USING INDEX story_by_feed (feed_id=?"),
    ("feed:lwn", "story USING INDEX story_by_feed (feed_id=?"),
    ("folder:tech", "story USING INDEX story_by_feed (feed_id=?"),
    ("tag:ai", "USING COVERING INDEX story_tag_by_tag"),
    ("tag:media is:unread", "USING COVERING INDEX story_tag_by_tag"),
    ("is:begun", "place"),
    ("is:later", "USING COVERING INDEX story_tag_by_tag"),
    ("newer:2w", "story USING INDEX story_by_time (published>?"),
    ("on:2026-11-22", "story USING INDEX story_by_time (published>? AND published<?"),
    ("feed:#1 newer:2w", "story USING INDEX story_by_feed (feed_id=? AND published>?"),
    ("words:>900", "story USING INDEX story_by_length (words>?"),
    ("sort:longest", "story USING INDEX story_by_length"),
    ("sort:oldest is:unread", "story USING INDEX story_unread"),
    ("sort:feed", "story USING INDEX story_by_feed (feed_id=?"),
    ("kernel", "SCAN search VIRTUAL TABLE INDEX"),
    ("ker* sort:oldest", "SCAN search VIRTUAL TABLE INDEX"),
    ('"kernel 3" -phone', "SCAN search VIRTUAL TABLE INDEX"),
    ("kernel newer:2w", "SCAN search VIRTUAL TABLE INDEX"),
    ("kernel tag:ai", "USING COVERING INDEX story_tag_by_tag"),
    ("kernel feed:#1", "story USING INDEX story_by_feed (feed_id=?"),
    ("kernel is:starred", "story USING INDEX story_starred"),
    ("-kernel", "story USING INDEX story_by_time"),
    ("kernel OR tag:ai", "USING COVERING INDEX story_tag_by_tag"),
    ("kernel OR phone", "SCAN search VIRTUAL TABLE INDEX"),
    ("kernel sort:relevance", "SCAN search VIRTUAL TABLE INDEX"),
]


@pytest.mark.parametrize(("query", "way"), PLANS)
def test_a_query_goes_by_an_index(library: Library, query: str, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execution, "few_of", lambda _total: 50)
    found = plans(library, query)
    assert any(way in step for step in found), found
    assert not through_all(found), found


@pytest.mark.parametrize("query", [query for query, _ in PLANS if "sort:" not in query or "oldest" in query])
def test_what_is_walked_in_time_is_not_sorted(library: Library, query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a library so large that nothing is few: one walk in an order there is."""
    for module in (execution, plan):
        monkeypatch.setattr(module, "COLLECTED_AT_MOST", -1)
    monkeypatch.setattr(execution, "few_of", lambda _total: -1)
    found = plans(library, query)
    assert not through_all(found) and not [step for step in found if "TEMP B-TREE" in step], found


@pytest.mark.parametrize("query", ["kernel", "is:unread", "tag:ai", "kernel OR tag:ai", "-kernel", "feed:lwn kernel"])
def test_counting_what_came_looks_at_nothing_else(library: Library, query: str) -> None:
    said: list[str] = []
    library._db.connection.set_trace_callback(said.append)
    library.stories.count_newer(parse(query), 70)
    library._db.connection.set_trace_callback(None)
    said = [statement for statement in said if statement.startswith("SELECT")]
    found = [row["detail"] for row in library._db.run(f"EXPLAIN QUERY PLAN {said[-1]}")]
    assert found[0] == "SEARCH story USING INTEGER PRIMARY KEY (rowid>?)", found


def test_the_first_stories_are_found_without_looking_at_the_others(library: Library) -> None:
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += 1

    def cost(query: str, limit: int) -> int:
        nonlocal steps
        steps = 0
        library._db.connection.set_progress_handler(count, 1)
        library.stories.first_ids(parse(query), limit)
        library._db.connection.set_progress_handler(None, 0)
        return steps

    for query in ("", "is:unread", "kernel", "ker*", "told OR later", "feed:#1", "-phone"):
        assert cost(query, 2) < cost(query, 80) / 2, query


def test_a_statement_of_another_program_needs_no_function_of_ours_to_read(library: Library) -> None:
    other = sqlite3.connect(library.path)
    assert other.execute("SELECT count(*) FROM search WHERE search MATCH 'kernel'").fetchone() == (40,)
    other.close()
