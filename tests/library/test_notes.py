"""Notes: journalled, searched, kept."""

from pathlib import Path

from builders import NOW, a_feed, a_library, a_story, keep

from reader.query import parse


def test_a_note_is_kept_searched_and_undone(tmp_path: Path) -> None:
    library = a_library(tmp_path)
    story = keep(library, a_feed(library), a_story())[0]
    assert library.notes.get(story) == ""
    assert library.notes.write(story, " Compare with Gödel \n", NOW) == 1
    assert library.notes.get(story) == "Compare with Gödel"
    assert library.notes.write(story, "Compare with Gödel", NOW) == 0
    library.search_index.catch_up()
    assert list(library.stories.ids(parse("godel"))) == [story]
    assert library.notes.write(story, "Turing rather", NOW + 1) == 1
    library.search_index.catch_up()
    assert list(library.stories.ids(parse("godel"))) == []
    library.journal.undo(NOW + 2)
    assert library.notes.get(story) == "Compare with Gödel"
    library.journal.undo(NOW + 3)
    assert library.notes.get(story) == ""
    library.journal.redo(NOW + 4)
    assert library.notes.get(story) == "Compare with Gödel"
    library.search_index.catch_up()
    assert list(library.stories.ids(parse("godel"))) == [story]
    library.close()


def test_taking_a_note_away_takes_its_words_out_of_the_index(tmp_path: Path) -> None:
    library = a_library(tmp_path)
    story = keep(library, a_feed(library), a_story())[0]
    library.notes.write(story, "zebrafinch", NOW)
    library.search_index.catch_up()
    library.notes.write(story, "", NOW)
    library.search_index.catch_up()
    assert list(library.stories.ids(parse("zebrafinch"))) == []
    assert [step.label for step in library.journal.steps(2)] == ["took a note away", "wrote a note"]
    library.close()


def test_a_story_with_a_note_survives_a_purge_and_an_unsubscription(tmp_path: Path) -> None:
    library = a_library(tmp_path)
    feed = a_feed(library)
    noted, plain = keep(library, feed, a_story("Noted"), a_story("Plain"))
    library.notes.write(noted, "mine", NOW)
    library.feeds.unsubscribe(feed, NOW)
    assert list(library.stories.ids(parse(""))) == [noted]
    assert library.retention.purge({feed: NOW + 1}) == 1
    library.search_index.catch_up()
    assert list(library.stories.ids(parse("mine has:note"))) == [noted]
    assert (library.notes.get(noted), bool(library.stories.body(noted).content)) == ("mine", True)
    assert not library.stories.body(plain).content
    library.close()


def test_a_note_survives_what_the_publisher_changes(tmp_path: Path) -> None:
    library = a_library(tmp_path)
    story = keep(library, a_feed(library), a_story())[0]
    library.notes.write(story, "mine", NOW)
    library.incoming.revise(story, a_story(content="<p>New words.</p>"), b"new", NOW)
    assert library.notes.get(story) == "mine"
    library.close()
