"""Addresses without the parameters that follow people around, and pictures that only count readers.

Owns which parameters and which pictures those are. Must not know what an address is for.
"""

import re
from urllib.parse import urlsplit, urlunsplit

_TRACKING = re.compile(
    r"(?:utm_\w+|(?:fb|g|dc|ms|tw|yc|tt|li_fat_|wicked|irc|tw)clid|gclsrc|gbraid|wbraid|fb_(?:action_ids|action_types|source"
    r"|ref)|mc_[ce]id|mkt_tok|_hs(?:enc|mi)|__hs(?:tc|sc|fp)|hsCtaTracking|igshid?|igsh|vero_(?:id|conv)|oly_(?:anon|enc)_id"
    r"|rb_clickid|s_cid|ncid|cmpid|ref_src|ref_url|spm|yclid|_openstat|wt_?mc|trk|trkCampaign|xtor|at_(?:medium|campaign)\w*"
    r"|pk_\w+|mtm_\w+|matomo_\w+|piwik_\w+|_ga|_gl)",
    re.IGNORECASE,
)
_PIXEL_HOSTS = re.compile(
    r"(?:^|\.)(?:pixel|pixels|beacon|telemetry|analytics|stats|metrics|track|tracking|tracker|counter)\."
    r"|(?:^|\.)(?:doubleclick\.net|scorecardresearch\.com|quantserve\.com|google-analytics\.com|feedsportal\.com"
    r"|list-manage\.com|chartbeat\.net|statcounter\.com|adsrvr\.org|2mdn\.net|imrworldwide\.com)$",
    re.IGNORECASE,
)
_PIXEL_PATHS = re.compile(
    r"^/(?:~r|~ff|~4)/|/_/stat$|/(?:piwik|matomo)\.php$|/(?:pixel|beacon|open|track|1x1)/?$|tracking[-_]?pixel"
    r"|/(?:pixel|spacer|blank|beacon|1x1|transparent|tracking)\.(?:gif|png|php|aspx?|cgi)$"
    r"|/(?:[bpto]|px|pix|open|clear|track|counter|count|trans|dot|hit)\.gif$|[/_-]1x1[._-]",
    re.IGNORECASE,
)
_SI_HOSTS = ("youtube.com", "youtu.be", "spotify.com")


def without_trackers(url: str) -> str:
    """Return `url` without the parameters that only follow people around (utm_*, fbclid, gclid and the like)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if not parts.query:
        return url
    kept = [pair for pair in parts.query.split("&") if not _is_tracking(pair.partition("=")[0], parts.hostname or "")]
    return urlunsplit(parts._replace(query="&".join(kept)))


def is_tracking_pixel(url: str) -> bool:
    """Say whether the picture at `url` is there to count readers, as far as its address tells."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(_PIXEL_HOSTS.search(parts.hostname or "") or _PIXEL_PATHS.search(parts.path))


def _is_tracking(name: str, host: str) -> bool:
    if name == "si":  # elsewhere it may mean anything
        return host.removeprefix("www.").endswith(_SI_HOSTS)
    return _TRACKING.fullmatch(name) is not None
