"""Calling `reader` in this process, as a shell would."""

import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from reader.cli import run

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Quanta</title><id>q</id>
<updated>2026-11-20T10:00:00Z</updated>
<entry><id>1</id><title>A proof</title><updated>2026-11-20T10:00:00Z</updated><author><name>Ada</name></author>
<link href="https://q.example/1"/><content type="html">&lt;p&gt;It took &lt;b&gt;forty&lt;/b&gt; years.&lt;/p&gt;
</content></entry></feed>"""


@dataclass(frozen=True)
class Said:
    """What a call printed and how it ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class CommandLine:
    """Calls `reader` in this process, with a library of its own."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        monkeypatch.setenv("READER_HOME", str(home))

    def __call__(self, *arguments: object, stdin: str = "") -> Said:
        self._monkeypatch.setattr(sys, "argv", ["reader", *map(str, arguments)])
        self._monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        self._capsys.readouterr()
        status = 0
        try:
            run()
        except SystemExit as ended:
            status = int(ended.code or 0)
        said = self._capsys.readouterr()
        return Said(status, said.out, said.err)
