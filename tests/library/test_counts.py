"""The counts kept by triggers equal counts from scratch, whatever is done to the library in whatever order."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from builders import NOW, a_story

from reader.errors import ReaderError
from reader.library import Library, open_library
from reader.model import Feed, FeedId, FeedKind, StoryId, Tag
from reader.query.words import fold_name

DAY = 86_400
TAGS = ("ai", "media", "media/film", "media/film/short", "later", "LATER", "Straße", "strasse/x")
STEPS = 2_000

FEEDS_FROM_SCRATCH = """
    SELECT feed.id, count(story.id), coalesce(sum(story.read = 0), 0), coalesce(sum(story.starred), 0)
    FROM feed LEFT JOIN story ON story.feed_id = feed.id AND story.gone = 0 GROUP BY feed.id
"""
TAGS_FROM_SCRATCH = """
    SELECT tag.id, count(story.id), coalesce(sum(story.read = 0), 0) FROM tag
    LEFT JOIN story_tag ON story_tag.tag_id = tag.id
    LEFT JOIN story ON story.id = story_tag.story_id AND story.gone = 0 GROUP BY tag.id
"""


class Person:
    """Somebody who does everything that can be done, at random, the same for the same seed; and the feeds meanwhile."""

    def __init__(self, library: Library, seed: int) -> None:
        self.library = library
        self.random = random.Random(seed)
        self.now = NOW
        self.made = 0
        self.actions: list[Callable[[], object]] = [
            *[self.bring] * 4,
            *[self.mark] * 4,
            *[self.tag] * 4,
            *[self.undo] * 4,
            *[self.redo] * 2,
            self.revise,
            self.give,
            self.rename_tag,
            self.merge_tags,
            self.remove_tag,
            self.subscribe,
            self.unsubscribe,
            self.merge_feeds,
            self.adopt,
            self.readdress,
            self.purge,
            self.index,
        ]

    def act(self) -> str:
        """Do one thing, and return its name; what is refused with a sentence changes nothing."""
        deed = self.random.choice(self.actions)
        self.now += self.random.randrange(DAY)
        try:
            deed()
        except ReaderError:
            return f"{deed.__name__} (refused)"
        return deed.__name__

    def stories(self) -> list[StoryId]:
        """Some stories, gone ones among them."""
        rows = self.library._db.run("SELECT id FROM story").fetchall()
        return self.random.sample([row["id"] for row in rows], min(len(rows), self.random.randint(0, 5)))

    def feed(self) -> FeedId:
        return self.random.choice(self.library.feeds.all() or [self.subscribed()]).id

    def subscribed(self) -> Feed:
        url = f"https://feed{self.random.randrange(6)}.example/"
        return self.library.feeds.get(self.library.feeds.subscribe(url, FeedKind.WEB, url[8:13], self.now))

    def tags(self) -> list[str]:
        return self.random.sample(TAGS, self.random.randint(0, 2))

    def subscribe(self) -> None:
        self.subscribed()

    def unsubscribe(self) -> None:
        self.library.feeds.unsubscribe(self.feed(), self.now)

    def bring(self) -> None:
        guid = f"guid {self.random.randrange(400)}"
        feed, read = self.feed(), self.random.random() < 0.2
        if not self.library.incoming.known(feed, [guid]):
            self.made += 1
            story = a_story(f"Story {self.made}", guid=guid)
            self.library.incoming.insert(feed, story, self.now, self.made.to_bytes(16), self.now, read=read)

    def revise(self) -> None:
        for story in self.stories():
            if self.library.stories.body(story).content:
                self.library.incoming.revise(story, a_story("Revised"), b"revised", self.now)

    def mark(self) -> None:
        stories = self.library.stories
        verb = self.random.choice([stories.mark_read, stories.mark_unread, stories.star, stories.unstar])
        verb(self.stories(), self.now)

    def tag(self) -> None:
        self.library.tags.apply(self.stories(), self.tags(), self.tags(), self.now)

    def give(self) -> None:
        for story in self.stories():
            self.library.tags.import_from_document(story, self.tags(), self.now)

    def rename_tag(self) -> None:
        old, new = self.random.sample(TAGS, 2)
        self.library.tags.rename(old, new, self.now)

    def merge_tags(self) -> None:
        self.library.tags.merge(self.random.sample(TAGS, 2), self.random.choice(TAGS), self.now)

    def remove_tag(self) -> None:
        self.library.tags.remove(self.random.choice(TAGS), self.now)

    def merge_feeds(self) -> None:
        if len(feeds := self.library.feeds.all()) > 1:
            one, other = self.random.sample(feeds, 2)
            self.library.feeds.merge(one.id, other.id, self.now)

    def adopt(self) -> None:
        if len(feeds := self.library.feeds.all()) > 1:
            old, new = (feed.id for feed in self.random.sample(feeds, 2))
            known = list(self.library.incoming.all_known(old).values())[: self.random.randint(1, 9)]
            homes = {one.id: (one.guid, f"{one.guid} of {one.id}") for one in known if one.listed}
            if homes:
                self.library.incoming.move_to_feed(homes, old, new, self.now)

    def readdress(self) -> None:
        self.library.feeds.give_address(self.feed(), f"https://feed{self.random.randrange(9)}.example/", self.now)

    def undo(self) -> None:
        self.library.journal.undo(self.now)

    def redo(self) -> None:
        self.library.journal.redo(self.now)

    def purge(self) -> None:
        days = self.random.randint(20, 200)
        self.library.retention.purge(
            self.library.retention.limits(lambda _: days, self.now), self.random.choice([9, None])
        )

    def index(self) -> None:
        self.library.search_index.catch_up()


def families_from_scratch(library: Library) -> list[Tag]:
    """Every tag on listed stories, and every tag above one, with the stories that carry it or one under it."""
    rows = library._db.run("SELECT id FROM story WHERE gone = 0").fetchall()
    stories = library.stories.rows([row["id"] for row in rows])
    carried = [({level for tag in story.tags for level in levels(fold_name(tag))}, story.read) for story in stories]
    names = sorted({name for tags, _ in carried for name in tags}, key=lambda name: name.split("/"))
    return [
        Tag(name, sum(name in tags for tags, _ in carried), sum(name in tags and not read for tags, read in carried))
        for name in names
    ]


def levels(name: str) -> list[str]:
    parts = name.split("/")
    return ["/".join(parts[:depth]) for depth in range(1, len(parts) + 1)]


def rows_of(library: Library, sql: str) -> list[tuple[int, ...]]:
    return sorted(tuple(row) for row in library._db.run(sql))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_counts_kept_equal_counts_from_scratch(tmp_path: Path, seed: int) -> None:
    library = open_library(tmp_path / "library.db", "NORMAL")
    person = Person(library, seed)
    done: list[str] = []
    try:
        for _ in range(STEPS):
            done.append(person.act())
            tally = rows_of(library, "SELECT feed_id, stories, unread, starred FROM tally")
            assert tally == rows_of(library, FEEDS_FROM_SCRATCH), done[-20:]
            tags = rows_of(library, "SELECT id, stories, unread FROM tag")
            assert tags == rows_of(library, TAGS_FROM_SCRATCH), done[-20:]
            if len(done) % 20 == 0:
                families = [Tag(fold_name(tag.name), tag.stories, tag.unread) for tag in library.tags.all()]
                assert families == families_from_scratch(library), done[-20:]
        assert {deed.__name__ for deed in person.actions} <= set(done)
        assert library.problems() == []
    finally:
        library.close()
