"""The versions of a story: kept when it is revised, as many as are wanted, gone with its text."""

from pathlib import Path

from builders import NOW, a_feed, a_library, a_story, keep

from reader.library import Library
from reader.library.versions import MOST
from reader.model import FeedKind, ParsedFeed, StoryId
from reader.query import parse
from reader.refreshing.storing import Stored, store_stories

DAY = 86_400


def answered(library: Library, feed: int, content: str, now: int) -> Stored:
    answer = ParsedFeed("Quanta", stories=(a_story("A", content=content),))
    with library.transaction():
        return store_stories(library, feed, FeedKind.WEB, answer, now)  # type: ignore[arg-type]


def said(library: Library, story: int) -> list[tuple[str, int]]:
    return [(version.body.content, version.since) for version in library.versions.all(story)]


def test_every_version_is_kept_with_when_it_came(tmp_path: Path) -> None:
    library = a_library(tmp_path)
    feed = a_feed(library)
    answered(library, feed, "<p>Twelve.</p>", NOW)
    (story,) = library.stories.ids(parse(""))
    library.stories.mark_read([story], NOW)
    library.stories.star([story], NOW)
    assert library.stories.get(story).updated is None
    assert answered(library, feed, "<p>Thirteen.</p>", NOW + 10).updated == 1
    assert answered(library, feed, "<p>Fourteen.</p>", NOW + 20).updated == 1
    assert said(library, story) == [
        ("<p>Twelve.</p>", NOW),
        ("<p>Thirteen.</p>", NOW + 10),
        ("<p>Fourteen.</p>", NOW + 20),
    ]
    now = library.stories.get(story)
    assert (now.updated, now.read, now.starred, now.published) == (NOW + 20, True, True, NOW)
    assert list(library.stories.ids(parse("is:updated"))) == [story]
    library.close()


def test_a_counter_that_moved_on_makes_no_version(tmp_path: Path) -> None:
    library = a_library(tmp_path)
    feed = a_feed(library)
    answered(library, feed, "<p>Words. 12 views</p>", NOW)
    (story,) = library.stories.ids(parse(""))
    assert answered(library, feed, "<p>Words. 99 views</p>", NOW + 10) == Stored(0, 0)
    assert said(library, story) == [("<p>Words. 99 views</p>", NOW)]
    assert library.stories.get(story).updated is None
    library.close()


def test_the_oldest_go_where_there_are_many(tmp_path: Path) -> None:
    library = a_library(tmp_path)
    story = keep(library, a_feed(library), a_story())[0]
    for number in range(MOST + 3):
        library.versions.keep(story, NOW + number)
        library.incoming.revise(story, a_story(content=f"<p>{number}</p>"), b"%d" % number, NOW + number)
    kept = said(library, story)
    assert len(kept) == MOST + 1
    assert [content for content, _ in kept[:2]] == ["<p>2</p>", "<p>3</p>"]
    library.close()


def test_versions_take_little_room(tmp_path: Path) -> None:
    library = a_library(tmp_path)
    story = keep(library, a_feed(library), a_story(content="<p>The same few words.</p>" * 1000))[0]
    library.versions.keep(story, NOW)
    assert library._db.value("SELECT length(content) FROM version") < 500
    library.close()


def test_a_purge_takes_the_versions_with_the_text(tmp_path: Path) -> None:
    library = a_library(tmp_path)
    feed = a_feed(library)
    story = keep(library, feed, a_story(), published=NOW - 99 * DAY)[0]
    library.versions.keep(story, NOW)
    library.retention.purge({feed: NOW + DAY})
    assert library._db.value("SELECT count(*) FROM version") == 0
    assert [version.body.content for version in library.versions.all(StoryId(story))] == [""]
    library.close()
