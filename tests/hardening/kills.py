"""Kills the program at any moment of what it does: what was acknowledged must be there, once, and the next start work.

    python tests/hardening/kills.py --count 2000 --seed 1

Prints how many kills landed, by what was being done, and ends with 1 at the first finding, naming what shows it again.
A kill has landed where the program was alive and had written something since it began; others are not counted.

How it works. The program runs in a fork of a process that has imported it already, so that a kill lands in the work and
not in Python's start. Before each verb the fork notes in a record outside the library what it is going to do, and after
it that it was acknowledged. After the kill the library must be as the record says, and what was not acknowledged done
whole or not at all; SQLite and doctor must find it sound, and the verb that was killed must do its work.
"""

import argparse
import json
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from earlier_libraries import VERSIONS, columns_of, held_by
from hardening.after_a_kill import check_doctor, check_record, check_sound, has_tables, require, titles_of
from hardening.changing_feeds import ChangingFeeds
from hardening.forked_program import Home, call, kill, warm_up
from hardening.recorded_actions import Action, Expected, a_list, found_in, tagging, turning
from hardening.upgrades import library_of

WITHIN = 0.4
"""Seconds within which work that never ends by itself is killed."""
KILLS_A_HOME = 10
"""So often a home is killed in, one time after the other, before there is a new one."""

Choose = Callable[[random.Random, Home, Expected], Action]


@dataclass(frozen=True, slots=True)
class Job:
    """Some work that is killed: `prepare` makes a home, `begin` makes it ready for a kill, `work` is done in the fork.

    `check` gets the home and what the work had printed, and raises AssertionError where something is wrong that SQLite,
    doctor and the record do not see. Work that has `no_end` is killed within a set time, other work within the time it
    takes.
    """

    work: Callable[[Home, random.Random], int]
    prepare: Callable[[Home, random.Random], None]
    begin: Callable[[Home], None] = lambda _: None
    check: Callable[[Home, str], None] = lambda _, __: None
    no_end: bool = False
    kills_a_home: int = KILLS_A_HOME


def repeating(choose: Choose) -> Callable[[Home, random.Random], int]:
    """Return work that does one action after the other, each with its record, without end."""

    def work(home: Home, chance: random.Random) -> int:
        expected = home.expected
        while True:
            action = choose(chance, home, expected)
            home.record.begun(action)
            if status := call(*action.arguments):
                return status
            home.record.acknowledged()
            expected = expected.after(action)

    return work


def importing(chance: random.Random, home: Home, _: Expected) -> Action:
    """Return an action that imports a list of new subscriptions."""
    number = chance.randrange(10**9)
    file = home.folder.with_name(f"list-{number}.opml")
    a_list(file, [f"https://list-{number}.example/{feed}" for feed in range(10)])
    return Action(("import", str(file)))


def backing_up(chance: random.Random, home: Home, _: Expected) -> Action:
    """Return an action that makes a backup, or tags what the next one must hold."""
    if chance.random() < 0.3:
        return tagging(chance, home.stories)
    return Action(("backup", str(home.folder.with_name(f"backup-{chance.randrange(10**9)}.db"))))


