"""Markdown as a list of blocks: what each is, what it stands in, and its text with its styles.

Owns what the parser's tokens come to, task lists and lists of definitions included. Must not know the width of a
line.

How it works. The parser's tokens nest: a quotation opens, a list in it, an item, a paragraph. Blocks are flat:
walking along the tokens, each paragraph, heading, table and so on is noted with the containers open around it, from
the outside in, and from which of them on it is the first inside. That is enough to draw a block without its
neighbours.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from markdown_it.token import Token

from reader.reading.cleaning import clean_text
from reader.reading.layout.inline import Links, description, styled_text
from reader.reading.layout.markdown_parser import tokens_of
from reader.reading.layout.paragraph_images import ParagraphPart, split_images
from reader.reading.layout.wrapping import StyledText

_BULLETS = "•◦▪"
_DEFINITIONS = -1
_DEFINITION_MARK = "+"
"""The bullet of a list that defines the term before it: a paragraph that is strong as a whole."""
_TASK = re.compile(r"(?:\[(?=[ xX]\] ))?([ xX☐☑])\]? (?<=[]☐☑] )")

BlockKind = Literal["paragraph", "heading", "code", "table", "rule", "picture"]
Align = Literal["", "left", "center", "right"]
_ALIGNS: dict[str, Align] = {"text-align:left": "left", "text-align:center": "center", "text-align:right": "right"}


@dataclass(frozen=True, slots=True)
class Container:
    """A quotation ("" for its marker) or an item of a list, with the marker its first line begins with."""

    marker: str


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of an article that is laid out by itself.

    `containers` are what it stands in, from the outside; those from index `fresh` on begin with it. `gap` says whether
    a blank line stands before it. `rows` are a table's, the first its head. Of a picture there is the address as
    `source`, what it shows as `alt`, and the words for it as `text`.
    """

    kind: BlockKind
    containers: tuple[Container, ...] = ()
    fresh: int = 0
    gap: bool = True
    text: StyledText = field(default_factory=lambda: StyledText("", ()))
    level: int = 0
    language: str = ""
    rows: tuple[tuple[StyledText, ...], ...] = ()
    aligns: tuple[Align, ...] = ()
    source: str = ""
    alt: str = ""


def no_picture(_: str) -> bool:
    """Say that no image is to be a picture."""
    return False


def blocks_of(markdown: str, links: Links, is_picture: Callable[[str], bool] = no_picture) -> list[Block]:
    """Return the blocks of `markdown`; its links are numbered in `links`.

    A link that may not be opened is text. An image is words, too, but for one at an address that `is_picture`, where it
    stands alone, or before or behind all words of its paragraph: that is a block.
    """
    return _Collector(links, is_picture).collected(tokens_of(markdown))


