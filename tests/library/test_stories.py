"""What the library holds of stories: lists by query, marks, revisions; what a person set is never touched."""

from pathlib import Path

import pytest
from builders import NOW, a_feed, a_library, a_story, keep

from reader.errors import NotFoundError
from reader.library import Library, Tally
from reader.model import Body, BodyFormat, Enclosure, StoryId
from reader.query import parse


def titles(library, query: str) -> list[str]:  # type: ignore[no-untyped-def]
    return [story.title for story in library.stories.rows(library.stories.ids(parse(query)))]


@pytest.fixture
def library(tmp_path: Path):  # type: ignore[no-untyped-def]
    opened = a_library(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def filled(library):  # type: ignore[no-untyped-def]
    """A library with two feeds and five stories, newest first: Kernel, Cache, Fonts, INKubator, Café."""
    lwn = a_feed(library, "LWN", folder="Tech")
    verge = a_feed(library, "Verge", folder="News/World")
    kernel, _, fonts = keep(library, lwn, a_story("Kernel"), a_story("Page cache"), a_story("Fonts"))
    ink, cafe = keep(
        library,
        verge,
        a_story("INKubator", author="Ada"),
        a_story("Café society", url="https://x.example/1"),
        published=NOW - 1000,
    )
    library.tags.apply([ink], ["AI", "media/film"], [], NOW)
    library.tags.apply([kernel], ["media"], [], NOW)
    library.stories.mark_read([fonts, ink], NOW)
    library.stories.star([cafe], NOW)
    return library


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Kernel", "Page cache", "Fonts", "INKubator", "Café society"]),
        ("sort:oldest", ["Café society", "INKubator", "Fonts", "Page cache", "Kernel"]),
        ("is:unread", ["Kernel", "Page cache", "Café society"]),
        ("is:read", ["Fonts", "INKubator"]),
        ("is:starred", ["Café society"]),
        ("is:tagged", ["Kernel", "INKubator"]),
        ("tag:ai", ["INKubator"]),
        ("tag:Media", ["Kernel", "INKubator"]),
        ("tag:media/film", ["INKubator"]),
        ("tag:med", []),
        ("tag:none is:unread", ["Page cache", "Café society"]),
        ("-tag:media", ["Page cache", "Fonts", "Café society"]),
        ("feed:lwn", ["Kernel", "Page cache", "Fonts"]),
        ("feed:#2", ["INKubator", "Café society"]),
        ("folder:tech", ["Kernel", "Page cache", "Fonts"]),
        ("folder:news", ["INKubator", "Café society"]),
        ("inkubator", ["INKubator"]),
        ("CAFE", ["Café society"]),
        ("cache OR fonts", ["Page cache", "Fonts"]),
        ('"told in full" is:starred', ["Café society"]),
        ("author:ada", ["INKubator"]),
        ("url:x.example", ["Café society"]),
        ("title:100%", []),
        ("newer:30y -older:30y", ["Kernel", "Page cache", "Fonts", "INKubator", "Café society"]),
    ],
)
def test_lists_what_a_query_means(filled, query: str, expected: list[str]) -> None:  # type: ignore[no-untyped-def]
    assert titles(filled, query) == expected
    assert filled.stories.count(parse(query)) == len(expected)
    assert list(filled.stories.first_ids(parse(query), 2)) == list(filled.stories.ids(parse(query)))[:2]


def test_a_row_says_all_a_list_shows(filled) -> None:  # type: ignore[no-untyped-def]
    (story,) = filled.stories.rows(filled.stories.ids(parse("inkubator")))
    assert (story.feed_title, story.author, story.tags) == ("Verge", "Ada", ("AI", "media/film"))
    assert story.read and not story.starred
    assert story.words == 4


def test_rows_come_in_the_order_asked_and_skip_what_is_not_there(filled) -> None:  # type: ignore[no-untyped-def]
    assert [story.id for story in filled.stories.rows([5, 99, 1, 3])] == [5, 1, 3]
    with pytest.raises(NotFoundError, match="no story 99"):
        filled.stories.get(99)


def test_a_body_comes_back_as_it_was_sent(library) -> None:  # type: ignore[no-untyped-def]
    body = Body(
        BodyFormat.HTML, "<p>x</p>", "https://a.example/", (Enclosure("https://a.example/1.mp3", "audio/mpeg", 9, 61),)
    )
    (story,) = keep(library, a_feed(library), a_story(body=body))
    assert library.stories.body(story) == body


