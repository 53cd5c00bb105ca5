"""A story's body made Markdown: HTML by way of a safe, tidy tree, Markdown and plain text nearly as they are.

Owns the conversion and its promise never to fail: what cannot be converted becomes its visible text.
Must not know how wide the page is or what it looks like.
"""

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from bs4.element import NavigableString, PageElement, Tag
from markdownify import MarkdownConverter

from reader.model import Body, BodyFormat
from reader.reading.beginnings import beginning_of
from reader.reading.cleaning import clean_line, clean_text
from reader.reading.escaping import destination, escape, escape_with_links, fenced
from reader.reading.flattening import Thinning, is_small, is_surely_small, plain_paragraphs, sanitised
from reader.reading.paywall import start_of_remains
from reader.reading.pieces import html_parts, markdown_parts
from reader.reading.plaintext import understand, understand_body
from reader.reading.spreading import BLOCKS
from reader.reading.tidying import take_boilerplate, take_remains, tidy
from reader.reading.trees import contains, new_tag, tree_of

_BLANKS = re.compile(r"[ \t\r\n\f]{2,}|[\t\r\n\f]")
"""What is a single blank in HTML and is not one already."""
_BREAK_IN_IDEOGRAPHS = re.compile("(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*\r?\n[ \t]*(?=[\u3000-\u9fff\uff00-\uffef])")
"""A line end in the source where no blank is meant (CSS Text 3, section 4.1.3)."""
_ON_ONE_LINE = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "td", "th"})
_LOOSE_OUTSIDE = BLOCKS - {"hr", "caption", "body"}
_LOOSE_INSIDE = _LOOSE_OUTSIDE - {"pre"}
"""Blocks around which, and at the ends of which, blanks in the source mean nothing."""
_CELL_END = "\x01"
_ROW_END = "\x02"
_BACKTICKS = re.compile("`+")
_TRAILING_MARKS = re.compile(r"(?:\\?[^\w\s\\*`<>()\[\]~])+$")
_LEADING_MARKS = re.compile(r"(?:\\?[^\w\s\\*`<>()\[\]~])+")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*")
_DESTINATION = re.compile(r"\]\((?:<[^>]*>|[^()\s]*)\)")
_NOT_A_WORD = re.compile(r"[\W_]+")
_SUPERSCRIPTS = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_SUBSCRIPTS = str.maketrans("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_RAISABLE = re.compile(r"[0-9+\-−=()ni]+")
_LOWERABLE = re.compile(r"[0-9+\-−=()aehijklmnoprstuvx]{1,6}|[0-9+\-−=()]+")


@dataclass(frozen=True, slots=True)
class Article:
    """A body made readable.

    `markdown` is CommonMark with GFM's tables and strikethrough, without raw HTML; `remains` are the lines of a
    paywall's teaser, shown apart from it; `boilerplate` is Markdown too, what the publisher puts under every story.
    """

    markdown: str
    remains: tuple[str, ...] = ()
    boilerplate: str = ""


def article_of(body: Body, title: str) -> Article:
    """Return `body` as an article, without a first heading or line that only repeats `title`; never raises."""
    parts = list(parts_of(body, title))
    markdown = "\n\n".join(part.markdown.strip("\n") for part in parts if part.markdown.strip())
    remains = tuple(line for part in parts for line in part.remains)
    return Article(markdown, remains, "".join(part.boilerplate for part in parts))


def parts_of(body: Body, title: str) -> Iterator[Article]:
    """Yield `body` as an article in parts, one where it is short, each made when it is asked for; never raises."""
    for at, part in enumerate(_MAKERS[body.format](body.content, title)):
        markdown = clean_text(part.markdown)
        remains = tuple(map(clean_line, part.remains))
        yield Article(markdown if at else _without_title(markdown, title), remains, clean_text(part.boilerplate))


def _from_text(content: str, title: str) -> Iterator[Article]:
    document = understand(content)
    # A title that was cut short still stands whole at the beginning of the text.
    if document.title and not document.title.endswith("…") and not _same_words(document.title, title):
        document = understand_body(content)
    yield from _cut(document.markdown, document.remains)


def _from_markdown(content: str, _: str) -> Iterator[Article]:
    lines = clean_text(content).split("\n")
    places = [at for at, line in enumerate(lines) if line.strip()]
    start = start_of_remains([lines[at] for at in places])
    if start < len(places):
        kept = "\n".join(lines[: places[start]]).rstrip()
        yield from _cut(kept, tuple(lines[at].strip() for at in places[start:]))
    else:
        yield from _cut("\n".join(lines))


def _from_html(content: str, _: str) -> Iterator[Article]:
    thinning = Thinning(content)
    beginning, read = beginning_of(thinning) if is_surely_small(content) else ("", "")
    if beginning:
        yield _converted(sanitised(beginning), ends=False)
    html = read + thinning.rest()
    if is_small(html):
        html = sanitised(html)
    if not is_small(html):
        yield from _cut(plain_paragraphs(html))
        return
    *parts, end = html_parts(html)
    for part in parts:
        yield _converted(part, ends=False)
    yield _converted(end, ends=True)


def _converted(html: str, *, ends: bool) -> Article:
    try:
        root = tree_of(html)
        tidy(root)
        boilerplate = _markdown_of(take_boilerplate(root)) if ends else ""
        remains = take_remains(root) if ends else ()
        return Article(_Markdown().convert_soup(root), remains, boilerplate)
    except (RecursionError, ValueError):
        return Article(plain_paragraphs(html))


def _markdown_of(blocks: list[Tag]) -> str:
    for block in blocks:
        if block.name == "li":
            block.name = "p"
    return _Markdown().convert_soup(new_tag("body", blocks)).strip()


def _cut(markdown: str, remains: tuple[str, ...] = ()) -> Iterator[Article]:
    *parts, end = markdown_parts(markdown)
    yield from map(Article, parts)
    yield Article(end, remains)


_MAKERS = {
    BodyFormat.HTML: _from_html,
    BodyFormat.MARKDOWN: _from_markdown,
    BodyFormat.TEXT: _from_text,
}


def _without_title(markdown: str, title: str) -> str:
    first, _, rest = markdown.lstrip("\n").partition("\n")
    heading = _HEADING.fullmatch(first)
    if not heading and rest.strip() and not rest.startswith("\n"):
        return markdown
    return rest.lstrip("\n") if _same_words(heading[1] if heading else first, title) else markdown


def _same_words(one: str, other: str) -> bool:
    words = _words(one)
    return bool(words) and words == _words(other)


def _words(markdown: str) -> str:
    return _NOT_A_WORD.sub(" ", _DESTINATION.sub("", markdown)).strip().casefold()


class _Markdown(MarkdownConverter):
    """markdownify with its faults cured; expects a tidy tree (reader.reading.tidying)."""

    def __init__(self) -> None:
        super().__init__(heading_style="atx", bullets="-", escape_misc=True)

    def process_tag(self, node: Tag, parent_tags: Set[str] | None = None) -> str:
        """As markdownify does it, but for what is never in a tidy tree: comments, and tags within `pre`."""
        parents = parent_tags or frozenset()
        inside = _tags_around(frozenset(parents), node.name)
        pieces = [self._process(child, inside) for child in node.contents if not _is_blank_between(child)]
        text = "".join(pieces) if node.name == "pre" else _joined(filter(None, pieces))
        convert = cast(Any, self).get_conv_fn_cached(node.name)  # markdownify's types leave it out
        return text if convert is None else str(convert(node, text, parent_tags=parents))

    def _process(self, element: PageElement, parents: Set[str]) -> str:
        if isinstance(element, Tag):
            return self.process_tag(element, parents)
        return self.process_text(element, parents) if isinstance(element, NavigableString) else ""

    def process_text(self, el: NavigableString, parent_tags: Set[str] | None = None) -> str:
        parents = parent_tags or frozenset()
        if "pre" in parents:
            return str(el)
        text = str(el)
        text = _BLANKS.sub(" ", text if text.isascii() else _BREAK_IN_IDEOGRAPHS.sub("", text))
        if "_noformat" not in parents:
            text = escape(text) if "a" in parents else escape_with_links(text)
        if _opens_block(el):
            text = text.lstrip()
        return text.rstrip() if _closes_block(el) else text

    def convert_a(self, el: Tag, text: str, parent_tags: Set[str]) -> str:
        if "_noformat" in parent_tags:
            return text
        prefix, suffix, label = _chomped(text)
        href = str(el.get("href") or "").strip()
        url = destination(href)
        if not label or not url:
            return text
        if label == escape(href) and url.strip("<>") == href and ":" in href:
            return f"{prefix}<{href}>{suffix}"
        return f"{prefix}[{label}]({url}){suffix}"

    def convert_b(self, el: Tag, text: str, parent_tags: Set[str]) -> str:
        return _emphasised(el, text, "" if parent_tags & {"_noformat", "th"} else "**")

    def convert_i(self, el: Tag, text: str, parent_tags: Set[str]) -> str:
        return _emphasised(el, text, "" if "_noformat" in parent_tags else "*")

    def convert_s(self, el: Tag, text: str, parent_tags: Set[str]) -> str:
        return _emphasised(el, text, "" if "_noformat" in parent_tags else "~~")

    def convert_q(self, _el: Tag, text: str, **_: Any) -> str:
        return f"“{text.strip()}”"

    def convert_sup(self, _el: Tag, text: str, **_: Any) -> str:
        raised = text.strip()
        if _RAISABLE.fullmatch(raised):
            return raised.translate(_SUPERSCRIPTS)
        return f"^{text}" if len(raised) == 1 and raised.isalnum() else text

    def convert_sub(self, _el: Tag, text: str, **_: Any) -> str:
        lowered = text.strip()
        return lowered.translate(_SUBSCRIPTS) if _LOWERABLE.fullmatch(lowered) else text

    def convert_code(self, _el: Tag, text: str, parent_tags: Set[str]) -> str:
        if "_noformat" in parent_tags:
            return text
        prefix, suffix, code = _chomped(text)
        if not code:
            return text
        fence = "`" * (max(map(len, _BACKTICKS.findall(code)), default=0) + 1)
        pad = " " if "`" in code else ""
        marked = f"{prefix}{fence}{pad}{code}{pad}{fence}{suffix}"
        return marked.replace("|", "\\|") if parent_tags & {"td", "th"} else marked

    def convert_pre(self, el: Tag, text: str, parent_tags: Set[str]) -> str:
        code = text.strip("\n").rstrip()
        if not code.strip():
            return ""
        if "_inline" in parent_tags:
            return f" {escape(_BLANKS.sub(' ', code))} "
        return f"\n\n{fenced(code, str(el.get('lang') or ''))}\n\n"

    def convert_img(self, el: Tag, _text: str, parent_tags: Set[str]) -> str:
        alt = clean_line(str(el.get("alt") or ""))
        if "_noformat" in parent_tags:
            return alt
        return f"![{escape(alt)}]({destination(str(el.get('src') or ''))})"

    def convert_p(self, _el: Tag, text: str, parent_tags: Set[str]) -> str:
        text = text.strip()
        return f" {text} " if "_inline" in parent_tags else f"\n\n{text}\n\n" if text else "\n\n"

    def convert_hN(self, n: int, _el: Tag, text: str, parent_tags: Set[str]) -> str:  # noqa: N802 (markdownify's name)
        text = _BLANKS.sub(" ", text).strip()
        if "_inline" in parent_tags:
            return f" {text} "
        return f"\n\n{'#' * min(max(n, 1), 6)} {text}\n\n" if text else "\n\n"

    def convert_blockquote(self, _el: Tag, text: str, parent_tags: Set[str]) -> str:
        text = text.strip()
        if "_inline" in parent_tags or not text:
            return f" {text} "
        return "\n\n" + "\n".join(f"> {line}".rstrip() for line in text.split("\n")) + "\n\n"

    def convert_ul(self, el: Tag, text: str, parent_tags: Set[str]) -> str:
        items = text.strip("\n")
        # Only a list that begins with 1 may follow a paragraph without a blank line (CommonMark, section 5.3).
        close = "li" in parent_tags and str(el.get("start") or "1") == "1"
        return f"\n{items}\n\n" if close else f"\n\n{items}\n\n"

    convert_ol = convert_ul

    def convert_li(self, el: Tag, text: str, **_: Any) -> str:
        text = text.strip()
        if not text:
            return ""
        mark = _item_mark(el)
        indent = " " * len(mark)
        first, *rest = text.split("\n")
        return "\n".join((mark + first, *(indent + line if line else "" for line in rest))) + "\n"

    def convert_td(self, _el: Tag, text: str, **_: Any) -> str:
        return _BLANKS.sub(" ", text).strip() + _CELL_END

    convert_th = convert_td

    def convert_tr(self, el: Tag, text: str, **_: Any) -> str:
        head = (contains(el, {"th"}) and not contains(el, {"td"})) or (
            el.parent is not None and el.parent.name == "thead"
        )
        return ("h" if head else "d") + text + _ROW_END

    def convert_table(self, _el: Tag, text: str, **_: Any) -> str:
        rows = [(row[0] == "h", row[1:].split(_CELL_END)[:-1]) for row in map(str.strip, text.split(_ROW_END)) if row]
        columns = max((len(cells) for _, cells in rows), default=0)
        if not columns:
            return ""
        head = rows.pop(0)[1] if rows[0][0] else []
        grid = [head, ["---"] * columns, *(cells for _, cells in rows)]
        return "\n\n" + "\n".join(_row(cells, columns) for cells in grid) + "\n\n"


def _row(cells: list[str], columns: int) -> str:
    return "| " + " | ".join(cells + [""] * (columns - len(cells))) + " |"


def _item_mark(item: Tag) -> str:
    parent = item.parent
    other = parent is not None and parent.has_attr("other")
    if parent is not None and parent.has_attr("definitions"):
        return "+ "
    if parent is not None and parent.name == "ol":
        return f"{item.get('value', '1')}{')' if other else '.'} "
    return "* " if other else "- "


@lru_cache(maxsize=4096)
def _tags_around(parents: frozenset[str], name: str) -> frozenset[str]:
    """Return what stands around the children of a tag: the names, and the signs markdownify's converters ask for."""
    signs = {"_inline"} if name in _ON_ONE_LINE else {"_noformat"} if name in ("pre", "code") else set()
    return parents | {name} | signs


def _is_blank_between(element: PageElement) -> bool:
    """Say whether `element` is but blanks beside a block, or at the beginning or the end of one."""
    if isinstance(element, Tag) or not str(element).isspace():
        return False
    before, after = element.previous_sibling, element.next_sibling
    at_edge = (before is None or after is None) and _is_in(_LOOSE_INSIDE, element.parent)
    return at_edge or _is_in(_LOOSE_OUTSIDE, before) or _is_in(_LOOSE_OUTSIDE, after)


def _is_in(names: frozenset[str], element: PageElement | None) -> bool:
    return isinstance(element, Tag) and element.name in names


def _joined(pieces: Iterable[str]) -> str:
    """Return pieces one after the other; where two meet, their line ends fall together, and are two at the most."""
    joined: list[str] = []
    ends = 0
    for piece in pieces:
        content = piece.strip("\n")
        begins = len(piece) - len(piece.lstrip("\n"))
        if ends and begins:
            joined.pop()
            begins = min(2, max(ends, begins))
        ends = len(piece) - len(piece.rstrip("\n")) if content else 0
        joined += ("\n" * begins, content, "\n" * ends) if ends else ("\n" * begins, content)
    return "".join(joined)


def _opens_block(text: NavigableString) -> bool:
    return _is_block(text.previous_sibling) or (text.previous_sibling is None and _is_block(text.parent))


def _closes_block(text: NavigableString) -> bool:
    return _is_block(text.next_sibling) or (text.next_sibling is None and _is_block(text.parent))


def _is_block(element: PageElement | None) -> bool:
    return isinstance(element, Tag) and element.name in BLOCKS


def _chomped(text: str) -> tuple[str, str, str]:
    """Return a blank for those before and after `text`, and what is between."""
    inner = text.strip(" \n")
    return " " if text[:1] in (" ", "\n") else "", " " if text[-1:] in (" ", "\n") else "", inner


def _emphasised(el: Tag, text: str, mark: str) -> str:
    """Return `text` between marks, placed where CommonMark takes them for marks (section 6.2).

    A mark beside punctuation on one side and a word on the other does not count: the punctuation steps outside.
    """
    prefix, suffix, inner = _chomped(text)
    if not mark or not inner:
        return text
    before = after = ""
    if not prefix and _touches_word(el.previous_sibling, -1):
        found = _LEADING_MARKS.match(inner)
        before = found[0] if found else ""
        inner = inner[len(before) :]
    if not suffix and _touches_word(el.next_sibling, 0):
        found = _TRAILING_MARKS.search(inner)
        after = found[0] if found else ""
        inner = inner[: len(inner) - len(after)]
    if not inner or ((before or after or _touches(el)) and not (inner[0].isalnum() and inner[-1].isalnum())):
        return text
    return f"{prefix}{before}{mark}{inner}{mark}{after}{suffix}"


def _touches(el: Tag) -> bool:
    return _touches_word(el.previous_sibling, -1) or _touches_word(el.next_sibling, 0)


def _touches_word(neighbour: Any, end: int) -> bool:
    """Say whether what stands beside an element begins or ends with a letter, a digit or markup of its own."""
    if neighbour is None or isinstance(neighbour, Tag):
        return isinstance(neighbour, Tag) and neighbour.name != "br"
    text = str(neighbour)
    return bool(text) and (text[end].isalnum() or text[end] in "*_~`")
