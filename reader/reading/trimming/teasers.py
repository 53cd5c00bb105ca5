"""Telling a text that only begins a story from one that tells it.

Must not know where the rest is.
"""

import re

LONGEST = 250
"""Words above which a text is no mere beginning, however it ends."""

_CUT_SHORT = re.compile(
    r"(?:\[?\\?\[?(?:…|\.\.\.|&hellip;)\\?\]?"
    r"|\b(?:read\ (?:more|on|the\ (?:full|rest|whole|original|entire)\ [\w\ ]{1,30})|continue\ reading[^.\n]{0,120}"
    r"|keep\ reading|full\ (?:story|article)|weiterlesen|mehr\ lesen|lire\ la\ suite|leer\ más|seguir\ leyendo"
    r"|continua\ a\ leggere|leia\ mais|続きを読む|阅读全文|читать\ (?:далее|дальше)))"
    r"[\]\)\s…»›→>.*_]*(?:\((?:<[^>]*>|[^()\s]*)\))?[\s*_→»]*$",
    re.IGNORECASE | re.VERBOSE,
)


def is_cut_short(markdown: str) -> bool:
    """Say whether `markdown` only begins a story: short, and it ends in an ellipsis or in a link to the rest."""
    if len(markdown) > LONGEST * 12 or len(markdown.split()) > LONGEST:
        return False
    return _CUT_SHORT.search(markdown.rstrip()[-400:]) is not None
