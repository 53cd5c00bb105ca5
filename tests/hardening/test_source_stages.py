import time

import pytest
from hardening.source_stages import STAGES

SHAPES = ("<", "<!--", "<a ", "<h1>", "&", '"', " ", "a", "a=", "[", "![", "# ", "9", "\u0301\u0316", "a: b, ", "- ")
FEW = ("<!--", " ", "&", "a=")
SIZE = 20_000
MOST_SECONDS = 0.3
"""Time that grows with the square of the size comes to more."""


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_takes_time_that_grows_with_the_length_of_what_it_is_given(stage: str) -> None:
    for shape in FEW if stage.startswith("feed") else SHAPES:
        text = shape * (SIZE // len(shape))
        assert _seconds(stage, text) < MOST_SECONDS or _seconds(stage, text) < MOST_SECONDS, shape


def _seconds(stage: str, text: str) -> float:
    began = time.process_time()
    STAGES[stage](text)
    return time.process_time() - began
