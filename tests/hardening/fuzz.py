# ruff: noqa: E501 (texts as they are found)
"""A great many damaged inputs, put through all that takes a stranger's bytes.

How it works. Of each kind there are a few sound texts. An input is one of them, or two, damaged a few times: bits
flipped, pieces left out, doubled, moved, or signs put in that mean something to a parser. What is right: no exception
but a ReaderError, whose sentence is one; no control character in what comes out; and no input over a limit of CPU time.

python tests/hardening/fuzz.py --count 1000000 --seed 1 --jobs 2

An input is made of the seed, its kind and its number, and `--kind`, `--first` and `--count 1` repeat one.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from feed_texts import atom, every_string, rss
from query.fuzzing import an_input, try_out
from shapes import ARTICLES

from reader.config import read_config
from reader.errors import ReaderError
from reader.model import Body, BodyFormat
from reader.reading.article import article_of
from reader.reading.cleaning import clean_text, visible_text
from reader.sources.feeds.known_items import parse_new, unpack_known
from reader.sources.files.documents import read_document
from reader.sources.files.metadata import html_metadata, split_front_matter
from reader.sources.files.opml import read_opml, write_opml
from reader.sources.resource_limits import CpuTimeError, cpu_time_limit
from reader.sources.web.feed_links import find_feeds, find_in_header, find_links

CPU_SECONDS = 2.0
"""What one input may take."""

_URL = "https://x.example/feed.xml"
_FEEDS = (
    rss("<title>One</title><guid>1</guid><description>&lt;p&gt;It is &amp;amp; was.&lt;/p&gt;</description>"),
    rss(
        "<title>A &amp; B</title><link>https://x.example/1</link><pubDate>Fri, 20 Nov 2026 10:00:00 +0100</pubDate>",
        '<enclosure url="/a.mp3" type="audio/mpeg" length="7"/><category>ai</category><itunes:duration>1:02</itunes:duration>',
        "<content:encoded><![CDATA[<p>all <b>of</b> it</p>]]></content:encoded><dc:creator>Ann</dc:creator>",
    ),
    atom(
        '<title type="html">&lt;b&gt;T&lt;/b&gt;</title><id>urn:1</id><updated>2026-11-20T10:00:00Z</updated>',
        '<id>2</id><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>x</p></div></content>',
        '<id>3</id><link rel="enclosure" href="a.png"/><author><name>Ann</name></author><summary>s</summary>',
    ),
    '<!DOCTYPE rss [<!ENTITY a "b">]><rss><channel><item><title>&a; &eacute; &#233; &#x1b;</title></item></channel></rss>',
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><item'
    ' rdf:about="x"><title>Ärger</title><link>https://x.example/ä</link></item></rdf:RDF>',
)
_JSON_FEEDS = (
    '{"version": "https://jsonfeed.org/version/1.1", "title": "J", "home_page_url": "/", "items": [{"id": 7, "url": "a",'
    ' "title": "T", "content_html": "<p>x</p>", "date_published": "2026-11-20T10:00:00Z", "tags": ["a", 1, null],'
    ' "attachments": [{"url": "a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 1e9}], "authors": [{"name": "A"}]}]}',
    '{"title": "J", "items": [{"content_text": "x\\u0000\\ud800", "id": 1e400}, null, [], {"id": ""}]}',
)
_OUTLINES = (
    '<opml version="2.0"><head><title>S</title></head><body><outline text="News &amp; more"><outline type="rss"'
    ' text="A" xmlUrl="https://x.example/a" htmlUrl="https://x.example"/></outline><outline xmlUrl="feed:y.example"'
    " category='/a/b'/></body></opml>",
    '<?xml version="1.0"?><opml><body><outline title="T"><!-- c --><outline xmlurl=z.example/></outline></body></opml>',
)
_PLAIN_TEXTS = (
    "A title\n\nThe first line of it.\nAnother one, which is longer.\n\n- one\n- two\n\n1. a\n2. b\n\n> quoted\n\n    code\n",
    "Heading\n=======\n\nhttps://x.example/a_(b) and ann@x.example\n\nYour membership also unlocks:\n\n* All\n",
)
_MARKDOWN_TEXTS = (
    "# One\n\nSome *words* and `code` [a link](https://x.example 'title') ![p](a.png)\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n",
    "> quote\n> - item\n>   1. more\n\n```python\nx = 1\n```\n\n~~gone~~ **bold** <b>raw</b>\n\n---\n\nTwo\n---\n",
)
_FRONT_MATTERS = (
    "---\ntitle: One\ndate: 2026-11-20\ntags: [a, 'b', \"c\"]\nauthor: {name: Ann}\nstarred: yes\nnote: |\n  two\n  lines\n---\n\nx",
    "---\ntitle: &a x\nb: *a\nc: !!binary aGk=\nd: 1:2:3\ne: 0x1f\nf: .inf\ng: 2001-01-01 00:00:00 +01:00\n...\nx",
)
_CONFIGS = (
    'fetch_threads = 20\nkeep_days = 90\n[keys]\nread = "r"\n[feeds."https://x.example/feed"]\nfetch_mib = 4\nuser = "ann"\n',
    '[hosts."x.example"]\nuser = "a"\npassword_command = "pass x"\n[feeds.a]\nheaders = {Cookie = "x"}\n',
)
_TOKENS = (
    *(
        "<",
        ">",
        "</",
        "/>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?",
        "?>",
        "&",
        "&amp;",
        "&#",
        "&#x1b;",
        "&#0;",
        ";",
        '"',
        "'",
    ),
    *(
        "<item>",
        "</item>",
        "<entry>",
        "<title>",
        "<description>",
        "<script>",
        "<style>",
        "<pre>",
        "<table><td>",
        "<li>",
        "<a href=",
    ),
    *(
        "\x00",
        "\x1b[31m",
        "\x9b",
        "\u202e",
        "\u2028",
        "\ufeff",
        "\ud800",
        "\U000e0041",
        "\u0301\u0302",
        "é",
        "日本",
        "👩\u200d👧",
    ),
    *(
        "{",
        "}",
        "[",
        "]",
        "](",
        "![",
        ":",
        ",",
        "null",
        "1e999",
        "-",
        "---\n",
        "\n",
        "\r",
        "\t",
        " ",
        "#",
        "*",
        "_",
        "`",
        "|",
        "~~~",
    ),
    *(
        "9" * 5000,
        "a" * 3000,
        " " * 2000,
        "<b>" * 400,
        "&#" + "9" * 5000 + ";",
        "=",
        "\\u0000",
        "\\",
        "%00",
        "%",
        "%zz",
    ),
    *(
        "http://",
        "javascript:",
        "data:,",
        "mailto:",
        "//",
        "file:///etc",
        "https://[::1",
        "http://a:99999999/",
        "xmlns:",
        "xml:base='['",
    ),
)


@dataclass(frozen=True)
class Kind:
    """What is tried: sound texts of a kind, and what takes them; it returns all that came out."""

    texts: tuple[str, ...]
    take: Callable[[bytes], object]


@dataclass(frozen=True)
class Found:
    """An input that is not taken as it should be; with kind, seed and number it can be made again."""

    kind: str
    seed: int
    number: int
    trouble: str

    def __str__(self) -> str:
        return f"{self.kind}, --seed {self.seed} --first {self.number}: {self.trouble}"


def _feed(content: bytes) -> object:
    update = parse_new(content, _URL)
    again = parse_new(content, _URL, "", unpack_known(update.items))
    return update.feed, again.feed


def _outline(content: bytes) -> object:
    outline = read_opml(content)
    written = read_opml(write_opml(outline.subscriptions).encode()) if outline.subscriptions else outline
    assert {one.url for one in written.subscriptions} == {one.url for one in outline.subscriptions}
    return outline


def _document(name: str, content: bytes) -> object:
    with TemporaryDirectory() as folder:
        file = Path(folder, name)
        file.write_bytes(content)
        story = read_document(file, "1")
    return story, article_of(story.body, story.title)


def _html(content: bytes) -> object:
    text = content.decode("utf-8", "replace")
    pages = find_feeds(content, _URL), find_links(content, _URL), find_in_header(text, _URL)
    article = article_of(Body(BodyFormat.HTML, clean_text(text), _URL), "")
    return article, html_metadata(text), pages, visible_text(text)


def _front_matter(content: bytes) -> object:
    return split_front_matter(content.decode("utf-8", "replace"))[0]


def _config(content: bytes) -> object:
    with TemporaryDirectory() as folder:
        file = Path(folder, "config.toml")
        file.write_bytes(content)
        return read_config(file)


def _query(content: bytes) -> object:
    return try_out(content.decode("utf-8", "surrogateescape"))


KINDS: Mapping[str, Kind] = {
    "feed": Kind(_FEEDS, _feed),
    "JSON Feed": Kind(_JSON_FEEDS, _feed),
    "subscription list": Kind(_OUTLINES, _outline),
    "HTML": Kind(tuple(ARTICLES.values()), _html),
    "Markdown": Kind(_MARKDOWN_TEXTS, partial(_document, "a.md")),
    "plain text": Kind(_PLAIN_TEXTS, partial(_document, "a.txt")),
    "front matter": Kind(_FRONT_MATTERS, _front_matter),
    "query": Kind(("tag:media inkubator -later newer:2w", '"a phrase" OR (title:x is:unread)'), _query),
    "configuration": Kind(_CONFIGS, _config),
}


def damaged(kind: str, seed: int, number: int) -> bytes:
    """Return the input with a number."""
    chance = random.Random(f"{kind} {seed} {number}")
    if kind == "query" and chance.random() < 0.8:
        return an_input(chance).encode("utf-8", "surrogatepass")
    texts = KINDS[kind].texts
    content = chance.choice(texts).encode("utf-8", "surrogatepass")
    for _ in range(chance.choice((0, 1, 1, 2, 3, 5, 9))):
        content = chance.choice(_DAMAGES)(content, chance, texts)
    return content[:100_000]


def _flipped(content: bytes, chance: random.Random, texts: tuple[str, ...]) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randrange(1, 4)):
        if changed:
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _part(content: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(content) + 1)
    return start, min(len(content), start + chance.choice((1, 3, 10, 40, 200)))


def _cut_out(content: bytes, chance: random.Random, _: tuple[str, ...]) -> bytes:
    start, end = _part(content, chance)
    return content[:start] + content[end:]


def _cut_off(content: bytes, chance: random.Random, _: tuple[str, ...]) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _repeated(content: bytes, chance: random.Random, _: tuple[str, ...]) -> bytes:
    start, end = _part(content, chance)
    return content[:start] + content[start:end] * chance.choice((2, 3, 20, 100)) + content[end:]


def _with_token(content: bytes, chance: random.Random, _: tuple[str, ...]) -> bytes:
    at = chance.randrange(len(content) + 1)
    token = chance.choice(_TOKENS).encode("utf-8", "surrogatepass") * chance.choice((1, 1, 1, 2, 8))
    return content[:at] + token + content[at:]


def _spliced(content: bytes, chance: random.Random, texts: tuple[str, ...]) -> bytes:
    other = chance.choice(texts).encode("utf-8", "surrogatepass")
    start, end = _part(other, chance)
    at = chance.randrange(len(content) + 1)
    return content[:at] + other[start : max(end, start + len(other) // 3)] + content[at:]


_DAMAGES = (_flipped, _cut_out, _cut_off, _repeated, _with_token, _with_token, _with_token, _spliced)


def trouble_with(kind: str, content: bytes) -> str:
    """Return what is wrong with how an input is taken, "" where nothing is."""
    try:
        with cpu_time_limit(CPU_SECONDS):
            came_out = KINDS[kind].take(content)
    except ReaderError as error:
        sentence = str(error)
        return "" if sentence and "met a fault" not in sentence and _is_clean(sentence) else f"says {sentence!r:.300}"
    except CpuTimeError:
        return f"takes more than {CPU_SECONDS} s of CPU time"
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:300]
    return next((f"lets through {text!r:.100}" for text in _strings(came_out) if not _is_clean(text)), "")


def _strings(value: Any) -> Iterator[str]:
    yield from every_string(value if isinstance(value, tuple) else (value,))


def _is_clean(text: str) -> bool:
    return all(
        char in "\n\t" or not (ord(char) < 32 or 127 <= ord(char) < 160 or char in "\u202e\u2028") for char in text
    )


def try_inputs(kind: str, seed: int, first: int, count: int) -> tuple[str, int, float, list[Found]]:
    """Try some inputs; return the kind, how many, in what CPU time, and those that are not taken as they should be."""
    began = time.process_time()
    found = []
    for number in range(first, first + count):
        if trouble := trouble_with(kind, damaged(kind, seed, number)):
            found.append(Found(kind, seed, number, trouble))
    return kind, count, time.process_time() - began, found


def main() -> int:
    """Print what was found, and how fast."""
    arguments = argparse.ArgumentParser(description="Put a great many damaged inputs through all that takes such.")
    arguments.add_argument("--count", type=int, default=1_000_000, help="inputs of all kinds together")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--first", type=int, default=0, help="the number of the first of each kind")
    arguments.add_argument("--kind", choices=list(KINDS), help="this kind alone")
    arguments.add_argument("--jobs", type=int, default=1)
    asked = arguments.parse_args()
    kinds = [asked.kind] if asked.kind else list(KINDS)
    each = max(1, asked.count // len(kinds))
    step = min(each, 500)
    batches = [(kind, first) for first in range(asked.first, asked.first + each, step) for kind in kinds]
    sums = {kind: [0.0, 0.0] for kind in kinds}
    findings = 0
    with ProcessPoolExecutor(asked.jobs) as pool:
        names, firsts = zip(*batches, strict=True)
        for kind, count, seconds, found in pool.map(try_inputs, names, repeat(asked.seed), firsts, repeat(step)):
            sums[kind][0] += count
            sums[kind][1] += seconds
            findings += len(found)
            for one in found:
                print(one, flush=True)
    for kind, (tried, took) in sums.items():
        print(f"{kind}: {tried:,.0f} inputs, {tried / max(took, 0.001):,.0f} a CPU second")
    print(f"{sum(tried for tried, _ in sums.values()):,.0f} inputs, {findings} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
