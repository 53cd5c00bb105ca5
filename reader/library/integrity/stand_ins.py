"""Rows that are lost, made again from what else knows of them: the indexes on their tables, and what refers to them.

The index on addresses has the address of a feed, that on guids the feed and guid of a story; the indexes of lists know
when it was published, whether it is unread or starred; the index on names has the name of a tag. What none of them has
is told apart by its words. Must not know how rows are kept.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator

from reader.library.integrity.journal_replay import Replay, replay
from reader.library.integrity.records import Value
from reader.library.integrity.salvage import Row, Salvage
from reader.library.queries.index import plain_text
from reader.model import FeedKind
from reader.reading.cleaning import clean_line

_TITLE_WORDS = 12
_REFERRING = ("body", "note", "full_text")
"""The tables, numbered by story, with what a story is worth keeping for; so are its tags."""


def lost_feeds(salvage: Salvage, there: Collection[Value]) -> Iterator[Row]:
    """Yield feeds that stories belong to and that are not `there`: paused, so that nothing is fetched by a mistake."""
    addresses = {number: url for url, number in _pairs(salvage, "sqlite_autoindex_feed_1")}
    of_stories = {row["feed_id"] for row in salvage.rows("story")}
    of_stories.update(entry[0] for entry in salvage.entries("sqlite_autoindex_story_1") if len(entry) == 3)
    for number in _numbers({*addresses, *of_stories}, there):
        url = addresses.get(number, f"https://lost-feed-{number}.invalid/")
        title = "" if number in addresses else f"Feed {number}, its address lost"
        kind = FeedKind.WEB.value
        yield {"id": number, "url": url, "kind": kind, "title": title, "added": 0, "paused": 1}


def lost_tags(salvage: Salvage, there: Collection[Value]) -> Iterator[Row]:
    """Yield tags that stories have and that are not `there`: by the index on names, the journal, or a number."""
    names = {number: str(name) for name, number in _pairs(salvage, "sqlite_autoindex_tag_1")}
    stories: dict[Value, set[Value]] = defaultdict(set)
    for row in salvage.rows("story_tag"):
        stories[row["tag_id"]].add(row["story_id"])
    told = replay(salvage)
    for number in _numbers({*names, *stories}, there):
        folded = names.get(number) or _likeliest(told, stories[number]) or f"rescued-{number}"
        yield {"id": number, "name": told.names.get(folded, folded), "folded": folded}


def _likeliest(told: Replay, stories: Collection[Value]) -> str:
    """Return the tag, by its folded name, whose stories by the journal are most nearly these; "" where none is."""
    shares = ((len(tagged & {*stories}) / len(tagged | {*stories}), folded) for folded, tagged in told.tags.items())
    share, folded = max(shares, default=(0, ""))
    return folded if share > 0.5 else ""


def lost_stories(salvage: Salvage, there: Collection[Value]) -> Iterator[Row]:
    """Yield stories the indexes know, or a text, a note or a tag belongs to, and that are not `there`."""
    homes = {entry[2]: entry[:2] for entry in salvage.entries("sqlite_autoindex_story_1") if len(entry) == 3}
    referred: set[Value] = {number for table in _REFERRING for number in salvage.row_numbers(table)}
    referred.update(row["story_id"] for row in salvage.rows("story_tag"))
    lost = _numbers({*homes, *referred}, there)
    if not lost:
        return
    times = {number: published for published, number in _pairs(salvage, "story_by_time")}
    unread = {number for _, number in _pairs(salvage, "story_unread")}
    starred = {number for _, number in _pairs(salvage, "story_starred")}
    unlisted = {entry[3]: entry for entry in salvage.entries("story_unlisted") if len(entry) == 4}
    titles, told = _titles(salvage, set(lost)), replay(salvage)
    for number in lost:
        feed, guid = homes.get(number, (0, f"rescued:{number}"))
        _, gone, published, _ = unlisted.get(number, (feed, 0, times.get(number, 0), number))
        row: Row = {"id": number, "feed_id": feed, "guid": guid, "digest": b"", "gone": gone, "published": published}
        row["title"] = titles.get(number) or f"Story {number}, its title lost"
        row["url"] = guid if str(guid).startswith(("http://", "https://")) else ""
        row["arrived"] = published
        row["read"] = 0 if number in unread else told.read.get(number, int(bool(unread)))
        row["starred"] = 1 if number in starred else told.starred.get(number, 0)
        yield row


def lost_taggings(salvage: Salvage) -> Iterator[Row]:
    """Yield every tag on a story that the index by tag knows."""
    for tag, story in _pairs(salvage, "story_tag_by_tag"):
        yield {"story_id": story, "tag_id": tag}


def _titles(salvage: Salvage, lost: Collection[Value]) -> dict[Value, str]:
    """Return titles for lost stories: the last one noted before a change, or else the first words of the text."""
    titles = {row["story_id"]: str(row["title"]) for row in salvage.rows("version") if row["story_id"] in lost}
    for row in salvage.rows("body"):
        if row["story_id"] in lost and row["story_id"] not in titles:
            words = plain_text(str(row.get("format")), str(row.get("content", ""))[:2000]).split()
            titles[row["story_id"]] = clean_line(" ".join(words[:_TITLE_WORDS]))
    return titles


def _pairs(salvage: Salvage, index: str) -> Iterator[tuple[Value, Value]]:
    """Yield the first column of each entry of an index, and the number of the row, which is its last."""
    for entry in salvage.entries(index):
        if len(entry) > 1:
            yield entry[0], entry[-1]


def _numbers(wanted: Collection[Value], there: Collection[Value]) -> list[int]:
    """Return those of `wanted` that can be the number of a row and are not `there`, in order."""
    return sorted(value for value in wanted if isinstance(value, int) and value > 0 and value not in there)
