"""Keeps to one refresh at a time: a second one waits for the first, and does only what is left over.

How it works: a refresh holds a lease in the library while it runs, and renews it, so that a process that died is not
waited for. A refresh that finds the lease taken (cron and the interface, two shells) fetches nothing: it looks at the
library now and then and reports each of its feeds as checked once the other process has stored it. When the lease is
free it takes it, and refreshes what the other process did not. What was checked a moment before is not fetched again.

Must not know what a refresh does, nor how it is reported.
"""

import time
from collections.abc import Callable, Generator, Iterator, Sequence

from reader.library import Library
from reader.library.refresh_state.lease import this_process
from reader.model import Feed, FeedId, Outcome, OutcomeKind
from reader.refreshing.schedule import was_just_checked

_POLL_SECONDS = 0.3


def acquire_lease(
    library: Library, feeds: Sequence[Feed], clock: Callable[[], int]
) -> Generator[Outcome, None, Sequence[Feed]]:
    """Take the lease on refreshing and return which of `feeds` are still to be refreshed.

    While another process has it, yields what becomes of `feeds` there. What was checked a moment before is not asked
    for again.
    """
    me, waiting = this_process(), {feed.id: feed for feed in feeds}
    if library.lease.acquire(me, clock()) is not None:
        for feed in feeds:
            if was_just_checked(feed, clock()):
                yield _outcome(waiting.pop(feed.id), feed)
        while library.lease.rival(me, clock()) is not None or library.lease.acquire(me, clock()) is not None:
            yield from _newly_checked(library, waiting)
            time.sleep(_POLL_SECONDS)
    yield from _newly_checked(library, waiting)
    return list(waiting.values())


def _newly_checked(library: Library, waiting: dict[FeedId, Feed]) -> Iterator[Outcome]:
    """Yield what became of those that were checked since, and wait for them no more, nor for those that are gone."""
    found = {feed.id: feed for feed in library.feeds.all()}
    for feed_id, before in tuple(waiting.items()):
        after = found.get(feed_id)
        if after is None:
            del waiting[feed_id]
        elif after.checked != before.checked:
            yield _outcome(waiting.pop(feed_id), after)


def _outcome(before: Feed, after: Feed) -> Outcome:
    new = max(0, after.stories - before.stories)
    kind = OutcomeKind.FAILED if after.trouble else OutcomeKind.CHANGED if new else OutcomeKind.UNCHANGED
    return Outcome(after.id, after.title, kind, new, message=after.trouble)
