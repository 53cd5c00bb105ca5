"""Keys that come faster than the screen can follow, as over a slow line: none is taken for another command."""

from pathlib import Path

import pytest
from end_to_end.program import listed, start

pytestmark = pytest.mark.usefixtures("started_before")


def test_tags_typed_in_one_breath_with_the_key_are_tags(tmp_path: Path) -> None:
    with start(tmp_path, 120, 40) as terminal:
        terminal.wait_for("Netflix is setting up")
        terminal.type("tstar, ai\r")
        terminal.wait_for("tagged")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
    assert [story["tags"] for story in listed(tmp_path, "is:tagged")] == [["ai", "star"]]
    assert listed(tmp_path, "is:starred") == []


def test_a_story_opened_and_tagged_in_one_breath_is_tagged(tmp_path: Path) -> None:
    with start(tmp_path, 120, 40) as terminal:
        terminal.wait_for("Netflix is setting up")
        terminal.type("\rtai\r")
        terminal.wait_for("tagged")
    assert [story["read"] for story in listed(tmp_path, "tag:ai")] == [True]


def test_a_resize_leaves_the_tag_bar_its_keys(tmp_path: Path) -> None:
    with start(tmp_path, 120, 40) as terminal:
        terminal.wait_for("Netflix is setting up")
        terminal.press("t")
        terminal.wait_for("no tags yet")
        terminal.type("quiet")
        terminal.wait_for("quiet")
        terminal.resize(80, 24)
        terminal.wait_until(lambda: "Enter apply" in terminal.line_with("tag quiet")[:80], "the bar in the new width")
        terminal.type("er")
        terminal.wait_for("quieter")
        terminal.press("esc")
        terminal.wait_until(lambda: not terminal.shows("no tags yet"), "the bar gone")


def test_enter_pressed_twice_in_the_palette_does_not_end_the_program(tmp_path: Path) -> None:
    with start(tmp_path, 120, 40) as terminal:
        terminal.wait_for("Netflix is setting up")
        terminal.press("ctrl+p")
        terminal.wait_for("Star")
        terminal.type("starred\r\r\r")
        terminal.wait_for("Starred ·")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0


def test_page_down_in_a_palette_that_is_just_opening_does_not_end_the_program(tmp_path: Path) -> None:
    with start(tmp_path, 120, 40) as terminal:
        terminal.wait_for("Netflix is setting up")
        terminal.press("ctrl+p", "page down", "page down")
        terminal.wait_for("Search for commands")
        terminal.press("esc")
        terminal.wait_until(lambda: not terminal.shows("Search for commands"), "the palette gone")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0


def test_a_click_elsewhere_closes_the_tag_bar_and_keys_are_commands_again(tmp_path: Path) -> None:
    with start(tmp_path, 120, 40) as terminal:
        terminal.wait_for("Netflix is setting up")
        terminal.press("t")
        terminal.wait_for("no tags yet")
        terminal.type("\x1b[<0;50;5M\x1b[<0;50;5m")
        terminal.wait_until(lambda: not terminal.shows("no tags yet"), "the bar gone")
        terminal.press("3")
        terminal.wait_for("Starred ·")


def test_the_last_of_many_resizes_holds(tmp_path: Path) -> None:
    with start(tmp_path, 120, 40) as terminal:
        terminal.wait_for("INKubator")
        for columns, rows in [(100, 30), (60, 20), (150, 45), (81, 25), (130, 41), (90, 28)]:
            terminal.resize(columns, rows)
        terminal.wait_until(lambda: terminal.lines()[-1].rstrip().endswith("? keys"), "the status line at the bottom")
        terminal.wait_until(lambda: len(terminal.lines()[-1].rstrip()) >= 88, "the whole width in use")