class Scene:
    """What all homes have in common: the feeds, the home that was started once, what a first start lists."""

    def __init__(self, folder: Path, feeds: ChangingFeeds) -> None:
        self.folder = folder
        self.feeds = feeds
        self._columns: dict[str, list[str]] = {}
        self._held: dict[str, list[tuple[object, ...]]] = {}
        home = self.new_home()
        self.at_first = titles_in(home.verb("list", "--json"))
        a_list(folder / "feeds.opml", feeds.addresses)
        home.verb("import", str(folder / "feeds.opml"))
        home.verb("refresh", "--force")
        self._started = home.folder

    def new_home(self) -> Home:
        """Return an empty home."""
        return Home(Path(tempfile.mkdtemp(dir=self.folder)))

    def replaced(self, home: Home | None) -> Home:
        """Return a new home in the place of one that is done with."""
        if home is not None:
            shutil.rmtree(home.folder.parent)
        return self.new_home()

    def start(self, home: Home, _: random.Random) -> None:
        """Put into a home what the first start and a refresh have made."""
        shutil.copytree(self._started, home.folder, dirs_exist_ok=True)
        home.expected = found_in(home.library)
        with closing(sqlite3.connect(home.library)) as connection:
            home.stories = [story for (story,) in connection.execute("SELECT id FROM story ORDER BY id LIMIT 30")]

    def jobs(self) -> dict[str, Job]:
        """Return the work that is killed, by its name; to add some, write a row."""

        def marking(chance: random.Random, home: Home, _: Expected) -> Action:
            return tagging(chance, home.stories)

        def undoing(chance: random.Random, home: Home, expected: Expected) -> Action:
            return turning(chance, home.stories, expected)

        return {
            "refresh": Job(
                lambda *_: call("refresh", "--force", "--events"),
                self.start,
                lambda _: self.feeds.publish(),
                self.check_refresh,
            ),
            "tagging": Job(repeating(marking), self.start, no_end=True),
            "undo": Job(repeating(undoing), self.start, no_end=True),
            "import": Job(repeating(importing), self.start, no_end=True),
            "indexing": Job(lambda *_: call("doctor", "--repair"), self.start, empty_index, check_index),
            "migration": Job(lambda *_: call("list"), self.put_earlier, check=self.check_migration, kills_a_home=1),
            "backup": Job(repeating(backing_up), self.start, check=check_backups, no_end=True),
            "first start": Job(lambda *_: call("list"), lambda *_: None, check=self.check_first_start, kills_a_home=1),
        }

    def put_earlier(self, home: Home, chance: random.Random) -> None:
        """Put a library of an earlier schema into a home."""
        home.library.parent.mkdir(mode=0o700)
        home.library.touch(0o600)
        home.library.write_bytes(library_of(chance.choice(VERSIONS[:-1])))
        self._columns = columns_of(home.library)
        self._held = held_by(home.library, self._columns)
        home.expected = found_in(home.library)

    def check_refresh(self, home: Home, printed: str) -> None:
        """Look whether what was told of is there, and the next refresh brings all the rest once."""
        events = [json.loads(line) for line in printed.splitlines(keepends=True) if line.endswith("}\n")]
        told = {event["title"] for event in events if event["event"] == "feed" and event["outcome"] == "changed"}
        wanted = {title for title in self.feeds.titles if title.partition(" story ")[0] in told}
        require(not wanted - titles_of(home), f"told of and lost: {sorted(wanted - titles_of(home))[:5]}")
        home.verb("refresh", "--force")
        lost = self.feeds.titles - titles_of(home)
        require(not lost, f"not brought by the next refresh: {sorted(lost)[:5]}")

    def check_migration(self, home: Home, _: str) -> None:
        """Look whether all that a person did is as it was, and is after the next start."""
        for _start in range(2):
            require(held_by(home.library, self._columns) == self._held, "what was held is something else now")
            home.verb("list")

    def check_first_start(self, home: Home, _: str) -> None:
        """Look whether the next start lists what a first start lists."""
        require(titles_in(home.verb("list", "--json")) == self.at_first, "the next start lists something else")


def titles_in(listed: str) -> list[str]:
    """Return the titles `reader list --json` has printed."""
    return sorted(story["title"] for story in json.loads(listed))


def empty_index(home: Home) -> None:
    """Have no story searchable."""
    with closing(sqlite3.connect(home.library)) as connection, connection:
        connection.execute("INSERT INTO search (search) VALUES ('delete-all')")
        connection.execute("INSERT OR IGNORE INTO unindexed (story_id) SELECT story_id FROM body")


def check_index(home: Home, _: str) -> None:
    """Look whether the next run makes every story searchable, once."""
    home.verb("doctor", "--repair")
    with closing(sqlite3.connect(home.library)) as connection:
        (left,) = connection.execute("SELECT count(*) FROM unindexed").fetchone()
        (bodies,) = connection.execute("SELECT count(*) FROM body").fetchone()
        (indexed,) = connection.execute("SELECT count(*) FROM search_docsize").fetchone()
    require((left, indexed) == (0, bodies), f"{left} stories left, {indexed} of {bodies} indexed")


