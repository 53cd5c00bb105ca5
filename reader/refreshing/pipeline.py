"""The way of a feed: fetch, parse, decide, keep. Does not decide, only carries.

Fetching runs in threads; parsing and storing here, one short transaction a feed. What goes wrong with one feed
is that feed's outcome and never stops the others.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial

from reader.config import Config
from reader.errors import LibraryError, ReaderError
from reader.library import Library
from reader.library.feeds import FetchState
from reader.library.lease import this_process
from reader.log import logger
from reader.model import Feed, FeedId, FeedKind, Outcome, OutcomeKind, Validators
from reader.reading.cleaning import clean_line
from reader.refreshing.asking import validators_to_send
from reader.refreshing.commands import run
from reader.refreshing.hosts import MOST_AT_ONCE, HostQueue, Owed, owed_to
from reader.refreshing.keeping import Kept, keep_failed, keep_fetched, keep_local, keep_unchanged, keep_untouched
from reader.refreshing.local import fingerprint_of, read_local
from reader.refreshing.moving import follow
from reader.refreshing.offline import Reach, lack_met
from reader.refreshing.restraint import Hold, Restraint
from reader.refreshing.slots import MOST_LENT, Slots
from reader.refreshing.unchanged import QUIET_SECONDS, Quiet
from reader.sources.feeds.known_items import unpacked
from reader.sources.feeds.new_items import Sifted, sift
from reader.sources.web import Fetched, Fetcher, FetchError

_log = logger(__name__)
_LONGEST_REST = 1.0

Clock = Callable[[], int]
Running = dict[Future[Fetched], Feed]
Doubtful = dict[FeedId, tuple[Feed, ReaderError | None]]
"""Feeds that could not be reached, and why, or were not asked for as others could not be."""


class Pipeline:
    """One refresh of some feeds of a library; the lease on refreshing, where this process has it, is kept up."""

    def __init__(self, library: Library, fetcher: Fetcher, config: Config, clock: Clock, owed: Owed = owed_to) -> None:
        self._library = library
        self._fetcher = fetcher
        self._owed = owed
        self._me = this_process()
        self._restraint = Restraint(library, owed)
        self._threads = min(config.fetch_threads, MOST_AT_ONCE)
        self._slots = Slots(self._threads)
        self._config = config
        self._clock = clock
        self._states: Mapping[int, FetchState] = {}
        self._reach = Reach()
        self._doubtful: Doubtful = {}

    def refresh(self, feeds: Sequence[Feed]) -> Iterator[Outcome]:
        """Bring `feeds` up to date, yielding the outcome of each as soon as it is stored, in no order.

        Afterwards the new stories are searchable. Raises LibraryError where the library itself cannot be written.
        """
        for feed in feeds:
            if not feed.is_fetched:
                yield self._settle(feed, partial(self._read, feed))
        yield from self._from_web([feed for feed in feeds if feed.is_fetched])
        self._library.hosts.forget(self._clock())
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
        except MemoryError:
            return self._failed(feed, ReaderError(f"{feed.title} takes more memory than there is; it was not read."))
        except Exception as error:  # one feed's fault, ours or its own, must not keep the others from coming in
            _log.exception("feed %d met a fault", feed.id)
            fault = f"{feed.title} met a fault in reader ({type(error).__name__}: {error}); please report it."
            return self._failed(feed, ReaderError(fault))

    def _read(self, feed: Feed) -> Outcome:
        looks = fingerprint_of(feed)
        if looks is not None and looks == self._library.feeds.fetch_state(feed.id).digest:
            keep_untouched(self._library, feed.id, looks, self._clock())
            return _outcome(feed, Kept(0, 0))
        documents = feed.kind is FeedKind.DOCUMENTS
        guids = list(self._library.stories.all_known(feed.id)) if documents else []
        parsed = read_local(feed, guids)
        looks = None if parsed.warnings else looks  # what could not be read is told again the next time
        kept = keep_local(self._library, feed.id, feed.kind, parsed, self._clock(), looks)
        return _outcome(feed, kept, "; ".join(parsed.warnings))

    def _take(self, feed: Feed, fetched: "Future[Fetched]") -> Outcome:
        answer = fetched.result()
        self._restraint.answered(feed.url)
        state = self._states[feed.id]
        if _brings_nothing(answer, state):
            keep_unchanged(self._library, feed.id, state, answer, self._clock(), self._floor(feed))
            kept = Kept(0, 0)
        else:
            sifted = self._sift(feed, answer)
            kept = keep_fetched(self._library, feed.id, answer, sifted, self._clock(), self._floor(feed))
        return _outcome(feed, kept, follow(self._library, feed, state, answer, self._clock()))

    def _sift(self, feed: Feed, answer: Fetched) -> Sifted:
        return sift(answer.content, answer.url, answer.content_type, unpacked(self._library.feeds.items(feed.id)))

    def _held(self, feed: Feed, hold: Hold) -> Outcome:
        self._library.feeds.put_off(feed.id, hold.until)
        return Outcome(feed.id, feed.title, OutcomeKind.HELD, message=hold.reason)

    def _failed(self, feed: Feed, error: ReaderError) -> Outcome:
        now = self._clock()
        with self._library.transaction():
            if isinstance(error, FetchError):
                self._restraint.refused(feed.url, error, now)
            message = keep_failed(self._library, feed, error, now, self._floor(feed))
        return Outcome(feed.id, feed.title, OutcomeKind.FAILED, message=message)

    def _from_web(self, feeds: Sequence[Feed]) -> Iterator[Outcome]:
        """Fetch in threads as the hosts allow, a bounded number of answers ahead of the one being stored."""
        queue = HostQueue(feeds, self._owed)
        running: Running = {}
        quiet = Quiet()
        self._states = self._library.feeds.fetch_states([feed.id for feed in feeds])
        pool = ThreadPoolExecutor(self._threads + MOST_LENT, thread_name_prefix="fetch")
        try:
            while queue or running:
                self._library.lease.renew(self._me, self._clock())
                yield from self._start(queue, pool, running)
                for done in self._answered(queue, running, QUIET_SECONDS if quiet.answers else _LONGEST_REST):
                    feed = running.pop(done)
                    if self._doubt(feed, done):
                        continue
                    if self._is_quiet(feed, done):
                        quiet.add(feed, done)
                    else:
                        yield self._settle(feed, partial(self._take, feed, done))
                if quiet.is_enough() or not running:
                    yield from self._settle_quiet(quiet)
                self._restraint.write_down()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        yield from self._settle_doubtful()

    def _doubt(self, feed: Feed, done: "Future[Fetched]") -> bool:
        """Say whether it cannot be told yet if a feed failed or there is no network; it is settled at the end."""
        error = done.exception()
        in_doubt = self._reach.learn(feed, lack_met(feed, error))
        if in_doubt and isinstance(error, ReaderError):
            self._doubtful[feed.id] = (feed, error)
        return in_doubt

    def _settle_doubtful(self) -> Iterator[Outcome]:
        """Yield the outcomes of feeds that could not be reached: without a network that is nobody's failure."""
        for feed, error in self._doubtful.values():
            if error is None or self._reach.offline:
                yield Outcome(feed.id, feed.title, OutcomeKind.OFFLINE, message="You seem to be offline: not checked.")
            else:
                yield self._failed(feed, error)
        self._doubtful.clear()

    def _is_quiet(self, feed: Feed, done: "Future[Fetched]") -> bool:
        return done.exception() is None and _brings_nothing(done.result(), self._states[feed.id])

    def _settle_quiet(self, quiet: Quiet) -> list[Outcome]:
        """Write down in one transaction what brought nothing."""
        if not quiet.answers:
            return []
        with self._library.transaction():
            return [self._settle(feed, partial(self._take, feed, done)) for feed, done in quiet.take()]

    def _start(self, queue: HostQueue, pool: ThreadPoolExecutor, running: Running) -> Iterator[Outcome]:
        """Ask for what may be asked for now; yield the outcomes of feeds that must not be."""
        while self._has_room(running) and (feed := queue.take(time.monotonic())):
            if hold := self._restraint.hold(feed.url, self._clock()):
                queue.skip(feed)
                yield self._held(feed, hold)
            elif self._reach.spares(feed):
                queue.skip(feed)
                self._doubtful[feed.id] = (feed, None)
            else:
                self._restraint.asking(feed.url, self._clock())
                validators = validators_to_send(self._states[feed.id], self._clock())
                running[pool.submit(self._ask, feed, validators)] = feed

    def _has_room(self, running: Running) -> bool:
        return len(running) < 2 * self._threads + self._slots.lent

    def _ask(self, feed: Feed, validators: Validators) -> Fetched:
        began = time.monotonic()
        try:
            return self._asked(feed, validators)
        finally:
            _log.debug("feed %d: asked for %d ms", feed.id, (time.monotonic() - began) * 1000)

    def _asked(self, feed: Feed, validators: Validators) -> Fetched:
        with self._slots.one():
            if feed.kind is FeedKind.COMMAND:
                return run(feed.url, self._config)
            return self._fetcher.fetch(feed.url, validators, self._ask_further)

    def _ask_further(self, url: str) -> None:
        self._restraint.asking_further(url, self._clock())

    def _floor(self, feed: Feed) -> int:
        return self._config.floor(feed.url)

    def _answered(self, queue: HostQueue, running: Running, longest: float) -> "set[Future[Fetched]]":
        """Wait until there are answers, or until a host has rested and another request can be made."""
        self._slots.lend()
        until_rested = queue.rest(time.monotonic()) if self._has_room(running) else None
        rest = longest if until_rested is None else min(until_rested, longest)
        if not running:
            time.sleep(rest if queue else 0.0)
            return set()
        done = wait(running, rest, return_when=FIRST_COMPLETED).done
        for one in done:
            queue.give_back(running[one], time.monotonic())
        return done


def _brings_nothing(answer: Fetched, state: FetchState) -> bool:
    return answer.unchanged or answer.digest == state.digest


def _outcome(feed: Feed, kept: Kept, message: str = "") -> Outcome:
    kind = OutcomeKind.CHANGED if kept.new or kept.updated else OutcomeKind.UNCHANGED
    return Outcome(feed.id, feed.title, kind, kept.new, kept.updated, clean_line(message))
