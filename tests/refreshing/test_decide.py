"""What an answer changes: new, revised, moved; and where a story stands in time."""

import pytest
from builders import NOW, a_story

from reader.library.incoming import KnownStory
from reader.model import Body, BodyFormat, ParsedFeed, ParsedStory, StoryId
from reader.refreshing.decide import Decision, content_of, decide, list_time

DAY = 86_400


def known(*stories: ParsedStory, listed: bool = True) -> dict[str, KnownStory]:
    return {
        story.guid: KnownStory(StoryId(number), story.guid, content_of(story).digest, listed)
        for number, story in enumerate(stories, 1)
    }


def answer(*stories: ParsedStory) -> ParsedFeed:
    return ParsedFeed("Quanta", stories=stories)


def test_what_is_not_known_is_new() -> None:
    decision = decide(answer(a_story("A"), a_story("B")), known(a_story("A")), NOW)
    assert [new.story.title for new in decision.new] == ["B"]
    assert not decision.revised and not decision.moved


def test_the_same_again_changes_nothing() -> None:
    assert decide(answer(a_story("A")), known(a_story("A")), NOW) == Decision()


def test_i4_other_words_are_a_revision_other_markup_or_date_are_none() -> None:
    before = a_story("A", content="<p>one  two</p>")
    (revision,) = decide(answer(a_story("A", content="<p>one three</p>")), known(before), NOW).revised
    assert revision.id == 1
    assert decide(answer(a_story("A", content="<div>one two</div>", published=NOW)), known(before), NOW) == Decision()


def test_i6_a_tombstone_is_neither_new_nor_revised() -> None:
    gone = known(a_story("A"), listed=False)
    assert decide(answer(a_story("A", content="other")), gone, NOW) == Decision()


def test_a_moved_document_keeps_its_story() -> None:
    text = Body(BodyFormat.TEXT, "the same words")
    before, after = a_story("A", guid="old.txt", body=text), a_story("A", guid="new/place.txt", body=text)
    decision = decide(answer(after), known(before), NOW)
    assert [(move.id, move.guid) for move in decision.moved] == [(1, "new/place.txt")]
    assert not decision.new


def test_a_copy_is_a_story_of_its_own() -> None:
    text = Body(BodyFormat.TEXT, "the same words")
    before, copy = a_story("A", guid="one.txt", body=text), a_story("A", guid="two.txt", body=text)
    decision = decide(answer(before, copy), known(before), NOW)
    assert [new.story.guid for new in decision.new] == ["two.txt"]


@pytest.mark.parametrize(
    ("claimed", "stands"),
    [
        (NOW - DAY, NOW - DAY),
        (None, NOW - 3),
        (0, NOW - 3),
        (NOW + 3600, NOW),
        (NOW + 400 * DAY, NOW - 3),
        (NOW - 20 * 365 * DAY, NOW - 20 * 365 * DAY),
    ],
)
def test_p10_a_story_stands_where_it_claims_unless_that_is_absurd(claimed: int | None, stands: int) -> None:
    assert list_time(claimed, NOW, 3) == stands
