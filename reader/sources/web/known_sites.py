"""Feed addresses of well-known services, told from the address of a page alone.

Pure: an address in, addresses out. Must not know how anything is fetched.
"""

import re
from urllib.parse import parse_qs, quote, urlsplit

from reader.errors import SourceError

_YOUTUBE = "https://www.youtube.com/feeds/videos.xml"
_CHANNEL_IN_PAGE = re.compile(rb'"(?:channelId|externalId|browseId)"\s*:\s*"(UC[\w-]{22})"')
_MASTODON = re.compile(r"@?([\w.-]+)@((?:[a-z0-9-]+\.)+[a-z]{2,})", re.IGNORECASE)
_QUERY = "hn:"
_RESERVED_ON_GITHUB = frozenset(
    {"about", "collections", "explore", "features", "login", "marketplace", "orgs", "search", "settings", "topics"}
)


def page_of(source: str) -> str:
    """Return the web address that a source means which is written in a service's own way, "" where it is not.

    "@user@host" is an account of Mastodon, "hn:words" a query to Hacker News.
    """
    if source.startswith(_QUERY) and source != _QUERY:
        return f"https://hnrss.org/newest?q={quote(source.removeprefix(_QUERY).strip())}"
    account = _MASTODON.fullmatch(source) if source.startswith("@") else None
    return f"https://{account[2].lower()}/@{account[1]}" if account else ""


def feed_addresses(url: str) -> tuple[str, ...]:
    """Return where the feeds of the page at `url` are, the one most likely meant first; none where that is not known.

    Raises SourceError where finding out would need asking a service a person did not name.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    steps = [step for step in parts.path.split("/") if step]
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    for belongs, addresses in _SERVICES:
        if belongs(host):
            return tuple(addresses(host, steps, query))
    if len(steps) == 1 and re.fullmatch(r"@[\w.-]+(?<!\.rss)", steps[0]):
        return (f"https://{parts.netloc}/{steps[0]}.rss",)  # Mastodon, and all that came after its manner
    if len(steps) == 2 and steps[0] == "c" and parts.netloc.startswith("lemmy."):
        return (f"https://{parts.netloc}/feeds/c/{steps[1]}.xml",)
    return ()


def channel_in(page: bytes) -> str:
    """Return the feed of the YouTube channel whose page this is, "" where it is none."""
    found = _CHANNEL_IN_PAGE.search(page)
    return f"{_YOUTUBE}?channel_id={found[1].decode()}" if found else ""


def _youtube(_: str, steps: list[str], query: dict[str, str]) -> list[str]:
    if steps[:1] == ["channel"] and len(steps) > 1:
        return [f"{_YOUTUBE}?channel_id={steps[1]}"]
    if "list" in query:
        return [f"{_YOUTUBE}?playlist_id={query['list']}"]
    return []


def _reddit(_: str, steps: list[str], __: dict[str, str]) -> list[str]:
    if len(steps) > 1 and steps[0] in ("r", "user", "u") and not steps[-1].endswith(".rss"):
        return ["https://www.reddit.com/" + "/".join(["user" if steps[0] == "u" else steps[0], *steps[1:]]) + "/.rss"]
    return []


def _github(_: str, steps: list[str], __: dict[str, str]) -> list[str]:
    if not steps or steps[0] in _RESERVED_ON_GITHUB or steps[-1].endswith(".atom"):
        return []
    if len(steps) == 1:
        return [f"https://github.com/{steps[0]}.atom"]
    named = steps[2] if len(steps) > 2 else "releases"
    kinds = [named, *(kind for kind in ("releases", "tags", "commits") if kind != named)]
    return [f"https://github.com/{steps[0]}/{steps[1]}/{kind}.atom" for kind in kinds if kind in _GITHUB_KINDS]


_GITHUB_KINDS = frozenset({"releases", "tags", "commits"})


def _gitlab(_: str, steps: list[str], __: dict[str, str]) -> list[str]:
    return [f"https://gitlab.com/{steps[0]}/{steps[1]}/-/tags?format=atom"] if len(steps) > 1 else []


def _hacker_news(_: str, steps: list[str], query: dict[str, str]) -> list[str]:
    if "q" in query:
        return [f"https://hnrss.org/newest?q={quote(query['q'])}"]
    if steps[:1] == ["user"] and "id" in query:
        return [f"https://hnrss.org/user?id={quote(query['id'])}"]
    return ["https://news.ycombinator.com/rss"] if not steps or steps == ["news"] else []


def _lobsters(_: str, steps: list[str], __: dict[str, str]) -> list[str]:
    if steps[:1] == ["t"] and len(steps) > 1:
        return [f"https://lobste.rs/t/{steps[1].removesuffix('.rss')}.rss"]
    return ["https://lobste.rs/rss"] if not steps else []


def _medium(host: str, steps: list[str], _: dict[str, str]) -> list[str]:
    if host == "medium.com":
        return [f"https://medium.com/feed/{steps[0]}"] if steps and steps[0] != "feed" else []
    return [f"https://{host}/feed"] if steps[:1] != ["feed"] else []


def _stack_overflow(_: str, steps: list[str], __: dict[str, str]) -> list[str]:
    if steps[:2] == ["questions", "tagged"] and len(steps) > 2:
        return [f"https://stackoverflow.com/feeds/tag/{steps[2]}"]
    return []


def _bluesky(_: str, steps: list[str], __: dict[str, str]) -> list[str]:
    return [f"https://bsky.app/profile/{steps[1]}/rss"] if steps[:1] == ["profile"] and len(steps) == 2 else []


def _substack(host: str, steps: list[str], _: dict[str, str]) -> list[str]:
    return [f"https://{host}/feed"] if steps != ["feed"] else []


def _tumblr(host: str, steps: list[str], _: dict[str, str]) -> list[str]:
    return [f"https://{host}/rss"] if steps[-1:] != ["rss"] else []


def _apple(_: str, steps: list[str], __: dict[str, str]) -> list[str]:
    if any(re.fullmatch(r"id\d+", step) for step in steps):
        raise SourceError(
            "Apple's page of a podcast does not name its feed, and reader does not ask Apple for it:"
            " add the address of the podcast's own site."
        )
    return []


_SERVICES = (
    (lambda host: host == "youtube.com", _youtube),
    (lambda host: host in ("reddit.com", "old.reddit.com"), _reddit),
    (lambda host: host == "github.com", _github),
    (lambda host: host == "gitlab.com", _gitlab),
    (lambda host: host in ("news.ycombinator.com", "hn.algolia.com"), _hacker_news),
    (lambda host: host == "lobste.rs", _lobsters),
    (lambda host: host == "medium.com" or host.endswith(".medium.com"), _medium),
    (lambda host: host == "stackoverflow.com", _stack_overflow),
    (lambda host: host == "bsky.app", _bluesky),
    (lambda host: host.endswith(".substack.com"), _substack),
    (lambda host: host.endswith(".tumblr.com"), _tumblr),
    (lambda host: host == "podcasts.apple.com", _apple),
)
