"""A small dose of failing disks; `failing_disk.py` has the long run."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hardening.damage import Original
from hardening.failing_disk import REFUSALS, a_shim, try_failing_call, try_full, try_refusal


@pytest.fixture(scope="module")
def original() -> Iterator[Original]:
    with TemporaryDirectory() as folder:  # pytest's own folders are out of reach for another user
        made = Original(Path(folder))
        made.warm_up(("list --limit 3", "tag 3 --add fresh"))
        yield made


@pytest.mark.parametrize("what", REFUSALS)
def test_what_may_not_be_written_or_read_is_a_sentence_and_doctor_finds_it(original: Original, what: str) -> None:
    assert try_refusal(original, what, ("list --limit 3", "tag 3 --add fresh", "doctor --rescue")) == []


@pytest.mark.parametrize("verb", ["tag 3 --add fresh", "doctor", "doctor --rescue"])
@pytest.mark.parametrize("room", [0, 60_000])
def test_a_full_disk_is_a_sentence_and_loses_nothing(original: Original, verb: str, room: int) -> None:
    assert try_full(original, verb, room) == []


@pytest.mark.parametrize(("call", "at", "stays"), [("read", 3, True), ("write", 2, True), ("sync", 1, False)])
def test_a_disk_with_errors_is_a_sentence_and_loses_nothing(
    original: Original, tmp_path: Path, call: str, at: int, stays: bool
) -> None:
    shim = a_shim(tmp_path)
    if shim is None:
        pytest.skip("no C compiler: nothing can be made to fail")
    assert try_failing_call(original, shim, "tag 3 --add fresh", call, at, stays) == []
