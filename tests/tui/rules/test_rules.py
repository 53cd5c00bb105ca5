"""Making rules in the interface, and the screen of the rules."""

from pathlib import Path
from typing import Any

from builders import NOW, a_story, keep
from textual.pilot import Pilot
from textual.widgets import Input
from tui.stage import ESCAPES, HOSTILE, an_app, library_of, press, running, shown, until, until_shown

from reader.model import FeedId, Rule, RuleActions
from reader.query import parse
from reader.tagging.rules import follow_all
from reader.tui.app import ReaderApp
from reader.tui.rules.dialog import RuleDialog
from reader.tui.rules.screen import RulesScreen


def rules(folder: Path) -> list[Rule]:
    library = library_of(folder)
    found = library.rules.all()
    library.close()
    return found


def make(folder: Path, query: str, actions: RuleActions, *titles: str) -> None:
    """Make a rule, and let stories come."""
    library = library_of(folder)
    library.rules.add(query, actions, NOW)
    keep(library, FeedId(1), *(a_story(title) for title in titles))
    follow_all(library, NOW)
    library.close()


async def settled(pilot: Pilot[Any], app: ReaderApp) -> None:
    await until(pilot, lambda: app.main.idle)
    await pilot.pause()


async def rules_shown(pilot: Pilot[Any], app: ReaderApp) -> RulesScreen:
    app.call_later(app.run_action, "run('rules.show')")
    await until(pilot, lambda: isinstance(app.screen, RulesScreen))
    await settled(pilot, app)
    assert isinstance(app.screen, RulesScreen)
    return app.screen


async def test_a_rule_is_made_of_what_is_shown_with_its_matches_in_sight(tmp_path: Path) -> None:
    app = an_app(tmp_path, "title:parser")
    async with running(app) as pilot:
        await press(pilot, "M")
        await until_shown(pilot, "title:parser", "1 story that is there matches", "Writing a parser in an afternoon")
        await press(pilot, "tab", *"code", "comma", *"-later", "tab", "space", "enter")
        await settled(pilot, app)
        await until_shown(pilot, "made the rule title:parser")
    assert [(rule.query, rule.actions) for rule in rules(tmp_path)] == [
        ("title:parser", RuleActions(("code",), ("later",), read=True))
    ]


async def test_the_matches_follow_the_typing_and_a_mistake_is_named(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "2", "M", *"title:page")
        await until_shown(pilot, "The state of the page cache", "1 story that is there matches")
        app.screen.query_one("#query", Input).value = "tagg:x"
        await until_shown(pilot, "did you mean tag:?")
        await press(pilot, "enter")
        assert isinstance(app.screen, RuleDialog)
        app.screen.query_one("#query", Input).value = "title:page"
        await press(pilot, "enter")
        await until_shown(pilot, "A rule must do something")
        await press(pilot, "escape")
    assert rules(tmp_path) == []


