"""A change on disk shows in a fingerprint; what is still changing has none."""

import os
from pathlib import Path

import pytest

from reader.sources.files.disk import fingerprint


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that was made a minute ago."""
    import time

    now = time.time() + 60
    monkeypatch.setattr(time, "time", lambda: now)
    root = tmp_path / "documents"
    (root / "below").mkdir(parents=True)
    (root / "one.txt").write_text("one")
    (root / "below" / "two.txt").write_text("two")
    return root


def test_l5_the_same_folder_looks_the_same(folder: Path) -> None:
    assert fingerprint(folder) is not None
    assert fingerprint(folder) == fingerprint(folder)
    assert fingerprint(folder / "one.txt") != fingerprint(folder / "below" / "two.txt")


@pytest.mark.parametrize("change", ["edit", "touch", "add", "remove", "rename", "permit"])
def test_l5_every_change_shows(folder: Path, change: str) -> None:
    before = fingerprint(folder)
    file = folder / "below" / "two.txt"
    if change == "edit":
        file.write_text("TWO")
    elif change == "touch":
        os.utime(file, (1, 1))
    elif change == "add":
        (folder / "three.txt").write_text("three")
    elif change == "remove":
        file.unlink()
    elif change == "rename":
        file.rename(folder / "below" / "2.txt")
    else:
        file.chmod(0o600)
    assert fingerprint(folder) != before


def test_l5_what_changed_a_moment_ago_or_is_not_there_has_none(tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("new")
    assert fingerprint(tmp_path) is None
    assert fingerprint(tmp_path / "missing") is None
