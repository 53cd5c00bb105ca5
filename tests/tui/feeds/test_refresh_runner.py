"""Refreshing beside reading: one at a time, what is said meanwhile and afterwards, what is asked of the child."""

import asyncio
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, cast

from tui.stage import on_stage, until, until_shown

from reader.model import FeedId
from reader.tui.feeds.refresh_runner import RefreshRunner
from reader.tui.processes.children import Children
from reader.tui.widgets.status_line import StatusLine

CHILD = """
import sys
with open({noted!r}, "a") as file:
    file.write(" ".join(sys.argv[1:]) + "\\n")
if "starter" in " ".join(sys.argv) and {refuses}:
    sys.exit("reader: The library is read-only.")
print('{{"event": "start", "feeds": 1}}')
print('{{"event": "done", "new": 3, "updated": 0, "failed": 0}}')
"""


class Scene:
    """A status line, a child that notes what it is asked, and the tasks begun."""

    def __init__(self, folder: Path, status: StatusLine, refuses: bool = False) -> None:
        self.noted = folder / "arguments"
        program = folder / "child.py"
        program.write_text(CHILD.format(noted=str(self.noted), refuses=refuses))
        self.tasks: list[asyncio.Task[None]] = []
        self.stored = 0
        self.refreshing = RefreshRunner(
            Children((sys.executable, str(program))), status, cast(Any, self._start), lambda: self._note_stored()
        )

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        self.tasks.append(asyncio.create_task(work))
        return self.tasks[-1]

    def _note_stored(self) -> None:
        self.stored += 1

    async def finish(self) -> list[str]:
        """Wait for what was begun; return what the child was asked."""
        await asyncio.gather(*self.tasks)
        return self.noted.read_text().splitlines()


async def test_a_refresh_names_the_feeds_shown_and_there_is_one_at_a_time(tmp_path: Path) -> None:
    status = StatusLine(())
    async with on_stage(status):
        scene = Scene(tmp_path, status)
        scene.refreshing.refresh([FeedId(3), FeedId(7)])
        scene.refreshing.refresh([])
        assert await scene.finish() == ["refresh --events --force --feed=3 --feed=7"]
        assert scene.stored == 1


async def test_the_starter_feeds_are_subscribed_to_and_then_fetched(tmp_path: Path) -> None:
    status = StatusLine(())
    async with on_stage(status):
        scene = Scene(tmp_path, status)
        scene.refreshing.subscribe_to_starters()
        assert await scene.finish() == ["import --starter --json", "refresh --events"]
        assert scene.stored == 2


async def test_what_cannot_be_done_is_said_and_ends_it(tmp_path: Path) -> None:
    status = StatusLine(())
    async with on_stage(status) as (_, pilot):
        scene = Scene(tmp_path, status, refuses=True)
        scene.refreshing.subscribe_to_starters()
        assert await scene.finish() == ["import --starter --json"]
        await pilot.pause()
        assert "The library is read-only." in status.message
        scene.refreshing.refresh([])
        assert (await scene.finish())[-1] == "refresh --events --force"


async def test_what_is_asked_for_during_a_quiet_refresh_comes_right_after_it(tmp_path: Path) -> None:
    status = StatusLine(())
    async with on_stage(status):
        scene = Scene(tmp_path, status)
        scene.refreshing.refresh_quietly()
        scene.refreshing.refresh_quietly()
        scene.refreshing.refresh([FeedId(3)])
        await asyncio.gather(*scene.tasks)
        assert await scene.finish() == ["refresh --events", "refresh --events --force --feed=3"]
        assert not scene.refreshing.running


OFFLINE = """
print('{"event": "start", "feeds": 1}')
print('{"event": "done", "new": 0, "failed": 0, "offline": 1, "message": "You seem to be offline."}')
"""


async def test_a_quiet_refresh_says_nothing_but_once_that_one_is_offline(tmp_path: Path) -> None:
    status = StatusLine(())
    async with on_stage(status):
        scene = Scene(tmp_path, status)
        scene.refreshing.refresh_quietly()
        await scene.finish()
        assert (status.message, status.progress) == ("", "")
        (tmp_path / "child.py").write_text(OFFLINE)
        for said in ("You seem to be offline.", "", ""):
            status.say("")
            scene.refreshing.refresh_quietly()
            await asyncio.gather(*scene.tasks)
            assert status.message == said


async def test_a_refresh_can_be_stopped_and_another_begun(tmp_path: Path) -> None:
    status = StatusLine(())
    async with on_stage(status) as (_, pilot):
        scene = Scene(tmp_path, status)
        program = tmp_path / "child.py"
        whole = program.read_text()
        program.write_text(whole.replace("print(", "import time; time.sleep(60); print(", 1))
        scene.refreshing.stop()
        await until_shown(pilot, "no refresh is running")
        scene.refreshing.refresh([])
        await until(pilot, lambda: scene.noted.exists() and scene.noted.read_text().endswith("\n"))
        scene.refreshing.stop()
        await until_shown(pilot, "refresh stopped, what came in stays")
        await asyncio.gather(*scene.tasks, return_exceptions=True)
        assert not scene.refreshing.running and scene.stored == 1
        scene.tasks.clear()
        program.write_text(whole)
        scene.refreshing.refresh([FeedId(3)])
        assert len(await scene.finish()) == 2
