"""Recognises known stories that come back under a new guid. Pure.

How it works: publishers change guids, by a new address, a new program or a mistake, and a story must not come back as
new then. An answer's unknown guids are compared with stories of the feed that are no longer in the answer, on a ladder:
1. the guids differ only by http and https;
2. the titles are equal, and so are the times the publisher gave;
3. the titles and links are equal, and so is the content;
4. the titles and links are equal: this is believed only where the feed changed all at once, that is, where nearly all
   guids of the answer are unknown and nearly all can be recognised so.
A story that fits several is taken for none of them, as two stories may look alike.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from functools import lru_cache

from reader.library.incoming import Candidate, KnownStory
from reader.model import ParsedFeed, ParsedStory
from reader.refreshing.decide import content_of
from reader.sources.feeds.known_items import guid_digest

_NEARLY_ALL = 0.8
_FEWEST_UNKNOWN = 3


def recognise(
    parsed: ParsedFeed,
    known: Mapping[str, KnownStory],
    candidates: Iterable[Candidate],
    present: frozenset[bytes] = frozenset(),
) -> dict[str, KnownStory]:
    """Return the known stories behind guids that are not known, by these guids.

    `candidates` are stories of the feed that may be meant; those in the answer under a guid of their own are not.
    `present` names the guids, by `guid_digest`, of stories that are in the answer too but not in `parsed`.
    """
    arrived = {story.id for story in known.values()}
    vanished = [one for one in candidates if one.story.id not in arrived and not _is_among(present, one)]
    unknown = [story for story in parsed.stories if story.guid not in known]
    sure = _paired(unknown, vanished, _is_the_same)
    bold = _paired(unknown, vanished, _looks_the_same)
    changed_all_at_once = len(unknown) >= max(_FEWEST_UNKNOWN, _NEARLY_ALL * (len(parsed.stories) + len(present)))
    return bold | sure if changed_all_at_once and len(bold) >= _NEARLY_ALL * len(unknown) else sure


def _is_among(present: Container[bytes], candidate: Candidate) -> bool:
    return any(guid_digest(guid) in present for guid in (candidate.story.guid, *candidate.aliases))


def _paired(
    unknown: list[ParsedStory], vanished: list[Candidate], alike: Callable[[ParsedStory, Candidate], bool]
) -> dict[str, KnownStory]:
    """Pair each story with the one candidate that is like it; with none where several are."""
    pairs: dict[str, KnownStory] = {}
    taken: set[int] = set()
    for story in unknown:
        matches = [candidate.story for candidate in vanished if alike(story, candidate)]
        if len(matches) == 1 and matches[0].id not in taken:
            taken.add(matches[0].id)
            pairs[story.guid] = matches[0]
    return pairs


def _is_the_same(story: ParsedStory, candidate: Candidate) -> bool:
    if _plain(story.guid) == _plain(candidate.story.guid):
        return True
    if story.title != candidate.title:
        return False
    same_time = story.published is not None and story.published == candidate.claimed
    return same_time or (_same_address(story, candidate) and _digest_of(story) == candidate.story.digest)


@lru_cache(maxsize=1)
def _digest_of(story: ParsedStory) -> bytes:
    """Return the digest of a story's content, made once for all the candidates it is compared with."""
    return content_of(story).digest


def _looks_the_same(story: ParsedStory, candidate: Candidate) -> bool:
    return story.title == candidate.title and _same_address(story, candidate)


def _same_address(story: ParsedStory, candidate: Candidate) -> bool:
    return story.url != "" and _plain(story.url) == _plain(candidate.url)


def _plain(address: str) -> str:
    return address.removeprefix("https://").removeprefix("http://")
