"""A few thousand of the inputs `fuzzing.py` makes; it has been run over a million."""

import random
from pathlib import Path

import pytest
from builders import a_library
from query.fuzzing import an_input, fuzz

from reader.errors import QueryError
from reader.query import parse


def test_whatever_is_typed_gives_a_query_or_points_at_the_mistake() -> None:
    outcomes = fuzz(5_000, seed=7)
    assert set(outcomes) == {"understood", "pointed at"}


@pytest.mark.parametrize(
    "text",
    [
        "a " * 199,
        "a OR " * 99 + "a",
        "-a " * 99 + "b",
        "(a OR (b " * 10 + "c" + "))" * 10,
        "-(a tag:x OR -(b " * 5 + "c" + "))" * 5,
        "(a tag:x OR (b is:read OR " * 10 + "c" + "))" * 10,
        "-" * 20 + "a",
        "(a OR tag:b) " * 20,
        '"' + "a " * 5_000 + '"',
        "x" * 100_000,
        "tag:" + "y/" * 5_000,
        "日本語" * 3_000,
    ],
)
def test_long_and_deep_queries_are_answered_too(tmp_path: Path, text: str) -> None:
    library = a_library(tmp_path)
    query = parse(text)
    assert parse(str(query)) == query
    assert list(library.stories.ids(query)) == []
    assert library.stories.count(query) == library.stories.count_newer(query, 0) == 0
    library.close()


def test_whatever_is_understood_is_answered(tmp_path: Path) -> None:
    library, chance, answered = a_library(tmp_path), random.Random(3), 0
    for _ in range(1_500):
        try:
            query = parse(an_input(chance))
        except QueryError:
            continue
        assert list(library.stories.first_ids(query, 5)) == []
        assert library.stories.count(query) == 0
        answered += 1
    library.close()
    assert answered > 100
