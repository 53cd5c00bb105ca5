"""Saved searches: kept under a name, in an order, on a digit; each change a step that can be taken back."""

import tempfile
from pathlib import Path

import pytest
from builders import NOW, a_feed, a_library, a_story, keep
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from reader.errors import NotFoundError, QueryError, ReaderError
from reader.library import Library
from reader.library.saved_searches import NewSearch


@pytest.fixture
def library(tmp_path: Path):  # type: ignore[no-untyped-def]
    opened = a_library(tmp_path)
    yield opened
    opened.close()


def as_listed(library: Library) -> list[tuple[str, str, int | None]]:
    return [(search.name, search.query, search.digit) for search in library.saved_searches.all()]


def test_a_query_is_kept_under_a_name_and_a_digit(library: Library) -> None:
    film = library.saved_searches.save("  Film ", "tag:film  is:unread", 4, NOW)
    library.saved_searches.save("Jobs", "-tag:jobs OR kernel", None, NOW)
    assert (film.name, film.query, film.digit, film.position) == ("Film", "tag:film is:unread", 4, 1)
    assert as_listed(library) == [("Film", "tag:film is:unread", 4), ("Jobs", "-tag:jobs OR kernel", None)]
    assert library.saved_searches.named("FILM") == film == library.saved_searches.get(film.id)


def test_a_bad_query_is_refused_with_the_parsers_sentence(library: Library) -> None:
    with pytest.raises(QueryError, match="did you mean tag:"):
        library.saved_searches.save("Film", "tagg:film", None, NOW)
    kept = library.saved_searches.save("Film", "tag:film", None, NOW)
    with pytest.raises(QueryError, match="never closed"):
        library.saved_searches.change(kept.id, '"film', NOW)
    assert as_listed(library) == [("Film", "tag:film", None)]


@pytest.mark.parametrize("name", ["film", "FILM", " Film"])
def test_a_taken_name_is_refused_with_a_sentence(library: Library, name: str) -> None:
    library.saved_searches.save("Film", "tag:film", 4, NOW)
    other = library.saved_searches.save("Jobs", "tag:jobs", None, NOW)
    with pytest.raises(ReaderError, match="There is a saved search “Film” already"):
        library.saved_searches.save(name, "kernel", 4, NOW)
    with pytest.raises(ReaderError, match="already"):
        library.saved_searches.rename(other.id, name, NOW)
    assert as_listed(library) == [("Film", "tag:film", 4), ("Jobs", "tag:jobs", None)]


@pytest.mark.parametrize("name", ["", "  ", "\x1b", "x" * 61])
def test_what_cannot_be_a_name_is_refused(library: Library, name: str) -> None:
    with pytest.raises(ReaderError):
        library.saved_searches.save(name, "film", None, NOW)


@pytest.mark.parametrize("digit", [0, 3, 10, -4])
def test_only_4_to_9_are_digits_of_searches(library: Library, digit: int) -> None:
    with pytest.raises(ReaderError, match="4 to 9"):
        library.saved_searches.save("Film", "film", digit, NOW)
    kept = library.saved_searches.save("Film", "film", 9, NOW)
    with pytest.raises(ReaderError, match="4 to 9"):
        library.saved_searches.give_digit(kept.id, digit, NOW)


def test_a_query_beyond_measure_is_refused_and_not_cut(library: Library) -> None:
    with pytest.raises(ReaderError, match="characters at the most"):
        library.saved_searches.save("Long", '"' + "word " * 1000 + '"', None, NOW)


def test_a_name_may_change_its_case_and_be_used_again_after_a_removal(library: Library) -> None:
    film = library.saved_searches.save("film", "film", None, NOW)
    assert library.saved_searches.rename(film.id, "Film", NOW).name == "Film"
    library.saved_searches.remove(film.id, NOW)
    assert library.saved_searches.save("FILM", "movies", None, NOW).id != film.id
    with pytest.raises(NotFoundError):
        library.saved_searches.get(film.id)
    with pytest.raises(NotFoundError, match="no saved search “Jobs”"):
        library.saved_searches.named("Jobs")


