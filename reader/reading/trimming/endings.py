"""What is not the story at the end of a text: notices and buttons of the publisher, a paywall, a link to the rest.

Owns the phrases each is known by. Must not know what the text was written in.

How it works. The last lines of a text, at most a dozen, are looked at from the end upwards. A line counts when all of
it fits one of the patterns below, so that a sentence that only mentions a newsletter or a subscription stays.

- Boilerplate goes on upwards as long as every line is boilerplate; the first line of a text never is.
- A paywall's notice begins with the topmost line that asks to pay or sign in. Short lines below it belong to it, as a
  list of advantages does; a longer line is the story again, and the search ends there.
- A text is cut short when it has few words and its last ones are an ellipsis or a link to read on.

Boilerplate is folded away, a paywall's notice is shown apart, and of a text cut short the whole may be fetched.
"""

import re
from collections.abc import Sequence

_LONGEST_BOILERPLATE = 300
_MOST_BOILERPLATE_LINES = 12
_LONGEST_PAYWALL_NOTICE = 240
_LONGEST_PAYWALL_ADVANTAGE = 90
_MOST_PAYWALL_LINES = 10
_MOST_WORDS_CUT_SHORT = 250
"""Words above which a text is no mere beginning, however it ends."""

_NETWORK = (
    r"(?:facebook|twitter|linkedin|reddit|whatsapp|telegram|pinterest|tumblr|mastodon|bluesky|threads|pocket|flipboard"
    r"|instapaper|hacker\ news|digg|email|e-mail|mail|print|copy\ link|link|more|skype|messenger|line|xing|vk|mix|x)"
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
    | (?>{_BUTTON}(?:\ ?\(opens\ in\ (?:a\ )?new\ (?:window|tab)\))?[\s,|·•/]*)++:?
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

_PLACE = r"(?:article|story|post|content|page|report|newsletter|piece)"
_READER = r"(?:subscriber|member|patron|supporter|account|customer)s?"
_PAYWALL_NOTICE = re.compile(
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

_CUT_SHORT = re.compile(
    r"(?:\[?\\?\[?(?:…|\.\.\.|&hellip;)\\?\]?"
    r"|\b(?:read\ (?:more|on|the\ (?:full|rest|whole|original|entire)\ [\w\ ]{1,30})|continue\ reading[^.\n]{0,120}"
    r"|keep\ reading|full\ (?:story|article)|weiterlesen|mehr\ lesen|lire\ la\ suite|leer\ más|seguir\ leyendo"
    r"|continua\ a\ leggere|leia\ mais|続きを読む|阅读全文|читать\ (?:далее|дальше)))"
    r"[\]\)\s…»›→>.*_]*+(?:\((?:<[^>]*>|[^()\s]*)\))?[\s*_→»]*$",
    re.IGNORECASE | re.VERBOSE,
)


def start_of_boilerplate(lines: Sequence[str]) -> int:
    """Return the index of the first of the `lines` at the end that are all boilerplate; their number where none is.

    A story is never all boilerplate: its first line stays.
    """
    start = len(lines)
    least = max(1, len(lines) - _MOST_BOILERPLATE_LINES)
    while start > least and is_boilerplate(lines[start - 1]):
        start -= 1
    return start


def is_boilerplate(line: str) -> bool:
    """Say whether `line` (plain text) is a notice or a row of buttons a publisher puts under every story."""
    line = " ".join(line.split())
    return 0 < len(line) <= _LONGEST_BOILERPLATE and _BOILERPLATE.fullmatch(line) is not None


def start_of_paywall(lines: Sequence[str]) -> int:
    """Return the index of the first of `lines` that belongs to a paywall's notice at their end, else their number.

    What follows the notice's first line counts as part of it while it is short, as a list of advantages is.
    """
    start = len(lines)
    for at in range(len(lines) - 1, max(-1, len(lines) - 1 - _MOST_PAYWALL_LINES), -1):
        line = lines[at].strip()
        if len(line) <= _LONGEST_PAYWALL_NOTICE and _PAYWALL_NOTICE.fullmatch(line):
            start = at
        elif len(line) > _LONGEST_PAYWALL_ADVANTAGE:
            break
    return start


def split_paywall(lines: Sequence[str]) -> tuple[Sequence[str], tuple[str, ...]]:
    """Return `lines` without a paywall's notice at their end, and the lines of the notice; blank lines do not count."""
    places = [at for at, line in enumerate(lines) if line.strip()]
    start = start_of_paywall([lines[at] for at in places])
    if start == len(places):
        return lines, ()
    return lines[: places[start]], tuple(lines[at].strip() for at in places[start:])


def is_cut_short(markdown: str) -> bool:
    """Say whether `markdown` only begins a story: short, and it ends in an ellipsis or in a link to the rest."""
    if len(markdown) > _MOST_WORDS_CUT_SHORT * 12 or len(markdown.split()) > _MOST_WORDS_CUT_SHORT:
        return False
    return _CUT_SHORT.search(markdown.rstrip()[-400:]) is not None
