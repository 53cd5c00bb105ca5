"""The search index: what is in it is what the stories say, whatever happens to them; what is found, and how."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from builders import NOW, a_feed, a_library, a_story, keep

from reader.errors import Interrupted
from reader.library import Library
from reader.model import Body, BodyFormat, Enclosure, ParsedStory
from reader.query import parse, parse_typed
from reader.query.words import words_of


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = a_library(tmp_path)
    yield opened
    opened.close()


def titles(library: Library, query: str) -> list[str]:
    return [story.title for story in library.stories.rows(library.stories.ids(parse(query)))]


@pytest.mark.parametrize(
    "query",
    [
        "don't",
        "DON’T",
        "“don t”",
        "cafe",
        "CAFÉ",
        "lodz",
        "日本",
        "本語",
        "한국",
        "strasse",
        "🎉",
        "athena",
        'title:"we don\'t"',
        "author:lovelace",
        "body:cafe",
        "url:lwn.net",
        "url:articles",
        'category:"world news"',
        "category:NEWS",
        "caf*",
        "has:audio",
        "has:link",
        "words:>7",
    ],
)
def test_finds_a_story_by_all_that_is_said_of_it(library: Library, query: str) -> None:
    body = Body(
        BodyFormat.HTML,
        '<p>Au café, Łódź: Straße 🎉 日本語の文 한국은 <a href="https://a.example/">more</a></p>',
        enclosures=(Enclosure("https://a.example/1.mp3", "audio/mpeg"),),
    )
    story = ParsedStory(
        "1", "We don’t know athena", "Ada Lovelace", "https://lwn.net/Articles/1/", None, body, ("World news", "Cats")
    )
    keep(library, a_feed(library), story, a_story("Another"))
    assert titles(library, query) == ["We don’t know athena"]


@pytest.mark.parametrize(
    "query", ["net", "articles", "cats", 'category:"news cats"', "title:cafe", "know*s", "don", "x"]
)
def test_an_address_or_a_category_is_no_text_and_a_part_no_word(library: Library, query: str) -> None:
    story = ParsedStory("1", "We know", "", "https://lwn.net/Articles/1/", None, Body(BodyFormat.TEXT, "donor"), ())
    library.incoming.insert(a_feed(library), story, NOW, b"", NOW)
    library.search_index.catch_up()
    assert titles(library, query) == []


def test_a_beginning_is_found_while_typing_only(library: Library) -> None:
    keep(library, a_feed(library), a_story("Kernel news"))
    assert list(library.stories.ids(parse_typed("news kern"))) == [1]
    assert list(library.stories.ids(parse_typed("news kern "))) == []


def everything_happens(library: Library) -> None:
    """Stories of the same second, revised, retitled, purged, unsubscribed from, before and after being indexed."""
    feed, other = a_feed(library), a_feed(library, "Other")
    ids = [library.incoming.insert(feed, a_story(f"Story {n}"), NOW, b"", NOW) for n in range(120)]
    hidden = [library.incoming.insert(other, a_story(f"Hidden {n}"), NOW - n, b"", NOW) for n in range(9)]
    library.incoming.revise(ids[0], a_story("Story 0", content="before it was indexed"), b"1", NOW)
    library.search_index.catch_up()
    library.incoming.revise(ids[1], a_story("Story 1", content="afterwards"), b"1", NOW)
    library.incoming.revise(ids[2], a_story("Renamed"), b"1", NOW)
    with library.transaction():
        library._db.run("DELETE FROM body WHERE story_id IN (?, ?)", ids[3:5])
        library._db.run("UPDATE story SET gone = 1 WHERE id IN (?, ?)", ids[3:5])
    library.feeds.unsubscribe(other, NOW)
    library.incoming.revise(hidden[0], a_story("Hidden, revised"), b"1", NOW)


def test_stories_bodies_and_index_stay_in_step(library: Library) -> None:
    everything_happens(library)
    assert library.problems() == []
    library.search_index.catch_up()
    assert library.problems() == []
    assert titles(library, "afterwards") == ["Story 1"]
    assert titles(library, "before it was") == ["Story 0"]
    assert titles(library, "renamed") == ["Renamed"]
    assert titles(library, "3 title:story") == []
    assert titles(library, "hidden") == []
    assert library.stories.count(parse("story")) == 117
    library.journal.undo(NOW)
    assert library.stories.count(parse("hidden")) == 9


def test_hits_of_the_same_second_stand_in_the_order_of_the_list(library: Library) -> None:
    everything_happens(library)
    library.search_index.catch_up()
    every = [story for story in library.stories.ids(parse("")) if story not in (3,)]
    assert [story for story in every if story in set(library.stories.ids(parse("title:story")))] == list(
        library.stories.ids(parse("title:story"))
    )
    assert list(library.stories.ids(parse("title:story sort:oldest"))) == list(
        reversed(library.stories.ids(parse("title:story")))
    )


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("DELETE FROM indexed WHERE story_id = 3", "out of step"),
        ("INSERT INTO indexed (place, story_id) SELECT 5, max(id) + 1 FROM story", "out of step"),
        ("DELETE FROM search_docsize WHERE id = (SELECT max(place) FROM indexed)", "out of step"),
        ("DELETE FROM search_data WHERE id > 10", "damaged"),
        ("DELETE FROM unindexed", "1 story missing"),
        (
            "DROP TRIGGER story_reworded; UPDATE story SET title = 'a longer title' WHERE id = 3",
            "other words than 1 story",
        ),
    ],
)
def test_what_is_out_of_step_is_found_and_repaired(library: Library, harm: str, said: str) -> None:
    feed = a_feed(library)
    keep(library, feed, *(a_story(f"Story {n}") for n in range(20)))
    library.incoming.insert(feed, a_story("Pending"), NOW, b"", NOW)
    library._db.run("PRAGMA foreign_keys = OFF")
    for statement in harm.split("; "):
        library._db.run(statement)
    assert said in " ".join(problem.sentence for problem in library.problems())
    assert library.repair() > 0
    library.search_index.catch_up()
    assert library.problems() == []
    assert library.stories.count(parse("told")) == 21


def test_an_index_of_another_folding_is_begun_anew(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(library, a_feed(library), a_story("One"), a_story("Two"))
    assert library.search_index.catch_up() == 0
    monkeypatch.setattr("reader.query.words.VERSION", 99)
    assert library.search_index.catch_up() == 2
    assert library.search_index.catch_up() == 0
    assert titles(library, "two") == ["Two"]


def test_the_index_parts_words_as_queries_and_highlighting_do(library: Library) -> None:
    points = [*range(1, 0x3400), *range(0x3400, 0xD800, 97), *range(0xE000, 0x20000, 5)]
    for start in range(0, len(points), 4000):
        chunk = "".join(f"q{chr(point)}z " for point in points[start : start + 4000])
        library.incoming.insert(a_feed(library), a_story(str(start), body=Body(BodyFormat.TEXT, chunk)), NOW, b"", NOW)
    library.search_index.catch_up()
    library._db.run("CREATE VIRTUAL TABLE temp.held USING fts5vocab('main', 'search', 'row')")
    held = {row["term"] for row in library._db.run("SELECT term FROM held")}
    said = {word for point in points for word in words_of(f"q{chr(point)}z ")}
    assert said <= held
    assert not [term for term in held - said if term.startswith("q") and "\ue000" not in term]


def test_a_snippet_is_the_line_around_the_first_hit(library: Library) -> None:
    text = f"<p>{'before ' * 30}</p><p>The\x1b[31m <b>Kernel</b>\n is here {'after ' * 60}</p>"
    (story,) = keep(library, a_feed(library), a_story("A", content=text))
    line = library.search_index.snippet(story, parse("kernel title:a"))
    assert line.startswith("…before ") and line.endswith("…")
    assert "before The" in line and "Kernel is here after" in line and "\x1b" not in line
    assert library.search_index.snippet(story, parse("nothing")) == ""
    assert library.search_index.snippet(99, parse("kernel")) == ""


def test_a_misspelt_word_has_a_better_spelling(library: Library) -> None:
    keep(library, a_feed(library), a_story("Kernel"), a_story("Kernel again"), a_story("Colonel"), a_story("Café noir"))
    assert library.search_index.nearest("kernle") == "kernel"
    assert library.search_index.nearest("Kernal") == "kernel"
    assert library.search_index.nearest("qwertz") is None
    assert library.search_index.nearest("ab") is None
    respelt = library.search_index.respelt(parse("kernle again sort:oldest"))
    assert respelt is not None and str(respelt) == "kernel again sort:oldest"
    assert library.search_index.respelt(parse("kernel")) is None


def test_authors_are_those_of_the_newest_stories_the_busiest_first(library: Library) -> None:
    stories = [a_story("A", author="Zoë"), a_story("B", author="Ada"), a_story("C", author="Ada"), a_story("D")]
    keep(library, a_feed(library), *stories)
    assert library.search_index.authors("", 9) == ["Ada", "Zoë"]
    assert library.search_index.authors("zo", 9) == ["Zoë"]
    assert library.search_index.authors("", 1) == ["Ada"]


def test_by_relevance_the_title_counts_most_and_the_rest_follows(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = "kernel " + "and something else " * 30
    keep(
        library,
        a_feed(library),
        a_story("New", content=long),
        a_story("Kernel", content="x"),
        a_story("Old", content=long),
    )
    assert titles(library, "kernel sort:relevance") == ["Kernel", "New", "Old"]
    assert titles(library, "kernel") == ["New", "Kernel", "Old"]
    monkeypatch.setattr("reader.library.queries.orders.RANKED", 1)
    assert titles(library, "kernel sort:relevance") == ["New", "Kernel", "Old"]


def test_a_query_is_given_up_from_another_thread(library: Library) -> None:
    feed = a_feed(library)
    with library.transaction():
        for n in range(300):
            library.incoming.insert(feed, a_story(f"Story {n}", content="a " * 50), NOW - n, b"", NOW)
    slow = library._db
    started, going = threading.Event(), threading.Event()

    def waited() -> int:
        started.set()
        return int(going.wait(5))

    slow.define("waited", waited)

    def interrupt() -> None:
        started.wait(5)
        library.interrupt()
        going.set()

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(Interrupted):
        list(slow.tuples("SELECT id FROM story WHERE (SELECT waited() FROM story AS other WHERE other.id >= story.id)"))
    thread.join()
    assert library.stories.count(parse("")) == 300


SLOW_AFTER_THE_FIRST = (
    "SELECT 1 UNION ALL SELECT count(*) FROM"
    " (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000000) SELECT i FROM n)"
)


@pytest.mark.parametrize("fetch", [list, lambda cursor: cursor.fetchall(), lambda cursor: cursor.fetchone()])
def test_a_question_is_given_up_at_any_row(library: Library, fetch: Callable[[Any], object]) -> None:
    with pytest.raises(Interrupted), library.time_limit(0.05):
        fetch(library._db.run(SLOW_AFTER_THE_FIRST))
