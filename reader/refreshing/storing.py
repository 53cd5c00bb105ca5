"""Stores a feed's answer in the library: what it changes of the stories, and what the next check needs to know.

What is stored of one feed is one short transaction. Must not know how answers are fetched, nor in what order;
`failed_checks` stores the checks that brought no answer.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from reader.errors import ReaderError, RefusedValueError
from reader.library import Library
from reader.library.incoming import KnownStory
from reader.library.refresh_state.checks import FetchState
from reader.log import logger
from reader.model import FeedId, FeedKind, NextCheck, ParsedFeed, ParsedStory, Validators
from reader.refreshing import schedule
from reader.refreshing.decide import Revision, decide, with_old_news_read
from reader.refreshing.identity import recognise
from reader.sources.feeds.known_items import FeedUpdate
from reader.sources.web import Fetched

_log = logger(__name__)

Names = frozenset[bytes]


@dataclass(frozen=True, slots=True)
class Stored:
    """How many stories a feed's answer brought, and a sentence for each that could not be read or stored."""

    new: int
    updated: int
    left_out: tuple[str, ...] = ()


def store_stories(
    library: Library, feed_id: FeedId, kind: FeedKind, parsed: ParsedFeed, now: int, present: Names = frozenset()
) -> Stored:
    """Store what an answer changes, but for the stories that cannot be stored; part of the caller's transaction.

    `present` names the guids of stories that are in the answer too, unchanged and so not in `parsed`.
    """
    store = partial(_store, library, feed_id, kind, now=now, present=present)
    try:
        with library.savepoint():
            return store(parsed)
    except Exception as fault:
        if isinstance(fault, ReaderError) and not isinstance(fault, RefusedValueError):
            raise
        rest, left_out = _without_faulty(library, parsed, store)
        if not (rest.stories or present):
            raise
        return replace(store(rest), left_out=(*left_out, *parsed.left_out))


def _without_faulty(
    library: Library, parsed: ParsedFeed, store: Callable[[ParsedFeed], Stored]
) -> tuple[ParsedFeed, tuple[str, ...]]:
    """Return an answer without the stories that cannot be stored, found by trying each, and a sentence for each."""
    good: list[ParsedStory] = []
    sentences: list[str] = []
    for story in parsed.stories:
        try:
            with library.savepoint():
                store(replace(parsed, stories=(story,)))
                raise _TriedError
        except _TriedError:
            good.append(story)
        except Exception as fault:
            _log.exception("a story could not be stored")
            sentences.append(f"{story.title} could not be stored ({type(fault).__name__}: {fault}); please report it.")
    return replace(parsed, stories=tuple(good)), tuple(sentences)


class _TriedError(Exception):
    """A story can be stored; raised to take that back."""


def _store(library: Library, feed_id: FeedId, kind: FeedKind, parsed: ParsedFeed, now: int, present: Names) -> Stored:
    known = _known(library, feed_id, kind, parsed, present)
    newest = next(iter(library.incoming.newest_times(feed_id, 1)), None) if kind is FeedKind.WEB else None
    decision = decide(parsed, known, now)
    for move in decision.moved:
        library.incoming.set_identity(move.id, feed_id, move.guid)
    updated = sum(_revise(library, revision, now) for revision in decision.revised)
    for new in with_old_news_read(decision.new, newest):
        digest, words = new.content.digest, new.content.words
        story_id = library.incoming.insert(feed_id, new.story, new.published, digest, now, words=words, read=new.read)
        _take_over(library, story_id, new.story, now)
    return Stored(len(decision.new), updated, parsed.left_out)


def _take_over(library: Library, story_id: int, story: ParsedStory, now: int) -> None:
    """Give a new story the tags, the star and the note its document brings: this once, and never when it is edited."""
    library.tags.import_from_document(story_id, story.tags, now)
    if story.starred:
        library.incoming.star(story_id, now)
    if story.note:
        library.notes.import_from_document(story_id, story.note, now)


