"""A feed's categories become tags: in one go from the sidebar or the palette, or as a box of a rule."""

from pathlib import Path
from typing import Any

import pytest
from builders import NOW, a_feed, a_story, keep
from textual.pilot import Pilot
from tui.stage import an_app, library_of, press, running, seed, until, until_shown
from tui.test_snapshots import Compare, after, an_app_to_look_at

from reader.model import FeedId, Rule, RuleActions
from reader.tagging.rules import follow_all
from reader.tui.app import ReaderApp

CATEGORIES = RuleActions(categories=True)


def with_categories(folder: Path) -> FeedId:
    """Seed a library with a feed whose publisher gives categories; return the feed."""
    seed(folder)
    library = library_of(folder)
    feed = a_feed(library, "Agora")
    keep(library, feed, a_story("Old news of the town", categories=("Politics",)))
    library.close()
    return feed


def rules(folder: Path) -> list[Rule]:
    library = library_of(folder)
    found = library.rules.all()
    library.close()
    return found


def come(folder: Path, feed: FeedId, title: str, *categories: str) -> None:
    library = library_of(folder)
    keep(library, feed, a_story(title, categories=categories))
    follow_all(library, NOW)
    library.close()


async def at_feed(pilot: Pilot[Any], app: ReaderApp, name: str) -> None:
    """Put the keys on a feed's row of the sidebar."""
    await press(pilot, "h")
    for _ in range(20):
        if app.main.feeds.row is not None and app.main.feeds.row.name == name:
            break
        await press(pilot, "j")
    await until(pilot, lambda: app.main.idle and app.main.listing.view and app.main.listing.view.title == name)


async def test_a_key_on_a_feed_switches_it_on_and_off_again(tmp_path: Path) -> None:
    feed = with_categories(tmp_path)
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await at_feed(pilot, app, "Agora")
        await press(pilot, "c")
        await until_shown(pilot, "new stories of Agora get their categories as tags · U undoes")
        assert [(rule.query, rule.actions) for rule in rules(tmp_path)] == [(f"feed:#{feed}", CATEGORIES)]
        come(tmp_path, feed, "The town votes", "Politics", "Votes, local")
        await until_shown(pilot, "1 new ↑")
        await press(pilot, "l", "g")
        await until_shown(pilot, "◇ Politics", "◇ Votes local")
        await press(pilot, "h", "c")
        await until_shown(pilot, "categories of Agora become tags no longer")
        assert [rule.active for rule in rules(tmp_path)] == [False]
        await press(pilot, "c")
        await until_shown(pilot, "new stories of Agora get their categories")
        assert [rule.active for rule in rules(tmp_path)] == [True]
        await press(pilot, "U", "U", "U")
        await until_shown(pilot, f"undone: made the rule feed:#{feed}")
    assert rules(tmp_path) == []


async def test_the_palette_does_it_for_the_feed_of_the_story(tmp_path: Path) -> None:
    feed = with_categories(tmp_path)
    app = an_app(tmp_path)
    async with running(app) as pilot:
        assert app.main.stories.story is not None
        assert app.main.stories.story.feed_title == "Agora"
        await press(pilot, "colon", *"categories as tags")
        await until_shown(pilot, "This feed's categories as tags")
        await press(pilot, "enter")
        await until_shown(pilot, "new stories of Agora get their categories as tags")
    assert [rule.query for rule in rules(tmp_path)] == [f"feed:#{feed}"]


async def test_elsewhere_the_key_makes_the_storys_category_a_tag(tmp_path: Path) -> None:
    with_categories(tmp_path)
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "c")
        await until_shown(pilot, "tagged Politics")
        await press(pilot, "U", "h", "c")
        await until_shown(pilot, "tagged Politics")
    assert rules(tmp_path) == []


async def test_a_box_of_the_dialog_says_so_and_is_ticked_when_it_is_changed(tmp_path: Path) -> None:
    with_categories(tmp_path)
    app = an_app(tmp_path, "feed:agora")
    async with running(app) as pilot:
        await press(pilot, "M")
        await until_shown(pilot, "its categories as tags", "1 story that is there matches")
        await press(pilot, "tab", "tab", "tab", "tab", "tab", "space", "enter")
        await until_shown(pilot, "made the rule feed:agora")
        app.call_later(app.run_action, "run('rules.show')")
        await until_shown(pilot, "● feed:agora  tag its categories", "x would change 1 story, of 1 that match")
        await press(pilot, "enter")
        await until_shown(pilot, "▐✓▌ its categories as tags")
        await press(pilot, "escape", "x")
        await until_shown(pilot, "ran feed:agora: 1 story changed")
    assert [(rule.query, rule.actions) for rule in rules(tmp_path)] == [("feed:agora", CATEGORIES)]


@pytest.mark.parametrize("size", [(80, 24), (40, 20)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_rule_for_categories(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    app = an_app_to_look_at(tmp_path, query="feed:lwn")
    keys = ("M", *["tab"] * 5, "space")
    assert snap_compare(app, terminal_size=size, run_before=after(*keys))


@pytest.mark.parametrize("size", [(60, 20), (40, 20)])
async def test_every_line_of_the_dialog_is_in_sight_on_a_small_screen(size: tuple[int, int], tmp_path: Path) -> None:
    with_categories(tmp_path)
    app = an_app(tmp_path, "feed:agora")
    async with running(app, size) as pilot:
        await press(pilot, "M")
        await until_shown(pilot, "mark read", "its categories as tags", "Enter keeps it", "1 story that is there")
        await press(pilot, "enter")
        await until_shown(pilot, "A rule must do something")
