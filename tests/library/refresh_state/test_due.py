"""The glance that tells whether a refresh has anything to do."""

import subprocess
import sys
from pathlib import Path

from builders import NOW, a_feed, a_library, a_story

from reader.library.refresh_state.due import is_idle
from reader.library.schema import VERSION
from reader.model import FeedId, NextCheck


def test_nothing_is_to_be_done_until_a_feed_is_due(tmp_path: Path) -> None:
    library = a_library(tmp_path)
    feed = a_feed(library)
    assert not is_idle(library.path, VERSION, NOW)
    library.checks.put_off(feed, NextCheck(NOW + 100))
    assert is_idle(library.path, VERSION, NOW)
    assert not is_idle(library.path, VERSION, NOW + 100)
    assert not is_idle(library.path, VERSION, NOW - 40 * 86_400)  # the clock was wrong then, or is now
    library.feeds.pause(feed, NOW)
    assert is_idle(library.path, VERSION, NOW + 100)
    library.close()


def test_a_story_that_is_not_searchable_yet_is_something_to_do(tmp_path: Path) -> None:
    library = a_library(tmp_path)
    feed = FeedId(a_feed(library))
    library.checks.put_off(feed, NextCheck(NOW + 100))
    library.incoming.insert(feed, a_story(), NOW, b"digest", NOW)
    assert not is_idle(library.path, VERSION, NOW)
    library.search_index.catch_up()
    assert is_idle(library.path, VERSION, NOW)
    library.close()


def test_what_cannot_be_told_at_a_glance_is_left_to_a_closer_look(tmp_path: Path) -> None:
    assert not is_idle(tmp_path / "none.db", VERSION, NOW)
    assert not (tmp_path / "none.db").exists()
    (tmp_path / "text.db").write_text("no database " * 999)
    assert not is_idle(tmp_path / "text.db", VERSION, NOW)
    library = a_library(tmp_path)
    library.close()
    assert not is_idle(library.path, VERSION + 1, NOW)
    library = a_library(tmp_path)
    library._db.run("ALTER TABLE fetch RENAME COLUMN stopped TO other")
    library.close()
    assert not is_idle(library.path, VERSION, NOW)


def test_the_glance_needs_neither_the_library_nor_the_network() -> None:
    code = "import sys, reader.cli.refresh; print([name for name in sys.modules if name in {!r}])"
    heavy = ("reader.model", "reader.library.library", "urllib3", "feedparser", "textual")
    done = subprocess.run([sys.executable, "-c", code.format(heavy)], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