async def test_hostile_titles_are_text_in_the_dialog(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    make(tmp_path, "nothing", RuleActions(star=True), f"zebra {HOSTILE}")
    async with running(app) as pilot:
        await press(pilot, "2", "M", *"zebra")
        await until_shown(pilot, "1 story that is there matches")
        await settled(pilot, app)
        assert not any(escape in shown(app) for escape in ESCAPES)


async def test_rules_are_listed_with_what_they_did_and_would_do(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    make(tmp_path, "phone", RuleActions(("gadgets",)), "Another phone")
    async with running(app) as pilot:
        await rules_shown(pilot, app)
        await until_shown(pilot, "● phone  tag gadgets", "stands on 1 story", "x would change 1 story, of 2 that match")
        await press(pilot, "x")
        await until_shown(pilot, "ran phone: 1 story changed", "stands on 2 stories")
        await press(pilot, "U")
        await until_shown(pilot, "undone: ran the rule phone", "stands on 1 story")


async def test_rules_are_switched_moved_taken_back_and_removed(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    make(tmp_path, "phone", RuleActions(("gadgets",)), "Another phone")
    make(tmp_path, "kernel", RuleActions(star=True))
    async with running(app) as pilot:
        await rules_shown(pilot, app)
        await press(pilot, "J")
        await settled(pilot, app)
        assert [rule.query for rule in rules(tmp_path)] == ["kernel", "phone"]
        await press(pilot, "o")
        await until_shown(pilot, "○ phone", "(off)")
        await press(pilot, "o", "b")
        await until_shown(pilot, "what it did to 1 story is taken back")
        await press(pilot, "d")
        await until_shown(pilot, "removed the rule phone", "1 rule,")
        await press(pilot, "escape")
        await until(pilot, lambda: app.screen is app.main)
    library = library_of(tmp_path)
    assert [rule.query for rule in library.rules.all()] == ["kernel"]
    assert library.stories.count(parse("tag:gadgets")) == 0
    library.close()


async def test_a_rule_is_changed_in_the_dialog(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    make(tmp_path, "phone", RuleActions(("gadgets",), star=True))
    async with running(app) as pilot:
        await rules_shown(pilot, app)
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, RuleDialog))
        assert app.screen.query_one("#tags", Input).value == "gadgets"
        await press(pilot, "end", *" fold", "enter")
        await until_shown(pilot, "changed the rule phone fold")
        await press(pilot, "a", "escape")
    assert [(rule.query, rule.actions) for rule in rules(tmp_path)] == [
        ("phone fold", RuleActions(("gadgets",), star=True))
    ]


async def test_without_rules_it_is_said_how_to_make_one(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await rules_shown(pilot, app)
        await until_shown(pilot, "No rules yet. a makes one")
        await press(pilot, "enter", "o", "x", "d", "b", "J", "j", "k", "g", "G", "question_mark")
        await until_shown(pilot, "Follow it later")


async def test_a_tag_by_a_rule_is_told_from_one_by_hand(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    make(tmp_path, "phone", RuleActions(("gadgets",)), "Another phone")
    async with running(app) as pilot:
        await press(pilot, "2")
        await until_shown(pilot, "◇ gadgets")
        await press(pilot, "t", "question_mark")
        await until_shown(pilot, "◇ gadgets  put on by the rule phone")


def six_to_tag(folder: Path) -> None:
    library = library_of(folder)
    words = ("one", "two", "six", "ten", "red", "low")
    keep(library, FeedId(1), *(a_story(f"Cvelist {word}") for word in words), published=NOW)
    library.close()


async def tag_six(pilot: Pilot[Any], app: ReaderApp) -> None:
    await press(pilot, "2", "t", *"security", "enter", "j", ".", ".", ".", ".", ".")
    await settled(pilot, app)


async def test_a_rule_learnt_from_hands_is_offered_once_and_looked_at(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    six_to_tag(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "Y")
        await until_shown(pilot, "no rule is offered now")
        await tag_six(pilot, app)
        await until_shown(pilot, "a rule? title:cvelist → security")
        await press(pilot, "Y")
        await until(pilot, lambda: isinstance(app.screen, RuleDialog))
        await press(pilot, "enter")
        await until_shown(pilot, "made the rule title:cvelist")
    assert [(rule.query, rule.actions) for rule in rules(tmp_path)] == [("title:cvelist", RuleActions(("security",)))]


async def test_a_rule_refused_is_not_offered_again_even_after_a_restart(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    six_to_tag(tmp_path)
    async with running(app) as pilot:
        await tag_six(pilot, app)
        await until_shown(pilot, "a rule? ")
        await press(pilot, "N")
        await until_shown(pilot, "no rule for security will be offered again")
        await settled(pilot, app)
    again = an_app(tmp_path)
    async with running(again) as pilot:
        await press(pilot, "2", "G", "t", *"security", "enter")
        await settled(pilot, again)
        await until_shown(pilot, "tagged security")
        assert "a rule?" not in shown(again)
        assert rules(tmp_path) == []
