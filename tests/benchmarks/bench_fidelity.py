"""Measures how much of real bodies arrives on the page: words in order, tables, code, lists, links, pictures.

Run as `python tests/benchmarks/bench_fidelity.py FOLDER...`, where the folders hold HTML pages and feeds, for instance
unpacked source distributions of feed and extraction libraries with their test data:

    pip download --no-deps --no-binary :all: feedparser html2text inscriptis newspaper4k pelican reader trafilatura

`--worst N` lists the bodies that lose the most.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from fidelity import KINDS, Fidelity, fidelity_of

from reader.errors import ReaderError
from reader.model import Body, BodyFormat
from reader.sources.charsets import decode
from reader.sources.feeds.parsing import parse

_PAGES = frozenset({".html", ".htm", ".xhtml"})
_FEEDS = frozenset({".xml", ".rss", ".atom"})
_LARGEST = 400_000
_TEMPLATE = ("{{", "{%", "<%")


def bodies_in(folders: Iterable[Path]) -> Iterator[tuple[str, Body]]:
    """Yield every body below `folders` once, with where it is from; templates and the very large are left out."""
    seen: set[str] = set()
    for path in sorted(file for folder in folders for file in folder.rglob("*") if file.is_file()):
        for body in _bodies_of(path):
            plain = body.format is not BodyFormat.HTML or "<" not in body.content
            if plain or body.content in seen or len(body.content) > _LARGEST:
                continue
            seen.add(body.content)
            yield str(path), body


def _bodies_of(path: Path) -> list[Body]:
    if path.suffix.lower() in _PAGES:
        text = decode(path.read_bytes(), "text/html")
        base = "https://example.org/"
        return [] if any(mark in text for mark in _TEMPLATE) else [Body(BodyFormat.HTML, text, base)]
    if path.suffix.lower() in _FEEDS:
        try:
            return [story.body for story in parse(path.read_bytes(), "https://example.org/feed").stories]
        except ReaderError:
            return []
    return []


def report(measured: list[tuple[str, Fidelity]], failed: list[str]) -> str:
    """Return the table."""
    words = sum(each.words for _, each in measured)
    shown = sum(each.shown for _, each in measured)
    matched = sum(each.matched for _, each in measured)
    structure = sum((each.structure for _, each in measured), Counter[str]())
    arrived = sum((each.arrived for _, each in measured), Counter[str]())
    wide = sum(each.too_wide for _, each in measured)
    whole = sum(each.recall == 1 for _, each in measured)
    lines = [
        f"bodies {len(measured)}, exceptions {len(failed)}, lines too wide {wide}",
        f"words {words:,}: recall {matched / max(1, words):.4f}, precision {matched / max(1, shown):.4f};"
        f" {whole} bodies without a word lost",
    ]
    for kind in KINDS:
        share = arrived[kind] / structure[kind] if structure[kind] else 1.0
        lines.append(f"{kind:<7} {arrived[kind]:>6,} of {structure[kind]:>6,}  {share:.3f}")
    return "\n".join([*lines, *failed])


def main() -> None:
    """Print the table for the folders named."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--worst", type=int, default=0)
    asked = parser.parse_args()
    measured: list[tuple[str, Fidelity]] = []
    failed: list[str] = []
    for name, body in bodies_in(asked.folders):
        try:
            measured.append((name, fidelity_of(body)))
        except Exception as error:  # what is counted here is that there are none
            failed.append(f"{name}: {error!r}")
    print(report(measured, failed))
    for name, each in sorted(measured, key=lambda pair: pair[1].matched - pair[1].words)[: asked.worst]:
        missing = dict(each.structure - each.arrived)
        print(
            f"{each.recall:.3f} {each.precision:.3f} {each.words - each.matched:>5} {missing} {name}", file=sys.stderr
        )


if __name__ == "__main__":
    main()
