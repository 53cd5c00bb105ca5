import pytest
from hardening.fuzz import KINDS, damaged, trouble_with, try_inputs

INPUTS = {"feed": 150, "HTML": 150, "plain text": 200, "Markdown": 200}


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_comes_is_taken_or_refused_in_a_sentence(kind: str) -> None:
    *_, found = try_inputs(kind, seed=15, first=0, count=INPUTS.get(kind, 400))
    assert [str(one) for one in found] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_sound_text_of_each_kind_is_taken(kind: str) -> None:
    for text in KINDS[kind].texts:
        assert trouble_with(kind, text.encode()) == ""


def test_an_input_can_be_made_again() -> None:
    assert damaged("feed", 1, 7) == damaged("feed", 1, 7) != damaged("feed", 2, 7)
