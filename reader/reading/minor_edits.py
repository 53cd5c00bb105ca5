"""Telling a publisher's edits that a reader would notice from minor ones.

Owns which those are: changes of view counters, time stamps, blanks and markup. Pure; titles and bodies go in. Must
not know what becomes of the answer.

How it works. Both versions are made plain words. What they begin and end with alike is cut off, but for enough of it
to see a counter or time stamp as a whole. From what is left counters and stamps are dropped; where nothing differs
then, the edit is minor.
"""

import re

from reader.model import Body, BodyFormat
from reader.reading.cleaning import clean_text, visible_text

_COUNTED = "views?|reads?|shares?|likes?|claps?|comments?|repl(?:y|ies)|retweets?|reposts?|reactions?|upvotes?|visits?"
_NUMBER = r"\d[\d.,\u00a0]{0,30}+\s?[km]?"
_COUNTERS = re.compile(rf"\b{_NUMBER}\s*(?:{_COUNTED})\b|\b(?:{_COUNTED})\s*[:(]\s*{_NUMBER}\)?", re.IGNORECASE)
"""How often something was looked at, shared or answered."""

_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[.,]?"
_IN_FIGURES = r"\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}"
_DATE = rf"(?:{_IN_FIGURES}|\d{{1,2}}\.?\s{_MONTH}\s\d{{4}}|{_MONTH}\s\d{{1,2}},?\s\d{{4}})"
_TIME = r"\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?\s?(?:[ap]\.?m\.?)?\s?(?:z|utc|gmt|[ecmp][sd]?t|[+-]\d\d:?\d\d)?"
_AGO = r"(?:\d+|an?|one)\s(?:second|minute|hour|day|week|month|year)s?\sago"
_STAMPED = r"(?:last\s)?(?:updated|published|posted|modified|edited|printed|as\sof)(?:\s(?:on|at))?:?"
_STAMPS = re.compile(
    rf"\b{_STAMPED}\s(?:{_DATE}|{_TIME}|{_AGO})(?:,?\s?(?:at\s)?{_TIME})?|\b{_DATE}(?:t|,?\s(?:at\s)?){_TIME}|\b{_AGO}\b",
    re.IGNORECASE,
)
"""When something was done to the page; a date within a sentence is part of what is said, and none of these."""


_CONTEXT = 200
"""Characters beside what differs that are looked at with it: no counter or stamp is longer."""


def is_noticeable(title_before: str, before: Body, title: str, after: Body) -> bool:
    """Say whether a reader would notice an edit: in words, not in counters, time stamps, blanks or markup alone."""
    old, new = _words(title_before, before), _words(title, after)
    return old != new and len({_without_counters(text) for text in _changed_parts(old, new)}) > 1


def _words(title: str, body: Body) -> str:
    text = visible_text(body.content) if body.format is BodyFormat.HTML else clean_text(body.content)
    return " ".join(f"{title} {text}".split())


def _without_counters(text: str) -> str:
    return " ".join(_COUNTERS.sub(" ", _STAMPS.sub(" ", text)).split())


def _changed_parts(old: str, new: str) -> tuple[str, str]:
    """Return what differs in two texts, from one blank to another, with some of what is the same around it."""
    begin = _common_prefix(old, new)
    begin = old.rfind(" ", 0, max(0, begin - _CONTEXT)) + 1
    old, new = old[begin:], new[begin:]
    end = _common_prefix(old[::-1], new[::-1])
    blank = old.find(" ", len(old) - max(0, end - _CONTEXT))
    kept = len(old) - blank if blank >= 0 else 0
    return old[: len(old) - kept], new[: len(new) - kept]


def _common_prefix(old: str, new: str) -> int:
    """Return how many characters both begin with; by halves, as comparing long stretches is quick."""
    same, beyond = 0, min(len(old), len(new))
    while same < beyond:
        middle = (same + beyond + 1) // 2
        if old[same:middle] == new[same:middle]:
            same = middle
        else:
            beyond = middle - 1
    return same
