"""Random libraries with what the oracle must know of them, and random queries about them; the same for a seed."""

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from builders import NOW, a_library
from hypothesis import strategies as st
from query.oracle import Told

from reader.library import Library
from reader.model import Body, BodyFormat, Enclosure, FeedKind, ParsedStory, StoryId
from reader.query.tree import (
    And,
    Contents,
    Key,
    Keyed,
    Length,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Sort,
    State,
    Time,
    Within,
    Word,
)

WORDS = (
    *("kernel", "kern", "ker", "page", "cache", "Café", "naïve", "don’t", "can't", "Łódź", "日本語", "日本", "東京"),
    *("한국은", "linux-6.1", "C++", "ΑΘΗΝΑ", "🎉", "résumé", "a", "to"),
)
TAGS = ("media", "media/ai", "media/film", "Later", "later/soon", "mediator", "ai")
DAY = 86_400


def made_library(folder: Path, seed: int, stories: int = 120) -> tuple[Library, list[Told]]:
    """A library of random stories, some of them hidden or purged, indexed; and those listed, told plainly."""
    chance = random.Random(seed)
    library = a_library(folder)
    feeds = [
        library.feeds.subscribe(f"https://site{n}.example/rss", FeedKind.WEB, title, NOW, folder=place)
        for n, (title, place) in enumerate(
            [("LWN", "Tech"), ("lwn weekly", "Tech/Linux"), ("The Verge", ""), ("Gone", "Tech"), ("日本", "News")]
        )
    ]
    told = [_keep(library, chance, feeds) for _ in range(stories)]
    told = [_marked(library, chance, story) for story in told]
    library.search_index.catch_up()
    if chance.random() < 0.5:
        library.feeds.unsubscribe(feeds[3], NOW)
        told = [one for one in told if one.feed_id != feeds[3] or one.starred or one.tags or one.note]
    for story in chance.sample(told, 5):
        with library.transaction():
            library._db.run("DELETE FROM body WHERE story_id = ?", (story.id,))
            library._db.run("UPDATE story SET gone = 1 WHERE id = ?", (story.id,))
        told.remove(story)
    return library, told


def _text(chance: random.Random, most: int) -> str:
    return " ".join(chance.choices(WORDS, k=chance.randint(0, most)))


def _keep(library: Library, chance: random.Random, feeds: Sequence[int]) -> Told:
    feed = library.feeds.get(chance.choice(feeds))
    title, text, author = _text(chance, 3), _text(chance, 5), chance.choice(("", "Ada Lovelace", "ada", "Zoë"))
    url = chance.choice(("", "https://lwn.net/Articles/1/", "https://page.example/kernel-cache?to=1"))
    categories = tuple(chance.sample(("world news", "kernel", "Cache", "page"), chance.randint(0, 2)))
    image, audio = chance.random() < 0.4, chance.random() < 0.2
    html = f"<p>{text}</p>" + ("<img src=x.png>" if image else "")
    enclosures = (Enclosure("https://a.example/1.mp3", "audio/mpeg"),) if audio else ()
    guid = str(chance.random())
    published = NOW - chance.choice((0, 1, 1, 2, 3, chance.randint(0, 400 * DAY), chance.randint(0, 3 * DAY)))
    words = chance.randint(0, 900)
    body = Body(BodyFormat.HTML, html, "", enclosures)
    parsed = ParsedStory(guid, title, author, url, published, body, categories)
    story_id = library.incoming.insert(feed.id, parsed, published, b"", NOW, words=words)
    holds = [Contents.IMAGE] * image + [Contents.AUDIO] * audio
    return Told(
        story_id, feed.id, feed.title, feed.url, feed.folder, title, author, text, url, published, words, categories,
        holds=frozenset(holds),
    )  # fmt: skip


def _marked(library: Library, chance: random.Random, story: Told) -> Told:
    """Let a person and the publisher do something with the story."""
    tags = tuple(chance.sample(TAGS, chance.choice((0, 0, 0, 1, 1, 2))))
    read, starred, updated = (chance.random() < share for share in (0.5, 0.1, 0.15))
    if tags:
        library.tags.apply([story.id], tags, [], NOW)
    if read:
        library.stories.mark_read([story.id], NOW)
    if starred:
        library.stories.star([story.id], NOW)
    if updated:
        if chance.random() < 0.5:
            library.search_index.catch_up()
        text = _text(chance, 5)
        parsed = ParsedStory("", story.title, story.author, story.url, None, Body(BodyFormat.TEXT, text))
        library.incoming.revise(StoryId(story.id), parsed, b"2", NOW, words=story.words)
        story = replace(story, text=text, categories=(), holds=frozenset())
    note = _text(chance, 3) if chance.random() < 0.15 else ""
    library.notes.write(story.id, note, NOW)
    begun = chance.random() < 0.2
    library.stories.keep_position(story.id, 4.5, NOW)
    library.stories.keep_position(story.id, 7.25 if begun else 0.0, NOW)
    return replace(story, begun=begun, note=note, tags=tags, read=read, starred=starred, updated=updated)


def _queries() -> st.SearchStrategy[Query]:
    word = st.sampled_from([word for word in WORDS if word != "C++"] + ["lovelace", "nothing"])
    terms = st.one_of(
        word.map(Word),
        st.sampled_from(("k", "ke", "kern", "ca", "Caf", "don", "nai", "x")).map(Prefix),
        st.lists(word, min_size=1, max_size=3).map(" ".join).map(Phrase),
    )
    within = st.builds(Within, st.sampled_from((Key.TITLE, Key.AUTHOR, Key.BODY, Key.URL, Key.CATEGORY)), terms)
    others = st.one_of(
        st.sampled_from((*TAGS, "none", "nowhere")).map(lambda name: Keyed(Key.TAG, name)),
        st.sampled_from(("#1", "#2", "lwn", "verge", "site", "日")).map(lambda name: Keyed(Key.FEED, name)),
        st.sampled_from(("tech", "Tech/Linux", "te")).map(lambda name: Keyed(Key.FOLDER, name)),
        st.sampled_from(list(State)).map(lambda state: Keyed(Key.IS, state.value)),
        st.sampled_from(list(Contents)).map(lambda holding: Keyed(Key.HAS, holding.value)),
        st.builds(
            Time,
            st.sampled_from((Key.NEWER, Key.OLDER, Key.SINCE, Key.BEFORE)),
            st.sampled_from(("1d", "2w", "3m", "1y", "2026-11", "2026-11-20", "today", "2026")),
        ),
        st.sampled_from(("2026-11-21", "2026-11", "yesterday", "today")).map(lambda day: Time(Key.ON, day)),
        st.sampled_from((Length(0, 300), Length(400, None), Length(100, 200))),
    )
    leaves: st.SearchStrategy[Node] = terms | within | others
    trees = st.recursive(
        leaves,
        lambda inner: st.one_of(
            inner.map(Not),
            st.lists(inner, min_size=2, max_size=3).map(tuple).map(And),
            st.lists(inner, min_size=2, max_size=3).map(tuple).map(Or),
        ),
        max_leaves=6,
    )
    return st.builds(Query, trees, st.sampled_from((Sort.NEWEST, Sort.NEWEST, *Sort)))


QUERIES = _queries()
