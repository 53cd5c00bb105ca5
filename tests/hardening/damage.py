"""Damaged libraries: whatever became of the file, each verb says a sentence, and what can be read comes back.

    python tests/hardening/damage.py --count 1000 --seed 1

Each case damages a copy of a library in one of the ways of DAMAGES, saves what can be read of it, and then calls every
verb on it in a process of its own. Ends with 1 where a verb raised, hung, ended with another status than 0 or 1, said
nothing on failing, or where a rescued library was not sound; names the case, to be repeated with --case KIND:SEED.
"""

import argparse
import io
import json
import os
import random
import re
import select
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[1]))

from builders import NOW, a_feed, a_library, a_story

from reader import cli
from reader.library import Library, open_library
from reader.model import Enclosure, RuleActions

PAGE = 4096
SECONDS = 120
"""How long one case may take."""

VERBS = (
    "list",
    "list --json",
    "list tag:tag",
    "list words4 -nothing",
    "list is:starred sort:feed --limit 5",
    "show 1",
    "show 7 --format json",
    "tag 3 --add fresh",
    "tag is:starred --remove tag/1",
    "mark read 4",
    "mark starred title:S",
    "feeds",
    "feeds --json",
    "tags",
    "tags rename tag/2 tag/two",
    "searches",
    "rules",
    "undo --list",
    "undo",
    "redo",
    "export --format opml",
    "export tag:tag --format markdown",
    "refresh",
    "purge --older 1y --dry-run",
)
DOCTOR = ("doctor", "doctor --repair", "doctor")
"""In this order, after the other verbs: what can be repaired is well afterwards."""


def fill(library: Library) -> None:
    """Fill a library with all that a person does in it; its feeds are paused, so that nothing is fetched."""
    chance = random.Random(5)
    with library.transaction():
        for number in range(5):
            feed = a_feed(library, f"Feed {number}", folder="folder" if number % 2 else "")
            for story in range(40):
                words = f"words{story} " * chance.choice([10, 100, 1500])
                library.incoming.insert(
                    feed,
                    a_story(
                        f"S {number} {story}",
                        url=f"https://x.example/{number}/{story}",
                        author="Ada",
                        categories=("alpha", "beta")[: story % 3],
                        content=f"<p>{words}</p>",
                    ),
                    NOW - 60 * story - number,
                    b"digest",
                    NOW,
                )
        library._db.run("UPDATE feed SET paused = 1")
        enclosure = Enclosure("https://x.example/a.mp3", "audio/mpeg", 5)
        library._db.run("INSERT INTO enclosure (story_id, position, url) VALUES (1, 0, ?)", (enclosure.url,))
    library.search_index.catch_up()
    ids = list(range(1, 201))
    for tag in range(8):
        library.tags.apply(chance.sample(ids, 25), [f"tag/{tag}"], [], NOW)
    library.stories.star(chance.sample(ids, 30), NOW)
    library.stories.mark_read(chance.sample(ids, 100), NOW)
    for story_id in chance.sample(ids, 20):
        library.notes.write(story_id, f"note {story_id} " * chance.choice([1, 30]), NOW)
    for number in range(4):
        library.saved_searches.save(f"Search {number}", f"tag:tag/{number}", number + 4, NOW)
        library.rules.add(f"words{number}", RuleActions(add=(f"ruled/{number}",)), NOW)
    library._db.run("PRAGMA wal_checkpoint(TRUNCATE)")
    library._db.run("PRAGMA wal_autocheckpoint = 0")
    library.tags.apply(ids[:50], ["last/week"], [], NOW)
    for story_id in ids[:10]:
        library.notes.write(story_id, f"the newest note on {story_id}", NOW)


