"""Reads the web address on the clipboard, if there is one.

The clipboard is the program's own, else that of the desktop, read by one of its tools and never for long. Must not know
what the address is wanted for.
"""

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence

from reader.reading.cleaning import clean_line

_SECONDS = 1.0
_LONGEST = 4096
_WAYLAND = ("wl-paste", "--no-newline", "--type", "text")
_X11 = (("xclip", "-out", "-selection", "clipboard"), ("xsel", "--output", "--clipboard"))
_MAC = ("pbpaste",)


async def copied_address(own: str) -> str:
    """Return the web address that is on the clipboard, "" where there is none; `own` is what was copied in here."""
    if address := address_in(own):
        return address
    for program in tools(sys.platform, os.environ):
        if address := address_in(await _output_of(program)):
            return address
    return ""


def address_in(text: str) -> str:
    """Return the web address a text is, "" where it is anything more or less."""
    from reader.sources.addresses import is_web

    address = clean_line(text.strip(), _LONGEST)
    return address if is_web(address) and address == text.strip() and " " not in address else ""


def tools(platform: str, environ: Mapping[str, str]) -> Sequence[tuple[str, ...]]:
    """Return the commands that may print the clipboard of this desktop, each as an argument list."""
    if platform == "darwin":
        return (_MAC,)
    wayland = (_WAYLAND,) if environ.get("WAYLAND_DISPLAY") else ()
    return (*wayland, *_X11) if environ.get("DISPLAY") else wayland


async def _output_of(program: Sequence[str]) -> str:
    """Return what a tool prints, "" where it is not there, fails or takes too long."""
    nothing = asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *program, stdin=nothing, stdout=asyncio.subprocess.PIPE, stderr=nothing
        )
    except OSError:
        return ""
    try:
        assert process.stdout is not None
        async with asyncio.timeout(_SECONDS):
            printed = await process.stdout.read(_LONGEST + 1)
            return printed.decode(errors="replace")
    except TimeoutError:
        return ""
    finally:
        if process.returncode is None:
            _kill(process)
        await process.wait()


def _kill(process: asyncio.subprocess.Process) -> None:
    try:
        process.kill()
    except ProcessLookupError:
        return
