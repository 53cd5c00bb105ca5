"""Disks that fail: read-only, forbidden, full, or with errors of reading, writing and syncing.

    python tests/hardening/failing_disk.py --count 100 --seed 1

Each verb ends with status 0 or 1 and a sentence, never a traceback; what it said it did is there afterwards, and the
library is sound. Errors come from a library put under the program (tests/hardening/failing_calls.c), for which a C
compiler is needed. Ends with 1 where something was not as it must be, and with 2 where there is no compiler.
"""

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from hardening.damage import Original, call, checkpoint, fault, in_a_child

from reader.library import open_library

VERBS = (
    "list --limit 3",
    "show 2",
    "tag 3 --add fresh",
    "mark starred 5",
    "undo",
    "feeds",
    "refresh",
    "doctor",
    "doctor --repair",
    "doctor --rescue",
)
WRITING = {
    "tag 3 --add fresh": "SELECT 1 FROM story_tag JOIN tag ON tag.id = tag_id WHERE story_id = 3 AND folded = 'fresh'",
    "mark starred 5": "SELECT 1 FROM story WHERE id = 5 AND starred = 1",
}
"""Verbs that write, with what tells that they did."""

NOBODY = 65_534
REFUSED: Counter[str] = Counter()
"""How many calls ended with a sentence instead of doing what was asked."""


def read_only_file(data: Path) -> None:
    (data / "library.db").chmod(0o400)


def read_only_folder(data: Path) -> None:
    data.chmod(0o500)


def read_only_with_newer_changes(data: Path) -> None:
    for file in data.iterdir():
        file.chmod(0o400)
    data.chmod(0o500)


def forbidden_file(data: Path) -> None:
    (data / "library.db").chmod(0)


def forbidden_folder(data: Path) -> None:
    data.chmod(0)


def forbidden_state(data: Path) -> None:
    (data.parent / "state").chmod(0)


REFUSALS: dict[str, Callable[[Path], None]] = {
    "read-only file": read_only_file,
    "read-only folder": read_only_folder,
    "read-only, with newer changes": read_only_with_newer_changes,
    "forbidden file": forbidden_file,
    "forbidden folder": forbidden_folder,
    "forbidden state": forbidden_state,
}


def try_refusal(original: Original, what: str, verbs: tuple[str, ...]) -> list[str]:
    """Call verbs where something may not be written or read; return what was not as it must be."""
    with tempfile.TemporaryDirectory(dir=original.folder) as folder:
        home = Path(folder) / "home"
        file = original.put_into(home)
        if "newer" not in what:
            checkpoint(file)
        call(home, "list --limit 1")  # what is imported at the first call may be out of reach of nobody
        for verb in (*verbs, "doctor"):
            call(Path(folder) / "other", verb)

        def work() -> dict[str, Any]:
            if os.getuid() == 0:
                become_nobody(original.folder, Path(folder))
            REFUSALS[what](file.parent)
            faults = [fault(verb, *call(home, verb)) for verb in verbs]
            status, out, _ = call(home, "doctor")
            if status == 0 and "state" not in what:
                faults.append(f"doctor: {out[-600:]}")
            return {"faults": [one for one in faults if one]}

        before = file.read_bytes()
        faults = in_a_child(work)["faults"]
        file.parent.chmod(0o700)
        file.chmod(0o600)
        if what.startswith(("read-only", "forbidden f")) and file.read_bytes() != before:
            faults.append("the library was changed")
        return [f"{what}: {one}" for one in faults]


def become_nobody(*reachable: Path) -> None:
    """Give up all rights, as for the superuser nothing is forbidden."""
    for folder in reachable:
        folder.chmod(0o755)
    for path in [reachable[-1], *reachable[-1].rglob("*")]:
        os.chown(path, NOBODY, NOBODY)
    os.setgroups([])
    os.setgid(NOBODY)
    time.strptime("2026", "%Y")  # loads what whoever has given up all rights may not read any more
    os.setuid(NOBODY)


