"""A home that has been used once, for tests of what comes after the first start."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from end_to_end.program import run_here


@pytest.fixture
def started_before(tmp_path: Path) -> None:
    """Put the library the first start makes where the program will look for it."""
    library = tmp_path / "data" / "library.db"
    library.parent.mkdir()
    library.touch(0o600)
    library.write_bytes(first_library())


@cache
def first_library() -> bytes:
    """Return the library a first start makes, with the seeds in it; made once in a process."""
    with TemporaryDirectory() as home:
        run_here(Path(home), "list")
        return (Path(home) / "data" / "library.db").read_bytes()
