"""The counts that triggers keep for feeds and tags, compared with counting, and put right.

Must not know what they are shown as.
"""

from reader.library.database import Database

_FEEDS = """
    SELECT feed.id, count(story.id) AS stories, coalesce(sum(story.read = 0), 0) AS unread,
           coalesce(sum(story.starred), 0) AS starred
    FROM feed LEFT JOIN story ON story.feed_id = feed.id AND story.gone = 0 GROUP BY feed.id
"""
_TAGS = """
    SELECT tag.id, count(story.id) AS stories, coalesce(sum(story.read = 0), 0) AS unread FROM tag
    LEFT JOIN story_tag ON story_tag.tag_id = tag.id
    LEFT JOIN story ON story.id = story_tag.story_id AND story.gone = 0 GROUP BY tag.id
"""
_WRONG_FEEDS = f"""
    SELECT count(*) FROM ({_FEEDS}) AS counted LEFT JOIN tally ON tally.feed_id = counted.id
    WHERE (tally.stories, tally.unread, tally.starred) IS NOT (counted.stories, counted.unread, counted.starred)
"""
_WRONG_TAGS = f"""
    SELECT count(*) FROM ({_TAGS}) AS counted JOIN tag ON tag.id = counted.id
    WHERE (tag.stories, tag.unread) IS NOT (counted.stories, counted.unread)
"""


def wrong_counts(db: Database) -> str:
    """Return how many feeds and tags have counts that are wrong, as a sentence; "" where none has."""
    feeds, tags = int(db.value(_WRONG_FEEDS)), int(db.value(_WRONG_TAGS))
    return f"Counts are wrong: those of {feeds} among the feeds and of {tags} among the tags." if feeds or tags else ""


def count_again(db: Database) -> None:
    """Put all counts right."""
    with db.transaction():
        db.run(
            "INSERT INTO tally (feed_id, stories, unread, starred)"
            f" SELECT id, stories, unread, starred FROM ({_FEEDS}) WHERE true ON CONFLICT (feed_id)"
            " DO UPDATE SET stories = excluded.stories, unread = excluded.unread, starred = excluded.starred"
        )
        db.run(
            f"UPDATE tag SET (stories, unread) = (SELECT stories, unread FROM ({_TAGS}) AS counted"
            " WHERE counted.id = tag.id)"
        )
