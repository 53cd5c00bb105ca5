"""What is typed in the tag bar."""

import pytest

from reader.errors import ReaderError
from reader.tagging.tag_input import (
    Tagging,
    best_matches,
    completed,
    match,
    offered,
    read_tagging,
    read_untagging,
    typed_part,
)


@pytest.mark.parametrize(
    ("text", "add", "remove"),
    [
        ("ai, media/film, -later", ("ai", "media/film"), ("later",)),
        (" , ,, ", (), ()),
        ("ai,ai, ai", ("ai",), ()),
        ("-", (), ()),
        ("- later", (), ("later",)),
        ("a\x1b[31mi", ("a[31mi",), ()),
    ],
)
def test_names_are_put_on_and_with_a_minus_taken_off(text: str, add: tuple[str, ...], remove: tuple[str, ...]) -> None:
    assert read_tagging(text) == Tagging(add, remove)


def test_where_all_is_taken_off_a_minus_changes_nothing() -> None:
    assert read_untagging("ai, -later", ["later", "ai"]) == Tagging((), ("ai", "later"))


def test_part_of_a_name_will_do_where_it_fits_one_tag_of_the_story() -> None:
    present = ["media/film", "media", "maths"]
    assert read_untagging("film, Media", present) == Tagging((), ("media/film", "media"))
    with pytest.raises(ReaderError, match="may be"):
        read_untagging("m", present)
    with pytest.raises(ReaderError, match="this story has no tag q"):
        read_untagging("q", present)


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [("jo", "jo", "jobs"), ("ai, jo", "jo", "ai, jobs"), ("ai,-jo", "jo", "ai, -jobs"), ("ai, ", "", "ai, jobs")],
)
def test_the_name_being_typed_is_completed_and_nothing_else(text: str, part: str, whole: str) -> None:
    assert typed_part(text) == part
    assert completed(text, "jobs") == whole


def test_a_beginning_beats_a_level_beats_an_inner_part_beats_scattered_letters() -> None:
    names = ["xfilmx", "media/film", "film", "f-i-l-m"]
    assert best_matches("film", names) == ["film", "media/film", "xfilmx", "f-i-l-m"]


def test_letters_that_are_not_there_do_not_match() -> None:
    assert match("xyz", "film") is None
    assert best_matches("xyz", ["film"]) == []


def test_the_most_recently_used_tags_are_offered_but_for_those_the_story_has() -> None:
    assert offered(["later", "AI", "jobs"], ["ai"]) == ["later", "jobs"]
    assert len(offered([str(number) for number in range(20)], [])) == 9
