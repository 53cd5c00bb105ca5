"""What doctor finds wrong with a library, and that what it says can be mended is mended."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import NOW, a_feed, a_library, a_story, keep
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.library import Library, open_library
from reader.model import Body, BodyFormat
from reader.query import parse

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40)
HTML = st.lists(st.sampled_from(["<p>", "</b>", "&amp;", "<!--", "🫨", "x\u0301", "日本", "a", " ", "\ue001", "&#"]))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = a_library(tmp_path)
    keep(opened, a_feed(opened), *(a_story(f"Story {n}", categories=("alpha", "beta")) for n in range(20)))
    opened.tags.apply([1, 2, 3], ["media/ai", "later"], [], NOW)
    opened.stories.star([4], NOW)
    opened.notes.write(5, "a note of mine", NOW)
    yield opened
    opened.close()


def test_a_story_of_two_categories_is_found_well(library: Library) -> None:
    library.search_index.catch_up()
    assert library.problems() == []


def do_harm(library: Library, statements: str) -> None:
    library._db.run("PRAGMA foreign_keys = OFF")
    for statement in statements.split("; "):
        library._db.run(statement)


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library that grows by whatever comes."""
    opened = a_library(tmp_path_factory.mktemp("grown"))
    yield opened
    opened.close()


@settings(max_examples=30)
@given(
    title=ANY_TEXT, author=ANY_TEXT, url=ANY_TEXT, text=ANY_TEXT, html=HTML, categories=st.lists(ANY_TEXT, max_size=4)
)
def test_what_was_just_indexed_is_found_well_whatever_it_says(
    grown: Library, title: str, author: str, url: str, text: str, html: list[str], categories: list[str]
) -> None:
    feed = a_feed(grown)
    common = {"author": author, "url": url, "categories": tuple(categories)}
    number = grown.tally().stories
    keep(
        grown,
        feed,
        a_story(title, guid=f"{number}", body=Body(BodyFormat.TEXT, text), **common),
        a_story(title, guid=f"{number + 1}", body=Body(BodyFormat.HTML, "".join(html) + text), **common),
    )
    assert grown.problems() == []


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("DROP INDEX story_unread", "the index story_unread: missing"),
        ("DROP TRIGGER story_changed; UPDATE story SET read = 1", "the trigger story_changed: missing"),
        ("DROP VIEW searchable", "the view searchable: missing"),
        ("DROP TABLE tally", "the table tally"),
        ("DROP TABLE unindexed", "the table unindexed"),
        ("DROP TABLE indexed", "the table indexed"),
        ("DROP TABLE fetch", "the table fetch"),
        ("DROP TABLE lease; DROP TABLE host; DROP TABLE document", "the table lease, the table document"),
        ("DROP TABLE _sqlite_migrations", "the table _sqlite_migrations"),
        ("DROP TABLE search", "the table search, the table search_data"),
        *[(f"DROP TABLE search_{piece}", "search_") for piece in ("data", "idx", "docsize", "config")],
        ("DELETE FROM search_data", "search index is damaged"),
        ("DELETE FROM search_config", "damaged"),
        ("UPDATE search_data SET block = x'00ff00ff' WHERE id > 10", "damaged"),
        ("UPDATE search_docsize SET sz = x'01'", "other words than"),
        ("UPDATE tally SET unread = 99", "those of 1 among the feeds and of 0 among the tags"),
        ("UPDATE tag SET stories = stories + 1", "those of 0 among the feeds and of 2 among the tags"),
        ("UPDATE story SET title = CAST(x'41ff42' AS TEXT) WHERE id = 3", "no UTF-8: 1."),
        ("UPDATE body SET content = CAST(x'41ff42c3' AS TEXT) WHERE story_id < 3", "no UTF-8: 2."),
        ("UPDATE body SET format = 'rtf', categories = '{' WHERE story_id = 2", "nobody wrote: 2."),
        ("UPDATE feed SET kind = 'pigeon'", "nobody wrote: 1."),
        ("UPDATE journal SET changes = 'oh' WHERE id = 1", "nobody wrote: 1."),
        ("UPDATE journal SET taken_back = 'oh' WHERE id = 1", "nobody wrote: 1."),
        ("UPDATE journal SET origin = 'oh' WHERE id = 1", "nobody wrote: 1."),
        ("UPDATE story SET published = 9e17, arrived = -9e17 WHERE id = 6", "nobody wrote: 2."),
    ],
)
def test_what_can_be_mended_is_found_and_mended(library: Library, harm: str, said: str) -> None:
    do_harm(library, harm)
    library = open_library(library.path)
    found = library.problems()
    assert said in " ".join(problem.sentence for problem in found)
    assert all(problem.mendable for problem in found), found
    library.repair()
    library.search_index.catch_up()
    assert library.problems() == []
    assert library.stories.count(parse("told")) == 20 if "body SET" not in harm else 18
    assert library.stories.count(parse("is:unread")) == library.tally().unread
    assert library.stories.get(1).tags == ("later", "media/ai")
    library.close()


@pytest.mark.parametrize("table", ["story", "tag", "story_tag", "note", "journal", "saved_search", "rule", "body"])
def test_a_table_that_is_gone_is_said_and_not_made_again(library: Library, table: str) -> None:
    do_harm(library, f"DROP TABLE {table}")
    (problem, *_) = [problem for problem in library.problems() if not problem.mendable]
    assert f"the table {table}" in problem.sentence and "with what was in it" in problem.sentence


def test_an_index_that_lacks_rows_is_found_and_made_anew(library: Library, tmp_path: Path) -> None:
    library.close()
    connection = sqlite3.connect(tmp_path / "library.db", isolation_level=None)
    connection.execute("PRAGMA writable_schema = ON")
    kept = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'story_by_time'").fetchone()
    connection.execute(
        "UPDATE sqlite_master SET sql = replace(sql, 'gone = 0', 'gone = 1') WHERE name = 'story_by_time'"
    )
    connection.execute("PRAGMA writable_schema = RESET")
    connection.execute("REINDEX story_by_time")
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'story_by_time'", kept)
    connection.close()
    opened = open_library(tmp_path / "library.db")
    (problem,) = opened.problems()
    assert "Entries of indexes that are wrong" in problem.sentence and problem.mendable
    opened.repair()
    assert opened.problems() == []
    opened.close()
