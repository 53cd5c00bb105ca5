"""The refresh pipeline: fetch, parse, decide, store, for many feeds at a time.

Fetching runs in threads; parsing and storing here, one short transaction a feed. What goes wrong with one feed
is that feed's outcome and never stops the others.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial

from reader.config import Config
from reader.errors import LibraryError, ReaderError, RefusedValueError
from reader.library import Library
from reader.library.refresh_state.checks import FetchState
from reader.library.refresh_state.lease import this_process
from reader.log import logger
from reader.model import Feed, FeedId, FeedKind, Outcome, OutcomeKind, Validators
from reader.reading.cleaning import clean_line
from reader.refreshing.address_changes import follow_redirect
from reader.refreshing.failed_checks import store_failure
from reader.refreshing.local import fingerprint_of, read_local, run_command
from reader.refreshing.offline import OfflineDetector, unreachable_by
from reader.refreshing.politeness.hosts import MOST_AT_ONCE, LimitsOf, limits_of
from reader.refreshing.politeness.queue import HostQueue
from reader.refreshing.politeness.rate_limiter import Delay, RateLimiter
from reader.refreshing.politeness.slots import MOST_HANGING, RequestSlots
from reader.refreshing.storing import (
    Stored,
    store_fetched,
    store_local,
    store_unchanged,
    store_untouched,
)
from reader.refreshing.unchanged import BATCH_SECONDS, UnchangedBatch, is_unchanged, validators_to_send
from reader.sources.feeds.known_items import FeedUpdate, parse_new, unpack_known
from reader.sources.web import Fetched, Fetcher, FetchError

_log = logger(__name__)
_LONGEST_REST = 1.0

Clock = Callable[[], int]
Running = dict[Future[Fetched], Feed]
Unreached = dict[FeedId, tuple[Feed, ReaderError | None]]
"""Feeds that could not be reached, and why, or were not asked for as others could not be."""


class Pipeline:
    """One refresh of some feeds of a library; the lease on refreshing, where this process has it, is kept up."""

    def __init__(
        self, library: Library, fetcher: Fetcher, config: Config, clock: Clock, host_limits: LimitsOf = limits_of
    ) -> None:
        self._library = library
        self._fetcher = fetcher
        self._limits_of = host_limits
        self._me = this_process()
        self._limiter = RateLimiter(library, host_limits)
        self._threads = min(config.fetch_threads, MOST_AT_ONCE)
        self._slots = RequestSlots(self._threads)
        self._config = config
        self._clock = clock
        self._states: Mapping[int, FetchState] = {}
        self._offline_detector = OfflineDetector()
        self._unreached: Unreached = {}

    def refresh(self, feeds: Sequence[Feed]) -> Iterator[Outcome]:
        """Bring `feeds` up to date, yielding the outcome of each as soon as it is stored, in no order.

        Afterwards the new stories are searchable. Raises LibraryError where the library itself cannot be written.
        """
        for feed in feeds:
            if not feed.is_fetched:
                yield self._settle(feed, partial(self._read_from_disk, feed))
        yield from self._refresh_from_web([feed for feed in feeds if feed.is_fetched])
        self._library.hosts.forget(self._clock())
        self._library.search_index.catch_up()
        self._library.optimize()

    def _settle(self, feed: Feed, work: Callable[[], Outcome]) -> Outcome:
        """Do the work of one feed; what goes wrong becomes its outcome, written down with the feed."""
        try:
            return work()
        except RefusedValueError as error:
            return self._failed(feed, error)
        except LibraryError:
            raise
        except ReaderError as error:
            return self._failed(feed, error)
        except MemoryError:
            return self._failed(feed, ReaderError(f"{feed.title} takes more memory than there is; it was not read."))
        except Exception as error:  # one feed's fault, ours or its own, must not keep the others from coming in
            _log.exception("feed %d met a fault", feed.id)
            fault = f"{feed.title} met a fault in reader ({type(error).__name__}: {error}); please report it."
            return self._failed(feed, ReaderError(fault))

    def _read_from_disk(self, feed: Feed) -> Outcome:
        looks = fingerprint_of(feed)
        if looks is not None and looks == self._library.checks.state(feed.id).digest:
            store_untouched(self._library, feed.id, looks, self._clock())
            return _outcome(feed, Stored(0, 0))
        documents = feed.kind is FeedKind.DOCUMENTS
        guids = list(self._library.incoming.all_known(feed.id)) if documents else []
        parsed = read_local(feed, guids)
        looks = None if parsed.warnings else looks  # what could not be read is told again the next time
        stored = store_local(self._library, feed.id, feed.kind, parsed, self._clock(), looks)
        return _outcome(feed, stored, *parsed.warnings)

    def _take_answer(self, feed: Feed, fetched: "Future[Fetched]") -> Outcome:
        answer = fetched.result()
        self._limiter.note_answer(feed.url)
        state = self._states[feed.id]
        if is_unchanged(answer, state):
            store_unchanged(self._library, feed.id, state, answer, self._clock(), self._floor(feed))
            stored = Stored(0, 0)
        else:
            update = self._parse_new(feed, answer)
            stored = store_fetched(self._library, feed.id, answer, update, self._clock(), self._floor(feed))
        return _outcome(feed, stored, follow_redirect(self._library, feed, state, answer, self._clock()))

    def _parse_new(self, feed: Feed, answer: Fetched) -> FeedUpdate:
        return parse_new(
            answer.content, answer.url, answer.content_type, unpack_known(self._library.checks.items(feed.id))
        )

    def _held(self, feed: Feed, delay: Delay) -> Outcome:
        self._library.checks.put_off(feed.id, delay.until)
        return Outcome(feed.id, feed.title, OutcomeKind.HELD, message=delay.reason)

    def _failed(self, feed: Feed, error: ReaderError) -> Outcome:
        now = self._clock()
        with self._library.transaction():
            if isinstance(error, FetchError):
                self._limiter.note_refusal(feed.url, error, now)
            message = store_failure(self._library, feed, error, now, self._floor(feed))
        return Outcome(feed.id, feed.title, OutcomeKind.FAILED, message=message)

    def _refresh_from_web(self, feeds: Sequence[Feed]) -> Iterator[Outcome]:
        """Fetch in threads as the hosts allow, a bounded number of answers ahead of the one being stored."""
        queue = HostQueue(feeds, self._limits_of)
        running: Running = {}
        batch = UnchangedBatch()
        self._states = self._library.checks.states([feed.id for feed in feeds])
        pool = ThreadPoolExecutor(self._threads + MOST_HANGING, thread_name_prefix="fetch")
        try:
            while queue or running:
                self._library.lease.renew(self._me, self._clock())
                yield from self._start(queue, pool, running)
                for done in self._wait_for_answers(queue, running, BATCH_SECONDS if batch.answers else _LONGEST_REST):
                    feed = running.pop(done)
                    if self._is_in_doubt(feed, done):
                        continue
                    if self._is_unchanged(feed, done):
                        batch.add(feed, done)
                    else:
                        yield self._settle(feed, partial(self._take_answer, feed, done))
                if batch.is_enough() or not running:
                    yield from self._settle_unchanged(batch)
                self._limiter.save()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        yield from self._settle_unreached()

    def _is_in_doubt(self, feed: Feed, done: "Future[Fetched]") -> bool:
        """Say whether it cannot be told yet if a feed failed or there is no network; that is settled at the end."""
        error = done.exception()
        in_doubt = self._offline_detector.record(feed, unreachable_by(feed, error))
        if in_doubt and isinstance(error, ReaderError):
            self._unreached[feed.id] = (feed, error)
        return in_doubt

    def _settle_unreached(self) -> Iterator[Outcome]:
        """Yield the outcomes of feeds that could not be reached: without a network that is nobody's failure."""
        for feed, error in self._unreached.values():
            if error is None or self._offline_detector.offline:
                yield Outcome(feed.id, feed.title, OutcomeKind.OFFLINE, message="You seem to be offline: not checked.")
            else:
                yield self._failed(feed, error)
        self._unreached.clear()

    def _is_unchanged(self, feed: Feed, done: "Future[Fetched]") -> bool:
        return done.exception() is None and is_unchanged(done.result(), self._states[feed.id])

    def _settle_unchanged(self, batch: UnchangedBatch) -> list[Outcome]:
        """Write down in one transaction what brought nothing."""
        if not batch.answers:
            return []
        with self._library.transaction():
            return [self._settle(feed, partial(self._take_answer, feed, done)) for feed, done in batch.take()]

    def _start(self, queue: HostQueue, pool: ThreadPoolExecutor, running: Running) -> Iterator[Outcome]:
        """Ask for what may be asked for now; yield the outcomes of feeds that must not be."""
        while self._has_room(running) and (feed := queue.take(time.monotonic())):
            if delay := self._limiter.delay(feed.url, self._clock()):
                queue.skip(feed)
                yield self._held(feed, delay)
            elif self._offline_detector.should_skip(feed):
                queue.skip(feed)
                self._unreached[feed.id] = (feed, None)
            else:
                self._limiter.count_request(feed.url, self._clock())
                validators = validators_to_send(self._states[feed.id], self._clock())
                running[pool.submit(self._ask, feed, validators)] = feed

    def _has_room(self, running: Running) -> bool:
        return len(running) < 2 * self._threads + self._slots.hanging

    def _ask(self, feed: Feed, validators: Validators) -> Fetched:
        began = time.monotonic()
        try:
            return self._asked(feed, validators)
        finally:
            _log.debug("feed %d: asked for %d ms", feed.id, (time.monotonic() - began) * 1000)

    def _asked(self, feed: Feed, validators: Validators) -> Fetched:
        with self._slots.hold():
            if feed.kind is FeedKind.COMMAND:
                return run_command(feed.url, self._config)
            return self._fetcher.fetch(feed.url, validators, self._count_follow_up, typed=feed.url)

    def _count_follow_up(self, url: str) -> None:
        self._limiter.count_follow_up(url, self._clock())

    def _floor(self, feed: Feed) -> int:
        return self._config.floor(feed.url)

    def _wait_for_answers(self, queue: HostQueue, running: Running, longest: float) -> "set[Future[Fetched]]":
        """Wait until there are answers, or until a host has rested and another request can be made."""
        self._slots.release_hanging()
        until_rested = queue.rest(time.monotonic()) if self._has_room(running) else None
        rest = longest if until_rested is None else min(until_rested, longest)
        if not running:
            time.sleep(rest if queue else 0.0)
            return set()
        done = wait(running, rest, return_when=FIRST_COMPLETED).done
        for one in done:
            queue.give_back(running[one], time.monotonic())
        return done


def _outcome(feed: Feed, stored: Stored, *messages: str) -> Outcome:
    kind = OutcomeKind.CHANGED if stored.new or stored.updated else OutcomeKind.UNCHANGED
    message = "; ".join(one for one in (*stored.left_out, *messages) if one)
    return Outcome(feed.id, feed.title, kind, stored.new, stored.updated, clean_line(message))
