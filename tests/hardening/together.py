"""Two interfaces, a refresh and a shell at one library for a long while, each doing something at random all the time.

    python tests/hardening/together.py --minutes 30 --seed 1

Prints how much each did and how the interfaces' memory grew, and ends with 1 where something was refused or lost, where
an error stands in the log, or where memory grew by 5 % after the first fifth of a quarter of an hour or more. All of
that is looked at, whatever else was found before.

The first fifth is for warming up. In the first minutes an interface loads what it needs for each screen, and fills what
it keeps up to a limit: rows drawn lately, Textual's caches of styles and regions, SQLite's pages of each connection.

How it works. The stories are shared out. Each interface tags and untags one story of its own, and undoes and redoes
what the two did last. The shell tags and marks other stories by verbs, and undoes and redoes its own; a verb that ended
well is its record. The refresh brings editions of feeds that change all the time. The clock of one interface, of the
shell and of the refresh jumps by up to a year, back and forth.
"""

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import sqlite3

from end_to_end.program import READER, environment, run
from hardening.changing_feeds import ChangingFeeds
from hardening.driven_interface import NAMES, Interface, SharedTags, owned_feed
from hardening.recorded_actions import Expected, a_list, found_in, turning

MOST_GROWTH = 0.05
WARM_UP = 0.2
"""The share of the time after which memory is not to grow any more."""

TENTHS = 10

LEAVE = "\x11"
"""ctrl+q, which leaves the program wherever one is in it."""

STEADY_MINUTES = 15
"""A run that is shorter says how memory grew and does not judge it: it ends while the caches are still filling."""

JUMPS = ("+0", "+3600", "-86400", "+31536000", "-31536000")
"""Seconds by which the clock is off, one after the other."""


_MOVED_CLOCK = """
import time

true = time.time

def moved():
    with open({clock!r}) as file:
        return true() + float(file.read() or 0)

time.time = moved
"""


