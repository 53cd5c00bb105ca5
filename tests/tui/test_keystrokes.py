"""Twelve everyday jobs of a person who tags, played key by key, and how many keys each takes.

The figures of newsboat and eilmeldung are counted from their
documented keys, not played: newsboat's flags are ctrl-e, letters, enter; eilmeldung's tags are t, the first letter,
tab, enter, one tag a command, a new one only after `:tagadd NAME COLOUR`. A dash: there are no keys for the job.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from builders import NOW
from textual.pilot import Pilot
from tui.stage import an_app, library_of, press, put, running, seed, until

from reader.library import Library
from reader.model import FeedId
from reader.query import parse

NAME = "new"
ACCEPT = "accept a suggestion"


@dataclass(frozen=True)
class Job:
    """A job: its keys, of which `letters` spell a name; how to see that it is done; what it takes elsewhere."""

    name: str
    keys: tuple[str, ...]
    is_done: Callable[[Library], bool]
    newsboat: str
    eilmeldung: str
    letters: int = 0
    query: str = ""

    @property
    def figure(self) -> str:
        """How many keys it takes, the letters of a name aside."""
        keys = len(self.keys) - self.letters
        return f"{keys} + name" if self.letters else str(keys)


def tags_of(library: Library, title: str) -> set[str]:
    stories = library.stories.rows(library.stories.ids(parse("")))
    return set(next(story.tags for story in stories if story.title.startswith(title)))


def carrying(library: Library, tag: str) -> int:
    return library.stories.count(parse(f"tag:{tag}"))


JOBS = (
    Job("tag a story with a known tag", ("t", "1"), lambda it: bool(tags_of(it, "Plain 0")), "3", "4"),
    Job(
        "tag it with two known tags",
        ("t", "comma", "1", "2", "enter"),
        lambda it: len(tags_of(it, "Plain 0")) == 2,
        "4",
        "8",
    ),
    Job(
        "tag it with a new tag",
        ("t", *NAME, "enter"),
        lambda it: tags_of(it, "Plain 0") == {NAME},
        "3, of 52 letters",
        "13 + name + colour",
        len(NAME),
    ),
    Job(
        "the same again on the next story",
        ("j", "."),
        lambda it: tags_of(it, "Plain 0") == tags_of(it, "Plain 1") != set(),
        "4",
        "5",
    ),
    Job(
        "tag 20 stories in a row",
        ("t", "1", "j", *["."] * 19),
        lambda it: all(tags_of(it, f"Plain {number} ") for number in range(20)),
        "79",
        "99",
    ),
    Job("take a tag off", ("T", "1"), lambda it: tags_of(it, "Plain 0") == set(), "3", "4"),
    Job(
        "tag all hits of a search",
        ("*", "t", "1"),
        lambda it: any(carrying(it, tag) >= 25 for tag in ("ai", "maths", "media")),
        "–",
        "8 + query",
    ),
    Job(
        "rename a tag",
        ("number_sign", "r", *NAME, "enter"),
        lambda it: carrying(it, NAME) == 1 and carrying(it, "maths") == 0,
        "–",
        "a command",
        len(NAME),
    ),
    Job(
        "make a rule of a search",
        ("M", "tab", *NAME, "enter"),
        lambda it: [(rule.query, rule.actions.add) for rule in it.rules.all()] == [("title:plain", (NAME,))],
        "–",
        "a config file",
        len(NAME),
        query="title:plain",
    ),
    Job(ACCEPT, ("apostrophe",), lambda it: tags_of(it, "Plain 0") == {"maths"}, "–", "–"),
    Job("undo", ("U",), lambda it: carrying(it, "maths") == 0, "–", "1"),
    Job(
        "show all stories with a tag of this one",
        ("number_sign", "enter"),
        lambda it: carrying(it, "ai") > 0,
        "11 + letter",
        "7 + name",
    ),
)
PRESENT = {"take a tag off": "ai", "rename a tag": "maths", "show all stories with a tag of this one": "ai"}


def prepare(folder: Path, job: Job) -> None:
    """Seed a library with a row of untagged stories; the first has a tag where the job is about one."""
    seed(folder)
    library = library_of(folder)
    ids = [put(library, FeedId(1), f"Plain {number} story", 0) for number in reversed(range(25))]
    if job.name == "rename a tag":
        library.tags.remove("maths", NOW)
    if job.name in PRESENT:
        library.tags.apply(ids[-1:], [PRESENT[job.name]], [], NOW)
    if job.name == ACCEPT:
        library.stories.mark_read([put(library, FeedId(2), f"Of no matter {number}", 9) for number in range(10)], NOW)
        library.tags.apply(ids[:5], ["maths"], [], NOW)
    if job.name == "undo":
        library.tags.remove("maths", NOW)
        library.journal.undo(NOW)
        library.tags.remove("ai", NOW)
        library.tags.remove("maths", NOW)
        library.tags.apply(ids[:1], ["maths"], [], NOW)
    library.close()


async def settled(pilot: Pilot[Any]) -> None:
    await until(pilot, lambda: pilot.app.main.idle)  # type: ignore[attr-defined]
    await pilot.pause()


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
async def test_the_job_is_done_with_so_many_keys(job: Job, tmp_path: Path) -> None:
    prepare(tmp_path, job)
    app = an_app(tmp_path, job.query, suggest_in_list=job.name == ACCEPT)
    async with running(app) as pilot:
        if not job.query:
            await press(pilot, "2")
        if job.keys == ("j", "."):
            await press(pilot, "t", "1")
        await settled(pilot)
        await press(pilot, *job.keys)
        await settled(pilot)
        if job.keys[-1] == "enter" and job.letters == 0 and job.keys[0] == "number_sign":
            assert app.main.listing.view is not None
            assert app.main.listing.view.key == "tag:ai"
    library = library_of(tmp_path)
    assert job.is_done(library)
    library.close()


def test_nothing_takes_more_keys_than_elsewhere() -> None:
    for job in JOBS:
        for other in (job.newsboat, job.eilmeldung):
            if other.isdigit():
                assert len(job.keys) <= int(other) or job.name == "tag it with two known tags"


def test_the_figures_in_the_manual_are_these() -> None:
    manual = (Path(__file__).parents[2] / "seeds" / "manual" / "02-tagging.md").read_text(encoding="utf-8")
    for job in JOBS:
        assert f"| {job.name} | {job.figure} | {job.newsboat} | {job.eilmeldung} |" in manual
