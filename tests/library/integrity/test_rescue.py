"""What comes back of a damaged library, row by row: also what is lost itself and known from elsewhere."""

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from builders import NOW, a_feed, a_library, a_story, keep

from reader.errors import LibraryError
from reader.library import Library, open_library
from reader.library.integrity.rescue import Rescued, rescue
from reader.model import RuleActions

TODAY = date(2026, 11, 29)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A library with a tag, a star, a note, a saved search, a rule, a full text, and things read and undone."""
    library = a_library(tmp_path)
    feed = a_feed(library, folder="Tech")
    one, two, three = keep(library, feed, *(a_story(f"Story {n}", url=f"https://s.example/{n}") for n in range(3)))
    library.tags.apply([one, two], ["media/ai"], [], NOW)
    library.stories.star([one], NOW)
    library.stories.mark_read([two], NOW)
    library.notes.write(two, "mine", NOW)
    library.saved_searches.save("Films", "tag:media", 4, NOW)
    library.rules.add("story", RuleActions(star=True), NOW)
    library.stories.keep_position(three, 2.5, NOW)
    library.state.set("theme", "ours")
    library.close()
    return tmp_path / "library.db"


def rescued(file: Path) -> tuple[Rescued, Library]:
    done = rescue(file, TODAY)
    return done, open_library(done.file)


@pytest.fixture
def lost(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection that forgets how the library keeps itself whole, to lose rows in."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_master WHERE type = 'trigger'")
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        yield connection


def lose_rows(connection: sqlite3.Connection, table: str) -> None:
    """Empty a table behind the back of its indexes."""
    (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    (name,) = connection.execute("SELECT file FROM pragma_database_list").fetchone()
    connection.close()
    with Path(name).open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(bytes(4096))


def test_all_of_a_sound_library_comes_back(file: Path) -> None:
    done, library = rescued(file)
    assert library.problems() == []
    assert {kind.name: kind.came_back for kind in done.kinds} == {
        "subscriptions": 1,
        "stories": 3,
        "stars": 1,
        "unread": 2,
        "tags": 1,
        "tags on stories": 2,
        "notes": 1,
        "saved searches": 1,
        "rules": 1,
        "steps to undo": 7,
        "texts": 3,
        "full texts": 0,
    }
    assert all(kind.came_back == kind.there_were for kind in done.kinds)
    assert (done.made_up, done.unreadable_pages) == (0, 0)
    assert [rule.actions.star for rule in library.rules.all()] == [True]
    assert library.state.get("theme") == "ours"
    assert library.stories.position(3) == 2.5
    assert library.feeds.all()[0].folder == "Tech"
    step = library.journal.undo(NOW)
    assert step is not None
    library.close()


def test_what_a_refresh_last_heard_is_asked_for_anew(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("UPDATE fetch SET etag = 'x', next_check = 9, checked = 7")
    _, library = rescued(file)
    (feed,) = library.feeds.all()
    assert (library.checks.state(feed.id).validators.etag, feed.next_check, feed.checked) == ("", 0, 7)
    library.close()


def test_a_story_whose_row_is_lost_comes_back_from_the_indexes_with_all_a_person_did(
    file: Path, lost: sqlite3.Connection
) -> None:
    lose_rows(lost, "story")
    done, library = rescued(file)
    assert done.made_up == 3
    one, two, three = (library.stories.get(story_id) for story_id in (1, 2, 3))
    assert (one.starred, one.read, one.tags, one.published) == (True, False, ("media/ai",), NOW)
    assert (two.starred, two.read, two.tags) == (False, True, ("media/ai",))
    assert library.notes.get(2) == "mine"
    assert one.title == "Story 0, told in full."
    assert library.problems() == []
    assert three.feed_title == "Quanta"
    library.close()


def test_a_feed_whose_row_is_lost_comes_back_by_its_address_and_paused(file: Path, lost: sqlite3.Connection) -> None:
    lose_rows(lost, "feed")
    _, library = rescued(file)
    (feed,) = library.feeds.all()
    assert (feed.url, feed.paused, feed.stories) == ("https://quanta.example/feed", True, 3)
    library.close()


def test_a_tag_whose_row_is_lost_comes_back_by_its_name(file: Path, lost: sqlite3.Connection) -> None:
    lose_rows(lost, "tag")
    _, library = rescued(file)
    assert library.stories.get(1).tags == ("media/ai",)
    library.close()


def test_tags_on_stories_that_are_lost_come_back_from_the_index_by_tag(file: Path, lost: sqlite3.Connection) -> None:
    lose_rows(lost, "story_tag")
    _, library = rescued(file)
    assert [library.stories.get(story_id).tags for story_id in (1, 2, 3)] == [("media/ai",), ("media/ai",), ()]
    library.close()


def test_a_note_on_a_story_of_which_nothing_else_is_left_is_kept(file: Path, lost: sqlite3.Connection) -> None:
    for part in ("sqlite_autoindex_story_1", "story_by_time", "body", "feed", "sqlite_autoindex_feed_1"):
        (root,) = lost.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (part,)).fetchone()
        with file.open("r+b") as opened:
            opened.seek((root - 1) * 4096)
            opened.write(bytes(4096))
    lose_rows(lost, "story")
    _, library = rescued(file)
    assert library.notes.get(2) == "mine"
    assert library.stories.get(2).title == "Story 2, its title lost"
    assert library.problems() == []
    library.close()


def test_the_schema_is_found_where_the_first_page_is_lost(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(b"\xff" * 4096 + content[4096:])
    done, library = rescued(file)
    assert [kind.came_back for kind in done.kinds if kind.name in ("stories", "tags on stories", "notes")] == [3, 2, 1]
    library.close()


def test_counts_tell_what_is_lost_for_certain(file: Path, lost: sqlite3.Connection) -> None:
    lost.execute("DELETE FROM story_tag")
    lost.execute("DELETE FROM journal")
    lost.execute("DELETE FROM story WHERE id = 3")
    lost.execute("DELETE FROM body WHERE story_id = 3")
    lost.close()
    done, library = rescued(file)
    library.close()
    kinds = {kind.name: (kind.came_back, kind.there_were) for kind in done.kinds}
    assert (kinds["stories"], kinds["tags on stories"]) == ((2, 3), (0, 2))


def test_a_disk_that_fills_up_leaves_no_half_rescue_behind(file: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(LibraryError, match="disk"):
            rescue(file, TODAY)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [path.name for path in file.parent.iterdir()] == ["library.db"]


@pytest.mark.parametrize("table", ["tag", "story_tag", "note"])
def test_tags_and_notes_whose_table_is_gone_come_back_from_the_journal(file: Path, table: str) -> None:
    library = open_library(file)
    library.tags.rename("media/ai", "media/minds", NOW)
    library.tags.apply([3], ["later"], [], NOW)
    library.tags.apply([3], [], ["later"], NOW)
    library.notes.write(3, "not this one", NOW)
    library.journal.undo(NOW)
    library._db.run("PRAGMA foreign_keys = OFF")
    library._db.run(f"DROP TABLE {table}")
    library.close()
    _, library = rescued(file)
    assert [library.stories.get(story).tags for story in (1, 2, 3)] == [("media/minds",), ("media/minds",), ()]
    assert [library.notes.get(story) for story in (1, 2, 3)] == ["", "mine", ""]
    library.close()


def test_marks_of_a_lost_story_come_back_from_the_journal_where_the_lists_are_lost_too(
    file: Path, lost: sqlite3.Connection
) -> None:
    for part in ("story_unread", "story_starred"):
        (root,) = lost.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (part,)).fetchone()
        with file.open("r+b") as opened:
            opened.seek((root - 1) * 4096)
            opened.write(bytes(4096))
    lose_rows(lost, "story")
    _, library = rescued(file)
    assert [(library.stories.get(story).read, library.stories.get(story).starred) for story in (1, 2)] == [
        (False, True),
        (True, False),
    ]
    library.close()


def test_pages_that_changed_places_are_found_where_they_are_now(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        roots = dict(connection.execute("SELECT name, rootpage FROM sqlite_master"))
    content = bytearray(file.read_bytes())
    for one, other in (("rule", "search_docsize"), ("note", "search_data"), ("story_tag", "fetch_due")):
        first, second = ((roots[name] - 1) * 4096 for name in (one, other))
        content[first : first + 4096], content[second : second + 4096] = (
            content[second : second + 4096],
            content[first : first + 4096],
        )
    file.write_bytes(content)
    done, library = rescued(file)
    kinds = {kind.name: kind.came_back for kind in done.kinds}
    assert (kinds["rules"], kinds["notes"], kinds["tags on stories"]) == (1, 1, 2)
    library.close()
