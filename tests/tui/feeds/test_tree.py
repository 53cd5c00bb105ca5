"""The feed tree, on a stage of its own."""

import pytest
from tui.stage import ESCAPES, HOSTILE, a_feed_row, on_stage, press, shown, until

from reader.model import Tag
from reader.tui.feeds import tree as feed_tree
from reader.tui.feeds.counts import Counts
from reader.tui.feeds.rows import rows
from reader.tui.feeds.tree import FeedTree

COUNTS = Counts(
    (
        a_feed_row(1, "LWN", folder="Tech", unread=2, trouble="The server answered 503."),
        a_feed_row(2, "Verge", folder="Tech", unread=1234),
        a_feed_row(3, "Seeds"),
    ),
    (Tag("ai", 5), Tag("media/film", 2)),
    stories=4120,
    unread=1236,
    starred=4,
)


async def test_rows_show_counts_depth_trouble_and_folds() -> None:
    tree = FeedTree()
    async with on_stage(tree, (40, 20)) as (host, pilot):
        tree.show(rows(COUNTS))
        await pilot.pause()
        lines = shown(host).splitlines()
        assert lines[0].startswith("▌Unread")
        assert "4,120" in lines[1]
        assert lines[3].startswith(" ! In trouble") and "1" in lines[3]
        assert lines[6].startswith(" ▾ Tech")
        assert lines[7].startswith("   LWN")
        assert "! 2" in lines[7]
        assert any(line.startswith("   ● film") for line in lines)


async def test_the_cursor_steps_over_gaps_and_its_row_is_chosen_once_it_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_tree, "REST_SECONDS", 1.5)  # longer than four keys take on a busy machine
    tree = FeedTree()
    async with on_stage(tree, (40, 20)) as (host, pilot):
        tree.show(rows(COUNTS))
        await press(pilot, "j", "j", "j", "j")
        assert tree.row is not None
        assert tree.row.key == "feed:3"
        await until(pilot, lambda: host.of(FeedTree.Chosen))
        assert [message.row.key for message in host.of(FeedTree.Chosen)] == ["feed:3"]


async def test_enter_goes_to_the_stories_and_folds_a_folder() -> None:
    tree = FeedTree()
    async with on_stage(tree, (40, 20)) as (host, pilot):
        tree.show(rows(COUNTS))
        await press(pilot, "enter")
        assert [message.row.key for message in host.of(FeedTree.Entered)] == ["unread"]
        tree.put_cursor("folder:Tech")
        await press(pilot, "enter", "space")
        assert [message.row.key for message in host.of(FeedTree.FoldChanged)] == ["folder:Tech"] * 2


async def test_left_goes_to_the_folder_and_then_folds_it_and_right_unfolds() -> None:
    tree = FeedTree()
    async with on_stage(tree, (40, 20)) as (host, pilot):
        tree.show(rows(COUNTS))
        tree.put_cursor("feed:2")
        await press(pilot, "left")
        assert tree.row is not None
        assert tree.row.key == "folder:Tech"
        await press(pilot, "right")
        assert not host.of(FeedTree.FoldChanged)
        await press(pilot, "left")
        assert len(host.of(FeedTree.FoldChanged)) == 1
        tree.show(rows(COUNTS, ["folder:Tech"]))
        await press(pilot, "right")
        assert len(host.of(FeedTree.FoldChanged)) == 2


async def test_the_cursor_stays_on_its_row_when_others_come_and_go() -> None:
    tree = FeedTree()
    async with on_stage(tree, (40, 20)) as (_, pilot):
        tree.show(rows(COUNTS))
        tree.put_cursor("tag:ai")
        tree.show(rows(COUNTS, ["folder:Tech"]))
        assert tree.row is not None
        assert tree.row.key == "tag:ai"
        tree.show(rows(Counts()))
        assert tree.row.key == "starred"
        await pilot.pause()


async def test_a_feed_in_a_closed_folder_is_stood_for_by_the_folder() -> None:
    tree = FeedTree()
    async with on_stage(tree, (40, 20)) as (_, __):
        tree.show(rows(COUNTS, ["folder:Tech"]))
        tree.put_cursor("feed:2")
        assert tree.row is not None
        assert tree.row.key == "folder:Tech"


async def test_what_is_above_the_cursor_comes_into_sight_with_it() -> None:
    tree = FeedTree()
    async with on_stage(tree, (40, 20)) as (_, pilot):
        tree.display = False
        await pilot.pause()
        tree.show(rows(COUNTS))
        tree.put_cursor("starred")
        tree.display = True
        await pilot.pause()
        assert tree.scroll_offset.y == 0
        await pilot.resize_terminal(40, 6)
        tree.put_cursor("tag:ai")
        await pilot.pause()
        assert tree.scroll_offset.y > 0
        tree.display = False
        await pilot.pause()
        tree.put_cursor("all")
        tree.display = True
        await pilot.pause()
        assert tree.scroll_offset.y == 0


async def test_a_click_chooses_and_one_on_the_triangle_folds() -> None:
    tree = FeedTree()
    async with on_stage(tree, (40, 20)) as (host, pilot):
        tree.show(rows(COUNTS))
        await pilot.click(FeedTree, offset=(10, 8))
        assert host.of(FeedTree.Chosen)[-1].row.key == "feed:2"
        await pilot.click(FeedTree, offset=(1, 6))
        assert host.of(FeedTree.FoldChanged)[-1].row.key == "folder:Tech"
        await pilot.click(FeedTree, offset=(10, 4))
        assert tree.row is not None
        assert tree.row.key == "folder:Tech"
        await pilot.click(FeedTree, offset=(10, 3))
        assert host.of(FeedTree.Entered)[-1].row.key == "health"


async def test_hostile_names_are_text_at_every_width() -> None:
    tree = FeedTree()
    counts = Counts((a_feed_row(1, HOSTILE, folder=HOSTILE, trouble=HOSTILE),), (Tag(HOSTILE, 1),))
    async with on_stage(tree, (60, 12)) as (host, pilot):
        tree.show(rows(counts))
        for width in (1, 3, 7, 20, 60):
            await pilot.resize_terminal(width, 12)
            await pilot.pause()
        text = shown(host)
        assert "[@click=app.quit]" in text
        assert not any(escape in text for escape in ESCAPES)
