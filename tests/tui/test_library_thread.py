"""The thread that keeps the keys from waiting."""

import threading
from collections.abc import Callable
from pathlib import Path

from tui.stage import places_in, seed

from reader.errors import LibraryError
from reader.library import Library, open_library
from reader.tui.library_thread import LibraryThread


class Desk:
    """A library thread whose answers are noted down as they come."""

    def __init__(self, folder: Path) -> None:
        seed(folder)
        self.answers: list[object] = []
        self.failures: list[Exception] = []
        self.thread = LibraryThread(places_in(folder).library, lambda call: call(), self.failures.append)
        self.gate = threading.Event()

    def wait(self, library: Library) -> str:
        assert self.gate.wait(10)
        return "waited"

    def finish(self) -> list[object]:
        """Let everything asked be done."""
        done = threading.Event()
        self.thread.do(lambda _: None, lambda _: done.set())
        self.gate.set()
        assert done.wait(10)
        self.thread.end()
        return self.answers


def always(answer: object) -> Callable[[Library], object]:
    return lambda _: answer


def test_jobs_are_done_in_order(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for number in range(5):
        desk.thread.do(always(number), desk.answers.append)
    assert desk.finish() == [0, 1, 2, 3, 4]


def test_an_older_question_on_the_same_topic_is_dropped(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.thread.ask("gate", desk.wait, desk.answers.append)
    desk.thread.ask("counts", always("old"), desk.answers.append)
    desk.thread.ask("counts", always("new"), desk.answers.append)
    assert desk.finish() == ["waited", "new"]


def test_an_answer_that_comes_too_late_is_dropped(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.thread.ask("gate", desk.wait, desk.answers.append)
    desk.thread.drop("gate")
    assert desk.finish() == []


def test_a_failure_is_told_and_the_next_job_done(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.thread.do(lambda _: 1 / 0, desk.answers.append)
    desk.thread.do(lambda library: library.tally().stories, desk.answers.append)
    assert desk.finish() == [8]
    assert isinstance(desk.failures[0], ZeroDivisionError)


def test_what_was_to_be_written_is_written_before_the_end(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.thread.do(desk.wait, desk.answers.append)
    desk.thread.do(lambda library: library.state.set("x", "kept"), lambda _: None)
    desk.gate.set()
    desk.thread.end()
    check = LibraryThread(places_in(tmp_path).library, lambda call: call(), desk.failures.append)
    check.do(lambda library: library.state.get("x"), desk.answers.append)
    check.end()
    assert desk.answers[-1] == "kept"


def test_a_write_that_waits_for_another_process_is_waited_for(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    other = open_library(places_in(tmp_path).library)
    started = threading.Event()

    def write(library: Library) -> None:
        started.set()
        library.stories.mark_read([1], 0)

    with other.transaction():
        other.state.set("x", "busy")
        desk.thread.do(write, lambda _: desk.answers.append("written"))
        assert started.wait(10)
        threading.Timer(2.5, desk.gate.set).start()
        ending = threading.Thread(target=desk.thread.end)
        ending.start()
        assert desk.gate.wait(10)
        assert ending.is_alive()
    ending.join(10)
    assert desk.answers == ["written"]
    other.close()


def test_a_library_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    failures: list[Exception] = []
    thread = LibraryThread(tmp_path, lambda call: call(), failures.append)
    thread.do(always(1), lambda _: None)
    thread.end()
    assert isinstance(failures[0], LibraryError)


def test_an_answer_that_is_on_its_way_already_is_dropped(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    posted: list[Callable[[], None]] = []
    answered = threading.Event()

    def post(call: Callable[[], None]) -> None:
        posted.append(call)
        answered.set()

    thread = LibraryThread(places_in(tmp_path).library, post, desk.failures.append)
    thread.ask("search", always("found"), desk.answers.append)
    assert answered.wait(10)
    while not thread.idle:
        threading.Event().wait(0.001)
    thread.drop("search")
    for call in posted:
        call()
    thread.end()
    assert desk.answers == []
