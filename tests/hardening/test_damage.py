"""A small dose of damaged libraries: most kinds of damage once; `damage.py` has the long run."""

from pathlib import Path
from random import Random

import pytest
from hardening.damage import DAMAGES, Original, in_a_child, try_case, try_rescue

VERBS = ("list --json", "tag 3 --add fresh", "undo", "feeds")
ELSEWHERE = {
    *("missing index", "missing trigger", "missing view", "missing table", "missing piece of the search index"),
    *("text that is none", "values nobody wrote"),
    *("zeros in pages", "some bytes"),
}
"""What tests/library/integrity tries one by one, and what is much like another kind."""


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Original:
    made = Original(tmp_path_factory.mktemp("original"))
    made.warm_up(VERBS)
    return made


@pytest.mark.parametrize("kind", sorted(set(DAMAGES) - ELSEWHERE))
def test_no_damage_leads_to_a_traceback_and_a_rescued_library_is_sound(original: Original, kind: str) -> None:
    answer = in_a_child(lambda: try_case(original, kind, 1, VERBS))
    assert answer["faults"] == []


@pytest.mark.parametrize("kind", ["pages swapped", "schema changed"])
def test_what_a_person_did_comes_back(original: Original, tmp_path: Path, kind: str) -> None:
    DAMAGES[kind](original.put_into(tmp_path / "home"), Random(2))
    faults, came_back = try_rescue(original, tmp_path / "home")
    assert [one for one in faults if one] == []
    assert min(came_back[thing] for thing in ("tags", "stars", "notes", "read", "searches", "rules")) > 0.9, came_back
