"""Keeping stories for a time: what goes, what never does, and that nothing purged comes back."""

from pathlib import Path

import pytest
from builders import NOW, a_feed, a_library, a_story, keep

from reader.library import Library
from reader.library.retention import OLD, PurgePreview
from reader.model import Body, BodyFormat, Enclosure, FeedId, FeedKind, ParsedFeed, StoryId
from reader.query import parse
from reader.refreshing import storing
from reader.refreshing.schedule import check_interval

DAY = 86_400
LATER = NOW + 100 * DAY


@pytest.fixture
def library(tmp_path: Path):  # type: ignore[no-untyped-def]
    opened = a_library(tmp_path)
    yield opened
    opened.close()


def listed(library: Library, query: str = "") -> list[int]:
    return list(library.stories.ids(parse(query)))


def limits(library: Library, days: int = 30, now: int = LATER) -> dict[FeedId, int]:
    return library.retention.limits(lambda _: days, now)


def unlisted(library: Library, story: StoryId) -> int:
    return int(library._db.value("SELECT gone FROM story WHERE id = :id", {"id": story}))


def test_what_is_too_old_goes_with_its_text_and_leaves_a_tombstone(library: Library) -> None:
    body = Body(BodyFormat.HTML, "<p>sevenfold</p>", enclosures=(Enclosure("https://x.example/a.mp3"),))
    read, unread = keep(library, a_feed(library), a_story("Read", body=body), a_story("Unread"))
    library.stories.mark_read([read], NOW)
    assert library.retention.purge(limits(library)) == 2
    assert listed(library) == listed(library, "sevenfold") == []
    assert library.stories.body(read) == Body(BodyFormat.TEXT, "")
    assert library.stories.get(read).title == "Read"
    assert [unlisted(library, one) for one in (read, unread)] == [1, 1]
    tables = {
        table: library._db.value(f"SELECT count(*) FROM {table}")
        for table in ("body", "enclosure", "search", "unindexed")
    }
    assert tables == dict.fromkeys(tables, 0)
    assert library.tally().stories == 0
    assert library.problems() == []
    assert library.retention.purge(limits(library)) == 0


def test_the_tagged_the_starred_and_the_noted_are_never_purged(library: Library) -> None:
    stories = [a_story(title) for title in ("Tagged", "Starred", "Noted", "Plain")]
    tagged, starred, noted, _ = keep(library, a_feed(library), *stories)
    library.notes.write(noted, "Read this again", NOW)
    library.tags.apply([tagged], ["keep"], [], NOW)
    library.stories.star([starred], NOW)
    assert library.retention.purge(limits(library)) == 1
    assert listed(library) == [tagged, starred, noted]
    (feed,) = library.feeds.all()
    assert library.retention.count_kept(feed.id) == 3
    library.feeds.unsubscribe(feed.id, NOW)
    assert library.retention.purge(limits(library)) == 0
    library.search_index.catch_up()
    assert listed(library, "tag:keep OR starred OR again has:note") == [tagged, starred, noted]


@pytest.mark.parametrize("kind", [FeedKind.FOLDER, FeedKind.DOCUMENTS])
def test_documents_are_never_purged(library: Library, kind: FeedKind) -> None:
    keep(library, a_feed(library, kind=kind), a_story())
    assert limits(library) == {}
    assert library.retention.purge(limits(library)) == 0


@pytest.mark.parametrize(
    ("published", "days", "goes"),
    [(NOW, 99, True), (NOW, 100, False), (NOW - 5000 * DAY, 99, True), (NOW - 5000 * DAY, 100, False)],
)
def test_a_story_is_as_old_as_its_stay(library: Library, published: int, days: int, goes: bool) -> None:
    keep(library, a_feed(library), a_story(), published=published)
    assert library.retention.purge(limits(library, days)) == goes


def test_each_feed_has_a_limit_of_its_own_and_0_keeps_all(library: Library) -> None:
    feeds = {title: a_feed(library, title) for title in ("Short", "Long", "Ever")}
    ids = {title: keep(library, feed, a_story(title))[0] for title, feed in feeds.items()}
    days = {"https://short.example/feed": 10, "https://long.example/feed": 200, "https://ever.example/feed": 0}
    own = library.retention.limits(lambda url: days[url], LATER)
    assert own == {feeds["Short"]: LATER - 10 * DAY, feeds["Long"]: LATER - 200 * DAY}
    library.retention.purge(own)
    assert set(listed(library)) == {ids["Long"], ids["Ever"]}


