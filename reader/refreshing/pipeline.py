"""The way of a feed: fetch, parse, decide, keep. Does not decide, only carries.

Fetching runs in threads; parsing and storing here, one short transaction a feed. What goes wrong with one feed
is that feed's outcome and never stops the others.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from itertools import islice

from reader.config import Config
from reader.errors import LibraryError, ReaderError
from reader.library import Library
from reader.model import Feed, FeedKind, NextCheck, Outcome, OutcomeKind
from reader.reading.cleaning import clean_line
from reader.refreshing import schedule
from reader.refreshing.keeping import Kept, digest_of, interval_of, keep_fetched, keep_local, keep_unchanged
from reader.refreshing.local import read_local
from reader.sources.fetching import Fetched, Fetcher, FetchError
from reader.sources.parsing import parse

Clock = Callable[[], int]


class Pipeline:
    """One refresh of some feeds of a library."""

    def __init__(self, library: Library, fetcher: Fetcher, config: Config, clock: Clock) -> None:
        self._library = library
        self._fetcher = fetcher
        self._threads = config.fetch_threads
        self._floor = config.refresh_minutes * 60
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
            keep_unchanged(self._library, feed.id, answer, self._clock(), self._floor)
            return Outcome(feed.id, feed.title, OutcomeKind.UNCHANGED)
        parsed = parse(answer.content, answer.url, answer.content_type)
        return _outcome(feed, keep_fetched(self._library, feed.id, answer, parsed, self._clock(), self._floor))

    def _failed(self, feed: Feed, error: ReaderError) -> Outcome:
        message = clean_line(str(error))
        now = self._clock()
        with self._library.transaction():
            self._library.feeds.keep_failure(feed.id, message, now, self._next_try(feed, error, now))
        return Outcome(feed.id, feed.title, OutcomeKind.FAILED, message=message)

    def _next_try(self, feed: Feed, error: ReaderError, now: int) -> NextCheck:
        if feed.kind is not FeedKind.WEB:
            return schedule.ON_DISK
        retry_after = error.retry_after if isinstance(error, FetchError) else None
        failures = self._library.feeds.fetch_state(feed.id).failures + 1
        interval = interval_of(self._library, feed.id, now, self._floor)
        return schedule.after_failure(feed.id, now, interval, failures, retry_after)

    def _fetched(self, feeds: Iterator[Feed]) -> "Iterator[tuple[Feed, Future[Fetched]]]":
        """Fetch in threads, a bounded number of answers ahead of the one being stored."""
        with ThreadPoolExecutor(self._threads, thread_name_prefix="fetch") as pool:
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


def _outcome(feed: Feed, kept: Kept, message: str = "") -> Outcome:
    kind = OutcomeKind.CHANGED if kept.new or kept.updated else OutcomeKind.UNCHANGED
    return Outcome(feed.id, feed.title, kind, kept.new, kept.updated, clean_line(message))
