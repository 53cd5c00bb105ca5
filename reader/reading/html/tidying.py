"""A tree of HTML reshaped into what Markdown can say.

Owns what HTML allows and Markdown does not: markup in code, lists in lists without an item, definition lists,
annotations, players, check boxes. Works on the tree in place. Must not know how the Markdown is written.
"""

import re
from urllib.parse import urlsplit

from bs4.element import NavigableString, PageElement, Tag

from reader.reading.cleaning import clean_line
from reader.reading.html.inline_elements import merge_emphasis, move_into_blocks
from reader.reading.html.table_tidying import tidy_table
from reader.reading.html.trees import (
    NEUTRAL,
    Tags,
    attribute,
    children_named,
    contains,
    named,
    nearest,
    new_tag,
    number,
    tags_by_name,
)

_LINES_OF_CODE = frozenset({"br", "p", "tr", "li"})
_ITEMS = frozenset({"li"})
_LARGEST_NUMBER = 999_999_999
_LANGUAGE = re.compile(r"(?:language|lang|highlight-source|brush:)[-:\s]?\s*([\w+#.-]+)", re.IGNORECASE)
_BACK_ARROWS = re.compile(r"[\s↩↑⤴^⏎\ufe0e\ufe0f]*")
_GUTTER = re.compile(r"\s*\d+(?:\s+\d+)+\s*")
_EMBEDDED_VIDEO = re.compile(r"(https?://www\.youtube)(?:-nocookie)?(\.com)/embed/([\w-]+).*")


def tidy(root: Tag) -> None:
    """Reshape the tree below `root` in place; every visible word stays."""
    _tidy_code(tags_by_name(root))
    tags = tags_by_name(root)
    _tidy_annotations(tags)
    _tidy_links(tags["a"])
    _tidy_images(tags["img"])
    _replace_players(tags)
    _replace_checkboxes(tags["input"])
    _replace_definitions(tags)
    _tidy_lists(tags)
    for table in reversed(tags["table"]):
        tidy_table(table)
    move_into_blocks(root)
    merge_emphasis(root)


def _tidy_code(tags: Tags) -> None:
    """Leave nothing but text inside `pre`, with its language; turn a link within code into code within a link."""
    for pre in [pre for pre in tags["pre"] if not nearest("pre", pre)]:
        pre["lang"] = _language(pre)
        for inner in named(_LINES_OF_CODE, pre):
            inner.insert_before("\n")
        # Not get_text(), which leaves out the text of annotations.
        text = "".join(str(piece) for piece in pre.descendants if isinstance(piece, NavigableString))
        pre.clear()
        pre.append(NavigableString(text.expandtabs(4)))
        cell = nearest("td", pre)
        if cell and _GUTTER.fullmatch(text) and cell.find_next_sibling("td"):
            cell.extract()
    for code in tags["code"]:
        only = [child for child in code.children if isinstance(child, Tag) or str(child).strip()]
        if code.parent and len(only) == 1 and isinstance(only[0], Tag) and only[0].name == "a":
            link = only[0].extract()
            code.replace_with(link)
            for child in list(link.children):
                code.append(child.extract())
            link.append(code)


def _language(pre: Tag) -> str:
    inner = pre.find("code")
    names = f"{attribute(pre, 'class')} {attribute(inner, 'class') if inner else ''}"
    found = _LANGUAGE.search(names)
    return found[1] if found else attribute(pre, "lang") if not attribute(pre, "lang").startswith("en") else ""


def _tidy_annotations(tags: Tags) -> None:
    """Put ruby annotations without parentheses of their own into parentheses."""
    with_own = {id(nearest("ruby", parenthesis)) for parenthesis in tags["rp"]}
    for note in tags["rt"]:
        ruby = nearest("ruby", note)
        if ruby and id(ruby) not in with_own:
            note.insert_before("(")
            note.insert_after(")")


def _tidy_links(links: list[Tag]) -> None:
    """Drop the arrows that lead back from a footnote."""
    for link in links:
        if (
            attribute(link, "href").startswith("#")
            and not contains(link, {"img"})
            and _BACK_ARROWS.fullmatch(link.get_text())
        ):
            link.extract()


