"""Scene one of the design: a fresh machine, no network, and the main job done with a handful of keys."""

import re
from pathlib import Path

import pytest
from end_to_end.program import listed, start, tag
from end_to_end.terminal import Terminal

TITLE = "Netflix"
FIRST_WORDS = "Netflix is setting up"


def has_one_pane(terminal: Terminal) -> bool:
    return terminal.screen.columns < 60


def right_of_the_sidebar(terminal: Terminal) -> str:
    """Return what list and article show."""
    lines = terminal.lines()
    if terminal.screen.columns >= 120:
        lines = [line.partition("│")[2] for line in lines]
    return "\n".join(lines)


def sidebar(terminal: Terminal) -> str:
    """Return what the sidebar shows where it is in sight."""
    return "\n".join(line.partition("│")[0] for line in terminal.lines())


def list_row(terminal: Terminal, pattern: str) -> str:
    """Return the first row of the list that matches, "" where none is in sight."""
    rows = [row.split("│")[0] for row in right_of_the_sidebar(terminal).splitlines()]
    return next((row for row in rows if re.match(pattern, row)), "")


def words_of(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def cursor_row(terminal: Terminal) -> str:
    """Return the row of the list the cursor stands on, "" while there is none."""
    return list_row(terminal, "▌[● ][★ ]")


def go_to_the_story(terminal: Terminal) -> None:
    """Press `j` until the cursor stands on the story, and `enter` where the list has the terminal for itself."""
    row = ""
    while TITLE not in row:
        terminal.press("j") if row else None
        terminal.wait_until(lambda left=row: cursor_row(terminal) not in ("", left), "the cursor on another row")  # type: ignore[misc]
        row = cursor_row(terminal)
    if has_one_pane(terminal):
        terminal.press("enter")
    terminal.wait_for(FIRST_WORDS)


def has_chips_in_the_article(terminal: Terminal) -> bool:
    shown = right_of_the_sidebar(terminal)
    return "● ai" in shown and "● media" in shown


def has_chips_in_the_list(terminal: Terminal) -> bool:
    return {"ai", "media"} <= words_of(list_row(terminal, f"[▌ ][● ][★ ] *[0-9a-z]+ .*{TITLE}"))


def has_tags_in_the_sidebar(terminal: Terminal) -> bool:
    shown = sidebar(terminal)
    return all(re.search(rf"● {tag} +1\b", shown) for tag in ("ai", "media"))


def check_the_tags_show_everywhere(terminal: Terminal) -> None:
    """See the chips in the article, the list and the sidebar, going to those that are not in sight."""
    terminal.wait_until(lambda: has_chips_in_the_article(terminal), "the chips in the article")
    if has_one_pane(terminal):
        terminal.press("esc")
    terminal.wait_until(lambda: has_chips_in_the_list(terminal), "the chips in the list")
    if terminal.screen.columns < 120:
        terminal.press("h")
    terminal.wait_until(lambda: has_tags_in_the_sidebar(terminal), "the tags in the sidebar")


@pytest.mark.parametrize(("columns", "rows"), [(120, 40), (80, 24), (40, 20)])
def test_the_story_is_found_read_and_tagged_and_is_so_after_a_restart(tmp_path: Path, columns: int, rows: int) -> None:
    with start(tmp_path, columns, rows) as terminal:
        go_to_the_story(terminal)
        tag(terminal, "ai, media")
        check_the_tags_show_everywhere(terminal)
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
    (story,) = listed(tmp_path, "tag:ai tag:media")
    assert TITLE in story["title"]
    with start(tmp_path, columns, rows) as terminal:
        terminal.wait_until(lambda: cursor_row(terminal) != "", "the list")
        terminal.press("2")
        terminal.wait_for("11 stories")
        go_to_the_story(terminal)
        check_the_tags_show_everywhere(terminal)
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
