"""What publishers put under every story: telling notices and share buttons at the end of a text from the text itself.

Owns the phrases they are known by. Must not know what the text was written in.
"""

import re
from collections.abc import Sequence

_LONGEST = 300
_MOST_BLOCKS = 12

_NETWORK = (
    r"(?:facebook|twitter|x|linkedin|reddit|whatsapp|telegram|pinterest|tumblr|mastodon|bluesky|threads|pocket|flipboard"
    r"|instapaper|hacker\ news|digg|email|e-mail|mail|print|copy\ link|link|more|skype|messenger|line|xing|vk|mix)"
)
_BUTTON = (
    r"(?:(?:click\ to\ )?(?:share|tweet|post|email|e-mail|pin|save|like|print|send)(?:\ (?:this|it|a\ link))?"
    rf"(?:\ (?:on|via|to|by|with)\ (?:a\ friend|{_NETWORK}))?|{_NETWORK})"
)
_BOILERPLATE = re.compile(
    rf"""(?:
      (?:the\ )?(?:post|article|entry)\b.*\bappeared\ (?:first\ )?(?:on|in|at)\b.*
    | .{{0,200}}\b(?:was\ )?(?:originally|first)\ (?:published|appeared)\ (?:on|in|at)\ \S.{{0,80}}
    | (?:der\ beitrag|der\ artikel)\b.*\berschien\ zuerst\ auf\b.*
    | (?:l['’]article|cet\ article)\b.*\best\ apparu\ en\ premier\ sur\b.*
    | la\ entrada\b.*\b(?:se\ publicó\ primero|aparece\ primero)\ en\b.*
    | l['’]articolo\b.*\bproviene\ da\b.*
    | (?:share|like|tweet|follow|spread)\ (?:this|it|us)(?:\ (?:post|article|story|on\ .{{1,40}}))?:?
    | share:? | related:? | loading(?:\.{{3}}|…)?
    | (?:{_BUTTON}(?:\ ?\(opens\ in\ (?:a\ )?new\ (?:window|tab)\))?[\s,|·•/]*)+:?
    | (?:please\ )?(?:subscribe\ to|sign\ up\ for|get)\ (?:our|the|my)\ (?:[\w-]+\ ){{0,3}}
      (?:newsletter|mailing\ list|feed)\b.{{0,80}}
    | (?:follow|find|join)\ (?:us|me)\ on\ .{{1,80}}
    | you(?:['’]re|\ are|\ get|\ got)?\ (?:receiving|this|received)\ .{{0,60}}\b(?:because|as)\ you\b.{{0,80}}
    | (?:unsubscribe|manage\ (?:your\ )?(?:subscription|preferences))\b.{{0,60}}
    | view\ (?:this\ email\ )?in\ (?:your\ )?browser\.?
    | (?:leave\ a\ comment|view\ comments|\d+\ comments?|comments?\ \(\d+\)|add\ a\ comment)\.?
    | (?:filed\ under|posted\ in|tagged(?:\ with|\ as)?|tags?|categories|category):?\ .{{1,200}}
    | (?:©|\(c\)|copyright)\ (?:©\ |\(c\)\ )?\d{{4}}\b.{{0,150}}
    | all\ rights\ reserved\.?
    )""",
    re.VERBOSE | re.IGNORECASE,
)


def is_boilerplate(line: str) -> bool:
    """Say whether `line` (plain text) is a notice or a row of buttons a publisher puts under every story."""
    line = " ".join(line.split())
    return 0 < len(line) <= _LONGEST and _BOILERPLATE.fullmatch(line) is not None


def start_of_boilerplate(lines: Sequence[str]) -> int:
    """Return the index of the first of the `lines` at the end that are all boilerplate; their number where none is.

    A story is never all boilerplate: its first line stays.
    """
    start = len(lines)
    least = max(1, len(lines) - _MOST_BLOCKS)
    while start > least and is_boilerplate(lines[start - 1]):
        start -= 1
    return start
