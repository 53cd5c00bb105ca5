"""The one table of commands."""

from collections import Counter
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.dom import DOMNode
from tui.stage import an_app, press, running

from reader.errors import ConfigError
from reader.tui.app import ReaderApp
from reader.tui.article.view import ArticleView
from reader.tui.commands import (
    BY_ID,
    COMMANDS,
    Command,
    Where,
    bindings,
    check_keys,
    conflicts,
    keys_of,
    readme_table,
)
from reader.tui.feeds.health_list import HealthList
from reader.tui.feeds.health_screen import HealthScreen
from reader.tui.feeds.tree import FeedTree
from reader.tui.journal.timeline_screen import TimelineScreen
from reader.tui.main_screen import MainScreen
from reader.tui.rules.screen import RulesScreen
from reader.tui.stories.story_list import StoryList
from reader.tui.tags.screen import TagsScreen
from reader.tui.widgets.choice_list import ChoiceList

DOERS: dict[Where, tuple[type[DOMNode], ...]] = {
    Where.PANE: (FeedTree, StoryList, ArticleView, HealthList, ChoiceList),
    Where.FEEDS: (FeedTree,),
    Where.STORIES: (StoryList,),
    Where.ARTICLE: (ArticleView,),
    Where.STORY: (MainScreen,),
    Where.HEALTH: (HealthScreen,),
    Where.RULES: (RulesScreen,),
    Where.TIMELINE: (TimelineScreen,),
    Where.TAGS: (TagsScreen,),
    Where.HOUSEKEEPING: (MainScreen,),
    Where.MAIN: (MainScreen,),
    Where.APP: (ReaderApp,),
}


def test_every_command_has_an_id_of_its_own() -> None:
    assert max(Counter(command.id for command in COMMANDS).values()) == 1


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_every_command_is_bound_where_it_belongs(command: Command) -> None:
    for place in DOERS[command.where]:
        bound = {binding.action for binding in place.BINDINGS if isinstance(binding, Binding)}
        assert (f"app.run('{command.id}')" in bound) == bool(command.keys)


def test_a_command_without_a_key_can_be_run_by_name() -> None:
    assert {BY_ID[name].keys for name in ("rules.show", "feeds.stop", "story.pipe")} == {""}


def test_no_key_means_two_things_in_one_place() -> None:
    for place in Where:
        keys = Counter(key for command in COMMANDS if command.where is place for key in command.keys.split(",") if key)
        assert not [key for key, uses in keys.items() if uses > 1]


def test_bindings_carry_the_id_a_person_remaps_them_by() -> None:
    assert all(binding.id for place in Where for binding in bindings(place))  # type: ignore[union-attr]


def test_keys_are_shown_as_a_person_reads_them() -> None:
    down = next(command for command in COMMANDS if command.id == "move.down")
    assert keys_of(down, {}) == "j ↓"
    assert keys_of(down, {"move.down": "x"}) == "x"


def test_good_keys_pass() -> None:
    check_keys({})
    check_keys({"story.star": "ctrl+s", "story.tag": "s"})


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"story.stra": "x"}, "story.stra: there is no such command"),
        ({"story.star": "t"}, "t is given to both story.star and story.tag"),
        ({"story.star": "j"}, "j is given to both move.down and story.star"),
        ({"story.star": "g g"}, "blank in it"),
        ({"story.star": "x,,y"}, "not a list of keys"),
    ],
)
def test_bad_keys_are_named_in_a_sentence(keys: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigError, match="keys") as error:
        check_keys(keys)
    assert words in str(error.value)


def test_the_table_for_the_readme_has_a_row_for_every_command_with_a_key() -> None:
    rows = readme_table().splitlines()
    assert len(rows) == 2 + sum(1 for command in COMMANDS if command.keys)
    assert "| `s` | Star, or take the star away | `story.star` |" in rows


def test_a_key_means_two_things_only_where_one_of_them_steps_back() -> None:
    """Priority keys go to the outermost place first; each pair here is parted by a check_action of that place."""
    parted = {
        ("feeds.fold", "story.scroll-on"),
        ("feeds.categories", "story.category"),
        ("search.edit", "article.ending"),
        ("search.remove", "article.changes"),
        ("article.find", "search.open"),
        ("article.previous-hit", "rules.refuse"),
    }
    assert {(one.id, other.id) for one, other, _ in conflicts({})} == parted


NO_SHELL = "There is no shell here to go back to: q quits."


@pytest.mark.parametrize("keys", [["slash", "a"], ["colon", "a"], ["a"], ["m", "a"], ["question_mark"], ["#"]])
async def test_suspending_is_meant_wherever_one_is(tmp_path: Path, keys: list[str]) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, *keys, "ctrl+z")
        assert NO_SHELL in (app.main.status.message, app.context.status.message)


async def test_a_letter_one_suspends_by_is_typed_where_one_types(tmp_path: Path) -> None:
    app = an_app(tmp_path, keys={"app.suspend": "W"})
    async with running(app) as pilot:
        await press(pilot, "slash", "W")
        assert app.main.status.message != NO_SHELL
        await press(pilot, "escape", "W")
        assert app.main.status.message == NO_SHELL
