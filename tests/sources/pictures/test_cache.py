"""Pictures kept for the next time: whole or not at all, within a limit, by several readers at once."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from made_pictures import a_picture

from reader.sources.pictures.cache import PictureCache

MIB = 1024 * 1024
PNG = a_picture(60, 40)

WRITER = """
import sys
from pathlib import Path
from reader.sources.pictures.cache import PictureCache
sys.path.insert(0, "tests")
from made_pictures import a_picture
cache = PictureCache(Path(sys.argv[1]), 40_000)
png = a_picture(300, 300) + b"x" * 3000
for number in range(int(sys.argv[3])):
    cache.put(f"https://x.example/{sys.argv[2]}{number % 40}", png)
    print(number, flush=True)
"""


def test_a_picture_is_there_with_its_size(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path / "new" / "folder", MIB)
    assert cache.size("https://x.example/a.png") is None
    cache.put("https://x.example/a.png", PNG)
    assert cache.size("https://x.example/a.png") == (60, 40)
    assert cache.file("https://x.example/a.png").read_bytes() == PNG
    assert cache.size("https://x.example/b.png") is None
    cache.drop("https://x.example/a.png")
    cache.drop("https://x.example/a.png")
    assert cache.size("https://x.example/a.png") is None


def test_the_address_does_not_show_in_the_name(tmp_path: Path) -> None:
    assert "secret" not in str(
        PictureCache(tmp_path, MIB).file("https://x.example/../secret?token=1").relative_to(tmp_path)
    )


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path, 3 * len(PNG))
    now = time.time()
    for number in range(3):
        cache.put(f"u{number}", PNG)
        os.utime(cache.file(f"u{number}"), (now, now - 90_000 + number))
    assert cache.size("u0")  # it is used now
    cache.put("u3", PNG)
    assert [bool(cache.size(f"u{number}")) for number in range(4)] == [True, False, True, True]


def test_one_larger_than_the_limit_is_kept_alone(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path, 10)
    cache.put("a", PNG)
    cache.put("b", PNG)
    assert cache.size("b")
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_that_was_never_finished_is_swept_away_after_a_while(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path, MIB)
    old, new = tmp_path / ".old.part", tmp_path / ".new.part"
    for part in (old, new):
        part.write_bytes(b"x")
    os.utime(old, (0, time.time() - 7200))
    cache.put("a", PNG)
    assert not old.exists()
    assert new.exists()


@pytest.mark.parametrize("content", [b"", b"\x89PNG", b"\0" * 100])
def test_a_file_that_is_broken_is_not_here(tmp_path: Path, content: bytes) -> None:
    cache = PictureCache(tmp_path, MIB)
    cache.file("a").write_bytes(content)
    assert cache.size("a") is None


def test_two_readers_at_once_keep_within_the_limit(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), name, "150"], stdout=subprocess.PIPE)
        for name in ("one", "two")
    ]
    for writer in writers:
        writer.communicate()
        assert writer.returncode == 0
    PictureCache(tmp_path, 40_000).put("last", PNG)
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 40_000
    assert not list(tmp_path.glob(".*.part"))


def test_killed_in_the_middle_it_leaves_no_broken_picture(tmp_path: Path) -> None:
    for turn in range(5):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), "a", "100000"], stdout=subprocess.PIPE
        ) as writer:
            assert writer.stdout is not None
            for _ in range(3 + turn * 7):
                writer.stdout.readline()
            writer.kill()
        sizes = {file.stat().st_size for file in tmp_path.glob("*.png")}
        assert sizes == {len(a_picture(300, 300)) + 3000}
