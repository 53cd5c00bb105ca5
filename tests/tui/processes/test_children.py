"""Refreshing and adding by a child process."""

import json
import sys
from pathlib import Path

import pytest

import reader
from reader import own_call
from reader.errors import ReaderError, SourceError
from reader.library import open_library
from reader.model import FeedId, Origin, StoryId
from reader.tui.processes.child_output import AddedFeed, Progress, added_text, after_event, read_added
from reader.tui.processes.children import Children

START = {"event": "start", "feeds": 2}
CHANGED = {
    "event": "feed",
    "id": 1,
    "title": "LWN",
    "outcome": "changed",
    "new": 3,
    "message": "",
    "done": 1,
    "feeds": 2,
}
FAILED = {
    "event": "feed",
    "id": 2,
    "title": "Verge",
    "outcome": "failed",
    "new": 0,
    "message": "It answered 503.",
    "done": 2,
}
DONE = {"event": "done", "new": 3, "updated": 0, "failed": 1}


def progress_after(*events: object) -> Progress:
    progress = Progress()
    for event in events:
        progress = after_event(progress, json.dumps(event))
    return progress


def a_child(folder: Path, program: str) -> Children:
    file = folder / "child.py"
    file.write_text(program)
    return Children((sys.executable, str(file)))


def test_progress_says_how_far_it_is_and_what_is_new() -> None:
    assert progress_after().text == "⟳ …"
    assert progress_after(START).text == "⟳ 0/2"
    assert progress_after(START, CHANGED).text == "⟳ 1/2 · 3 new ↑"


def test_the_end_says_what_failed_and_why() -> None:
    assert progress_after(START, CHANGED, FAILED, DONE).text == "refreshed 2 feeds · 3 new · Verge: It answered 503."


def test_several_failures_are_counted() -> None:
    assert "2 failed, marked !" in progress_after(START, FAILED, FAILED, DONE).text


@pytest.mark.parametrize(
    "line", ["", "not json", "[]", '"text"', "{}", '{"event": "feed", "new": "many", "done": null}']
)
def test_lines_that_make_no_sense_do_no_harm(line: str) -> None:
    after_event(Progress(), line)


def test_foreign_words_are_cleaned() -> None:
    failed = FAILED | {"title": "\x1b]0;x\x07Verge", "message": "\x9b31m"}
    assert "\x1b" not in progress_after(START, failed, DONE).text
    assert "\x9b" not in progress_after(START, failed, DONE).text


def test_what_was_added_is_read_and_nonsense_is_an_error() -> None:
    assert read_added('{"feeds": [{"id": 7, "title": "LWN", "new": 12}]}')[0].new == 12
    with pytest.raises(SourceError):
        read_added("something else")


async def test_what_was_warned_of_is_said(tmp_path: Path) -> None:
    program = (
        "import sys; print('reader: x.docx was left out.\\nreader: y too.', file=sys.stderr);"
        'print(\'{"feeds": [{"id": 1, "title": "Notes", "new": 1}]}\')'
    )
    added = await a_child(tmp_path, program).add("x")
    assert added_text(added) == "added Notes · 1 story · x.docx was left out. (and 1 more)"
    assert added_text((AddedFeed(FeedId(1), "Notes", 2),)) == "added Notes · 2 stories"


async def test_a_refresh_is_followed_line_by_line_to_its_end(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(event) for event in (START, CHANGED, FAILED, DONE))
    seen: list[str] = []
    child = a_child(tmp_path, f"print('''{lines}''')")
    assert (await child.refresh([], lambda progress: seen.append(progress.text))).finished
    assert seen[1] == "⟳ 1/2 · 3 new ↑"


async def test_a_refresh_that_dies_gives_its_last_words(tmp_path: Path) -> None:
    child = a_child(tmp_path, "import sys; print('Error: The library is locked.', file=sys.stderr); sys.exit(1)")
    with pytest.raises(SourceError, match="The library is locked"):
        await child.refresh([], lambda _: None)


async def test_what_is_added_is_told_to_the_child_alone_and_is_never_an_option(tmp_path: Path) -> None:
    program = (
        "import json, sys; said = [*sys.argv[1:], sys.stdin.read()]\n"
        "print(json.dumps({'feeds': [{'id': 1, 'title': repr(said), 'new': 0}]}))"
    )
    added = await a_child(tmp_path, program).add("--help; rm -rf x")
    assert added[0].title == repr(["add", "--json", "-", "--help; rm -rf x\n"])


async def test_a_page_is_kept_by_its_address_which_is_never_an_option(tmp_path: Path) -> None:
    program = "import json, sys; print(json.dumps({'stories': [{'title': ' '.join(sys.argv[1:])}]}))"
    assert await a_child(tmp_path, program).keep_page("--x", StoryId(7)) == "add --page --linked-from 7 --json -- --x"
    assert await a_child(tmp_path, "print('[]')").keep_page("https://x.example", StoryId(7)) == ""


async def test_a_program_that_cannot_be_started_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match="could not be started"):
        await Children((str(tmp_path / "nothing"),)).add("x")


