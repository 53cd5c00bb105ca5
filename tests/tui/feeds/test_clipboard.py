"""The address on the clipboard: what counts as one, and which tools are asked for it."""

import sys
import time

import pytest

from reader.tui.feeds import clipboard
from reader.tui.feeds.clipboard import address_in, copied_address, tools

URL = "https://blog.example/feed?a=1#x"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (f" {URL}\n", URL),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("", ""),
        ("blog.example", ""),
        ("see https://blog.example", ""),
        ("https://a.example https://b.example", ""),
        ("https://a.example\nhttps://b.example", ""),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("https://a.example/\x1b]52;c;x\x07", ""),
        ("https://a.example/" + "x" * 9000, ""),
    ],
)
def test_only_a_single_web_address_is_one(text: str, address: str) -> None:
    assert address_in(text) == address


def test_the_tools_are_those_of_the_desktop() -> None:
    assert tools("linux", {}) == ()
    assert [tool[0] for tool in tools("linux", {"WAYLAND_DISPLAY": "w"})] == ["wl-paste"]
    assert [tool[0] for tool in tools("linux", {"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"})][:2] == ["wl-paste", "xclip"]
    assert [tool[0] for tool in tools("darwin", {})] == ["pbpaste"]


async def test_what_was_copied_in_the_program_is_known_without_a_tool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "tools", lambda *_: [("never-called",)])
    assert await copied_address(URL) == URL


async def test_a_tool_is_asked_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    printing = (sys.executable, "-c", f"print({URL!r})")
    monkeypatch.setattr(clipboard, "tools", lambda *_: [("there-is-no-such-tool",), printing])
    assert await copied_address("no address") == URL


async def test_a_tool_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "_SECONDS", 0.2)
    monkeypatch.setattr(clipboard, "tools", lambda *_: [(sys.executable, "-c", "import time; time.sleep(60)")])
    began = time.monotonic()
    assert await copied_address("") == ""
    assert time.monotonic() - began < 30