def _revise(library: Library, revision: Revision, now: int) -> bool:
    """Store what a publisher changed, and what the story said before if a reader would notice; say whether one would.

    A counter in the text that has moved on is stored without a word.
    """
    from reader.reading.minor_edits import is_noticeable  # few refreshes need it

    before, after = library.versions.present(revision.id), revision.story
    noticed = is_noticeable(before.title, before.body, after.title, after.body)
    if noticed:
        library.versions.keep(revision.id, now)
    content = revision.content
    library.incoming.revise(revision.id, after, content.digest, now if noticed else None, words=content.words)
    return noticed


def _known(
    library: Library, feed_id: FeedId, kind: FeedKind, parsed: ParsedFeed, present: Names
) -> dict[str, KnownStory]:
    """Return what is known of an answer's stories, those among them that came under another guid before."""
    if kind is FeedKind.FOLDER:
        return library.incoming.all_known(feed_id)
    known = library.incoming.known(feed_id, [story.guid for story in parsed.stories])
    unknown = [story for story in parsed.stories if story.guid not in known]
    if kind is not FeedKind.WEB or not unknown:
        return known
    recognised = recognise(parsed, known, library.incoming.candidates(feed_id, unknown), present)
    for guid, story in recognised.items():
        library.incoming.add_alias(story.id, feed_id, guid)
    return known | recognised


def store_fetched(
    library: Library, feed_id: FeedId, fetched: Fetched, update: FeedUpdate, now: int, floor: int
) -> Stored:
    """Store a web feed's answer, with what to ask with next time; `floor` is the shortest wait between two checks."""
    parsed = update.feed
    with library.transaction():
        stored = store_stories(library, feed_id, FeedKind.WEB, parsed, now, update.present)
        library.checks.remember_items(feed_id, b"" if stored.left_out else update.items)
        library.feeds.describe(feed_id, parsed.title, parsed.site_url)
        state = FetchState(fetched.validators, fetched.digest, fetched.max_age, parsed.rest, answered=now)
        library.checks.record_success(feed_id, state, now, next_check(library, feed_id, state, now, floor))
    return stored


def store_unchanged(
    library: Library, feed_id: FeedId, before: FetchState, fetched: Fetched, now: int, floor: int
) -> None:
    """Note a check that brought nothing; a 304 without validators or max-age leaves those there are."""
    with library.transaction():
        state = replace(before, validators=fetched.validators, max_age=fetched.max_age, answered=now)
        if fetched.unchanged:
            state = _completed(state, before)
        library.checks.record_success(feed_id, state, now, next_check(library, feed_id, state, now, floor))


def store_local(
    library: Library, feed_id: FeedId, kind: FeedKind, parsed: ParsedFeed, now: int, fingerprint: bytes | None = None
) -> Stored:
    """Store what a feed on disk holds; `fingerprint` is what it looked like before it was read."""
    with library.transaction():
        stored = store_stories(library, feed_id, kind, parsed, now)
        if kind is FeedKind.FILE:
            library.feeds.describe(feed_id, parsed.title, parsed.site_url)
        library.checks.record_success(feed_id, FetchState(digest=fingerprint), now, schedule.ON_DISK)
    return stored


def store_untouched(library: Library, feed_id: FeedId, fingerprint: bytes, now: int) -> None:
    """Note a look at a feed on disk that has not changed."""
    library.checks.record_success(feed_id, FetchState(digest=fingerprint), now, schedule.ON_DISK)


def next_check(library: Library, feed_id: FeedId, state: FetchState, now: int, floor: int) -> NextCheck:
    """Return when a feed that answered is due again."""
    return schedule.after_success(feed_id, now, interval_of(library, feed_id, now, floor), state.asked)


def interval_of(library: Library, feed_id: FeedId, now: int, floor: int) -> int:
    """Return the seconds between two checks that suit how often the feed publishes."""
    return schedule.check_interval(library.incoming.newest_times(feed_id, schedule.RECENT), now, floor)


def _completed(state: FetchState, before: FetchState) -> FetchState:
    etag = state.validators.etag or before.validators.etag
    last_modified = state.validators.last_modified or before.validators.last_modified
    max_age = before.max_age if state.max_age is None else state.max_age
    return replace(before, validators=Validators(etag, last_modified), max_age=max_age)
