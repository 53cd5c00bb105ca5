"""The way of a feed: fetch, parse, decide, keep. Does not decide, only carries.

Fetching runs in threads; parsing and storing here, one short transaction a feed. What goes wrong with one feed
is that feed's outcome and never stops the others.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from itertools import islice

from reader.config import Config
from reader.errors import LibraryError, ReaderError
from reader.library import Library
from reader.library.feeds import FetchState
from reader.model import Feed, FeedId, FeedKind, Outcome, OutcomeKind, ParsedFeed, Validators
from reader.reading.cleaning import clean_line
from reader.refreshing import schedule
from reader.refreshing.decide import decide
from reader.refreshing.local import read_local
from reader.sources.fetching import Fetched, Fetcher, FetchError
from reader.sources.parsing import parse

Clock = Callable[[], int]


@dataclass(frozen=True, slots=True)
class Kept:
    """How many stories a feed's answer brought."""

    new: int
    updated: int


class Pipeline:
    """One refresh of some feeds of a library."""

    def __init__(self, library: Library, fetcher: Fetcher, config: Config, clock: Clock) -> None:
        self._library = library
        self._fetcher = fetcher
        self._threads = config.fetch_threads
        self._interval = config.refresh_minutes * 60
        self._clock = clock

    def refresh(self, feeds: Sequence[Feed]) -> Iterator[Outcome]:
        """Bring `feeds` up to date, yielding the outcome of each as soon as it is stored, in no order.

        Afterwards the new stories are searchable. Raises LibraryError where the library itself cannot be written.
        """
        for feed in feeds:
            if feed.kind is not FeedKind.WEB:
                yield self._settle(feed, partial(self._read, feed))
        for feed, fetched in self._fetched(feed for feed in feeds if feed.kind is FeedKind.WEB):
            yield self._settle(feed, partial(self._take, feed, fetched))
        self._library.search.catch_up()
        self._library.optimize()

    def _settle(self, feed: Feed, work: Callable[[], Outcome]) -> Outcome:
        """Do the work of one feed; what goes wrong becomes its outcome, written down with the feed."""
        try:
            return work()
        except LibraryError:
            raise
        except ReaderError as error:
            return self._failed(feed, error)
        except Exception as error:  # one feed's fault, ours or its own, must not keep the others from coming in
            fault = f"{feed.title} met a fault in reader ({type(error).__name__}: {error}); please report it."
            return self._failed(feed, ReaderError(fault))

    def _read(self, feed: Feed) -> Outcome:
        documents = feed.kind is FeedKind.DOCUMENTS
        guids = list(self._library.stories.all_known(feed.id)) if documents else []
        parsed = read_local(feed, guids)
        kept = keep_local(self._library, feed.id, feed.kind, parsed, self._clock())
        return _outcome(feed, kept, "; ".join(parsed.warnings))

    def _take(self, feed: Feed, fetched: "Future[Fetched]") -> Outcome:
        answer = fetched.result()
        state = self._library.feeds.fetch_state(feed.id)
        if answer.unchanged or digest_of(answer.content) == state.digest:
            return self._unchanged(feed, answer, state)
        parsed = parse(answer.content, answer.url, answer.content_type)
        return _outcome(feed, keep_fetched(self._library, feed.id, answer, parsed, self._clock(), self._interval))

    def _unchanged(self, feed: Feed, answer: Fetched, state: FetchState) -> Outcome:
        """Note the check; a 304 without validators leaves those there are, a 200 replaces them."""
        validators = answer.validators
        if answer.unchanged:
            validators = Validators(
                validators.etag or state.validators.etag, validators.last_modified or state.validators.last_modified
            )
        now = self._clock()
        with self._library.transaction():
            next_check = schedule.after_success(feed.kind, now, self._interval)
            self._library.feeds.keep_success(feed.id, validators, state.digest, now, next_check)
        return Outcome(feed.id, feed.title, OutcomeKind.UNCHANGED)

    def _failed(self, feed: Feed, error: ReaderError) -> Outcome:
        retry_after = error.retry_after if isinstance(error, FetchError) else None
        message = clean_line(str(error))
        now = self._clock()
        failures = self._library.feeds.fetch_state(feed.id).failures + 1
        next_check = schedule.after_failure(feed.kind, now, self._interval, failures, retry_after)
        with self._library.transaction():
            self._library.feeds.keep_failure(feed.id, message, now, next_check)
        return Outcome(feed.id, feed.title, OutcomeKind.FAILED, message=message)

    def _fetched(self, feeds: Iterator[Feed]) -> "Iterator[tuple[Feed, Future[Fetched]]]":
        """Fetch in threads, a bounded number of answers ahead of the one being stored."""
        pool = ThreadPoolExecutor(self._threads, thread_name_prefix="fetch")
        running: dict[Future[Fetched], Feed] = {}
        try:
            while True:
                for feed in islice(feeds, max(0, 2 * self._threads - len(running))):
                    validators = self._library.feeds.fetch_state(feed.id).validators
                    running[pool.submit(self._fetcher.fetch, feed.url, validators)] = feed
                if not running:
                    return
                for done in wait(running, return_when=FIRST_COMPLETED).done:
                    yield running.pop(done), done
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def keep(library: Library, feed_id: FeedId, kind: FeedKind, parsed: ParsedFeed, now: int) -> Kept:
    """Store what an answer changes; part of the caller's transaction."""
    if kind is FeedKind.FOLDER:
        known = library.stories.all_known(feed_id)
    else:
        known = library.stories.known(feed_id, [story.guid for story in parsed.stories])
    decision = decide(parsed, known, now)
    for move in decision.moved:
        library.stories.move(move.id, feed_id, move.guid)
    for revision in decision.revised:
        library.stories.revise(revision.id, revision.story, revision.digest, now)
    for new in decision.new:
        story_id = library.stories.insert(feed_id, new.story, new.published, new.digest, now)
        library.tags.give(story_id, new.story.tags, now)
    return Kept(len(decision.new), len(decision.revised))


def keep_fetched(
    library: Library, feed_id: FeedId, fetched: Fetched, parsed: ParsedFeed, now: int, interval: int
) -> Kept:
    """Store a web feed's answer, with what to ask with next time, in one transaction."""
    with library.transaction():
        kept = keep(library, feed_id, FeedKind.WEB, parsed, now)
        library.feeds.describe(feed_id, parsed.title, parsed.site_url)
        next_check = schedule.after_success(FeedKind.WEB, now, interval)
        library.feeds.keep_success(feed_id, fetched.validators, digest_of(fetched.content), now, next_check)
    return kept


def keep_local(library: Library, feed_id: FeedId, kind: FeedKind, parsed: ParsedFeed, now: int) -> Kept:
    """Store what a feed on disk holds, in one transaction."""
    with library.transaction():
        kept = keep(library, feed_id, kind, parsed, now)
        if kind is FeedKind.FILE:
            library.feeds.describe(feed_id, parsed.title, parsed.site_url)
        library.feeds.keep_success(feed_id, Validators(), None, now, schedule.after_success(kind, now, 0))
    return kept


def digest_of(content: bytes) -> bytes:
    """Return 16 bytes that tell one answer of a server from another."""
    return hashlib.blake2b(content, digest_size=16).digest()


def _outcome(feed: Feed, kept: Kept, message: str = "") -> Outcome:
    kind = OutcomeKind.CHANGED if kept.new or kept.updated else OutcomeKind.UNCHANGED
    return Outcome(feed.id, feed.title, kind, kept.new, kept.updated, clean_line(message))
