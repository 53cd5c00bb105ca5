"""A few thousand of the inputs `fuzzing.py` makes; it has been run over a million."""

import random
from pathlib import Path

from builders import a_library
from query.fuzzing import an_input, fuzz

from reader.errors import QueryError
from reader.query import parse


def test_whatever_is_typed_gives_a_query_or_points_at_the_mistake() -> None:
    outcomes = fuzz(5_000, seed=7)
    assert set(outcomes) == {"understood", "pointed at"}


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
