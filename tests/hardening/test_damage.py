"""A small dose of damaged libraries: each kind of damage once; `damage.py` has the long run."""

import pytest
from hardening.damage import DAMAGES, Original, in_a_child, try_case

VERBS = ("list --json", "tag 3 --add fresh", "undo", "feeds")


ELSEWHERE = {"missing index", "missing trigger", "missing view", "text that is none", "values nobody wrote"}
"""What tests/library/integrity tries one by one."""


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Original:
    return Original(tmp_path_factory.mktemp("original"))


@pytest.mark.parametrize("kind", sorted(set(DAMAGES) - ELSEWHERE))
def test_no_damage_leads_to_a_traceback_and_a_rescued_library_is_sound(original: Original, kind: str) -> None:
    answer = in_a_child(lambda: try_case(original, kind, 1, VERBS))
    assert answer["faults"] == []


@pytest.mark.parametrize("kind", ["pages swapped", "schema changed"])
def test_what_a_person_did_comes_back(original: Original, kind: str) -> None:
    came_back = in_a_child(lambda: try_case(original, kind, 2, ()))["came_back"]
    assert min(came_back[thing] for thing in ("tags", "stars", "notes", "read", "searches", "rules")) > 0.9, came_back
