"""How an article looks: a look for every role of the reading room, and for those of the header.

Must not know what is shown.
"""

from collections.abc import Mapping, Sequence

from reader.tui.widgets.looks import ACCENT, DIM, RULE, Look
from reader.tui.widgets.tag_colours import tag_look

LOOKS: Mapping[str, Look] = {
    "title": Look("reader-bright", text="bold"),
    "meta": DIM,
    "heading1": Look("reader-bright", text="bold underline"),
    "heading2": Look("reader-bright", text="bold"),
    "heading3": Look("reader-bright", text="bold italic"),
    "emphasis": Look(text="italic"),
    "strong": Look("reader-bright", text="bold"),
    "strike": Look("reader-dim", text="strike"),
    "code": Look("tag-4"),
    "code-block": Look(ground="reader-code"),
    "code.keyword": Look("tag-3"),
    "code.string": Look("tag-2"),
    "code.comment": Look("reader-dim", text="italic"),
    "code.number": Look("tag-5"),
    "code.name": Look("tag-1"),
    "code.operator": DIM,
    "quote": Look("tag-6", text="italic"),
    "bullet": ACCENT,
    "link": Look("primary", text="underline"),
    "link-number": DIM,
    "image": Look("reader-dim", text="italic"),
    "picture": Look(ground="reader-code"),
    "table-rule": RULE,
    "table-head": Look("reader-bright", text="bold"),
    "rule": RULE,
    "muted": Look("reader-dim", text="italic"),
    "footnote": DIM,
    "note": Look("tag-5"),
}
"""How the roles of the reading room look, and those of the header."""

FOUND = Look(ground="reader-row", text="underline")
FOUND_HERE = Look("background", ground="accent", text="bold")
"""How a hit looks, and the one one is at."""


def looks_of(roles: Sequence[str], text: str) -> list[Look]:
    """Return the looks of some roles; that of a tag depends on the tag, which is the `text` after its mark."""
    return [tag_look(text[2:]) if role == "tag" else LOOKS[role] for role in roles if role in LOOKS or role == "tag"]