@dataclass
class Together:
    """One run: its home, when it ends, what was done by whom, and what went wrong."""

    home: Path
    ends: float
    done: Counter[str] = field(default_factory=Counter)
    trouble: list[str] = field(default_factory=list)

    @property
    def library(self) -> Path:
        """The library all of them use."""
        return self.home / "data" / "library.db"

    def attempt(self, what: str, step: Callable[[], object]) -> None:
        """Do something; where it raises, that is trouble, and no reason to leave the rest undone."""
        try:
            step()
        except Exception as error:
            self.trouble.append(f"{what}: {type(error).__name__}: {error}")

    def judge(self, found: Callable[[], list[str]]) -> None:
        """Take note of what one way of looking finds wrong, or that one cannot look so."""
        self.attempt("judging", lambda: self.trouble.extend(found()))

    def repeat(self, what: str, step: Callable[[], object]) -> None:
        """Do something again and again until the end, or until something has gone wrong; count it."""
        while time.monotonic() < self.ends and not self.trouble:
            self.attempt(what, step)
            self.done[what] += 1

    def repeat_all(self, beside: Mapping[str, Callable[[], object]], what: str, step: Callable[[], object]) -> None:
        """Do several things so at the same time, one of them in this thread."""
        threads = [threading.Thread(target=self.repeat, args=work) for work in beside.items()]
        for thread in threads:
            thread.start()
        self.repeat(what, step)
        for thread in threads:
            thread.join()

    def verb(self, env: Mapping[str, str], *arguments: str) -> None:
        """Run a verb that must not be refused."""
        done = subprocess.run([*READER, *arguments], env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise AssertionError(f"reader {' '.join(arguments)}: {done.returncode} {done.stdout}{done.stderr}")


def with_clock(folder: Path, env: Mapping[str, str]) -> Mapping[str, str]:
    """Return an environment in which Python's clock is off by what `folder`/clock says, while programs run.

    Not by libfaketime: 0.9.10 lets every sleep of Python fail where the clock that only goes forward is left alone.
    """
    (folder / "clock").write_text(JUMPS[0])
    (folder / "moved").mkdir()
    (folder / "moved" / "sitecustomize.py").write_text(_MOVED_CLOCK.format(clock=str(folder / "clock")))
    return {**env, "PYTHONPATH": str(folder / "moved")}


def a_home(folder: Path, feeds: ChangingFeeds) -> Path:
    """Return a home with the seeds, the feeds that change, and one feed with a story for each interface."""
    home = folder / "home"
    home.mkdir()
    (folder / "served" / "owned.xml").write_text(owned_feed())
    a_list(folder / "feeds.opml", [*feeds.addresses, feeds.addresses[0].replace("feed-0", "owned")])
    for arguments in (("list",), ("import", str(folder / "feeds.opml")), ("refresh", "--force")):
        run(home, *arguments)
    return home


def one_step(chance: random.Random, interfaces: list[Interface], tags: SharedTags) -> None:
    """Do one thing in one of the interfaces, or tag in all at the same moment."""
    one, kind = chance.choice(interfaces), chance.random()
    if kind < 0.3:
        for each, name in [(each, tags.ask(chance, each)) for each in interfaces]:
            tags.note(each, name)
    elif kind < 0.6:
        tags.note(one, tags.ask(chance, one))
    elif kind < 0.9:
        tags.turn(chance, one)
    else:
        one.glance(*chance.choice((("H", "What you did"), ("!", "Feed health"))))
    for each in interfaces:
        each.take_in()


class Shell:
    """A person at the shell, with stories of their own; `expected` is what these must have by what the verbs said."""

    def __init__(self, together: Together, env: Mapping[str, str], chance: random.Random) -> None:
        self._together, self._env, self._chance = together, env, chance
        with closing(sqlite3.connect(together.library)) as connection:
            rows = connection.execute("SELECT id FROM story WHERE title LIKE 'Feed %' ORDER BY id LIMIT 30")
            self.stories = [story for (story,) in rows]
        self.expected = Expected()

    def step(self) -> None:
        """Do one thing."""
        action = turning(self._chance, self.stories, self.expected, "--origin", "shell")
        self._together.verb(self._env, *action.arguments)
        self.expected = self.expected.after(action)


def lost(library: Path, shell: Shell, tags: SharedTags) -> list[str]:
    """Return in words where the library is not as the records say."""
    found = found_in(library)
    of_shell = Expected({mark for mark in found.marks if mark[0] in shell.stories})
    said = shell.expected.differs_from(of_shell)
    on = {name for _, name in found.marks if name.startswith(NAMES)}
    return [f"the shell's: {said}"] * bool(said) + [f"the interfaces': {sorted(on ^ tags.on)}"] * (on != tags.on)


def memory_of(interface: Interface) -> list[float]:
    """Return the memory in KiB since the warming up: the median of each tenth of the steps."""
    steady = interface.resident[int(len(interface.resident) * WARM_UP) :]
    edges = [len(steady) * tenth // TENTHS for tenth in range(TENTHS + 1)]
    return [statistics.median(steady[start : max(stop, start + 1)]) for start, stop in pairwise(edges)]


def run_together(folder: Path, feeds: ChangingFeeds, minutes: float, seed: int) -> Together:
    """Let all of them run for so many minutes; return what was done and what went wrong."""
    chance, log = random.Random(seed), folder / "log"
    home = a_home(folder, feeds)
    plain = {**environment(home), "READER_LOG": str(log)}
    jumping = with_clock(folder, plain)
    together = Together(home, 0.0)
    shell, tags, jumps = Shell(together, jumping, random.Random(seed + 1)), SharedTags(), [0]

    def refresh() -> None:
        feeds.publish()
        together.verb(jumping, "refresh", "--force", "--events")

    def jump() -> None:
        jumps[0] += 1
        (folder / "clock").write_text(JUMPS[jumps[0] % len(JUMPS)])
        time.sleep(min(3.0, max(0.0, together.ends - time.monotonic())))

    beside = {"verbs in the shell": shell.step, "refreshes": refresh, "jumps of the clock": jump}
    with ExitStack() as stack:
        interfaces = [Interface(name, env) for name, env in zip(NAMES, (plain, jumping), strict=True)]
        for each in interfaces:
            stack.enter_context(each.terminal)
        together.ends = time.monotonic() + 60 * minutes
        together.repeat_all(beside, "steps in the interfaces", lambda: one_step(chance, interfaces, tags))
        for each in interfaces:
            together.attempt(each.name, partial(end, together, each, minutes))
    together.attempt("the last refresh", partial(run, home, "refresh", "--force"))
    for found in (
        partial(missing, together.library, feeds),
        partial(lost, together.library, shell, tags),
        partial(errors_in, log),
    ):
        together.judge(found)
    return together


def end(together: Together, interface: Interface, minutes: float) -> None:
    """Quit an interface; look how its memory grew, where it ran long enough, and how it ends."""
    tenths = memory_of(interface)
    growth = tenths[-1] / tenths[0] - 1
    mebibytes = " ".join(f"{size / 1024:.1f}" for size in tenths)
    print(f"{interface.name}: {len(interface.resident):,} steps, {mebibytes} MiB: {growth:+.1%} since the warming up")
    if growth >= MOST_GROWTH and minutes >= STEADY_MINUTES:
        together.trouble.append(f"{interface.name}: its memory grew by {growth:.1%}")
    interface.terminal.press(LEAVE)
    if status := interface.terminal.wait_for_exit():
        together.trouble.append(f"{interface.name} ended with {status}")


def missing(library: Path, feeds: ChangingFeeds) -> list[str]:
    """Return in words which stories the feeds name and the library has not."""
    gone = feeds.titles - titles_in(library)
    return [f"not there after the last refresh: {sorted(gone)[:5]}"] * bool(gone)


def titles_in(library: Path) -> set[str]:
    """Return the titles in a library."""
    with closing(sqlite3.connect(library)) as connection:
        return {title for (title,) in connection.execute("SELECT title FROM story")}


def errors_in(log: Path) -> list[str]:
    """Return the errors a log tells of."""
    lines = log.read_text(errors="replace").splitlines()
    at = next((at for at, line in enumerate(lines) if " ERROR " in line or " CRITICAL " in line), len(lines))
    return lines[at : at + 30]


def main() -> None:
    """Read the command line, and let all of them run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="reader-together-") as folder:
        served = Path(folder) / "served"
        served.mkdir()
        with ChangingFeeds(served) as feeds:
            together = run_together(Path(folder), feeds, given.minutes, given.seed)
    print(", ".join(f"{count:,} {what}" for what, count in together.done.items()))
    print("\n".join(together.trouble) or "none refused, none lost, no error")
    sys.exit(1 if together.trouble else 0)


if __name__ == "__main__":
    main()