def check_backups(home: Home, _: str) -> None:
    """Look whether each backup that stands under its name is sound, and holds what was acknowledged before it."""
    done, unfinished = home.record.read()
    expected = home.before
    for action in [*done, *([unfinished] if unfinished else [])]:
        if action.arguments[0] != "backup":
            expected = expected.after(action)
        elif action is not unfinished or Path(action.arguments[1]).exists():
            backup = Path(action.arguments[1])
            check_sound(backup)
            different = expected.differs_from(found_in(backup))
            require(not different, f"the backup {backup.name}: {different}")
            backup.unlink()


def kill_once(job: Job, home: Home, chance: random.Random, within: float) -> tuple[bool, bool]:
    """Kill the work once, within so many seconds, and look at what is left.

    Return whether the kill has landed, and whether the work was done before it.
    """
    job.begin(home)
    home.record.clear()
    before = home.files()
    child = home.fork(lambda: job.work(home, chance))
    time.sleep(chance.uniform(0, within))
    alive = kill(child)
    landed = alive and home.files() != before
    printed = home.output.read_text()
    if has_tables(home.library):
        check_sound(home.library)
        check_record(home)
    job.check(home, printed)
    home.verb("list", "--json")
    check_doctor(home)
    return landed, not alive


def seconds_of(job: Job, home: Home, chance: random.Random) -> float:
    """Return within how many seconds the work is to be killed: as long as it takes, measured once."""
    if job.no_end:
        return WITHIN
    job.begin(home)
    home.record.clear()
    began = time.monotonic()
    status, printed = home.status_after(home.fork(lambda: job.work(home, chance)))
    require(not status, f"the work failed without any kill: {printed}")
    return time.monotonic() - began


def kill_again_and_again(scene: Scene, count: int, seed: int) -> bool:
    """Kill until so many kills have landed, one job after the other; print the figures, say whether all was well."""
    landed, rounds, within, acknowledged = Counter[str](), Counter[str](), dict[str, float](), 0
    jobs, homes = scene.jobs(), dict[str, Home]()
    number = 0
    while landed.total() < count and number < 5 * count:
        name = list(jobs)[number % len(jobs)]
        chance = random.Random(f"{seed} {number}")
        try:
            if name not in within:
                homes[name] = scene.new_home()
                jobs[name].prepare(homes[name], chance)
                within[name] = seconds_of(jobs[name], homes[name], chance)
            if rounds[name] % jobs[name].kills_a_home == 0:
                homes[name] = scene.replaced(homes[name])
                jobs[name].prepare(homes[name], chance)
            rounds[name] += 1
            acknowledged -= homes[name].acknowledged
            hit, too_late = kill_once(jobs[name], homes[name], chance, within[name])
            landed[name] += hit
            within[name] *= 0.9 if too_late else 1  # the machine was busier when it was measured
            acknowledged += homes[name].acknowledged
        except AssertionError as finding:
            print(f"{name}, round {number} of seed {seed}, in {homes[name].folder}: {finding}")
            return False
        number += 1
    for name in jobs:
        print(f"{name:<12} {landed[name]:>5} of {rounds[name]:>5} kills landed, within {within.get(name, 0):.2f} s")
    print(f"{landed.total()} kills in mid-run, {acknowledged} acknowledged actions before them: none lost, none twice")
    return landed.total() >= count


def main() -> None:
    """Read the command line, and kill."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2000, help="how many kills are to land in mid-run")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    warm_up()
    with tempfile.TemporaryDirectory(prefix="reader-kills-") as folder:
        served = Path(folder) / "served"
        served.mkdir()
        with ChangingFeeds(served) as feeds:
            well = kill_again_and_again(Scene(Path(folder), feeds), given.count, given.seed)
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
