import re

import pytest
from hardening.patterns import REVIEWED, Use, every_use, found_slow

SIZE = 4096


def test_no_pattern_of_the_program_takes_more_time_than_its_text_is_long() -> None:
    assert [str(slow) for slow in found_slow(every_use(), SIZE)] == []


@pytest.mark.parametrize(
    ("pattern", "way"),
    [
        (r"(a+)+b", "match"),
        (r"<body\b[^>]*>", "finditer"),
        (r"\s+\n", "finditer"),
        (r"[\w.-]+\s*=", "finditer"),
        (r"<!--.*?-->", "finditer"),
        (r"#{1,6}[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*", "fullmatch"),
        (r"(?:email|the|daily|\s)*?(?:email|\s)*s", "fullmatch"),
    ],
)
def test_a_pattern_that_goes_back_over_its_text_again_and_again_is_found(pattern: str, way: str) -> None:
    use = Use("here", re.compile(pattern, re.DOTALL), frozenset({way}))
    assert len(found_slow([use], SIZE)) == 1


def test_patterns_are_found_in_modules_containers_and_calls() -> None:
    places = {use.place for use in every_use()}
    assert {"reader.sources.files.opml._TOKEN", "reader.library.queries.content_flags._TAGS"} <= places
    assert any(place.startswith("reader.sources.files.documents:") for place in places)


def test_what_is_left_out_is_there() -> None:
    assert set(REVIEWED) <= {use.place for use in every_use()}
