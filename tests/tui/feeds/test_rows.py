"""What the feed tree shows."""

from tui.stage import a_feed_row

from reader.model import Tag
from reader.query import parse
from reader.tui.feeds.counts import Counts
from reader.tui.feeds.rows import RowKind, next_feeds, rows

FEEDS = (
    a_feed_row(1, "Verge", folder="Tech", unread=3),
    a_feed_row(2, "LWN", folder="Tech", unread=2, trouble="The server answered 503."),
    a_feed_row(3, "Seeds"),
)
TAGS = (Tag("ai", 5), Tag("media/film", 2), Tag("unused", 0))
COUNTS = Counts(FEEDS, TAGS, stories=100, unread=7, starred=4)


def labels(*folded: str) -> list[str]:
    return [row.label for row in rows(COUNTS, folded)]


def test_smart_views_come_first_then_feeds_in_folders_then_tags() -> None:
    assert labels() == [
        "Unread",
        "All",
        "Starred",
        "In trouble",
        "",
        "Seeds",
        "Tech",
        "Verge",
        "LWN",
        "",
        "ai",
        "media",
        "film",
    ]


def test_the_feeds_beside_a_row_are_the_nearest_first() -> None:
    every = rows(COUNTS)
    assert [row.key for row in next_feeds(every, "unread", 1)] == ["feed:3", "feed:1", "feed:2"]
    assert [row.key for row in next_feeds(every, "feed:2", -1)] == ["feed:1", "feed:3"]
    assert next_feeds(every, "unread", -1) == []
    assert next_feeds(every, "no such row", 1) == []


def test_a_folded_folder_hides_its_feeds_and_says_that_one_is_in_trouble() -> None:
    assert "LWN" not in labels("folder:Tech")
    folder = next(row for row in rows(COUNTS, ["folder:Tech"]) if row.kind is RowKind.FOLDER)
    assert folder.count == 5
    assert folder.trouble == "LWN: The server answered 503."


def test_a_folded_tag_hides_those_nested_under_it() -> None:
    assert "film" not in labels("tag:media")


def test_a_tag_no_story_carries_is_not_shown() -> None:
    assert "unused" not in labels()


def test_a_nested_tag_has_its_parent_above_it_whether_or_not_a_story_carries_that() -> None:
    parent = next(row for row in rows(COUNTS) if row.key == "tag:media")
    assert parent.count == 2
    assert parent.foldable


def test_every_query_can_be_read_whatever_the_names() -> None:
    odd = Counts((a_feed_row(1, "x", folder='a "quoted" \\ folder'),), (Tag('odd "tag" (x', 1),))
    for row in rows(odd):
        parse(row.query)


def test_an_empty_library_has_its_smart_views() -> None:
    assert [row.label for row in rows(Counts())] == ["Unread", "All", "Starred"]


def test_a_mark_tells_without_colour_how_a_feed_is() -> None:
    feeds = (
        a_feed_row(1, "failing", trouble="It answered 503."),
        a_feed_row(2, "gone", trouble="It is gone.", stopped=True),
        a_feed_row(3, "paused", trouble="It answered 503.", paused=True),
        a_feed_row(4, "well", checked=1),
    )
    marks = {row.label: row.mark for row in rows(Counts(feeds)) if row.kind is RowKind.FEED}
    assert marks == {"failing": "!", "gone": "✕", "paused": "‖", "well": ""}


def test_the_way_to_the_feeds_in_trouble_is_there_only_where_there_are_some() -> None:
    row = next(row for row in rows(COUNTS) if row.kind is RowKind.HEALTH)
    assert (row.label, row.count) == ("In trouble", 1)
    paused = (a_feed_row(1, "paused", trouble="It answered 503.", paused=True),)
    assert not [row for row in rows(Counts(paused)) if row.kind is RowKind.HEALTH]