def try_full(original: Original, verb: str, room: int) -> list[str]:
    """Call a verb where no file may grow beyond a size; return what was not as it must be."""
    with tempfile.TemporaryDirectory(dir=original.folder) as folder:
        home = Path(folder) / "home"
        file = original.put_into(home)

        def work() -> dict[str, Any]:
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
            status, out, err = call(home, verb)
            faults = [fault(verb, status, out, err)]
            if verb == "doctor" and status == 0 and room < 2**20:
                faults.append(f"no word of it: {out[-300:]}")
            return {"faults": [one for one in faults if one], "status": status}

        answer = in_a_child(work)
        REFUSED["full"] += answer.get("status", 1)
        faults = answer["faults"] + what_is_wrong(file, verb, answer.get("status", 1))
        return [f"{verb} with {room} bytes: {one}" for one in faults]


def a_shim(folder: Path) -> Path | None:
    """Compile what makes calls fail; None where there is no compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        return None
    made = folder / "failing_calls.so"
    source = Path(__file__).with_name("failing_calls.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", made, source, "-ldl"], check=True)
    return made


def try_failing_call(original: Original, shim: Path, verb: str, call_: str, at: int, stays: bool) -> list[str]:
    """Run a verb of which one call of a kind fails, or all from that one on; return what was not as it must be."""
    with tempfile.TemporaryDirectory(dir=original.folder) as folder:
        home = Path(folder) / "home"
        file = original.put_into(home)
        variables = {"READER_HOME": str(home), "HOME": str(home), "LD_PRELOAD": str(shim), "PATH": os.environ["PATH"]}
        variables |= {"FAIL_CALL": call_, "FAIL_AT": str(at), "FAIL_STAYS": str(int(stays)), "LANG": "C.UTF-8"}
        done = subprocess.run(
            [sys.executable, "-m", "reader", *verb.split()], env=variables, capture_output=True, text=True, timeout=120
        )
        REFUSED[f"{call_} fails"] += done.returncode
        faults = [one for one in [fault(verb, done.returncode, done.stdout, done.stderr)] if one]
        faults += what_is_wrong(file, verb, done.returncode)
        return [f"{verb}, {call_} {at}{' and on' if stays else ''}: {one}" for one in faults]


def what_is_wrong(file: Path, verb: str, status: int) -> list[str]:
    """Return what is wrong afterwards: a library that is not sound, or something said to be done that is not."""
    with closing(open_library(file)) as library:
        faults = [problem.sentence for problem in library.problems()]
        if verb in WRITING and status == 0 and library._db.value(WRITING[verb]) is None:
            faults.append("what it said it did is not there")
    return faults


def main() -> int:
    """Try all refusals, then as many full and failing disks as are asked for; print figures; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)
    faults: list[str] = []
    REFUSED.clear()
    tried: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        original = Original(Path(folder))
        shim = a_shim(Path(folder))
        for what in REFUSALS:
            faults += try_refusal(original, what, VERBS)
            tried["refused"] += len(VERBS) + 1
        size = (original.folder / "library.db").stat().st_size
        for number in range(chosen.count):
            verb = VERBS[number % len(VERBS)]
            faults += try_full(original, verb, chance.randrange(0, size * 2))
            tried["full"] += 1
            if shim is not None:
                kind, stays = chance.choice(["read", "write", "sync"]), chance.random() < 0.5
                at = chance.randrange(1, {"read": 60, "write": 8, "sync": 3}[kind])
                faults += try_failing_call(original, shim, verb, kind, at, stays)
                tried[f"{kind} fails"] += 1
    for one in faults:
        print(one)
    print(f"{json.dumps(tried)}, {len(faults)} faults; refused with a sentence: {json.dumps(REFUSED)}")
    if shim is None:
        print("There is no C compiler: no call was made to fail.")
    return 1 if faults else 2 if shim is None else 0


if __name__ == "__main__":
    sys.exit(main())
