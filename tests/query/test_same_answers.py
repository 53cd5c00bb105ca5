"""Random queries about random stories: the library gives the answer of the oracle, which looks at every story."""

import os
import random
from collections.abc import Iterator

import pytest
from builders import NOW
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from query.made import QUERIES, made_library
from query.oracle import Told, answer

from reader.library import Library, stories
from reader.library.queries import execution as execution
from reader.library.queries import plan as plan
from reader.query import Query, parse
from reader.query.tree import Sort

EXAMPLES = int(os.environ.get("READER_EXAMPLES", "400"))
SEEDS = range(max(3, EXAMPLES // 500))


class Worlds(list[tuple[Library, list[Told]]]):
    """Libraries with what they hold; short to print, as a failing example is printed."""

    def __repr__(self) -> str:
        return f"{len(self)} libraries"


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worlds]:
    made = Worlds(made_library(tmp_path_factory.mktemp("world"), seed) for seed in SEEDS)
    yield made
    for library, _ in made:
        library.close()


@pytest.fixture(autouse=True)
def at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stories, "_clock", lambda: NOW)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=QUERIES,
    seed=st.sampled_from(SEEDS),
    few=st.sampled_from((0, 10, 1500)),
    chance=st.integers(0, 10**6),
)
def test_the_library_answers_as_the_oracle(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch, query: Query, seed: int, few: int, chance: int
) -> None:
    library, told = worlds[seed]
    with monkeypatch.context() as patch:
        patch.setattr(
            execution, "few_of", lambda _total: few
        )  # the library is small: let it take the ways of a large one too
        patch.setattr(execution, "_PROBED", few or 7)
        patch.setattr(execution, "_NEWER", few)
        patch.setattr(plan, "COLLECTED_AT_MOST", few * 2)
        patch.setattr(execution, "COLLECTED_AT_MOST", few * 2)
        right = answer(query, told, NOW)
        got = list(library.stories.stream(query))
        found = [story_id for story_id, _ in got]
        assert (sorted(found) == sorted(right)) if query.sort is Sort.RELEVANCE else (found == right)
        assert library.stories.count(query) == len(right)
        newest = random.Random(chance).randint(0, 130)
        assert library.stories.count_newer(query, newest) == sum(story_id > newest for story_id in right)
        if got:
            at = chance % len(got)
            assert list(library.stories.stream(query, got[at])) == got[at + 1 :]
    assert parse(str(query)) == query
