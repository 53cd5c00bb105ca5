"""Tagging in a real pseudo-terminal: two keys, repeated, in bulk, taken back."""

from pathlib import Path

from end_to_end.program import run, start


def test_tagging_is_two_keys_then_one_then_many_and_can_be_taken_back(tmp_path: Path) -> None:
    run(tmp_path, "list")
    run(tmp_path, "tag", "1", "--add", "later")
    with start(tmp_path, 120, 40) as terminal:
        terminal.wait_for("INKubator")
        terminal.press("2", "t", "1")
        terminal.wait_for("tagged later")
        terminal.press("j", ".", ".")
        terminal.wait_until(lambda: sum("later" in line[23:71] for line in terminal.lines()) >= 3, "three tagged")
        terminal.press("*", "t")
        terminal.wait_for("◪ later")
        terminal.type("all,")
        terminal.press("enter")
        terminal.wait_for("● all             11")
        terminal.press("#")
        terminal.wait_for("all · 11 stories, 11 unread")
        terminal.press("esc")
        terminal.wait_for("All · 11 stories")
        terminal.press("H")
        terminal.wait_for("tagged 11 stories all")
        terminal.press("enter")
        terminal.wait_for("undone: 1 step")
        terminal.press("esc")
        terminal.wait_for("All · 11 stories")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
    assert "all" not in run(tmp_path, "tags").split()