async def test_the_starter_feeds_are_asked_for_by_name(tmp_path: Path) -> None:
    noted = tmp_path / "arguments"
    program = f"import sys; open({str(noted)!r}, 'w').write(' '.join(sys.argv[1:]))"
    await a_child(tmp_path, program).subscribe_to_starters()
    assert noted.read_text() == "import --starter --json"
    with pytest.raises(SourceError, match="could not be subscribed to"):
        await a_child(tmp_path, "import sys; sys.exit(1)").subscribe_to_starters()


def test_what_was_held_back_is_said_with_its_reason() -> None:
    held = FAILED | {"outcome": "held", "message": "verge.example asks to be left alone until 14:20."}
    one = progress_after(START, held, DONE | {"failed": 0}).text
    assert one.endswith("Verge: verge.example asks to be left alone until 14:20.")
    assert "2 held back: verge.example asks" in progress_after(START, held, held, DONE).text


def test_being_offline_is_all_there_is_to_say() -> None:
    offline = FAILED | {"outcome": "offline", "message": "not checked"}
    done = DONE | {"new": 0, "offline": 1, "message": "You seem to be offline: nothing was checked."}
    assert progress_after(START, offline, done).text == "You seem to be offline: nothing was checked."


async def test_another_address_is_asked_for_by_id_and_never_an_option(tmp_path: Path) -> None:
    program = "import json, sys; print(json.dumps({'title': ' '.join([*sys.argv[1:], *sys.stdin.read().split()])}))"
    said = await a_child(tmp_path, program).readdress(FeedId(3), "--x")
    assert said.startswith("feeds address --json 3 - --x has another address now")


FINDING = """
import json, sys
source = sys.stdin.readline().strip()
if "--choose" in sys.argv:
    one = {"title": "Quanta", "url": "https://q.example/feed", "stories": 1, "newest": None, "titles": ["One"],
           "subscribed": None}
    if source == "nowhere":
        sys.exit("reader: nowhere leads to nothing.")
    print(json.dumps({"found": [one]}), flush=True)
    print(json.dumps({"feeds": [{"id": 7, "title": "Chosen " + sys.stdin.readline().strip(), "new": 1}]}))
else:
    print(json.dumps({"feeds": [{"id": 8, "title": "Typed " + source, "new": 1}]}))
"""


async def test_the_child_that_found_a_feed_adds_it(tmp_path: Path) -> None:
    children = a_child(tmp_path, FINDING)
    assert [feed.title for feed in await children.find("q.example")] == ["Quanta"]
    assert (await children.add("https://q.example/feed"))[0].title == "Chosen https://q.example/feed"
    assert (await children.add("https://q.example/feed"))[0].title == "Typed https://q.example/feed"
    await children.end()


async def test_what_was_not_found_or_was_dropped_is_added_by_another_child(tmp_path: Path) -> None:
    children = a_child(tmp_path, FINDING)
    await children.find("q.example")
    assert (await children.add("https://other.example"))[0].title == "Typed https://other.example"
    children.drop_found()
    assert (await children.add("https://q.example/feed"))[0].title == "Typed https://q.example/feed"
    with pytest.raises(SourceError, match="nowhere leads to nothing"):
        await children.find("nowhere")
    await children.end()


async def test_each_event_of_a_verb_is_told_as_it_comes(tmp_path: Path) -> None:
    told: list[object] = []
    child = a_child(tmp_path, "import sys; print('{\"event\": 1}'); print('no event'); print(sys.argv[1:])")
    await child.run_with_events(told.append, "pictures", "12")
    assert told == [{"event": 1}, {}, {}]


async def test_a_verb_that_fails_says_why_after_its_events(tmp_path: Path) -> None:
    told: list[object] = []
    child = a_child(tmp_path, "import sys; print('{\"event\": 1}'); sys.exit('reader: Pictures need Pillow.')")
    with pytest.raises(SourceError, match=r"^Pictures need Pillow\.$"):
        await child.run_with_events(told.append, "pictures", "12")
    assert told == [{"event": 1}]


async def test_what_a_child_does_for_a_person_is_done_in_the_interface(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READER_HOME", str(tmp_path))
    await Children().subscribe_to_starters()
    library = open_library(tmp_path / "data" / "library.db")
    (step,) = library.journal.steps(9)
    assert step.origin is Origin.INTERFACE
    assert library.feeds.all()
    library.journal.undo(step.at, Origin.INTERFACE)
    assert not library.feeds.all()
    library.close()


async def test_nothing_in_the_folder_a_person_stands_in_is_taken_for_a_part_of_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READER_HOME", str(tmp_path / "home"))
    standing = tmp_path / "downloads"
    standing.mkdir()
    for name in ("reader", "json"):
        (standing / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    monkeypatch.chdir(standing)
    progress = await Children().refresh([], lambda _: None)
    assert (progress.finished, (tmp_path / "ran").exists()) == (True, False)


def test_a_program_that_is_not_installed_finds_itself_where_it_was_started() -> None:
    assert own_call(str(Path(reader.__file__).parents[1])) == (sys.executable, "-m", "reader")
    assert own_call(str(Path(sys.executable).parent)) == (sys.executable, "-P", "-m", "reader")
