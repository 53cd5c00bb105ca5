"""What a person did is on disk when it shows, so that killing the program at that very moment loses nothing."""

from pathlib import Path

import pytest
from end_to_end.program import listed, start, tag

pytestmark = pytest.mark.usefixtures("started_before")


def test_a_tag_survives_a_kill_at_the_moment_it_shows(tmp_path: Path) -> None:
    with start(tmp_path, 120, 40) as terminal:
        terminal.wait_for("INKubator")
        tag(terminal, "ai")
        terminal.wait_for("● ai")
        terminal.kill()
    assert len(listed(tmp_path, "tag:ai")) == 1
    with start(tmp_path, 120, 40) as terminal:
        terminal.wait_for("● ai")
