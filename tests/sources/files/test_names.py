"""Names of files made of foreign text, a table of what such text has tried."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.sources.files.names import LONGEST, safe_name

NAMES = {
    "story.html": "story.html",
    "Die Größe der Welt.mp3": "Die Größe der Welt.mp3",
    "日本語の文章": "日本語の文章",
    "हिन्दी समाचार": "हिन्दी समाचार",
    "می\u200cخواهم": "می\u200cخواهم",
    "👩\u200d👩\u200d👧 day": "👩\u200d👩\u200d👧 day",
    "a - b": "a - b",
    "v1.2": "v1.2",
    "e\u0301": "é",
    "": "",
    " ": "",
    ".": "",
    "..": "",
    "...": "",
    "-": "",
    "~": "",
    "-rf": "rf",
    "--help": "help",
    "-oProxyCommand=x": "oProxyCommand=x",
    "- -rf": "rf",
    ".-rf": "rf",
    "\u200b-rf": "rf",
    ".bashrc": "bashrc",
    ".ssh/authorized_keys": "ssh_authorized_keys",
    "~root": "root",
    "~/.profile": "_.profile",
    "../../etc/passwd": "_.._etc_passwd",
    "..\\..\\boot.ini": "_.._boot.ini",
    "/etc/passwd": "_etc_passwd",
    "//server/share": "__server_share",
    "C:\\nul": "C__nul",
    "C:x": "C_x",
    "file.txt:stream": "file.txt_stream",
    "a\0b.mp3": "ab.mp3",
    "a\nb.mp3": "a b.mp3",
    "a\r\nb": "a b",
    "a\tb": "a b",
    "\n.bashrc": "bashrc",
    " leading": "leading",
    "\u00a0\u3000leading": "leading",
    "trailing ": "trailing",
    "trailing.": "trailing",
    "trailing. . .": "trailing",
    "trailing\u00a0": "trailing",
    "\x1b]0;x\x07y": "]0;xy",
    "a\x9b31mb": "a31mb",
    "gpj.\u202eexe": "gpj.exe",
    "a\u2066b\u2069": "ab",
    "a\ufeffb\u00adc": "abc",
    "a\U000e0041b": "ab",
    "\ud800x": "x",
    "x\ufffe": "x",
    "CON": "_CON",
    "con.txt": "_con.txt",
    "Aux.tar.gz": "_Aux.tar.gz",
    "NUL ": "_NUL",
    "com1": "_com1",
    "LPT9.log": "_LPT9.log",
    "com\u00b2": "_com\u00b2",
    "CONIN$": "_CONIN$",
    "console": "console",
    "com10": "com10",
    'what? "a" <b> | *': "what_ _a_ _b_ _ _",
    "$(rm -rf ~) `x` ; & {a,b} !": "$(rm -rf ~) `x` ; & {a,b} !",
    "x" * 300: "x" * LONGEST,
    "é" * 200: "é" * (LONGEST // 2),
    "字" * 200: "字" * (LONGEST // 3),
    "a" * (LONGEST - 1) + ".b": "a" * (LONGEST - 1),
    "a" + "\u0301" * 400: "á" + "\u0301" * 7,
}


@pytest.mark.parametrize(("words", "name"), NAMES.items(), ids=[ascii(words)[:40] for words in NAMES])
def test_a_name_is_safe_and_says_as_much_as_it_can(words: str, name: str, tmp_path: Path) -> None:
    assert safe_name(words) == name
    if name:
        (tmp_path / name).write_bytes(b"")
        assert [path.name for path in tmp_path.iterdir()] == [name]


@given(st.text() | st.text("-.~ /\\:con\u200d\u0301\u202e字", max_size=12), st.integers(8, LONGEST))
def test_no_text_leads_out_of_the_folder_hides_or_is_an_option(words: str, most: int) -> None:
    name = safe_name(words, most)
    assert len(name.encode()) <= most + 1
    assert name == "" or (Path(name).name == name and name not in (".", ".."))
    assert not name.startswith((".", "-", "~", " ")) and not name.endswith((".", " "))
    assert safe_name(name, most + 1) == name