class Original:
    """A library that is whole, its newest changes in the log beside it, and what is in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        library = a_library(folder)
        fill(library)
        for side in ("", "-wal"):
            shutil.copyfile(folder / f"library.db{side}", folder / f"kept.db{side}")
        library.close()
        self.held = held(folder / "library.db")
        for side in ("", "-wal"):
            (folder / f"kept.db{side}").replace(folder / f"library.db{side}")

    def warm_up(self, verbs: tuple[str, ...]) -> None:
        """Call verbs once, so that what they import need not be imported in each child."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            self.put_into(Path(folder) / "home")
            for arguments in (*verbs, *DOCTOR, "doctor --rescue"):
                call(Path(folder) / "home", arguments)

    def put_into(self, home: Path) -> Path:
        """Put a copy where the program with that home has its library; return the file."""
        data = home / "data"
        data.mkdir(parents=True)
        (home / "state").mkdir()
        (home / "state" / "library-was-made").touch()
        for side in ("", "-wal"):
            shutil.copyfile(self.folder / f"library.db{side}", data / f"library.db{side}")
            (data / f"library.db{side}").chmod(0o600)
        data.chmod(0o700)
        return data / "library.db"


HELD = {
    "stories": "SELECT guid FROM story WHERE gone = 0",
    "tags": "SELECT guid, folded FROM story_tag JOIN story ON story.id = story_id JOIN tag ON tag.id = tag_id",
    "stars": "SELECT guid FROM story WHERE starred = 1",
    "read": "SELECT guid FROM story WHERE read = 1",
    "notes": "SELECT guid, text FROM note JOIN story ON story.id = story_id",
    "feeds": "SELECT url FROM feed",
    "searches": "SELECT name, query FROM saved_search",
    "rules": "SELECT query, deeds FROM rule",
    "steps": "SELECT changes FROM journal",
    "texts": "SELECT guid, content FROM body JOIN story ON story.id = story_id",
}


def held(file: Path) -> dict[str, set[Any]]:
    """Return what is in a library, by kind."""
    with closing(sqlite3.connect(file)) as connection:
        connection.text_factory = lambda content: content.decode("utf-8", "replace")
        return {kind: set(connection.execute(sql)) for kind, sql in HELD.items()}


def truncated(file: Path, chance: random.Random) -> None:
    os.truncate(file, chance.randrange(1, file.stat().st_size))


