"""The remains of a paywall: telling a publisher's teaser at the end of a text from the text itself.

Owns the phrases a teaser is known by. Must not know what the text was written in.
"""

import re
from collections.abc import Sequence

_LONGEST_TEASER = 240
_LONGEST_FOLLOWER = 90
_MOST_LINES = 10

_PLACE = r"(?:article|story|post|content|page|report|newsletter|piece)"
_READER = r"(?:subscriber|member|patron|supporter|account|customer)s?"
_TEASER = re.compile(
    rf"""(?:
      (?:your|an?|the|every)\ (?:[\w-]+\ ){{0,2}}(?:membership|subscription)\ (?:also\ )?(?:unlocks|includes|gives)\b.*
    | (?:also\ )?included\ (?:with|in)\ (?:your|an?|the|every)\ (?:[\w-]+\ ){{0,2}}(?:membership|subscription)\b.*
    | (?:please\ )?(?:subscribe|sign\ ?up|sign\ ?in|log\ ?in|register|join|upgrade|create\ an\ account)\b.{{0,80}}?\b
      (?:to|and|for)\ (?:continue|keep|go\ on|finish|read|unlock|access|view|see|full|unlimited)\b.*
    | (?:to\ )?(?:continue|keep)\ reading\b.{{0,30}}?\b(?:with|for|by|please|subscribe|register|sign|log|create)\b.*
    | already\ (?:an?|our)\ (?:[\w-]+\ )?{_READER}\b.*
    | (?:already\ )?have\ an\ account\?.*
    | become\ an?\ (?:[\w-]+\ ){{0,2}}{_READER}\b.*
    | (?:the\ rest\ of\ )?this\ {_PLACE}\ is\ (?:only\ |just\ )?(?:for|reserved|available|exclusive|limited|locked)\b
      .*\b(?:paying|paid|{_READER})\b.*
    | (?:start|begin)\ (?:your|a)\ (?:[\w-]+\ )?(?:free\ )?trial\b.*
    | unlock\ (?:this|the\ full|unlimited|all)\b.*
    | get\ (?:full|unlimited)\ (?:digital\ )?access\b.*
    | you['’]?(?:ve|\ have)\ (?:reached|read|used|run)\b.*\b(?:limit|free\ (?:articles|stories)|last\ free)\b.*
    )""",
    re.VERBOSE | re.IGNORECASE,
)


def is_teaser(line: str) -> bool:
    """Say whether `line` (plain text) asks the reader to pay or sign in for the rest."""
    line = line.strip()
    return len(line) <= _LONGEST_TEASER and _TEASER.fullmatch(line) is not None


def start_of_remains(lines: Sequence[str]) -> int:
    """Return the index of the first of `lines` that belongs to a teaser at their end; their number when there is none.

    What follows a teaser's first line counts as part of it while it is short, as a list of advantages is.
    """
    start = len(lines)
    for at in range(len(lines) - 1, max(-1, len(lines) - 1 - _MOST_LINES), -1):
        if is_teaser(lines[at]):
            start = at
        elif len(lines[at].strip()) > _LONGEST_FOLLOWER:
            break
    return start
