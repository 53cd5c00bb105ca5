"""Other programs a story is handed to: a pager, an editor, a player, whatever reads a text.

Owns which program that is, and how one is run that leaves the terminal alone: always as an argument list and never by a
shell. Must not know stories.
"""

import asyncio
import re
import shlex
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from reader.errors import ReaderError
from reader.reading.cleaning import clean_line

_SECONDS = 60.0
_HEARD = 4096
_STOP_SECONDS = 1.0
_NOTHING = asyncio.subprocess.DEVNULL


def pager_of(environ: Mapping[str, str]) -> list[str]:
    """Return the program a person reads long texts with; raises ReaderError where what is set is none."""
    return words_of(environ.get("PAGER") or "less")


def editor_of(environ: Mapping[str, str]) -> list[str]:
    """Return the program a person edits texts with; raises ReaderError where what is set is none."""
    return words_of(environ.get("VISUAL") or environ.get("EDITOR") or "vi")


def words_of(command: str) -> list[str]:
    """Return a command line as a program that is there and its arguments; raises ReaderError with a sentence."""
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise ReaderError(f"{clean_line(command)} cannot be read: a quote is not closed.") from error
    if not words:
        raise ReaderError("Name a program and its arguments.")
    if shutil.which(words[0]) is None:
        raise ReaderError(f"There is no program {clean_line(words[0])}.")
    return words


async def pipe(program: Sequence[str], text: str) -> str:
    """Let a program read `text`, and return the first line of what it says; raises ReaderError where it fails."""
    name = clean_line(program[0])
    with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as said:
        told.write(text.encode("utf-8", "replace"))
        told.seek(0)
        try:
            process = await asyncio.create_subprocess_exec(*program, stdin=told, stdout=said, stderr=said)
        except (OSError, ValueError) as error:
            raise ReaderError(f"{name} could not be started: {clean_line(str(error))}.") from error
        status = await _end_of(process, name)
        said.seek(0)
        heard = clean_line(said.read(_HEARD).decode("utf-8", "replace").strip().partition("\n")[0], 200)
    if status != 0:
        raise ReaderError(f"{name} failed: {heard or f'status {status}'}")
    return heard


async def run_with_output(program: Sequence[str], each: Callable[[str], None], folder: Path | None = None) -> None:
    """Run a program in the background, in `folder`, until it ends; `each` is called with every line it prints.

    It is ended where the task that waits for it is. Raises ReaderError where it fails.
    """
    name, heard = clean_line(program[0]), ""
    try:
        process = await asyncio.create_subprocess_exec(
            *program, stdin=_NOTHING, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, cwd=folder
        )
    except (OSError, ValueError) as error:
        raise ReaderError(f"{name} could not be started: {clean_line(str(error))}.") from error
    try:
        assert process.stdout is not None
        while said := await process.stdout.read(_HEARD):  # not by lines: a bar is drawn on one line that never ends
            lines = [clean_line(line, 200) for line in re.split(r"[\r\n]+", said.decode("utf-8", "replace"))]
            heard = next((line for line in reversed(lines) if line), heard)
            each(heard)
        status = await process.wait()
    finally:
        await _ended(process)
    if status != 0:
        raise ReaderError(f"{name} failed: {heard or f'status {status}'}")


async def _ended(process: asyncio.subprocess.Process) -> None:
    """End a program that has not ended, gently first."""
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(_STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


async def _end_of(process: asyncio.subprocess.Process, name: str) -> int:
    try:
        async with asyncio.timeout(_SECONDS):
            return await process.wait()
    except TimeoutError as error:
        raise ReaderError(f"{name} did not end within {_SECONDS:.0f} seconds, and was ended.") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
