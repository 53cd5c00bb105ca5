"""Which tags are suggested for a story, in which order, and why."""

from pathlib import Path

from builders import NOW, a_feed, a_library, a_story, keep

from reader.library import Library
from reader.library.tag_history import Companion, LikeStory, TaggingHistory, UsedTag
from reader.tagging.suggestions import suggest


def names(history: TaggingHistory, present: tuple[str, ...] = ()) -> list[str]:
    return [suggestion.tag for suggestion in suggest(history, present)]


def test_without_history_nothing_is_suggested() -> None:
    assert suggest(TaggingHistory()) == []


def test_a_tag_of_stories_like_it_goes_before_one_merely_used() -> None:
    like = (LikeStory("Netflix builds a studio", 0.6, ("ai",)),)
    recent = (UsedTag("later", 9, 40), UsedTag("ai", 1, 2))
    assert names(TaggingHistory(like=like, recent=recent)) == ["ai", "later"]


def test_the_nearer_a_story_the_more_its_tags_weigh() -> None:
    like = (LikeStory("far", 0.2, ("b",)), LikeStory("near", 0.9, ("a",)))
    assert names(TaggingHistory(like=like)) == ["a", "b"]


def test_stories_that_share_next_to_nothing_do_not_count() -> None:
    assert names(TaggingHistory(like=(LikeStory("unlike", 0.05, ("a",)),))) == []


def test_a_habit_of_a_feed_counts_the_more_the_more_was_tagged() -> None:
    few, many = TaggingHistory(feed_tagged=1, habits=(("a", 1),)), TaggingHistory(feed_tagged=30, habits=(("a", 30),))
    assert suggest(many)[0].weight > suggest(few)[0].weight


def test_tags_a_story_has_are_not_suggested_whatever_their_case() -> None:
    history = TaggingHistory(recent=(UsedTag("AI", 2, 1), UsedTag("law", 1, 1)))
    assert names(history, ("ai",)) == ["law"]


def test_what_goes_with_a_tag_the_story_has_is_suggested_and_told() -> None:
    history = TaggingHistory(companions=(Companion("film", "netflix", 6, 8),))
    assert suggest(history, ("netflix",))[0].why == "beside netflix on 6 of 8 stories"


def test_reasons_are_told_the_strongest_first() -> None:
    history = TaggingHistory(
        like=(LikeStory("A studio", 0.5, ("ai",)), LikeStory("Another", 0.4, ("ai",))),
        feed_title="Verge",
        feed_tagged=4,
        habits=(("ai", 2),),
        recent=(UsedTag("ai", 5, 3),),
    )
    assert suggest(history)[0].why == (
        "2 stories like this have it, such as “A studio”; on 2 of 4 stories you tagged in Verge;"
        " the tag you used last; on 3 stories in all"
    )


def test_at_most_nine_are_suggested() -> None:
    assert len(suggest(TaggingHistory(recent=tuple(UsedTag(f"t{number}", number, 1) for number in range(30))))) == 9


def a_tagged_library(folder: Path) -> Library:
    library = a_library(folder)
    verge, lwn = a_feed(library, "Verge"), a_feed(library, "LWN")
    films = keep(library, verge, *(a_story(f"Netflix shows animated film number {n}") for n in range(3)))
    kernels = keep(library, lwn, *(a_story(f"Kernel release candidate {n}") for n in range(3)))
    library.tags.apply(films, ["film", "netflix"], [], NOW)
    library.tags.apply(kernels, ["linux"], [], NOW + 60)
    return library


def test_the_history_is_read_from_the_words_the_feed_and_the_tags(tmp_path: Path) -> None:
    library = a_tagged_library(tmp_path)
    story = keep(library, a_feed(library, "Quanta"), a_story("A studio for animated shorts at Netflix"))[0]
    history = library.tag_history.for_tagging(story, ["film"])
    assert {title.title for title in history.like} == {f"Netflix shows animated film number {n}" for n in range(3)}
    assert all(set(found.tags) == {"film", "netflix"} and found.closeness <= 1 for found in history.like)
    assert history.companions == (Companion("netflix", "film", 3, 3),)
    assert [tag.name for tag in history.recent] == ["linux", "film", "netflix"]
    assert history.feed_tagged == 0
    library.close()


def test_what_one_story_is_tagged_counts_for_the_others_of_its_feed(tmp_path: Path) -> None:
    library = a_tagged_library(tmp_path)
    story = keep(library, a_feed(library, "LWN"), a_story("Something else entirely"))[0]
    assert suggest(library.tag_history.for_tagging(story))[0].tag == "linux"
    assert library.tag_history.for_tagging(story).feed_tagged == 3
    library.close()


def test_a_title_of_signs_alone_and_a_story_unknown_do_no_harm(tmp_path: Path) -> None:
    library = a_tagged_library(tmp_path)
    story = keep(library, a_feed(library, "Quanta"), a_story('"" * OR ( —'))[0]
    assert library.tag_history.for_tagging(story).like == ()
    assert library.tag_history.for_tagging(99_999) == TaggingHistory()
    library.close()
