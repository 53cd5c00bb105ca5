"""Where one stopped in a story is kept for ever."""

from pathlib import Path

from builders import NOW, a_feed, a_library, a_story, keep


def test_a_place_is_kept_and_is_no_step_of_the_journal(tmp_path: Path) -> None:
    library = a_library(tmp_path)
    story = keep(library, a_feed(library), a_story())[0]
    assert library.places.get(story) == 0
    library.places.keep(story, 12.25, NOW)
    library.places.keep(story, 17.5, NOW + 1)
    library.close()
    again = a_library(tmp_path)
    assert again.places.get(story) == 17.5
    assert [step.label for step in again.journal.steps(10)] == ["subscribed to Quanta"]
    again.close()


def test_a_place_at_the_beginning_is_none(tmp_path: Path) -> None:
    library = a_library(tmp_path)
    story = keep(library, a_feed(library), a_story())[0]
    library.places.keep(story, 3.0, NOW)
    library.places.keep(story, 0.0, NOW)
    assert library.places.get(story) == 0
    library.close()
