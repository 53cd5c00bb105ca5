"""Files from the web on disk: their names, and that nothing is overwritten or left half done."""

import os
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import SourceError
from reader.sources.files.saving import file_name, part_in

NAMES = [
    ("https://p.example/show/episode%2012.mp3?token=x#t", "", "episode 12.mp3"),
    ("https://p.example/stream/12", "audio/mpeg", "12.mp3"),
    ("https://p.example/12", "", "12"),
    ("https://p.example/", "audio/mpeg", "p.example"),
    ("https://p.example/..%2F..%2Fetc%2Fpasswd", "", "_.._etc_passwd"),
    ("https://p.example/.bashrc", "", "bashrc"),
    ("https://p.example/%2e%2e/%2e", "", "p.example"),
    ("https://p.example/a%00b%1b[31m%E2%80%AEc.mp3", "", "ab[31mc.mp3"),
    ("https://p.example/C:%5Cnul.mp3", "", "C__nul.mp3"),
    ("https://p.example/nul.mp3", "", "_nul.mp3"),
    ("https://p.example/v1.2", "audio/mpeg", "v1.2"),
    ("https://p.example/-rf", "", "rf"),
    ("https://-p.example/", "", "p.example"),
    ("https://p.example/" + "a" * 300 + ".mp3", "", "a" * 176 + ".mp3"),
    ("https://p.example/nul", "audio/mpeg", "_nul.mp3"),
]


@pytest.mark.parametrize(("url", "media_type", "name"), NAMES)
def test_names_are_those_of_the_address_made_safe(url: str, media_type: str, name: str) -> None:
    assert file_name(url, media_type) == name


@given(st.text(max_size=300), st.sampled_from(["", "audio/mpeg", "x/y"]))
def test_whatever_an_address_says_its_name_is_one_in_the_folder(path: str, media_type: str) -> None:
    name = file_name(f"https://p.example/{quote(path, errors='replace')}", media_type)
    assert 0 < len(name.encode()) <= 180
    assert Path(name).name == name and name not in (".", "..") and not name.startswith((".", "-", "~", " "))
    assert not any(ord(char) < 32 or char in '/\\:*?"<>|' for char in name)


def write(folder: Path, name: str, content: bytes) -> Path:
    with part_in(folder, name) as part:
        part.write(content)
        assert [path.suffix for path in folder.iterdir() if path.read_bytes() == b""] == [".part"]
        return part.finish(name)


def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    paths = [write(tmp_path, "a.mp3", content) for content in (b"1", b"2", b"3")]
    assert [path.name for path in paths] == ["a.mp3", "a (2).mp3", "a (3).mp3"]
    assert [path.read_bytes() for path in paths] == [b"1", b"2", b"3"]
    assert sorted(tmp_path.iterdir()) == sorted(paths)


def test_nor_is_it_where_the_disk_has_no_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    test_what_is_there_is_never_overwritten(tmp_path)


def test_two_at_a_time_do_not_meet(tmp_path: Path) -> None:
    with part_in(tmp_path, "a.mp3") as one, part_in(tmp_path, "a.mp3") as other:
        one.write(b"1")
        other.write(b"2")
        assert {one.finish("a.mp3").read_bytes(), other.finish("a.mp3").read_bytes()} == {b"1", b"2"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a (2).mp3", "a.mp3"]


def test_what_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), part_in(tmp_path / "new", "a.mp3") as part:
        part.write(b"1")
        raise KeyboardInterrupt
    assert list((tmp_path / "new").iterdir()) == []


def test_a_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SourceError, match=r"Nothing can be kept in .*file"), part_in(tmp_path / "file", "a.mp3"):
        raise AssertionError
