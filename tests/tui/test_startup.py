"""What stands on the way to the first paint, seen from outside: a program of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tui.stage import seed

HEAVY = ("feedparser", "bs4", "markdownify", "nh3", "lxml", "urllib3", "sqlite_utils", "click", "yaml")
LATER = ("reader.reading.article", "reader.reading.layout.page", "reader.sources", "reader.refreshing", "reader.cli")

PROGRAM = """
import asyncio, json, sys
from pathlib import Path
from reader.config import Config, Directories
from reader.tui.app import make_app

async def main():
    root = Path(sys.argv[1])
    app = make_app(Directories(root / "config", root / "data", root / "state"), Config())
    seen = []
    app.post_display_hook = lambda: seen.append(sorted(sys.modules)) if app.main.stories.ids else None
    async with app.run_test(size=(120, 40)) as pilot:
        while not seen:
            await pilot.pause(0.01)
    print(json.dumps(seen[0]))

asyncio.run(main())
"""

BARE = """
import asyncio, json, sys
from textual.app import App

async def main():
    async with App().run_test(size=(120, 40)) as pilot:
        await pilot.pause()
    print(json.dumps(sorted(sys.modules)))

asyncio.run(main())
"""


def modules_of(program: str, *arguments: str) -> set[str]:
    """Run a program and return the modules it had imported."""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        check=True,
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_nothing_heavy_is_imported_before_the_first_paint(tmp_path: Path) -> None:
    seed(tmp_path)
    imported = modules_of(PROGRAM, str(tmp_path))
    bare = modules_of(BARE)
    heavy = {name for name in imported - bare if name.split(".")[0] in (*HEAVY, "markdown_it", "pygments")}
    assert not heavy
    assert not {name for name in imported if name.startswith(LATER)}
