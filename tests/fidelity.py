"""How much of a body's visible text and structure arrives on the page: the measuring shared by a test and a benchmark.

Reads the HTML with lxml alone, so as not to believe what it measures.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import lxml.html
from layouts import lay_out
from lxml import etree
from rich.cells import cell_len

from reader.model import Body
from reader.reading.article import Article, article_of
from reader.reading.cleaning import is_openable
from reader.reading.layout.blocks import blocks_of
from reader.reading.layout.inline import Links
from reader.reading.layout.page import Layout, Line

WIDTHS = (10, 20, 40, 80, 160)
KINDS = ("tables", "code", "items", "links", "images")
_UNSEEN = frozenset({"script", "style", "template", "svg", "head", "title", "iframe", "select", "annotation"})
_INLINE_NAMES = (
    "a abbr acronym b bdi bdo big cite code dfn em font i ins kbd label mark q s samp small span strike strong sub sup"
    " tt u var wbr del img ruby time"
)
_INLINE = frozenset(_INLINE_NAMES.split())
_TOKEN = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]|[^\W_\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_INVISIBLE = re.compile("[\\^\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe0e\ufe0f]")
_OURS = frozenset({"link-number", "bullet", "table-rule", "rule", "image", "label"})
_LONGEST = 8_000


@dataclass(frozen=True, slots=True)
class Fidelity:
    """What became of one body: words in order, counts of structure in the source and on the page, lines too wide."""

    words: int
    shown: int
    matched: int
    structure: Counter[str]
    arrived: Counter[str]
    too_wide: int

    @property
    def recall(self) -> float:
        """The share of the source's visible words that are on the page, in order."""
        return self.matched / self.words if self.words else 1.0

    @property
    def precision(self) -> float:
        """The share of the page's words that are in the source, in order."""
        return self.matched / self.shown if self.shown else 1.0


def fidelity_of(body: Body, width: int = 80) -> Fidelity:
    """Measure an HTML `body` laid out at `width`; lines are looked at in all of WIDTHS."""
    article = article_of(body, "")
    layout = lay_out(article, width, body.base_url, unfolded=True)
    tree = _tree(body.content)
    source, page = words_of("".join(_visible(tree))), words_of(page_text(layout))
    too_wide = sum(_cells(line) > each for each in WIDTHS for line in lay_out(article, each).lines)
    structure = _structure(tree)
    arrived = _arrived(article, body.base_url)
    return Fidelity(len(source), len(page), _matched(source, page), structure, structure & arrived, too_wide)


def words_of(text: str) -> list[str]:
    """Return the words of `text` as they are compared: case aside, each ideograph one."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return _TOKEN.findall(text.casefold())


def page_text(layout: Layout) -> str:
    """Return the publisher's words on a page, without our numbers, bullets and rules, and without the list of links."""
    links = len(layout.links)
    lines = layout.lines[: len(layout.lines) - links] if links else layout.lines
    pieces: list[str] = []
    for line in lines:
        continued = any(span.text == "↪ " for span in line)
        pieces.append("" if continued else "\n")
        pieces += [span.text if not _OURS & set(span.roles) else " " * (not continued) for span in line]
    return "".join(pieces)


def _cells(line: Line) -> int:
    return sum(cell_len(span.text) for span in line)


def _tree(html: str) -> lxml.html.HtmlElement:
    html = re.sub(r"<\?xml[^>]*\?>", "", html)
    try:
        return lxml.html.document_fromstring(f"<body>{html}</body>")
    except (etree.ParserError, ValueError):
        return lxml.html.document_fromstring("<body></body>")


def _visible(element: lxml.html.HtmlElement) -> Iterator[str]:
    if not isinstance(element.tag, str):
        yield element.tail or ""
        return
    block = element.tag not in _INLINE
    if element.tag not in _UNSEEN:
        yield "\n" if block else ""
        yield element.text or ""
        for child in element:
            yield from _visible(child)
        yield "\n" if block else ""
    yield element.tail or ""


def _matched(source: Sequence[str], page: Sequence[str]) -> int:
    if source == page:
        return len(source)
    if max(len(source), len(page)) > _LONGEST:
        return sum(_matched(source[at : at + 4000], page[at : at + 4000]) for at in range(0, len(source), 4000))
    return sum(block.size for block in SequenceMatcher(None, source, page, autojunk=False).get_matching_blocks())


def _structure(tree: lxml.html.HtmlElement) -> Counter[str]:
    return Counter(
        tables=sum(_is_data(table) for table in tree.iter("table")),
        code=sum(bool(_text(pre).strip()) for pre in tree.iter("pre")),
        items=sum(_is_item(item) for item in tree.iter("li")),
        links=len({link.get("href").strip() for link in tree.iter("a") if _is_link(link)}),
        images=sum(_is_picture(image) for image in tree.iter("img")),
    )


def _text(element: lxml.html.HtmlElement) -> str:
    return "".join(_visible(element))


def _is_data(table: lxml.html.HtmlElement) -> bool:
    """Say whether a table holds data: two rows and columns or more, and no blocks in its cells."""
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    widest = max((len(row.findall("td") + row.findall("th")) for row in rows), default=0)
    blocks = next(table.iter("pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr"), None) is not None
    nested = any(inner is not table for inner in table.iter("table"))
    return len(rows) > 1 and 1 < widest <= 40 and not (blocks or nested)


def _is_item(item: lxml.html.HtmlElement) -> bool:
    parent = item.getparent()
    in_table = any(True for _ in item.iterancestors("table"))
    return parent is not None and parent.tag in ("ul", "ol") and not in_table and bool(words_of(_text(item)))


def _is_link(link: lxml.html.HtmlElement) -> bool:
    href = (link.get("href") or "").strip()
    return is_openable(href) and (bool(_text(link).strip()))


def _is_picture(image: lxml.html.HtmlElement) -> bool:
    pixel = any(image.get(side) in ("0", "1", "2") for side in ("width", "height"))
    source = image.get("src") or ""
    return source.startswith(("http://", "https://")) and not pixel


def _arrived(article: Article, base_url: str) -> Counter[str]:
    numbers = Links(base_url)
    blocks = blocks_of(f"{article.markdown}\n\n{article.boilerplate}", numbers)
    layout = lay_out(article, 120, base_url, unfolded=True)
    items = sum(bool(each.marker) and at >= block.fresh for block in blocks for at, each in enumerate(block.containers))
    return Counter(
        tables=sum(block.kind == "table" for block in blocks),
        code=sum(block.kind == "code" for block in blocks),
        items=items,
        links=len(numbers.urls),
        images=sum(span.text.count("[image") for line in layout.lines for span in line if "image" in span.roles),
    )