def _tidy_images(images: list[Tag]) -> None:
    """Drop tracking pixels, make words of emoji, take the address of images that load late."""
    for image in images:
        alt = clean_line(attribute(image, "alt") or attribute(image, "title"))
        source = attribute(image, "src") or attribute(image, "data-src") or attribute(image, "data-original")
        if _is_pixel(image) or not (alt or source):
            image.extract()
        elif 0 < len(alt) <= 4 and not any(char.isalnum() or char.isascii() for char in alt):
            image.replace_with(NavigableString(alt))
        else:
            image["alt"], image["src"] = alt, source


def _is_pixel(image: Tag) -> bool:
    return any(attribute(image, side) in ("0", "1", "2") for side in ("width", "height"))


def _replace_players(tags: Tags) -> None:
    """Put a line with a link where a video, a sound or another page would play."""
    for kind in ("video", "audio", "iframe"):
        for player in tags[kind]:
            source = _EMBEDDED_VIDEO.sub(r"\1\2/watch?v=\3", _source(player))
            fallback = [] if _is_without_words(player) else [child.extract() for child in list(player.children)]
            line = new_tag("p", fallback)
            if source:
                link = new_tag("i" if nearest("a", player) else "a", href=source)
                link.string = f"{'embedded' if kind == 'iframe' else kind}: {_label(player, source)}"
                line.insert(0, link)
                link.insert_after(" ")
            player.replace_with(line)
    for source_tag in tags["source"]:
        source_tag.extract()


def _is_without_words(player: Tag) -> bool:
    """Say whether what stands in a player tells nothing: another page's markup, or that a browser cannot play it."""
    return player.name == "iframe" or (not contains(player, {"a"}) and "browser" in player.get_text().lower())


def _label(player: Tag, source: str) -> str:
    try:
        return clean_line(attribute(player, "title")) or urlsplit(source).hostname or "open"
    except ValueError:
        return "open"


def _source(player: Tag) -> str:
    inner = player.find("source", src=True)
    source = attribute(player, "src") or (attribute(inner, "src") if inner else "")
    return f"https:{source}" if source.startswith("//") else source


def _replace_checkboxes(inputs: list[Tag]) -> None:
    for box in inputs:
        if attribute(box, "type").lower() == "checkbox":
            after = box.next_sibling
            blank = " " if isinstance(after, Tag) or (after and not str(after)[0].isspace()) else ""
            box.replace_with(NavigableString(("☑" if box.has_attr("checked") else "☐") + blank))
        else:
            box.extract()


def _replace_definitions(tags: Tags) -> None:
    """Make a strong paragraph of each term, and a list of its definitions, which layout.blocks knows by its mark."""
    for term in tags["dt"]:
        term.name = "p"
        term.append(new_tag("b", list(term.contents)))
    for definition in tags["dd"]:
        before = definition.find_previous_sibling()
        definition.name = "li"
        if before and before.name == "ul" and before.has_attr("definitions"):
            before.append(definition.extract())
        else:
            items = new_tag("ul", definitions="")
            definition.replace_with(items)
            items.append(definition)
            tags["ul"].append(items)
    for entries in tags["dl"]:
        entries.name = NEUTRAL


def _tidy_lists(tags: Tags) -> None:
    """Let lists hold items only, number them, and mark those that would run into the list before them."""
    for items in (*tags["ul"], *tags["ol"]):
        _adopt_strays(items)
        value = number(items, "start", 1, _LARGEST_NUMBER)
        for item in children_named(_ITEMS, items):
            item["value"] = str(min(value, _LARGEST_NUMBER))
            value += 1
        before = items.previous_sibling
        while before is not None and _shows_nothing(before):
            before = before.previous_sibling
        if isinstance(before, Tag) and before.name == items.name and not before.has_attr("other"):
            items["other"] = ""
    for item in tags["li"]:
        if not item.parent or item.parent.name not in ("ul", "ol"):
            item.name = "p"


def _shows_nothing(element: PageElement) -> bool:
    if isinstance(element, Tag):
        return element.name in ("p", NEUTRAL) and all(map(_shows_nothing, element.contents))
    return not str(element).strip()


def _adopt_strays(items: Tag) -> None:
    item: Tag | None = None
    for child in list(items.children):
        if isinstance(child, Tag) and child.name == "li":
            item = child
        elif isinstance(child, Tag) or str(child).strip():
            if item is None:
                item = new_tag("li")
                child.insert_before(item)
            item.append(child.extract())