def test_marking_says_how_many_changed(filled) -> None:  # type: ignore[no-untyped-def]
    assert filled.stories.mark_read([1, 2, 3], NOW) == 2
    assert filled.stories.mark_read([1, 2, 3], NOW) == 0
    assert filled.stories.mark_unread([1], NOW) == 1
    assert filled.stories.star([1, 5], NOW) == 1
    assert filled.stories.unstar([1, 5], NOW) == 2


def test_a_revision_keeps_what_a_person_set(filled) -> None:  # type: ignore[no-untyped-def]
    (before,) = filled.stories.rows(filled.stories.ids(parse("inkubator")))
    filled.incoming.revise(StoryId(before.id), a_story("INKubator renamed", content="<p>fresh</p>"), b"2", NOW + 9)
    after = filled.stories.get(before.id)
    assert after.title == "INKubator renamed"
    assert (after.read, after.starred, after.tags) == (before.read, before.starred, before.tags)
    assert (after.published, after.arrived) == (before.published, before.arrived)
    filled.search_index.catch_up()
    assert titles(filled, "fresh") == ["INKubator renamed"]
    assert titles(filled, "told") == ["Kernel", "Page cache", "Fonts", "Café society"]


def test_a_story_is_searchable_once_the_index_caught_up(library) -> None:  # type: ignore[no-untyped-def]
    feed = a_feed(library)
    library.incoming.insert(feed, a_story("Late"), NOW, b"1", NOW)
    assert titles(library, "") == ["Late"]
    assert titles(library, "late") == []
    assert library.search_index.pending() == 1
    assert library.search_index.catch_up() == 1
    assert titles(library, "late") == ["Late"]
    assert library.problems() == []


def test_counts_are_kept(filled) -> None:  # type: ignore[no-untyped-def]
    assert filled.tally() == Tally(5, 3, 1)
    assert [(feed.title, feed.stories, feed.unread) for feed in filled.feeds.all()] == [("Verge", 2, 1), ("LWN", 3, 2)]


PLANS = [
    ("", "story_by_time"),
    ("is:unread", "story_unread"),
    ("is:starred", "story_starred"),
    ("feed:#1", "story_by_feed"),
    ("tag:ai", "story_tag_by_tag"),
    ("kernel", "search VIRTUAL TABLE INDEX"),
]


@pytest.mark.parametrize(("query", "index"), PLANS)
def test_lists_walk_an_index(filled, query: str, index: str) -> None:  # type: ignore[no-untyped-def]
    from reader.query.sql import condition

    where = condition(parse(query).tree, NOW)
    sql = (
        f"EXPLAIN QUERY PLAN SELECT story.id FROM story WHERE story.gone = 0 AND ({where.sql})"
        " ORDER BY story.published DESC, story.id DESC LIMIT 100"
    )
    plan = " | ".join(row["detail"] for row in filled._db.run(sql, where.parameters))
    assert index in plan
    assert "SCAN story |" not in f"{plan} |"


def test_a_story_may_change_again_before_its_words_are_indexed(library: Library) -> None:
    feed = a_feed(library)
    story = library.incoming.insert(feed, a_story("A"), NOW, b"1", NOW)
    library.incoming.revise(story, a_story("A", content="again"), b"2", NOW)
    library.search_index.catch_up()
    assert list(library.stories.ids(parse("again"))) == [story]


@pytest.mark.parametrize("query", ["", "is:unread", "tag:none sort:oldest", "feed:nothing", "cache OR fonts"])
def test_what_came_in_after_a_story_is_counted(filled: Library, query: str) -> None:
    ids = sorted(filled.stories.ids(parse(query)))
    for newest in (0, *ids, 10_000):
        assert filled.stories.count_newer(parse(query), newest) == sum(story > newest for story in ids)


def test_a_place_is_kept_and_is_no_step_of_the_journal(tmp_path: Path) -> None:
    library = a_library(tmp_path)
    story = keep(library, a_feed(library), a_story())[0]
    assert library.stories.position(story) == 0
    library.stories.keep_position(story, 12.25, NOW)
    library.stories.keep_position(story, 17.5, NOW + 1)
    library.close()
    again = a_library(tmp_path)
    assert again.stories.position(story) == 17.5
    assert [step.label for step in again.journal.steps(10)] == ["subscribed to Quanta"]
    again.close()


def test_a_place_at_the_beginning_is_none(tmp_path: Path) -> None:
    library = a_library(tmp_path)
    story = keep(library, a_feed(library), a_story())[0]
    library.stories.keep_position(story, 3.0, NOW)
    library.stories.keep_position(story, 0.0, NOW)
    assert library.stories.position(story) == 0
    library.close()
