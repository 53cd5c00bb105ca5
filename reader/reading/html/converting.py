"""A tidy tree of HTML written as Markdown: markdownify with its faults cured.

Owns how every element is written. Expects a tree as reader.reading.html.tidying leaves it; must not know what it is
part of.

How it works. markdownify walks the tree and calls a method for each kind of element with the Markdown of what is in
it. Of its own methods hardly one is kept, as each loses or doubles something on pages as they are; the walk is done
here as well, as a tidy tree needs less of it. Blocks come with the line ends they need around them, and where two meet
these fall together. Cells and rows of a table end with two control characters, which no clean text contains, until
the table knows how many columns it has.
"""

import re
from collections.abc import Iterable, Set
from functools import lru_cache
from typing import Any, cast

from bs4.element import NavigableString, PageElement, Tag
from markdownify import MarkdownConverter

from reader.reading.cleaning import clean_line
from reader.reading.escaping import destination, escape, escape_with_links, fenced
from reader.reading.html.trees import BLOCKS, contains

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
_MARK = re.compile(r"[^\w\s\\*`<>()\[\]~]")
_LEADING_MARKS = re.compile(r"(?:\\?[^\w\s\\*`<>()\[\]~])+")
_SUPERSCRIPTS = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_SUBSCRIPTS = str.maketrans("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_RAISABLE = re.compile(r"[0-9+\-−=()ni]+")
_LOWERABLE = re.compile(r"[0-9+\-−=()aehijklmnoprstuvx]{1,6}|[0-9+\-−=()]+")


def markdown_of(root: Tag) -> str:
    """Return the tidy tree below `root` as Markdown; raises RecursionError where it is too deep."""
    return str(_TreeConverter().convert_soup(root))


class _TreeConverter(MarkdownConverter):
    """What markdownify calls for each element; it walks the tree itself."""

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
        after = _trailing_marks(inner)
        inner = inner[: len(inner) - len(after)]
    if not inner or ((before or after or _touches(el)) and not (inner[0].isalnum() and inner[-1].isalnum())):
        return text
    return f"{prefix}{before}{mark}{inner}{mark}{after}{suffix}"


def _trailing_marks(text: str) -> str:
    """Return the punctuation that `text` ends with, and the backslashes before it."""
    at = len(text)
    while at and _MARK.match(text, at - 1):
        at -= 2 if text[at - 2 : at - 1] == "\\" else 1
    return text[at:]


def _touches(el: Tag) -> bool:
    return _touches_word(el.previous_sibling, -1) or _touches_word(el.next_sibling, 0)


def _touches_word(neighbour: Any, end: int) -> bool:
    """Say whether what stands beside an element begins or ends with a letter, a digit or markup of its own."""
    if neighbour is None or isinstance(neighbour, Tag):
        return isinstance(neighbour, Tag) and neighbour.name != "br"
    text = str(neighbour)
    return bool(text) and (text[end].isalnum() or text[end] in "*_~`")
