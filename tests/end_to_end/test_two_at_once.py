"""Two terminals, one library: what is done in one shows in the other."""

from pathlib import Path

import pytest
from end_to_end.program import start, tag

pytestmark = pytest.mark.usefixtures("started_before")


def test_a_tag_made_in_one_terminal_shows_in_the_sidebar_of_the_other(tmp_path: Path) -> None:
    with start(tmp_path, 120, 40) as first:
        first.wait_for("INKubator")
        with start(tmp_path, 120, 40) as second:
            second.wait_for("INKubator")
            tag(first, "seen-twice")
            second.wait_for("● seen-twice")
            first.press("q")
            second.press("q")
            assert (first.wait_for_exit(), second.wait_for_exit()) == (0, 0)