class _Collector:
    """Walks along the parser's tokens and gathers blocks, keeping the containers and lists that are open."""

    def __init__(self, links: Links, is_picture: Callable[[str], bool]) -> None:
        self._links = links
        self._is_picture = is_picture
        self._blocks: list[Block] = []
        self._containers: list[Container] = []
        self._fresh = 0
        self._lists: list[int | None] = []  # of each open list the next number, None where it has bullets
        self._widths: list[int] = []  # of each open list the digits of its largest number
        self._list_begins = False
        self._after_tight = False
        self._after_term = False

    def collected(self, tokens: Sequence[Token]) -> list[Block]:
        at = 0
        while at < len(tokens):
            at = self._take(tokens, at)
        return self._blocks

    def _take(self, tokens: Sequence[Token], at: int) -> int:
        token = tokens[at]
        match token.type:
            case "paragraph_open":
                self._add_paragraph(tokens[at + 1], token.hidden)
            case "heading_open":
                self._add_heading(tokens[at + 1], int(token.tag[1]))
            case "fence" | "code_block":
                self._add("code", text=StyledText(clean_text(token.content).rstrip("\n"), ()), language=token.info)
            case "hr":
                self._add("rule")
            case "table_open":
                return self._add_table(tokens, at)
            case "blockquote_open":
                self._containers.append(Container(""))
            case "bullet_list_open" | "ordered_list_open":
                self._open_list(tokens, at)
            case "list_item_open":
                self._containers.append(Container(self._marker()))
            case "blockquote_close" | "list_item_close":
                self._close_container(token)
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
                self._widths.pop()
        return at + 1

    def _open_list(self, tokens: Sequence[Token], at: int) -> None:
        token = tokens[at]
        if token.type == "bullet_list_open":
            self._lists.append(_DEFINITIONS if self._after_term and token.markup == _DEFINITION_MARK else None)
            self._widths.append(0)
        else:
            first = int(token.attrs.get("start", 1))
            self._lists.append(first)
            self._widths.append(len(str(first + _items(tokens, at) - 1)))
        self._list_begins = True

    def _marker(self) -> str:
        number = self._lists[-1]
        if number is None:
            depth = sum(1 for kind in self._lists if kind is None)
            return _BULLETS[(depth - 1) % len(_BULLETS)] + " "
        if number == _DEFINITIONS:
            return "    "
        self._lists[-1] = number + 1
        return f"{number:>{self._widths[-1]}}. "

    def _close_container(self, token: Token) -> None:
        if token.type == "list_item_close" and self._fresh < len(self._containers):
            self._add("paragraph")
        self._containers.pop()
        self._fresh = min(self._fresh, len(self._containers))

    def _add_paragraph(self, inline: Token, tight: bool) -> None:
        if self._fresh < len(self._containers) and self._containers[-1].marker:
            self._take_task(inline)
        for part in split_images(inline.children or (), self._is_block):
            self._add_part(part, tight)
        self._after_term = _is_strong(inline)

    def _add_part(self, part: ParagraphPart, tight: bool) -> None:
        text = styled_text(part.tokens, self._links)
        if part.image is None:
            self._add("paragraph", tight=tight, text=text)
        else:
            source = self._links.resolved(str(part.image.attrs.get("src", "")))
            self._add("picture", tight=tight, text=text, source=source, alt=description(part.image))

    def _is_block(self, image: Token) -> bool:
        return self._is_picture(self._links.resolved(str(image.attrs.get("src", ""))))

    def _add_heading(self, inline: Token, level: int) -> None:
        text = self._text(inline)
        if text.text:
            self._add("heading", text=text, level=level)

    def _take_task(self, inline: Token) -> None:
        """Let the box of a task stand where the bullet of its item would."""
        first = inline.children[0] if inline.children else None
        task = _TASK.match(first.content) if first and first.type == "text" else None
        if first and task:
            self._containers[-1] = Container("☐ " if task[1] in " ☐" else "☑ ")
            first.content = first.content[task.end() :]

    def _add(
        self,
        kind: BlockKind,
        *,
        tight: bool = False,
        text: StyledText | None = None,
        level: int = 0,
        language: str = "",
        rows: tuple[tuple[StyledText, ...], ...] = (),
        aligns: tuple[Align, ...] = (),
        source: str = "",
        alt: str = "",
    ) -> None:
        block = Block(
            kind,
            tuple(self._containers),
            self._fresh,
            self._needs_gap(tight),
            text or StyledText("", ()),
            level,
            language,
            rows,
            aligns,
            source,
            alt,
        )
        self._blocks.append(block)
        self._fresh = len(self._containers)
        self._list_begins = False
        self._after_term = False
        self._after_tight = tight or (kind == "paragraph" and not block.text.text)

    def _needs_gap(self, tight: bool) -> bool:
        if not self._blocks or self._blocks[-1].kind == "heading":
            return False
        if self._list_begins and self._lists[-1] == _DEFINITIONS:
            return False
        if self._list_begins and self._after_tight:
            return len(self._containers) <= len(self._blocks[-1].containers)
        return self._list_begins or not tight

    def _add_table(self, tokens: Sequence[Token], at: int) -> int:
        rows: list[list[StyledText]] = []
        aligns: list[Align] = []
        while tokens[at].type != "table_close":
            token = tokens[at]
            if token.type == "tr_open":
                rows.append([])
            elif token.type in ("th_open", "td_open"):
                rows[-1].append(self._text(tokens[at + 1]))
                if len(rows) == 1:
                    aligns.append(_ALIGNS.get(str(token.attrs.get("style", "")), ""))
            at += 1
        self._add("table", rows=tuple(map(tuple, rows)), aligns=tuple(aligns))
        return at + 1

    def _text(self, inline: Token) -> StyledText:
        return styled_text(inline.children or (), self._links)


def _is_strong(inline: Token) -> bool:
    children = [child for child in inline.children or [] if child.type != "text" or child.content]
    outer = [child.type for child in children if child.level == children[0].level]
    return outer == ["strong_open", "strong_close"]


def _items(tokens: Sequence[Token], at: int) -> int:
    level = tokens[at].level
    count = 0
    for token in tokens[at + 1 :]:
        if token.level == level:
            break
        count += token.level == level + 1 and token.type == "list_item_open"
    return count