def test_a_digit_is_taken_from_the_search_that_has_it(library: Library) -> None:
    first = library.saved_searches.save("First", "a", 4, NOW)
    second = library.saved_searches.save("Second", "b", 4, NOW)
    assert [search.digit for search in library.saved_searches.all()] == [None, 4]
    library.saved_searches.give_digit(first.id, 4, NOW)
    assert [search.digit for search in library.saved_searches.all()] == [4, None]
    library.saved_searches.give_digit(first.id, None, NOW)
    assert library.saved_searches.get(first.id).digit is None
    for digits in ([4, None], [None, 4], [4]):
        library.journal.undo(NOW)
        assert [search.digit for search in library.saved_searches.all()] == digits
    assert library.saved_searches.all()[0].name == "First"
    library.journal.redo(NOW)
    assert library.saved_searches.get(second.id).digit == 4


@pytest.mark.parametrize(
    ("who", "place", "order"), [("a", 3, "bcad"), ("d", 1, "dabc"), ("b", 99, "acdb"), ("c", 3, "abcd")]
)
def test_moving_keeps_the_others_in_their_order(library: Library, who: str, place: int, order: str) -> None:
    for name in "axbcd":
        library.saved_searches.save(name, name, None, NOW)
    library.saved_searches.remove(library.saved_searches.named("x").id, NOW)
    moved = library.saved_searches.move(library.saved_searches.named(who).id, place, NOW)
    assert "".join(search.name for search in library.saved_searches.all()) == order
    assert [search.position for search in library.saved_searches.all()] == [1, 2, 3, 4]
    assert moved.position == order.index(who) + 1
    if order != "abcd":
        library.journal.undo(NOW)
    assert "".join(search.name for search in library.saved_searches.all()) == "abcd"


def test_each_change_is_one_step_with_a_label(library: Library) -> None:
    other = library.saved_searches.save("Other", "b", 5, NOW)
    film = library.saved_searches.save("Film", "film", 4, NOW)
    library.saved_searches.rename(film.id, "Films", NOW)
    library.saved_searches.change(film.id, "tag:film", NOW)
    library.saved_searches.give_digit(film.id, 5, NOW)
    library.saved_searches.move(film.id, 1, NOW)
    library.saved_searches.remove(other.id, NOW)
    after = as_listed(library)
    labels = [step.label for step in iter(lambda: library.journal.undo(NOW), None) if step]
    assert labels == [
        "removed the search Other",
        "moved the search Films to place 1",
        "put the search Films on 5",
        "changed the search Films",
        "renamed the search Film to Films",
        "saved the search Film",
        "saved the search Other",
    ]
    assert as_listed(library) == []
    while library.journal.redo(NOW):
        pass
    assert as_listed(library) == after == [("Films", "tag:film", 5)]


def test_what_changes_nothing_is_no_step(library: Library) -> None:
    film = library.saved_searches.save("Film", "film", 4, NOW)
    before = library.journal.steps(9)
    library.saved_searches.rename(film.id, "Film", NOW)
    library.saved_searches.change(film.id, "film", NOW)
    library.saved_searches.give_digit(film.id, 4, NOW)
    library.saved_searches.move(film.id, 7, NOW)
    assert library.journal.steps(9) == before


def test_each_search_tells_how_many_unread_stories_it_finds(library: Library) -> None:
    ids = keep(library, a_feed(library), a_story("A film"), a_story("A film again"), a_story("A kernel"))
    library.stories.mark_read(ids[:1], NOW)
    searches = [
        library.saved_searches.save(f"S{number}", query, None, NOW)
        for number, query in enumerate(["film", "kernel OR film sort:oldest", "", "is:read", "-film"])
    ]
    assert library.saved_searches.unread() == dict(zip([one.id for one in searches], [1, 2, 2, 0, 1], strict=True))