def test_a_dry_run_says_how_much_of_which_feeds(library: Library) -> None:
    many, few = a_feed(library, "Many"), a_feed(library, "Few")
    ids = keep(library, many, *(a_story(f"Story {number}", content="é" * 100) for number in range(3)))
    keep(library, few, a_story("One", content="x" * 10))
    library.stories.mark_read(ids[:2], NOW)
    library.stories.star(ids[2:], NOW)
    going = library.retention.preview(limits(library))
    assert going == [PurgePreview(many, "Many", 2, 0, 400), PurgePreview(few, "Few", 1, 1, 10)]
    assert len(listed(library)) == 4
    assert library.retention.purge(limits(library)) == 3


def test_what_an_unsubscription_hid_is_purged_and_stays_so(library: Library) -> None:
    feed = a_feed(library)
    (story,) = keep(library, feed, a_story())
    library.feeds.unsubscribe(feed, NOW)
    assert [one.stories for one in library.retention.preview(limits(library))] == [1]
    library.retention.purge(limits(library))
    library.journal.undo(LATER)
    assert unlisted(library, story) == 1
    assert listed(library) == []


def test_a_limited_purge_goes_on_the_next_time(library: Library) -> None:
    keep(library, a_feed(library), *(a_story(f"Story {number}") for number in range(500)))
    assert [library.retention.purge(limits(library), 300) for _ in range(3)] == [300, 200, 0]


def test_what_was_purged_does_not_come_back(library: Library) -> None:
    feed = a_feed(library)
    parsed = ParsedFeed("Quanta", stories=(a_story("Old", published=NOW), a_story("Older", published=NOW - DAY)))
    storing.store_stories(library, feed, FeedKind.WEB, parsed, NOW)
    library.retention.purge(limits(library))
    changed = ParsedFeed("Quanta", stories=(*parsed.stories, a_story("Old", content="<p>Edited</p>", guid="guid:Old")))
    for answer in (parsed, changed):
        assert storing.store_stories(library, feed, FeedKind.WEB, answer, LATER) == storing.Stored(0, 0)
    assert listed(library) == []


def test_what_was_purged_does_not_come_back_under_another_guid_or_another_address(library: Library) -> None:
    old, new = a_feed(library, "Old place"), a_feed(library, "New place")
    story = a_story("Told once", url="https://x.example/1", published=NOW)
    storing.store_stories(library, old, FeedKind.WEB, ParsedFeed("Old place", stories=(story,)), NOW)
    library.retention.purge(limits(library))
    library.feeds.merge(old, new, LATER)
    renamed = a_story("Told once", url="https://x.example/1", published=NOW, guid="another")
    for again in (story, renamed):
        answer = ParsedFeed("New place", stories=(again,))
        assert storing.store_stories(library, new, FeedKind.WEB, answer, LATER) == storing.Stored(0, 0)
    assert listed(library) == []


def test_the_rhythm_of_a_silent_feed_outlives_its_stories(library: Library) -> None:
    feed = a_feed(library)
    keep(library, feed, *(a_story(f"Story {number}") for number in range(12)))
    before = library.incoming.newest_times(feed, 10)
    library.retention.purge(limits(library))
    fresh = keep(library, feed, a_story("New"), published=LATER)
    assert library.incoming.newest_times(feed, 10) == [LATER, *before[:9]]
    library.stories.star(fresh, LATER)
    assert check_interval(library.incoming.newest_times(feed, 10), LATER + 400 * DAY, 3600) == 7 * DAY


def test_undoing_what_was_done_to_a_purged_story_does_not_bring_it_back(library: Library) -> None:
    feed = a_feed(library)
    (story,) = keep(library, feed, a_story())
    library.stories.mark_read([story], NOW)
    library.tags.apply([story], ["ai"], [], NOW)
    library.tags.apply([story], [], ["ai"], NOW)
    library.retention.purge(limits(library))
    while library.journal.undo(LATER):
        assert listed(library) == []
        assert library.tags.all() == []
    while library.journal.redo(LATER):
        assert library.tally().stories == 0
    assert library.problems() == []


def test_old_stories_are_found_by_an_index(library: Library) -> None:
    keep(library, a_feed(library), a_story())
    plan = [row["detail"] for row in library._db.run(f"EXPLAIN QUERY PLAN {OLD}", {"limits": "[[1, 2]]"})]
    assert any("story_by_feed (feed_id=? AND published<?)" in step for step in plan), plan
    assert any("story_unlisted (feed_id=? AND gone=? AND published<?)" in step for step in plan), plan
    assert not any("SCAN story" in step for step in plan), plan
