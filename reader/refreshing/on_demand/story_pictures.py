"""The pictures of one story, fetched politely, made small, and kept in the picture cache.

Owns which are fetched, and that each host gets one request at a time. Must not know how a picture is
decoded, nor how it is shown.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from queue import SimpleQueue

from reader.errors import SourceError
from reader.library import Library
from reader.model import Story
from reader.reading.article import parts_of
from reader.reading.cleaning import clean_line
from reader.reading.layout.pictures import picture_urls
from reader.refreshing.on_demand.typed_addresses import typed_address
from reader.refreshing.politeness.hosts import host_key, limits_of
from reader.refreshing.politeness.rate_limiter import RateLimiter
from reader.sources.pictures.cache import PictureCache
from reader.sources.pictures.shrinking import require_pictures, small_picture
from reader.sources.web import Fetched, Fetcher, FetchError, Limits

LIMITS = Limits(seconds=30, connect_seconds=8, silent_seconds=10, max_bytes=10 * 1024 * 1024, setting="")
"""What one picture may take."""

ACCEPT = "image/webp, image/png, image/jpeg, image/gif;q=0.9, image/*;q=0.2, */*;q=0.1"
"""What is asked for: the kinds that are shown."""

MOST = 100
"""Pictures fetched at a time; a story that has more is asked for again."""

_HOSTS_AT_ONCE = 4
_FAILURES = 2
"""How often a host may leave one without an answer before the rest is not asked for."""

_WAITING = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})

Answer = tuple[str, Fetched | SourceError]


@dataclass(frozen=True, slots=True)
class PictureOutcome:
    """What became of the picture at an address: it is kept, or `trouble` says in a sentence why not."""

    url: str
    trouble: str = ""


def pictures_of(library: Library, story: Story, own: bool = False) -> list[str]:
    """Return the addresses of the pictures of a story: of its full text where it has one, unless its `own` is meant."""
    full = None if own else library.full_texts.get(story.id)
    body = library.stories.body(story.id) if full is None else full
    return picture_urls(parts_of(body, clean_line(story.title)), body.base_url or story.url)


def fetch_pictures(
    library: Library, story: Story, urls: Sequence[str], cache: PictureCache, fetcher: Fetcher, now: int
) -> Iterator[PictureOutcome]:
    """Fetch those of a story's pictures that are not kept yet, and yield what becomes of each of all of them.

    Raises SourceError where what decodes pictures is not installed.
    """
    require_pictures()
    missing: list[str] = []
    for url in urls:
        if cache.size(url) is None:
            missing.append(url)
        else:
            yield PictureOutcome(url)
    yield from _PictureFetch(library, cache, fetcher, typed_address(library, story), now).fetched(missing[:MOST])


class _PictureFetch:
    """One fetch of some pictures, from all hosts that have them."""

    def __init__(self, library: Library, cache: PictureCache, fetcher: Fetcher, typed: str, now: int) -> None:
        self._limiter = RateLimiter(library, limits_of)
        self._cache = cache
        self._fetcher = fetcher
        self._typed = typed
        self._now = now
        self._answers: SimpleQueue[Answer] = SimpleQueue()

    def fetched(self, urls: Sequence[str]) -> Iterator[PictureOutcome]:
        by_host: dict[str, list[str]] = defaultdict(list)
        for url in urls:
            if trouble := self._admitted(url):
                yield PictureOutcome(url, trouble)
            else:
                by_host[host_key(url)].append(url)
        with ThreadPoolExecutor(_HOSTS_AT_ONCE) as pool:
            for some in by_host.values():
                pool.submit(self._ask, some)
            for _ in range(sum(map(len, by_host.values()))):
                yield self._kept(*self._answers.get())
        self._limiter.save()

    def _admitted(self, url: str) -> str:
        """Count a request about to be made, or return why it is not."""
        if delay := self._limiter.delay(url, self._now):
            return delay.reason
        self._limiter.count_request(url, self._now)
        return ""

    def _ask(self, urls: Sequence[str]) -> None:
        """Ask one host for its pictures, one after the other; for a thread. Each is answered, whatever happens."""
        failures = 0
        left = list(urls)
        reason = SourceError("The picture could not be fetched.")
        try:
            while left and failures < _FAILURES:
                answer = self._answer(left[0])
                if isinstance(answer, FetchError):
                    reason = answer
                    failures += _FAILURES if answer.status in _WAITING else bool(answer.url and answer.status is None)
                self._answers.put((left.pop(0), answer))
        finally:
            for url in left:
                self._answers.put((url, reason))

    def _answer(self, url: str) -> Fetched | FetchError:
        try:
            return self._fetcher.fetch(url, before_request=self._count_follow_up, typed=self._typed)
        except FetchError as error:
            return error

    def _count_follow_up(self, url: str) -> None:
        self._limiter.count_follow_up(url, self._now)

    def _kept(self, url: str, answer: Fetched | SourceError) -> PictureOutcome:
        if isinstance(answer, SourceError):
            if isinstance(answer, FetchError):
                self._limiter.note_refusal(url, answer, self._now)
            return PictureOutcome(url, clean_line(str(answer)))
        try:
            self._cache.put(url, small_picture(answer.content))
        except SourceError as error:
            return PictureOutcome(url, clean_line(str(error)))
        except OSError as error:
            return PictureOutcome(url, f"The picture could not be kept: {clean_line(error.strerror or str(error))}.")
        return PictureOutcome(url)