def test_a_query_that_is_not_understood_any_more_counts_nothing(library: Library) -> None:
    good = library.saved_searches.save("Good", "film", None, NOW)
    bad = library.saved_searches.save("Bad", "kernel", None, NOW)
    library._db.run("UPDATE saved_search SET query = 'gone:key' WHERE id = :id", {"id": bad.id})
    assert library.saved_searches.unread() == {good.id: 0}
    assert len(library.saved_searches.all()) == 2


def test_a_list_is_saved_in_one_step_but_for_the_names_that_are_taken(library: Library) -> None:
    library.saved_searches.save("Film", "film", 4, NOW)
    listed = [
        NewSearch("FILM", "x"),
        NewSearch("Jobs", "jobs", 4),
        NewSearch("Law", "law", 5),
        NewSearch("law", "y"),
        NewSearch("Art", "a", 5),
    ]
    new = library.saved_searches.save_list(listed, NOW)
    assert [(one.name, one.digit) for one in new] == [("Jobs", None), ("Law", 5), ("Art", None)]
    assert [search.name for search in library.saved_searches.all()] == ["Film", "Jobs", "Law", "Art"]
    library.journal.undo(NOW)
    assert as_listed(library) == [("Film", "film", 4)]
    library.journal.redo(NOW)
    assert len(library.saved_searches.all()) == 4


def test_a_list_with_a_bad_query_is_not_saved_at_all(library: Library) -> None:
    with pytest.raises(QueryError):
        library.saved_searches.save_list([NewSearch("Good", "film"), NewSearch("Bad", "tagg:x")], NOW)
    assert as_listed(library) == []
    assert library.journal.steps(9) == []


PICK = st.integers(0, 9)
DIGIT = st.sampled_from([None, 4, 5])


class SearchesMachine(RuleBasedStateMachine):
    """Random saving, renaming, moving, removing, undoing and redoing, against a list of states."""

    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.library = a_library(Path(self.folder.name))
        self.past, self.future, self.made = [as_listed(self.library)], [], 0  # type: ignore[var-annotated]

    def teardown(self) -> None:
        if hasattr(self, "library"):
            self.library.close()
            self.folder.cleanup()

    def chosen(self, pick: int) -> int | None:
        found = self.library.saved_searches.all()
        return found[pick % len(found)].id if found else None

    def did(self) -> None:
        if as_listed(self.library) != self.past[-1]:
            self.past.append(as_listed(self.library))
            self.future.clear()

    @rule(digit=DIGIT)
    def save(self, digit: int | None) -> None:
        self.made += 1
        self.library.saved_searches.save(f"S{self.made}", "film", digit, NOW)
        self.did()

    @rule(pick=PICK, digit=DIGIT)
    def give_digit(self, pick: int, digit: int | None) -> None:
        if chosen := self.chosen(pick):
            self.library.saved_searches.give_digit(chosen, digit, NOW)
            self.did()

    @rule(pick=PICK, place=st.integers(1, 9))
    def move(self, pick: int, place: int) -> None:
        if chosen := self.chosen(pick):
            self.library.saved_searches.move(chosen, place, NOW)
            self.did()

    @rule(pick=PICK)
    def rename_and_change(self, pick: int) -> None:
        if chosen := self.chosen(pick):
            self.made += 1
            self.library.saved_searches.rename(chosen, f"S{self.made}", NOW)
            self.did()

    @rule(pick=PICK)
    def remove(self, pick: int) -> None:
        if chosen := self.chosen(pick):
            self.library.saved_searches.remove(chosen, NOW)
            self.did()

    @rule()
    def undo(self) -> None:
        if len(self.past) > 1:
            self.library.journal.undo(NOW)
            self.future.append(self.past.pop())

    @rule()
    def redo(self) -> None:
        if self.future:
            self.library.journal.redo(NOW)
            self.past.append(self.future.pop())

    @invariant()
    def the_list_is_where_the_model_is(self) -> None:
        if hasattr(self, "past"):
            assert as_listed(self.library) == self.past[-1]
            digits = [digit for _, _, digit in self.past[-1] if digit]
            assert len(digits) == len(set(digits))


TestSearches = SearchesMachine.TestCase
TestSearches.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
