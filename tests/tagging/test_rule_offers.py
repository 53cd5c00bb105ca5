"""Rules learnt from what was tagged by hand, and their record."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from builders import NOW, a_feed, a_library, a_story, keep

from reader.library import Library
from reader.library.tag_history import Example
from reader.model import RuleActions, Story, StoryId
from reader.query import parse
from reader.tagging.rule_offers import CandidateQuery, Offer, best, candidates, find, key_of
from reader.tagging.rules import follow_all


@pytest.fixture
def library(tmp_path: Path):  # type: ignore[no-untyped-def]
    opened = a_library(tmp_path)
    yield opened
    opened.close()


def examples(*titles: str, author: str = "") -> list[Example]:
    return [Example(number, f"Feed {number}", author, title) for number, title in enumerate(titles)]


def test_what_most_of_the_stories_share_is_a_candidate() -> None:
    shared = examples(*(f"Security hole number {n}" for n in "abcdef"), author="Jo Doe")
    found = {candidate.query for candidate in candidates(shared)}
    assert {"title:security", "title:hole", 'author:"Jo Doe"'} <= found


def test_short_words_numbers_and_rare_ones_are_none() -> None:
    titles = [f"A fix in 2026 of {word}" for word in ("alpha", "beta", "gamma", "delta", "epsilon")]
    assert candidates(examples(*titles)) == []


def test_a_feed_is_called_by_its_title() -> None:
    one_feed = [Example(3, "LWN weekly", "", word) for word in ("aa", "bb", "cc", "dd", "ee")]
    assert candidates(one_feed) == [CandidateQuery("feed:#3", 'feed:"LWN weekly"')]


def test_the_best_record_wins_and_a_poor_one_is_not_offered() -> None:
    poor, small = Offer("a", "a", "t", 10, 7), Offer("b", "b", "t", 5, 5)
    large = Offer("c", "c", "t", 41, 38)
    assert best([poor, small, large]) == large
    assert best([poor]) is None
    assert best([Offer("d", "d", "t", 4, 4)]) is None


def tag_by_hand(library: Library, tag: str, *titles: str) -> None:
    for number, title in enumerate(titles):
        feed = a_feed(library, f"Feed {number}")
        library.tags.apply(keep(library, feed, a_story(title)), [tag], [], NOW)


def test_a_rule_that_matches_mostly_what_nobody_looked_at_is_not_offered_and_a_narrow_one_is_preferred() -> None:
    broad, narrow = Offer("news", "news", "t", 5, 5, 360), Offer("kernel", "kernel", "t", 5, 5, 20)
    assert best([broad]) is None
    assert best([Offer("feed", "feed", "t", 5, 5, 40), narrow]) == narrow


SIX = tuple(f"CVElist entry {word}" for word in ("one", "two", "six", "ten", "red", "low"))


def test_the_record_is_counted_on_stories_dealt_with(library: Library) -> None:
    tag_by_hand(library, "security", *SIX)
    others = keep(library, a_feed(library), a_story("CVElist passed over"), a_story("CVElist not seen yet"))
    library.stories.mark_read(others[:1], NOW)
    offer = find(library, ["security"])
    assert offer is not None
    assert offer.query in ("title:cvelist", "title:entry")
    assert find(library, ["security"], [key_of("title:entry", "security")]) == Offer(
        "title:cvelist", "title:cvelist", "security", 7, 6
    )
    assert "matches 7 stories, you tagged 6 of them" in Offer("q", "q", "t", 7, 6).words


def test_what_was_offered_refused_or_is_a_rule_is_not_offered(library: Library) -> None:
    tag_by_hand(library, "security", *SIX)
    assert find(library, ["security"], ["security"]) is None
    keys = [key_of(f"title:{word}", "security") for word in ("entry", "cvelist")]
    assert find(library, ["security"], keys) is None
    for query in ("title:entry", "title:cvelist"):
        library.rules.add(query, RuleActions(("Security",)), NOW)
    assert find(library, ["security"]) is None


def test_what_rules_tag_teaches_nothing(library: Library) -> None:
    library.rules.add("title:cvelist", RuleActions(("security",)), NOW)
    keep(library, a_feed(library), *(a_story(title) for title in SIX))
    follow_all(library, NOW)
    assert library.tag_history.tagged_by_hand("security") == []
    assert find(library, ["security"]) is None


def test_a_category_of_the_publisher_is_a_candidate_however_its_case() -> None:
    told = [
        Example(number, f"Feed {number}", "", word, ("Machine Learning" if number % 2 else "machine learning", "—"))
        for number, word in enumerate(("aa", "bb", "cc", "dd", "ee", "ff"))
    ]
    assert candidates(told) == [CandidateQuery('category:"machine learning"', 'category:"machine learning"')]


def test_many_categories_keep_no_word_of_the_title_out() -> None:
    names = ("A one", "B two", "C three", "D four", "E five")
    told = [Example(number, f"Feed {number}", "", f"Kernel {number}", names) for number in range(6)]
    found = [candidate.query for candidate in candidates(told)]
    assert "title:kernel" in found
    assert sum(query.startswith("category:") for query in found) == 3


@pytest.mark.parametrize("author", ['Jo "x" Doe', "«Jo»", "—", "J*", ""])
def test_what_cannot_be_asked_for_is_no_candidate(author: str) -> None:
    assert candidates(examples("aa", "bb", "cc", "dd", "ee", author=author)) == []


def tag_where(library: Library, stories: list[StoryId], right: Callable[[Story], bool]) -> None:
    """Tag as a person would who means exactly `right`, but for the last six, which are not looked at yet."""
    for story in map(library.stories.get, stories[:-6]):
        library.stories.mark_read([story.id], NOW)
        if right(story):
            library.tags.apply([story.id], ["wanted"], [], NOW)


@pytest.mark.parametrize(
    ("meant", "query"),
    [
        ("feed", "feed:#1"),
        ("author", 'author:"Ada Lovelace"'),
        ("category", 'category:"machine learning"'),
        ("title", "title:inkubator"),
    ],
)
def test_the_rule_learnt_is_the_one_meant_and_as_precise_as_it_says(library: Library, meant: str, query: str) -> None:
    feeds = [a_feed(library, "First"), a_feed(library, "Second"), a_feed(library, "Third")]
    drawn = Random(7)
    stories, by_what = [], {}
    for number in range(80):
        has = {what: drawn.random() < 0.3 for what in ("feed", "author", "category", "title")}
        told = a_story(
            f"Number {number} {'INKubator' if has['title'] else 'other'}",
            author="Ada Lovelace" if has["author"] else "Somebody Else",
            categories=("Machine Learning",) if has["category"] else ("Gardening",),
        )
        stories += keep(library, feeds[0] if has["feed"] else feeds[1 + number % 2], told)
        by_what[stories[-1]] = has[meant]
    tag_where(library, stories, lambda story: by_what[story.id])
    offer = find(library, ["wanted"])
    right = [story for story in stories[:-6] if by_what[story]]
    assert offer is not None
    assert (offer.query, offer.matching, offer.tagged) == (query, len(right), len(right))
    found = set(library.stories.ids(parse(offer.query)))
    assert found == {story for story in stories if by_what[story]}
