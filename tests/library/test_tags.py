"""Tags: kept, counted, nested, renamed and merged, and all of it can be taken back."""

from pathlib import Path

import pytest
from builders import NOW, a_feed, a_library, a_story, keep

from reader.errors import NotFoundError, ReaderError
from reader.library import Library
from reader.library.tags import tag_name
from reader.model import StoryId, Tag


@pytest.fixture
def library(tmp_path: Path):  # type: ignore[no-untyped-def]
    opened = a_library(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def stories(library: Library) -> list[StoryId]:
    return keep(library, a_feed(library), *(a_story(f"Story {number}") for number in range(4)))


def test_tags_are_created_counted_and_nested(library: Library, stories: list[StoryId]) -> None:
    assert library.tags.apply(stories[:2], ["ai", "media/film"], [], NOW) == 2
    assert library.tags.apply(stories[1:3], ["media/tv"], ["ai"], NOW) == 2
    library.stories.mark_read(stories[:1], NOW)
    assert library.tags.all() == [
        Tag("ai", 1, 0),
        Tag("media", 3, 2),
        Tag("media/film", 2, 1),
        Tag("media/tv", 2, 2),
    ]


def test_names_are_compared_with_case_and_form_aside(library: Library, stories: list[StoryId]) -> None:
    library.tags.apply(stories[:1], ["Cafe\u0301"], [], NOW)
    assert library.tags.apply(stories[:1], ["CAF\u00c9"], [], NOW) == 0
    assert [tag.name for tag in library.tags.all()] == ["Caf\u00e9"]


def test_a_name_in_both_lists_is_put_on(library: Library, stories: list[StoryId]) -> None:
    library.tags.apply(stories[:1], ["ai"], ["AI"], NOW)
    assert library.stories.get(stories[0]).tags == ("ai",)


@pytest.mark.parametrize(
    ("typed", "name"),
    [("#ai", "ai"), (" media / film ", "media/film"), ("/a//b/", "a/b"), ("two words", "two words"), ("a\x1bb", "ab")],
)
def test_a_typed_name_is_cleaned(typed: str, name: str) -> None:
    assert tag_name(typed) == name


@pytest.mark.parametrize("typed", ["", " / ", "a,b", "-x", "None", "x" * 61, "\x1b"])
def test_what_cannot_be_a_tag_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(ReaderError):
        tag_name(typed)


def test_a_refused_name_changes_nothing(library: Library, stories: list[StoryId]) -> None:
    with pytest.raises(ReaderError):
        library.tags.apply(stories, ["good", "bad,name"], [], NOW)
    assert library.tags.all() == []


def test_renaming_takes_the_nested_along(library: Library, stories: list[StoryId]) -> None:
    library.tags.apply(stories[:2], ["media", "media/film"], [], NOW)
    assert library.tags.rename("Media", "press", NOW) == 2
    assert [tag.name for tag in library.tags.all()] == ["press", "press/film"]
    library.journal.undo(NOW)
    assert [tag.name for tag in library.tags.all()] == ["media", "media/film"]


def test_a_name_that_was_used_again_does_not_block_undo(library: Library, stories: list[StoryId]) -> None:
    library.tags.apply(stories[:1], ["film"], [], NOW)
    library.tags.rename("film", "cinema", NOW)
    library.tags.apply(stories[1:2], ["film"], [], NOW)
    library.journal.undo(NOW)
    library.journal.undo(NOW)
    assert library.tags.all() == [Tag("film", 1, 1)]
    library.tags.import_from_document(stories[2], ["cinema"], NOW)
    library.journal.redo(NOW)
    assert library.tags.all() == [Tag("cinema", 2, 2)]
    assert library.problems() == []


@pytest.mark.parametrize(
    ("tags", "old", "new", "after"),
    [
        (["straße/x"], "strasse", "weg", ["weg", "weg/x"]),
        (["a", "a/b", "a/b/c"], "a/b", "d", ["a", "d", "d/c"]),
        (["a/b", "x/b"], "a", "x", ["x", "x/b"]),
    ],
)
def test_renaming_goes_level_by_level(
    library: Library, stories: list[StoryId], tags: list[str], old: str, new: str, after: list[str]
) -> None:
    library.tags.apply(stories[:1], tags, [], NOW)
    library.tags.rename(old, new, NOW)
    assert [tag.name for tag in library.tags.all()] == after
    library.journal.undo(NOW)
    assert set(library.stories.get(stories[0]).tags) == set(tags)


def test_a_tag_cannot_be_moved_under_itself(library: Library, stories: list[StoryId]) -> None:
    library.tags.apply(stories[:1], ["deep"], [], NOW)
    with pytest.raises(ReaderError, match="under itself"):
        library.tags.rename("deep", "Deep/er", NOW)


def test_renaming_onto_an_existing_tag_makes_them_one(library: Library, stories: list[StoryId]) -> None:
    library.tags.apply(stories[:2], ["film"], [], NOW)
    library.tags.apply(stories[1:3], ["movies"], [], NOW)
    library.tags.rename("movies", "film", NOW)
    assert library.tags.all() == [Tag("film", 3, 3)]
    library.journal.undo(NOW)
    assert library.tags.all() == [Tag("film", 2, 2), Tag("movies", 2, 2)]


def test_merging_and_removing_can_be_taken_back(library: Library, stories: list[StoryId]) -> None:
    library.tags.apply(stories[:2], ["a", "b"], [], NOW)
    library.tags.apply(stories[2:3], ["b"], [], NOW)
    assert library.tags.merge(["a", "b"], "c", NOW) == 3
    assert library.tags.all() == [Tag("c", 3, 3)]
    assert library.tags.remove("c", NOW) == 3
    assert library.tags.all() == []
    library.journal.undo(NOW)
    library.journal.undo(NOW)
    assert library.tags.all() == [Tag("a", 2, 2), Tag("b", 3, 3)]
    with pytest.raises(NotFoundError):
        library.tags.remove("c", NOW)


def test_tags_a_document_brings_are_no_step(library: Library, stories: list[StoryId]) -> None:
    before = library.journal.steps(10)
    library.tags.import_from_document(stories[0], ["notes", "bad,name"], NOW)
    assert library.stories.get(stories[0]).tags == ("notes",)
    assert library.journal.steps(10) == before