def in_pages(change: Callable[[bytearray, int, random.Random], None]) -> Callable[[Path, random.Random], None]:
    """Return a damage that changes some pages, most often few; the newest changes are in them before."""

    def damage(file: Path, chance: random.Random) -> None:
        checkpoint(file)
        content = bytearray(file.read_bytes())
        for _ in range(chance.choice([1, 1, 2, 5, 20, 60])):
            change(content, PAGE * chance.randrange(len(content) // PAGE), chance)
        file.write_bytes(content)

    return damage


def checkpoint(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def noise(content: bytearray, at: int, chance: random.Random) -> None:
    content[at : at + PAGE] = chance.randbytes(PAGE)


def zeros(content: bytearray, at: int, chance: random.Random) -> None:
    content[at : at + PAGE] = bytes(PAGE)


def swapped(content: bytearray, at: int, chance: random.Random) -> None:
    other = PAGE * chance.randrange(len(content) // PAGE)
    content[at : at + PAGE], content[other : other + PAGE] = content[other : other + PAGE], content[at : at + PAGE]


def some_bytes(content: bytearray, at: int, chance: random.Random) -> None:
    for _ in range(chance.choice([1, 4, 30])):
        content[at + chance.randrange(PAGE)] = chance.randrange(256)


def header_of_page(content: bytearray, at: int, chance: random.Random) -> None:
    content[at + chance.randrange(12)] = chance.randrange(256)


def header(file: Path, chance: random.Random) -> None:
    checkpoint(file)
    content = bytearray(file.read_bytes())
    for _ in range(chance.choice([1, 2, 8, 100])):
        content[chance.randrange(100)] = chance.randrange(256)
    file.write_bytes(content)


def by_sql(*choices: str) -> Callable[[Path, random.Random], None]:
    """Return a damage that is one of these statements (several with a semicolon between)."""

    def damage(file: Path, chance: random.Random) -> None:
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            for name in ("folded", "plain", "address_words", "category_words"):
                connection.create_function(name, -1, lambda *_: "")
            connection.execute("PRAGMA writable_schema = ON")
            for statement in chance.choice(choices).split(";"):
                connection.execute(statement)

    return damage


def schema_parts(kind: str, pattern: str = ".*") -> Callable[[Path, random.Random], None]:
    """Return a damage that drops one part of the schema."""

    def damage(file: Path, chance: random.Random) -> None:
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            sql = "SELECT name FROM sqlite_master WHERE type = ? AND name NOT LIKE 'sqlite_%' ORDER BY name"
            names = [name for (name,) in connection.execute(sql, (kind,)) if re.fullmatch(pattern, name)]
            connection.execute(f"DROP {kind} {chance.choice(names)}")

    return damage


def wrong_types(file: Path, chance: random.Random) -> None:
    """Write what a column may not hold, past the schema that would refuse it."""
    table = chance.choice(["story", "feed", "tag", "body", "note", "journal"])
    value = chance.choice(["'soon'", "x'ff00fe'", "9223372036854775807", "-1e300"])
    was = loosened(file, table, " STRICT", "")
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for name in ("folded", "plain", "address_words", "category_words"):
            connection.create_function(name, -1, lambda *_: "")
        columns = [
            row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] not in ("id", "story_id")
        ]
        connection.execute(f"UPDATE OR IGNORE {table} SET {chance.choice(columns)} = {value} WHERE rowid % 7 = 1")
    loosened(file, table, was, was)


def loosened(file: Path, table: str, old: str, new: str) -> str:
    """Replace something in the statement that made a table, or all of it; return what it was."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        (was,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        now = was.replace(old, new) if old != new else new
        now = re.sub(r"CHECK \([^()]*(\([^()]*\))?[^()]*\)", "", now) if old != new else now
        connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (now, table))
    return str(was)


def lost_log(file: Path, chance: random.Random) -> None:
    file.with_name("library.db-wal").unlink()


def half_log(file: Path, chance: random.Random) -> None:
    log = file.with_name("library.db-wal")
    os.truncate(log, chance.randrange(log.stat().st_size))


def noise_in_log(file: Path, chance: random.Random) -> None:
    log = file.with_name("library.db-wal")
    content = bytearray(log.read_bytes())
    for _ in range(chance.choice([1, 20])):
        content[chance.randrange(chance.choice([40, len(content)]))] = chance.randrange(256)
    log.write_bytes(content)


def nothing_left(file: Path, chance: random.Random) -> None:
    file.with_name("library.db-wal").unlink()
    if chance.random() < 0.5:
        file.write_bytes(b"")
    else:
        file.unlink()


def folder_in_its_place(file: Path, chance: random.Random) -> None:
    file.unlink()
    file.mkdir()


def another_file(file: Path, chance: random.Random) -> None:
    file.with_name("library.db-wal").unlink()
    file.write_bytes(chance.choice([chance.randbytes(20_000), b"a letter\n" * 900, b"SQLite format 3\0" + bytes(4080)]))


DAMAGES: Mapping[str, Callable[[Path, random.Random], None]] = {
    "truncated": truncated,
    "noise in pages": in_pages(noise),
    "zeros in pages": in_pages(zeros),
    "pages swapped": in_pages(swapped),
    "some bytes": in_pages(some_bytes),
    "header of a page": in_pages(header_of_page),
    "header of the file": header,
    "text that is none": by_sql(
        *(
            f"UPDATE {column.partition('.')[0]} SET {column.partition('.')[2]} = CAST(x'41ffc3fe42' AS TEXT)"
            " WHERE rowid % 3 = 1"
            for column in (
                *("story.title", "story.author", "story.url", "body.content", "body.categories", "body.format"),
                *("feed.title", "feed.kind", "feed.folder", "tag.name", "note.text", "saved_search.query"),
                *("rule.query", "rule.deeds", "journal.label", "journal.changes", "fetch.trouble"),
            )
        )
    ),
    "values nobody wrote": by_sql(
        "UPDATE feed SET kind = 'pigeon'",
        "UPDATE body SET format = 'rtf'",
        "UPDATE body SET categories = '{'",
        "UPDATE body SET categories = '5'",
        "UPDATE journal SET changes = '[5]'",
        "UPDATE journal SET changes = '[{}]'",
        "UPDATE journal SET changes = ''",
        "UPDATE rule SET deeds = '[]'",
        "UPDATE rule SET deeds = '{}'",
        "UPDATE story SET published = 9223372036854775807 WHERE id % 5 = 1",
        "UPDATE story SET published = -9223372036854775807, arrived = 1e18",
        "UPDATE feed SET added = 9e17; UPDATE fetch SET checked = 9e17, succeeded = -9e17, next_check = 9e17",
        "UPDATE journal SET at = 9e17",
        "UPDATE saved_search SET query = 'tag:((', digit = NULL",
        "UPDATE rule SET query = '('",
        "UPDATE tally SET stories = -5; UPDATE tag SET unread = -1, used = 9e17",
        "UPDATE state SET value = 'x'; UPDATE lease SET pid = -1, beat = 9e18",
    ),
    "wrong types": wrong_types,
    "lost log": lost_log,
    "half a log": half_log,
    "noise in the log": noise_in_log,
    "missing table": schema_parts("table", "(?!search).*"),
    "missing index": schema_parts("index"),
    "missing trigger": schema_parts("trigger"),
    "missing view": schema_parts("view"),
    "missing piece of the search index": schema_parts("table", "search.*"),
    "nothing left": nothing_left,
    "wrong application id": by_sql("PRAGMA application_id = 77"),
    "wrong version": by_sql("PRAGMA user_version = 5", "PRAGMA user_version = 99", "PRAGMA user_version = 0"),
    "a folder in its place": folder_in_its_place,
    "another file": another_file,
    "schema changed": by_sql(
        "DELETE FROM sqlite_master WHERE name = 'story'",
        "UPDATE sqlite_master SET sql = 'CREATE TABLE ' || name || ' (x)' WHERE name = 'tag'",
        "UPDATE sqlite_master SET rootpage = rootpage + 1 WHERE name = 'feed'",
        "UPDATE sqlite_master SET sql = CAST(x'ff43fe' AS TEXT) WHERE name = 'note'",
        "DELETE FROM sqlite_master",
        "ALTER TABLE story DROP COLUMN updated; DROP TABLE enclosure",
    ),
}


def call(home: Path, arguments: str) -> tuple[int, str, str]:
    """Call the program in this process; return its status and what it printed on each of its outputs."""
    out, err, status = io.StringIO(), io.StringIO(), 0
    words = ["reader", *arguments.split()]
    variables = {"READER_HOME": str(home), "HOME": str(home)}
    given = patch.object(sys, "argv", words)
    with given, patch.dict(os.environ, variables), redirect_stdout(out), redirect_stderr(err):
        try:
            cli.run()
        except SystemExit as ended:
            status = int(ended.code or 0)
    return status, out.getvalue(), err.getvalue()


def fault(arguments: str, status: int, out: str, err: str) -> str:
    """Return what is not as it must be in how a verb ended; "" where all is."""
    if "Traceback" in err or ("this went wrong" in err and arguments.startswith("doctor")):
        return f"{arguments}: {err.strip()[-600:]}"
    if status not in (0, 1):
        return f"{arguments}: status {status}: {err.strip()[-300:]}"
    if status == 1 and not (err.strip() or out.strip()):
        return f"{arguments}: failed without a word"
    return ""


def try_case(original: Original, kind: str, seed: int, verbs: tuple[str, ...]) -> dict[str, Any]:
    """Damage a library, rescue what can be read, and call the verbs; return the faults, and what came back."""
    chance = random.Random(f"{kind}:{seed}")
    with tempfile.TemporaryDirectory(dir=original.folder) as folder:
        home = Path(folder) / "home"
        DAMAGES[kind](original.put_into(home), chance)
        other = Path(folder) / "other"
        shutil.copytree(home, other)
        faults, came_back = try_rescue(original, other)
        said: dict[str, str] = {}
        for arguments in (*chance.sample(verbs, len(verbs)), *DOCTOR):
            status, out, err = call(home, arguments)
            faults.append(fault(arguments, status, out, err))
            said[arguments] = f"{status} {out}{err}"
        if "--repair' puts it right" in said["doctor"]:
            faults.append(f"what can be repaired was not: {said['doctor']}")
    return {
        "faults": [one for one in faults if one],
        "came_back": came_back,
        "well": said["doctor"].startswith("0"),
        "unforeseen": sum("this went wrong" in one for one in said.values()),
    }


def try_rescue(original: Original, home: Path) -> tuple[list[str], dict[str, float]]:
    """Rescue; return what was not as it must be, and which part of each kind of thing came back."""
    status, out, err = call(home, "doctor --rescue --json")
    faults = [fault("doctor --rescue", status, out, err)]
    if status != 0 or faults[0]:
        return faults, dict.fromkeys(HELD, 0.0)
    file = Path(json.loads(out)["file"])
    rescued = held(file)
    library = open_library(file)
    faults += [f"rescued, and not sound: {problem.sentence}" for problem in library.problems()]
    library.close()
    return faults, {kind: len(things & rescued[kind]) / len(things) for kind, things in original.held.items()}


def in_a_child(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do `work` in a process of its own, which may crash or hang; return what it returns."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            answer = json.dumps(work())
        except BaseException as error:  # the test itself went wrong: to be told, not to be lost with the process
            answer = json.dumps(
                {"faults": [f"the test raised {error!r}"], "came_back": {}, "well": False, "unforeseen": 0}
            )
        with os.fdopen(writing, "w") as pipe:
            pipe.write(answer)
        os._exit(0)
    os.close(writing)
    parts, last = [], time.monotonic() + SECONDS
    with os.fdopen(reading, "rb") as pipe:
        while select.select([pipe], [], [], max(0.0, last - time.monotonic()))[0]:
            part = os.read(pipe.fileno(), 65536)
            if not part:
                break
            parts.append(part)
        else:
            os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not parts:
        return {
            "faults": [f"a verb hung or crashed (status {status})"],
            "came_back": {},
            "well": False,
            "unforeseen": 0,
        }
    told: dict[str, Any] = json.loads(b"".join(parts))
    return told


def main() -> int:
    """Try as many cases as are asked for, the kinds of damage in turn; print figures; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=len(DAMAGES))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--case", help="one case alone, as it was named: KIND:SEED")
    chosen = parser.parse_args()
    kinds = list(DAMAGES)
    cases = [(kinds[number % len(kinds)], chosen.seed + number // len(kinds)) for number in range(chosen.count)]
    if chosen.case:
        kind, _, seed = chosen.case.rpartition(":")
        cases = [(kind, int(seed))]
    faults: list[str] = []
    unforeseen = 0
    shares: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    well: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        original = Original(Path(folder))
        original.warm_up(VERBS)
        for kind, seed in cases:
            answer = in_a_child(lambda kind=kind, seed=seed: try_case(original, kind, seed, VERBS))  # type: ignore[misc]
            for one in answer["faults"]:
                print(f"{kind}:{seed}: {one}", flush=True)
                faults.append(one)
            for thing, share in answer["came_back"].items():
                shares[kind][thing].append(share)
            well[kind] += answer["well"]
            unforeseen += answer["unforeseen"]
    report(cases, shares, well)
    print(f"{len(cases)} cases, {len(cases) * (len(VERBS) + len(DOCTOR) + 1)} calls, {len(faults)} faults")
    print(f"{unforeseen} calls said that something went wrong for which there is no sentence of its own")
    return 1 if faults else 0


def report(
    cases: list[tuple[str, int]], shares: Mapping[str, Mapping[str, list[float]]], well: Mapping[str, int]
) -> None:
    """Print, for each kind of damage, how many cases were well after the repair, and how much was rescued."""
    print(f"{'':34}{'cases':>6}{'well':>6}" + "".join(f"{thing:>9}" for thing in HELD))
    for kind, number in Counter(kind for kind, _ in cases).items():
        means = (sum(shares[kind][thing]) / max(1, len(shares[kind][thing])) for thing in HELD)
        print(f"{kind:34}{number:>6}{well[kind]:>6}" + "".join(f"{100 * mean:>8.1f}%" for mean in means))


if __name__ == "__main__":
    sys.exit(main())
