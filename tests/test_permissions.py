"""The program's own folders and files are for their owner alone."""

import os
import stat
from pathlib import Path

import pytest
from command_line import CommandLine

from reader.config import Directories, find_directories
from reader.permissions import keep_private, permission_findings

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes and owners are those of POSIX")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def open_to_all(home: Path) -> Directories:
    """Make every folder and file there is, as wide open as can be."""
    home.chmod(0o755)
    directories = find_directories({"READER_HOME": str(home)})
    backups = directories.data / "backups"
    for folder in (directories.config, directories.data, directories.state, directories.pictures, backups):
        folder.mkdir(parents=True)
        folder.chmod(0o777)
    directories.pictures.parent.chmod(0o777)
    for file in (directories.config_file, directories.library, backups / "library-1.db"):
        file.touch()
        file.chmod(0o666)
    return directories


def modes(directories: Directories) -> set[int]:
    return {mode(path) for path in directories.library.parent.parent.rglob("*")}


def test_what_is_open_to_others_is_its_owners_alone_at_the_next_start(tmp_path: Path) -> None:
    directories = open_to_all(tmp_path)
    told = keep_private(directories)
    assert modes(directories) == {0o700, 0o600}
    assert f"{directories.data} could be written to by anybody (mode 0777); from now on only by you." in told
    assert keep_private(directories) == []
    assert list(permission_findings(directories)) == []


def test_nothing_is_ever_loosened(tmp_path: Path) -> None:
    directories = open_to_all(tmp_path)
    directories.library.chmod(0o404)
    directories.data.chmod(0o511)
    keep_private(directories)
    assert (mode(directories.library), mode(directories.data)) == (0o400, 0o500)
    directories.data.chmod(0o700)


def test_a_folder_others_can_only_read_is_closed_without_a_word(tmp_path: Path) -> None:
    directories = open_to_all(tmp_path)
    keep_private(directories)
    directories.config.chmod(0o755)
    assert keep_private(directories) == []
    assert mode(directories.config) == 0o700


def test_a_data_folder_that_is_a_link_is_closed_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    directories = open_to_all(tmp_path / "home")
    real = directories.data.rename(tmp_path / "elsewhere")
    directories.data.symlink_to(real, target_is_directory=True)
    keep_private(directories)
    assert (mode(real), mode(real / "library.db")) == (0o700, 0o600)


def test_what_is_no_folder_of_ours_is_left_alone(tmp_path: Path) -> None:
    directories = open_to_all(tmp_path)
    public = tmp_path / "public"
    public.write_text("for all")
    public.chmod(0o644)
    (directories.data / "backups" / "link").symlink_to(public)
    (directories.data / "own notes").touch(mode=0o644)
    keep_private(directories)
    assert (mode(public), mode(directories.data / "own notes")) == (0o644, 0o644)


def test_folders_that_are_not_there_are_not_missed(tmp_path: Path) -> None:
    directories = find_directories({"READER_HOME": str(tmp_path / "none")})
    assert keep_private(directories) == [] == list(permission_findings(directories))
    assert not (tmp_path / "none").exists()


def test_what_belongs_to_another_user_is_left_alone_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    directories = open_to_all(tmp_path)
    owner = directories.data.owner()
    monkeypatch.setattr(os, "geteuid", lambda: directories.data.stat().st_uid + 1)
    assert keep_private(directories) == []
    assert mode(directories.data) == 0o777
    found = list(permission_findings(directories))
    assert (
        f"{directories.data} belongs to the user {owner}: run reader as that user, or give it to yourself (chown)."
        in found
    )


def test_what_cannot_be_closed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    directories = open_to_all(tmp_path)
    monkeypatch.setattr(Path, "chmod", lambda *_: None)
    keep_private(directories)
    assert any(
        said.startswith(f"{directories.data} can be written to by others (mode 0777)")
        for said in permission_findings(directories)
    )


def test_a_folder_above_where_anybody_can_write_is_told(tmp_path: Path) -> None:
    directories = open_to_all(tmp_path)
    keep_private(directories)
    tmp_path.chmod(0o777)
    assert list(permission_findings(directories)) == [
        f"{tmp_path} can be written to by anybody (mode 0777): take that away with 'chmod o-w'."
    ]
    tmp_path.chmod(0o1777)
    assert list(permission_findings(directories)) == []


def test_a_verb_closes_a_data_folder_and_says_so_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data").chmod(0o777)
    reader = CommandLine(tmp_path, monkeypatch, capsys)
    said = reader("feeds")
    assert said.err == f"reader: {tmp_path}/data could be written to by anybody (mode 0777); from now on only by you.\n"
    assert (mode(tmp_path / "data"), mode(tmp_path / "data/library.db")) == (0o700, 0o600)
    assert reader("feeds").err == ""
