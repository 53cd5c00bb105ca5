"""The terminal lent to a pager in a real pseudo-terminal, and taken back."""

from pathlib import Path

from end_to_end.program import READER, environment, run_here
from end_to_end.terminal import Terminal

PAGER = """import sys
print(sys.argv[1][-8:], open(sys.argv[1]).read().count("INKubator") > 1, "read me", flush=True)
input()
"""


def test_the_pager_has_the_terminal_until_it_ends(tmp_path: Path) -> None:
    run_here(tmp_path, "list")
    pager = tmp_path / "pager.py"
    pager.write_text(PAGER)
    env = {**environment(tmp_path), "PAGER": f"{READER[0]} {pager}"}
    # ctrl+c is for the pager alone: it ends, and this program takes its terminal back
    with Terminal(100, 30, READER, env) as terminal:
        terminal.wait_for("INKubator")
        terminal.press("P")
        terminal.wait_for("story.md True read me")
        terminal.press("ctrl+c")
        terminal.wait_until(lambda: not terminal.shows("read me"), "the screen drawn anew")
        terminal.press("j")
        terminal.wait_for("One file, and it is yours")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
